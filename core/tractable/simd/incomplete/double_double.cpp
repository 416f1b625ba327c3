#include "tractable/simd/incomplete/double_double.hpp"

#include <array>
#include <bit>
#include <cmath>
#include <cstddef>
#include <cstdint>

#include "tractable/simd/incomplete/stirling.hpp"

namespace tractable::detail {
namespace {

constexpr DoubleDouble kLn2{0.6931471805599453, 2.3190468138462996e-17};
constexpr DoubleDouble kHalfLog2Pi{0.9189385332046728, -3.8782941580672414e-17};

/// 2^k, -1022 <= k <= 1023.
double power_of_two(int k) { return std::bit_cast<double>(static_cast<std::uint64_t>(k + 1023) << 52); }

/// 1 / (2 j + first) for j = 0, 1, ...
template <std::size_t N>
constexpr std::array<DoubleDouble, N> odd_reciprocals(int first) {
  std::array<DoubleDouble, N> table{};
  for (std::size_t j = 0; j < N; ++j) table[j] = DoubleDouble(1) / static_cast<double>(2 * static_cast<int>(j) + first);
  return table;
}

/// sum_j c_j z^j, the coefficients from `words` on in one word: there z^j no longer needs two.
template <std::size_t N>
DoubleDouble series(const std::array<DoubleDouble, N>& c, DoubleDouble z, std::size_t words) {
  double tail = 0;
  for (std::size_t j = N; j-- > words;) tail = tail * z.hi + c[j].hi;
  DoubleDouble sum = tail;
  for (std::size_t j = words; j-- > 0;) sum = sum * z + c[j];
  return sum;
}

}  // namespace

DoubleDouble log_words(DoubleDouble x) {
  int k = 0;
  if (x.hi < 0x1p-900) {
    x = {x.hi * 0x1p200, x.lo * 0x1p200};
    k = -200;
  }
  // x = 2^k m, sqrt(1/2) < m < sqrt(2), as in fdlibm.
  const auto bits = std::bit_cast<std::uint64_t>(x.hi) + (0x3ff0000000000000 - 0x3fe6a09e00000000);
  const int e = static_cast<int>(bits >> 52) - 1023;
  const double half = power_of_two(-(e / 2)), rest = power_of_two(-(e - e / 2));
  const DoubleDouble m{x.hi * half * rest, x.lo * half * rest};
  k += e;
  // log m = 2 atanh(s), |s| < 0.1716.
  static constexpr auto kCoefficients = odd_reciprocals<20>(1);
  const DoubleDouble s = (m - 1) / (m + 1);
  const DoubleDouble y = s * series(kCoefficients, s * s, 9);
  return kLn2 * k + DoubleDouble(2 * y.hi, 2 * y.lo);
}

DoubleDouble less_log1p_words(DoubleDouble x, DoubleDouble whole) {
  if (x.hi < -0.18 || x.hi > 0.22) return x - log_words(whole);
  // With s = x / (2 + x): log(1 + x) = 2 s + 2 s^3 / 3 + ..., and x - 2 s = x s.
  static constexpr auto kCoefficients = odd_reciprocals<14>(3);
  const DoubleDouble s = x / (x + 2), z = s * s;
  return s * (x - z * series(kCoefficients, z, 6) * 2);
}

DoubleDouble log_gamma_words(DoubleDouble x) {
  DoubleDouble product = 1;
  for (int i = 0; i < kStirling && x.hi < kStirling; ++i) {
    product = product * x;
    x = x + 1;
  }
  const DoubleDouble far = (x - 0.5) * log_words(x) - x + kHalfLog2Pi + stirling_rest(x.hi);
  return product.hi == 1 ? far : far - log_words(product);
}

}  // namespace tractable::detail
