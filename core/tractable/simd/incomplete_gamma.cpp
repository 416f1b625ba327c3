#include "tractable/simd/incomplete_gamma.hpp"

#include <cmath>
#include <limits>

#include "tractable/simd/incomplete/incomplete_gamma_tails.hpp"
#include "tractable/simd/incomplete/stirling.hpp"
#include "tractable/simd/incomplete/tail_integral.hpp"
#include "tractable/simd/special.hpp"

// x < 1/2, or x <= a and x < 1:
//        P = density (1 + x / (a + 1) + x^2 / ((a + 1) (a + 2)) + ...) / a (DLMF 8.7.1); near 1 (for small a)
//        Q by W. Gautschi, ACM TOMS 5 (1979) 466, section 4.1.
// else:  the smaller side of x = a by quadrature, as in tail_integral.hpp. With t = x e^-s and t = x e^s:
//        P = density int_0^inf exp(-((a - x) s + x (e^-s - 1 + s))) ds for x <= a,
//        Q = density int_0^inf exp(-((x - a) s + x (e^s - 1 - s))) ds for x >= a.
// density = x^a e^-x / Gamma(a), its exponent in two words; for large a as
//        sqrt(a / (2 pi)) exp(-a (m - log(1 + m)) - stirling_rest(a)), m = x / a - 1
//        (C. Loader, Fast and accurate computation of binomial probabilities, 2000).

namespace tractable {
namespace detail {
namespace {

constexpr double kInverseTwoPi = 0.15915494309189535;

Scaled gamma_density(double a, double x) {
  if (a >= kStirling) {
    const DoubleDouble m = exact_sum(x, -a) / a;
    return {-(less_log1p_words(m, DoubleDouble(x) / a) * a) - stirling_rest(a), std::sqrt(a * kInverseTwoPi)};
  }
  return {log_words(x) * a - x - log_gamma_words(exact_sum(1, a)), a};
}

Tails small_argument(double a, double x) {
  Tails tails{.density = gamma_density(a, x), .direct = {}};
  double term = 1, sum = 1;
  for (int n = 1; n < 40 && term > 1e-18 * sum; ++n) {
    term *= x / (a + n);
    sum += term;
  }
  tails.direct = {tails.density.exponent, tails.density.factor / a * sum};
  if (tails.direct.value() > kNearOne) {
    tails.has_other = true;
    double power = 1, alternating = 0;
    for (int n = 1; n < 40; ++n) {
      power *= -x / n;
      alternating += power / (a + n);
    }
    tails.other = complement(a, a * tractable::log(x) - log_gamma_from_one(a), alternating);
  }
  return tails;
}

}  // namespace

double complement(double a, double log_first, double sum) {
  // 1 - G (1 + a sum), G = exp(log_first)
  const double less = expm1(log_first);
  return -(less + (1 + less) * (a * sum));
}

Tails gamma_tails(double a, double x) {
  if (x < 0.5 || (x < 1 && x <= a)) return small_argument(a, x);
  Tails tails{.density = gamma_density(a, x), .direct = {}};
  const double sign = x <= a ? -1 : 1, distance = std::abs(a - x);
  const double integral = tail_integral([=](double s) { return distance * s + x * expm1_less(sign * s); },
                                        [=](double s) { return distance + sign * x * expm1(sign * s); }, x);
  tails.direct_is_lower = x <= a;
  tails.direct = tails.density.times(integral);
  return tails;
}

}  // namespace detail

namespace {

constexpr double kNan = std::numeric_limits<double>::quiet_NaN();
constexpr double kInf = std::numeric_limits<double>::infinity();

/// The probability, or its logarithm, that both tails have when one is 0 and the other 1.
double certain(bool yes, bool logarithm) { return logarithm ? (yes ? 0 : -kInf) : (yes ? 1 : 0); }

double gamma_tail(double a, double x, bool lower, bool logarithm) {
  if (!(a >= 0 && x >= 0) || (a == 0 && x == 0) || (a == kInf && x == kInf)) return kNan;
  if (x == 0 || a == kInf) return certain(!lower, logarithm);
  if (a == 0 || x == kInf) return certain(lower, logarithm);
  if (a > detail::kHuge || x > detail::kHuge) {
    if (x == a) return logarithm ? -0.6931471805599453 : 0.5;
    const bool is_lower = x < a;
    if (is_lower != lower) return certain(true, logarithm);
    return logarithm ? a * (tractable::log(x) - tractable::log(a)) + (a - x) : 0;
  }
  const detail::Tails tails = detail::gamma_tails(a, x);
  return logarithm ? tails.log(lower) : tails.value(lower);
}

}  // namespace

double gamma_p(double a, double x) { return gamma_tail(a, x, true, false); }
double gamma_q(double a, double x) { return gamma_tail(a, x, false, false); }
double log_gamma_p(double a, double x) { return gamma_tail(a, x, true, true); }
double log_gamma_q(double a, double x) { return gamma_tail(a, x, false, true); }

}  // namespace tractable
