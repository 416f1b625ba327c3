#include "tractable/simd/incomplete_beta.hpp"

#include <cmath>
#include <limits>
#include <utility>

#include "tractable/simd/incomplete/incomplete_beta_tails.hpp"
#include "tractable/simd/incomplete/incomplete_gamma_tails.hpp"
#include "tractable/simd/incomplete/stirling.hpp"
#include "tractable/simd/incomplete/tail_integral.hpp"
#include "tractable/simd/special.hpp"

// With n = a + b, on the side of the mean where x <= a / n (else a, b and x, y change places):
//
//   a >= 1, and b >= 1 or n y >= 1/2: quadrature as in tail_integral.hpp; with logit t = logit x - s,
//     I_x(a, b) = density int_0^inf exp(-h(s)) ds,
//     h(s) = a s + n log(1 - x (1 - e^-s)) = (a y - b x) s + n (x (e^-s - 1 + s) - l(x (e^-s - 1)))
//          = -b s + n log(1 + y (e^s - 1)) = (a y - b x) s + n (y (e^s - 1 - s) - l(y (e^s - 1))), l(v) = v - log(1 +
//          v).
//   else, with (p, q, z) = (a, b, x) or (b, a, y), so that p < 2, z <= 1/2 and q z < 2:
//     I_z(p, q) = density (1 + n z / (p + 1) + n (n + 1) z^2 / ((p + 1) (p + 2)) + ...) / p (DLMF 8.17.8), and where
//     that is near 1 its complement, in Gautschi's way for the gamma function (incomplete_gamma.cpp).
//
// density = x^a y^b / B(a, b), its exponent in two words, for large a and b after Loader (see there).

