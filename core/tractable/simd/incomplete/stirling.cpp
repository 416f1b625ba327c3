#include "tractable/simd/incomplete/stirling.hpp"

#include <array>
#include <cmath>
#include <iterator>

#include "tractable/simd/incomplete/double_double.hpp"
#include "tractable/simd/special.hpp"

namespace tractable::detail {
namespace {

// B_2k / (2k (2k - 1)), k = 1, 2, ...
constexpr double kStirlingSeries[] = {1.0 / 12,   -1.0 / 360,      1.0 / 1260, -1.0 / 1680,
                                      1.0 / 1188, -691.0 / 360360, 1.0 / 156,  -3617.0 / 122400};

constexpr auto kReciprocals = [] {
  std::array<double, 24> table{};
  for (std::size_t k = 1; k < table.size(); ++k) table[k] = 1.0 / static_cast<double>(k);
  return table;
}();

/// log_gamma_step for b >= kStirling, every term in proportion to a.
double log_gamma_step_far(double b, double a, double x) {
  const double ratio = a / b;
  // (b + a - 1/2) log(1 + a/b) - a = -b (r - log(1 + r)) + (a - 1/2) log(1 + r)
  const double middle = (a - 0.5) * log1p(ratio) - b * less_log1p(ratio);
  // (u^k - v^k) / (u - v) for u = 1 / (b + a), v = 1 / b, by p <- u p + v^k.
  const double u = 1 / (b + a), v = 1 / b;
  double rest = 0, divided = 1, power = v;
  for (const double c : kStirlingSeries) {
    rest += c * divided;
    for (int twice = 0; twice < 2; ++twice) {
      divided = u * divided + power;
      power *= v;
    }
  }
  const double product = b * x, log_product = product > 1e-290 ? log(product) : log(b) + log(x);
  return a * log_product + (middle - a * u * v * rest);
}

}  // namespace

double stirling_rest(double z) {
  const double inverse = 1 / z, square = inverse * inverse;
  double sum = 0;
  for (std::size_t k = std::size(kStirlingSeries); k-- > 0;) sum = sum * square + kStirlingSeries[k];
  return sum * inverse;
}

double log_gamma_step(double b, double a, double x) {
  // Gamma(b + a) / Gamma(b) falls by the factor 1 + a / b for each step of b up.
  double grown = 0;  // the product of these factors, less 1
  while (b < kStirling) {
    const double factor = a / b;
    grown = grown + (factor + grown * factor);
    b += 1;
  }
  return log_gamma_step_far(b, a, x) - log1p(grown);
}

double log_gamma_from_one(double a) {
  const DoubleDouble sum = exact_sum(1, a);
  return tractable::lgamma(sum.hi) + tractable::digamma(sum.hi) * sum.lo;
}

double expm1_less(double x) {
  if (std::abs(x) > 1) return (exp(x) - 1) - x;
  double sum = 0;
  for (std::size_t k = 20; k >= 3; --k) sum = (sum + 1) * (x * kReciprocals[k]);
  return 0.5 * x * x * (1 + sum);
}

double less_log1p(double x) {
  if (x < -0.3 || x > 0.4) return x - log1p(x);
  // With s = x / (2 + x): x - log(1 + x) = x s - 2 s^3 (1/3 + s^2/5 + ...); |s| < 0.177.
  const double s = x / (2 + x), z = s * s;
  double sum = 0;
  for (std::size_t k = 23; k >= 3; k -= 2) sum = sum * z + kReciprocals[k];
  return s * (x - 2 * z * sum);
}

double expm1(double x) { return std::abs(x) > 1 ? exp(x) - 1 : x + expm1_less(x); }

}  // namespace tractable::detail
