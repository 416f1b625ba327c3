#pragma once

#include <doctest/doctest.h>

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstdint>
#include <limits>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

#include "support/reference.hpp"
#ifdef TRACTABLE_HAS_QUADMATH
#include <quadmath.h>
#endif

// Errors in units in the last place (ULP): the distance between two neighbouring numbers of type T where the true value
// lies. Below the smallest normal number it is the smallest subnormal one. And the promises: what each function's
// header says that its error never exceeds.

namespace tractable::test {

struct MaxUlp {
  std::string_view function;
  double f64, f32;
};

/// As in the headers of core/tractable/simd (elementary, erf, normal, gamma, ...): a number changes there and here.
inline constexpr MaxUlp kMaxUlp[] = {
    {"exp", 1.1, 1.1},
    {"log", 0.9, 0.9},
    {"log1p", 0.9, 0.9},
    {"expm1", 1.3, 1.4},
    {"sin", 0.9, 0.9},
    {"cos", 0.9, 0.9},
    {"atan", 1.5, 1.5},
    {"tanh", 1.6, 1.5},
    {"sigmoid", 2.4, 2.4},
    {"softplus", 1.8, 1.8},
    {"log_sigmoid", 1.8, 1.8},
    {"quarter sine", 1.7, 1.7},
    {"quarter cosine", 1.2, 1.2},
    {"erf", 1.1, 1.4},
    {"erfc", 1.4, 2.0},
    {"erfcx", 1.7, 1.7},
    {"normal_pdf", 0.9, 1.2},
    {"normal_cdf", 1.4, 1.6},
    {"normal_log_cdf", 2.0, 1.8},
    {"normal_ppf", 2.1, 2.0},
    {"erfinv", 3.3, 2.8},
    {"erfcinv", 3.3, 2.8},
    {"lgamma", 2.8, 2.8},
    {"deviance", 5, 5.5},
    {"stirling", 18, 18},
    {"stirling from 1", 4.5, 4.5},
    {"digamma", 3.2, 3.3},
    {"trigamma", 3.0, 3.0},
    {"tetragamma", 4.0, 4.0},
    {"pentagamma", 4.5, 4.5},
    {"hexagamma", 5.0, 5.0},
};

template <class T>
double max_ulp(std::string_view function) {
  for (const MaxUlp& row : kMaxUlp) {
    if (row.function == function) return std::is_same_v<T, double> ? row.f64 : row.f32;
  }
  throw std::invalid_argument("no promise for " + std::string(function));
}

template <class T>
auto bits_of(T x) {
  return std::bit_cast<std::conditional_t<sizeof(T) == 8, std::uint64_t, std::uint32_t>>(x);
}

/// The spacing of T just above |value|.
template <class T>
T ulp_at(T value) {
  if (value == 0) return std::numeric_limits<T>::denorm_min();
  int exponent = 0;
  std::frexp(value, &exponent);
  return std::ldexp(T(1), std::max(exponent, std::numeric_limits<T>::min_exponent) - std::numeric_limits<T>::digits);
}

/// |y - truth| in ULP of T; `truth` is of a wider type. NaN equals only NaN. Where the truth lies beyond T's range, y
/// must be that infinity; an infinite y for a truth within it counts as the number that would follow the largest one.
template <class T, class Wide>
double ulp_error(T y, Wide truth) {
  constexpr double wrong = std::numeric_limits<double>::infinity();
  const bool truth_is_nan = !(truth == truth);
  if (truth_is_nan || std::isnan(y)) return truth_is_nan && std::isnan(y) ? 0 : wrong;
  constexpr T largest = std::numeric_limits<T>::max();
  const Wide beyond = static_cast<Wide>(largest) + static_cast<Wide>(ulp_at(largest));
  const Wide size = truth < 0 ? -truth : truth;
  if (size >= beyond) return std::isinf(y) && (y > 0) == (truth > 0) ? 0 : wrong;
  const Wide value = std::isinf(y) ? (y > 0 ? beyond : -beyond) : static_cast<Wide>(y);
  const Wide distance = value < truth ? truth - value : value - truth;
  T below = static_cast<T>(size);
  if (static_cast<Wide>(below) > size) below = std::nextafter(below, T(0));  // rounded up, perhaps to a power of two
  return static_cast<double>(distance / static_cast<Wide>(ulp_at(below)));
}

/// Arguments from a fixed seed (SplitMix64; Steele, Lea, Flood 2014), the same in every build.
class Arguments {
 public:
  explicit Arguments(std::uint64_t seed) : state_(seed) {}