namespace tractable {
namespace detail {
namespace {

constexpr double kInverseTwoPi = 0.15915494309189535;

/// a < kStirling <= b, x^a y^b / B(a, b) = (gamma density of a at n x) times what tends to 1 as b grows.
Scaled density_one_large(double a, double b, UnitPair at) {
  const DoubleDouble n = exact_sum(a, b);
  const DoubleDouble m = (at.y * a - at.x * b) / b;  // n y / b - 1
  const DoubleDouble nx = n * at.x;
  const DoubleDouble exponent =
      log_words(nx) * a - nx - log_gamma_words(exact_sum(1, a)) - less_log1p_words(m, n * at.y / b) * b;
  return {exponent + (stirling_rest(n.hi) - stirling_rest(b)), a * std::sqrt(b / n.hi)};
}

Scaled beta_density(double a, double b, UnitPair at) {
  if (a < kStirling && b >= kStirling) return density_one_large(a, b, at);
  if (a >= kStirling && b < kStirling) return density_one_large(b, a, {at.y, at.x});
  const DoubleDouble n = exact_sum(a, b);
  if (a < kStirling) {
    const DoubleDouble exponent = log_words(at.x) * a + log_words(at.y) * b + log_gamma_words(n + 1) -
                                  log_gamma_words(exact_sum(1, a)) - log_gamma_words(exact_sum(1, b));
    return {exponent, a * (b / n.hi)};
  }
  const DoubleDouble g = at.x * b - at.y * a;  // n x - a = -(n y - b)
  const DoubleDouble exponent =
      -(less_log1p_words(g / a, n * at.x / a) * a) - less_log1p_words(-g / b, n * at.y / b) * b;
  return {exponent + (stirling_rest(n.hi) - stirling_rest(a) - stirling_rest(b)),
          std::sqrt(a * (b / n.hi) * kInverseTwoPi)};
}

/// The lower tail is the direct one: I_x(a, b) and, where it is near 1, 1 - I_x(a, b).
Tails by_series(double a, double b, UnitPair at) {
  Tails tails{.density = beta_density(a, b, at), .direct = {}};
  const double x = at.x.hi, n = a + b;
  double term = 1, sum = 1;
  for (int k = 1; k < 200 && term > 1e-18 * sum; ++k) {
    term *= (n + (k - 1)) / (a + k) * x;
    sum += term;
  }
  tails.direct = {tails.density.exponent, tails.density.factor / a * sum};
  if (tails.direct.value() > kNearOne) {
    tails.has_other = true;
    double power = 1, alternating = 0;
    for (int k = 1; k < 200; ++k) {
      power *= (k - b) / k * x;
      const double added = power / (a + k);
      alternating += added;
      if (std::abs(added) < 1e-18 * std::abs(alternating) && k > b * x) break;
    }
    const double log_first = log_gamma_step(b, a, x) - log_gamma_from_one(a);
    tails.other = complement(a, log_first, alternating);
  }
  return tails;
}

/// For x <= a / n.
Tails by_quadrature(double a, double b, UnitPair at) {
  Tails tails{.density = beta_density(a, b, at), .direct = {}};
  const double n = a + b, x = at.x.hi, y = at.y.hi, g = std::abs((at.y * a - at.x * b).hi);
  const bool small_x = x <= 0.5;
  const auto h = [=](double s) {
    const double less = expm1_less(small_x ? -s : s);
    if (small_x) return g * s + n * (x * less - less_log1p(x * (less - s)));
    const double v = y * (less + s);
    return v > 0.5 ? n * log1p(v) - b * s : g * s + n * (y * less - less_log1p(v));
  };
  const auto slope = [=](double s) {
    const double e = expm1(-s);
    return g - n * (x * y) * e / (1 + x * e);  // a - n t, t = x e^-s / (y + x e^-s)
  };
  tails.direct = tails.density.times(tail_integral(h, slope, n * (x * y)));
  return tails;
}

Tails lower_side(double a, double b, UnitPair at) {
  const double n = a + b;
  if (a >= 1 && (b >= 1 || n * at.y.hi >= 0.5)) return by_quadrature(a, b, at);
  if (at.x.hi <= 0.5) return by_series(a, b, at);
  Tails tails = by_series(b, a, {at.y, at.x});
  tails.direct_is_lower = false;
  return tails;
}

}  // namespace

UnitPair unit_pair(double x, double y) {
  if (x <= y) return {x, exact_sum(1, -x)};
  return {exact_sum(1, -y), y};
}

Tails beta_tails(double a, double b, UnitPair at) {
  if ((at.y * a - at.x * b).hi >= 0) return lower_side(a, b, at);
  Tails tails = lower_side(b, a, {at.y, at.x});
  tails.direct_is_lower = !tails.direct_is_lower;
  return tails;
}

}  // namespace detail

namespace {

constexpr double kNan = std::numeric_limits<double>::quiet_NaN();
constexpr double kInf = std::numeric_limits<double>::infinity();

double certain(bool yes, bool logarithm) { return logarithm ? (yes ? 0 : -kInf) : (yes ? 1 : 0); }

double value_of(const detail::Tails& tails, bool lower, bool logarithm) {
  return logarithm ? tails.log(lower) : tails.value(lower);
}

/// b > kHuge: the gamma distribution of b (-log(1 - x)), or a step if a is large too.
double huge_tail(double a, double b, double x, double y, bool lower, bool logarithm) {
  const double at = -b * (x <= y ? tractable::log1p(-x) : tractable::log(y));
  if (a < 1e60 && at <= detail::kHuge) {
    if (!(at > 0)) return certain(!lower, logarithm);
    return value_of(detail::gamma_tails(a, at), lower, logarithm);
  }
  const double scale = a > b ? a : b, g = a / scale * y - b / scale * x;
  if (g == 0) return logarithm ? -0.6931471805599453 : 0.5;
  if ((g > 0) != lower) return certain(true, logarithm);
  return logarithm ? -kInf : 0;
}

double beta_tail(double a, double b, double x, double y, bool lower, bool logarithm) {
  const bool both_zero = a == 0 && b == 0, both_infinite = a == kInf && b == kInf;
  if (!(a >= 0 && b >= 0 && x >= 0 && y >= 0 && x <= 1 && y <= 1) || both_zero || both_infinite) return kNan;
  if ((a == 0 && x == 0) || (b == 0 && y == 0)) return kNan;
  if (x == 0) return certain(!lower, logarithm);
  if (y == 0) return certain(lower, logarithm);
  if (a == 0 || b == kInf) return certain(lower, logarithm);
  if (b == 0 || a == kInf) return certain(!lower, logarithm);
  if (b > detail::kHuge) return huge_tail(a, b, x, y, lower, logarithm);
  if (a > detail::kHuge) return huge_tail(b, a, y, x, !lower, logarithm);
  return value_of(detail::beta_tails(a, b, detail::unit_pair(x, y)), lower, logarithm);
}

}  // namespace

double beta_p(double a, double b, double x) { return beta_tail(a, b, x, 1 - x, true, false); }
double beta_q(double a, double b, double x) { return beta_tail(a, b, x, 1 - x, false, false); }
double log_beta_p(double a, double b, double x) { return beta_tail(a, b, x, 1 - x, true, true); }
double log_beta_q(double a, double b, double x) { return beta_tail(a, b, x, 1 - x, false, true); }
double beta_p(double a, double b, double x, double y) { return beta_tail(a, b, x, y, true, false); }
double beta_q(double a, double b, double x, double y) { return beta_tail(a, b, x, y, false, false); }
double log_beta_p(double a, double b, double x, double y) { return beta_tail(a, b, x, y, true, true); }
double log_beta_q(double a, double b, double x, double y) { return beta_tail(a, b, x, y, false, true); }

}  // namespace tractable
