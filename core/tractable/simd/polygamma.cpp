#include "tractable/base/error.hpp"
#include "tractable/simd/special.hpp"

namespace tractable {
namespace {

template <class T>
using SpanForm = void (*)(std::span<const T>, std::span<T>);

template <class T>
SpanForm<T> polygamma_of(int n) {
  constexpr SpanForm<T> kOrders[] = {digamma, trigamma, tetragamma, pentagamma, hexagamma};
  if (n < 0 || n > 4) throw_error(ErrorCode::invalid_argument, "polygamma", "n is ", n, "; it must be 0 ... 4");
  return kOrders[n];
}

}  // namespace

void polygamma(int n, std::span<const double> x, std::span<double> y) { polygamma_of<double>(n)(x, y); }
void polygamma(int n, std::span<const float> x, std::span<float> y) { polygamma_of<float>(n)(x, y); }

double polygamma(int n, double x) {
  polygamma_of<double>(n)({&x, 1}, {&x, 1});
  return x;
}
float polygamma(int n, float x) {
  polygamma_of<float>(n)({&x, 1}, {&x, 1});
  return x;
}

}  // namespace tractable