  std::uint64_t bits() {
    std::uint64_t z = state_ += 0x9e3779b97f4a7c15;
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
    z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
    return z ^ (z >> 31);
  }
  double uniform(double low, double high) { return low + (high - low) * (static_cast<double>(bits() >> 11) * 0x1p-53); }
  /// 2^e times a number in [1, 2), e uniform on low ... high - 1.
  double power(int low, int high) {
    const int e = low + static_cast<int>(bits() % static_cast<std::uint64_t>(high - low));
    return std::ldexp(uniform(1, 2), e);
  }
  template <class T>
  T pattern() {
    if constexpr (sizeof(T) == 8)
      return std::bit_cast<double>(bits());
    else
      return std::bit_cast<float>(static_cast<std::uint32_t>(bits() >> 32));
  }

 private:
  std::uint64_t state_;
};

/// FNV-1a over the bits of values, 64 at a time.
struct Hash {
  std::uint64_t value = 0xcbf29ce484222325;

  void add(double x) {
    value = (value ^ bits_of(x)) * 0x100000001b3;
    value ^= value >> 29;
  }
};

// The checks that every special function goes through.

/// Against the rows `rows` of a file of 60-digit values.
template <class F>
void check_rows(const std::string& file, const std::string& rows, const std::string& function, F f) {
  for (const ReferenceRow& row : reference_rows(file, rows)) {
    const double error = ulp_error(f(row.x), row.value);
    CHECK_MESSAGE(error <= max_ulp<double>(function), function << "(" << row.x << ") is off by " << error << " ULP");
  }
}

struct Pair {
  double x, y;
};

/// Exact values, bit by bit: every NaN is the one of std::numeric_limits.
template <class F>
void check_values(const std::string& function, F f, const std::vector<Pair>& pairs) {
  for (const Pair& pair : pairs) {
    const double got = f(pair.x);
    CHECK_MESSAGE(bits_of(got) == bits_of(pair.y), function << "(" << pair.x << ") is " << got << ", not " << pair.y);
  }
}

/// The float form against the double form, at every 1021st of all floats. f(span, span) takes both types.
template <class F>
void check_float(const std::string& function, F f) {
  constexpr std::size_t kBlock = 4096;
  constexpr std::uint64_t kStep = 1021;
  std::vector<float> x(kBlock), y(kBlock);
  std::vector<double> wide(kBlock), truth(kBlock);
  double worst = 0, worst_sign = 0;
  float worst_x = 0;
  for (std::uint64_t pattern = 0; pattern < 0x100000000; pattern += kStep * kBlock) {
    for (std::size_t i = 0; i < kBlock; ++i) {
      x[i] = std::bit_cast<float>(static_cast<std::uint32_t>(std::min(pattern + kStep * i, std::uint64_t{0xffffffff})));
      wide[i] = static_cast<double>(x[i]);
    }
    f(std::span<const float>(x), std::span<float>(y));
    f(std::span<const double>(wide), std::span<double>(truth));
    for (std::size_t i = 0; i < kBlock; ++i) {
      const double error = ulp_error(y[i], truth[i]);
      if (!(error <= worst)) worst = error, worst_x = x[i];
      if (y[i] == 0 && truth[i] == 0 && std::signbit(y[i]) != std::signbit(truth[i])) worst_sign = 1;
    }
  }
  CHECK_MESSAGE(worst <= max_ulp<float>(function), function << "(" << worst_x << "f) is off by " << worst << " ULP");
  CHECK_MESSAGE(worst_sign == 0, function << " gives a zero of the other sign in float");
}

#ifdef TRACTABLE_HAS_QUADMATH
using Quad = __float128;

/// 10^6 arguments, in equal parts from the generators; error(x, y) in ULP.
template <class F, class Error>
void check_many(const std::string& function, F f, Error error_of,
                const std::vector<double (*)(Arguments&)>& generators) {
  const std::size_t n = 1'000'000 / generators.size();
  Arguments random(20240229);
  std::vector<double> x(n), y(n);
  for (const auto& next : generators) {
    for (double& value : x) value = next(random);
    f(std::span<const double>(x), std::span<double>(y));
    double worst = 0, worst_x = 0;
    for (std::size_t i = 0; i < n; ++i) {
      const double error = error_of(x[i], y[i]);
      if (!(error <= worst)) worst = error, worst_x = x[i];
    }
    CHECK_MESSAGE(worst <= max_ulp<double>(function), function << "(" << worst_x << ") is off by " << worst << " ULP");
  }
}

/// Against a function of libquadmath (113 bits).
template <class F, class Truth>
void check_quad(const std::string& function, F f, Truth truth, const std::vector<double (*)(Arguments&)>& generators) {
  check_many(
      function, f, [truth](double x, double y) { return ulp_error(y, truth(static_cast<Quad>(x))); }, generators);
}
#endif

}  // namespace tractable::test
