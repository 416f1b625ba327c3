#include <cmath>
#include <limits>
#include <utility>

#include "tractable/simd/incomplete/double_double.hpp"
#include "tractable/simd/incomplete/stirling.hpp"
#include "tractable/simd/incomplete_beta.hpp"
#include "tractable/simd/special.hpp"

namespace tractable {

double log_beta(double a, double b) {
  using detail::DoubleDouble;
  constexpr double kInf = std::numeric_limits<double>::infinity();
  if (!(a >= 0 && b >= 0 && a < kInf && b < kInf)) return std::numeric_limits<double>::quiet_NaN();
  if (a > b) std::swap(a, b);
  if (a == 0) return kInf;
  if (b > 1e200) {  // rounding is all that more words would change
    if (a >= detail::kStirling) return -(a * tractable::log1p(b / a) + b * tractable::log1p(a / b));
    return tractable::lgamma(a) - a * tractable::log(b);
  }
  const DoubleDouble n = detail::exact_sum(a, b);
  if (a >= detail::kStirling) {
    // With a = 1/2 n (1 + ...): n log n - a log a - b log b, term by term of one sign.
    const DoubleDouble entropy = detail::log_words(n / a) * a + detail::log_words(n / b) * b;
    constexpr DoubleDouble kHalfLog2Pi{0.9189385332046728, -3.8782941580672414e-17};
    const DoubleDouble half_log = detail::log_words(n / a / b);
    const double rest = detail::stirling_rest(a) + detail::stirling_rest(b) - detail::stirling_rest(n.hi);
    return (kHalfLog2Pi + DoubleDouble(0.5 * half_log.hi, 0.5 * half_log.lo) + rest - entropy).value();
  }
  const DoubleDouble first = detail::log_gamma_words(detail::exact_sum(1, a)) - detail::log_words(a);
  if (b >= detail::kStirling) {
    // log(Gamma(n) / Gamma(b)) = a log n - b (r - log(1 + r)) - log(1 + r) / 2 + ..., r = a / b
    const DoubleDouble ratio = DoubleDouble(a) / b;
    const double rest = detail::stirling_rest(n.hi) - detail::stirling_rest(b) - 0.5 * tractable::log1p(ratio.hi);
    return (first - (detail::log_words(n) * a - detail::less_log1p_words(ratio, ratio + 1) * b + rest)).value();
  }
  // Gamma(b) = Gamma(1 + b) / b and Gamma(n) = Gamma(1 + n) / n
  const DoubleDouble second = detail::log_gamma_words(detail::exact_sum(1, b)) - detail::log_words(b);
  return (first + second - (detail::log_gamma_words(n + 1) - detail::log_words(n))).value();
}

}  // namespace tractable
