#include <algorithm>
#include <cmath>
#include <limits>

#include "tractable/simd/incomplete/incomplete_beta_tails.hpp"
#include "tractable/simd/incomplete/quantile_search.hpp"
#include "tractable/simd/incomplete/stirling.hpp"
#include "tractable/simd/incomplete_beta.hpp"
#include "tractable/simd/incomplete_gamma.hpp"
#include "tractable/simd/special.hpp"

namespace tractable {
namespace {

constexpr double kInf = std::numeric_limits<double>::infinity();
constexpr double kNan = std::numeric_limits<double>::quiet_NaN();
constexpr double kSmallest = std::numeric_limits<double>::denorm_min();
constexpr double kFarthest = 744.4;  // logit x beyond which x or y underflows

BetaQuantile from_logit(double u) {
  const double e = tractable::exp(-std::abs(u)), small = e / (1 + e), large = 1 / (1 + e);
  return u < 0 ? BetaQuantile{small, large} : BetaQuantile{large, small};
}

/// logit x after AS 26.5.22 (Abramowitz and Stegun, Handbook of Mathematical Functions), for a, b >= 1.
double normal_start(double a, double b, detail::Target target) {
  const double normal = tractable::normal_ppf(target.p), z = target.lower ? -normal : normal;
  const double lambda = (z * z - 3) / 6, ra = 1 / (2 * a - 1), rb = 1 / (2 * b - 1), h = 2 / (ra + rb);
  const double w = z * std::sqrt(std::max(h + lambda, 0.0)) / h - (rb - ra) * (lambda + 5.0 / 6 - 2 / (3 * h));
  return tractable::log(a / b) - 2 * w;
}

BetaQuantile beta_quantile(double a, double b, detail::Target target) {
  const double log_p = target.lower ? tractable::log(target.p) : tractable::log1p(-target.p);
  const double log_q = target.lower ? tractable::log1p(-target.p) : tractable::log(target.p);
  // The asymptotes: log I <= a u - log(a B), log(1 - I) <= -b u - log(b B).
  const double log_whole = log_beta(a, b), log_a = tractable::log(a), log_b = tractable::log(b);
  const double low = (log_p + (log_a + log_whole)) / a, high = -(log_q + (log_b + log_whole)) / b;
  // For small a or b the logarithms cancel.
  const double low_slack = 1e-9 + 4e-15 * (std::abs(log_a) + std::abs(log_whole)) / a;
  const double high_slack = 1e-9 + 4e-15 * (std::abs(log_b) + std::abs(log_whole)) / b;
  // What underflows.
  const auto right_of = [&](double x, double y) {
    return detail::root_is_right(detail::beta_tails(a, b, detail::unit_pair(x, y)), target);
  };
  if (low - low_slack < -kFarthest && !right_of(kSmallest, 1)) return {0, 1};
  if (high + high_slack > kFarthest && right_of(1, kSmallest)) return {1, 0};
  // Where x is far below 1/b the lower asymptote is near, where y is far below 1/a the upper one.
  const bool low_is_near = low<-std::max(log_b, 0.0), high_is_near = high> std::max(log_a, 0.0);
  double u = low_is_near != high_is_near ? (low_is_near ? low : high) : (target.lower ? low : high);
  if (a >= 1 && b >= 1) u = normal_start(a, b, target);
  const double first = std::max(low - low_slack, -kFarthest), last = std::min(high + high_slack, kFarthest);
  u = std::clamp(u, first, std::max(first, last));
  BetaQuantile at = from_logit(u);
  detail::search_quantile(
      u, first, last, target, [&] { return detail::beta_tails(a, b, detail::unit_pair(at.x, at.y)); },
      [&at](double step) {
        const BetaQuantile before = at;
        if (std::abs(step) > 1) {
          at = from_logit(tractable::log(at.x) - tractable::log(at.y) + step);
        } else {
          const double grown = at.x * detail::expm1(step), whole = 1 + grown;
          at = {(at.x + grown) / whole, at.y / whole};
        }
        at = {std::max(at.x, kSmallest), std::max(at.y, kSmallest)};
        return at.x != before.x || at.y != before.y;
      });
  if (at.x <= 0.5) return {at.x, 1 - at.x};
  return {1 - at.y, at.y};
}

BetaQuantile beta_inverse(double a, double b, double p, bool lower) {
  if (!(a > 0 && b > 0 && a < kInf && b < kInf && p >= 0 && p <= 1)) return {kNan, kNan};
  if (p == 0 || p == 1) return (p == 0) == lower ? BetaQuantile{0, 1} : BetaQuantile{1, 0};
  constexpr double kLimit = 1e100, kStep = 1e60;
  if (b > kLimit && a < kStep) {  // -b log(1 - x) has a gamma distribution
    const double x = -detail::expm1(-(lower ? gamma_p_inverse(a, p) : gamma_q_inverse(a, p)) / b);
    return {x, 1 - x};
  }
  if (a > kLimit && b < kStep) {
    const BetaQuantile mirrored = beta_inverse(b, a, p, !lower);
    return {mirrored.y, mirrored.x};
  }
  if (a > kLimit || b > kLimit) {  // a step
    const double scale = std::max(a, b), whole = a / scale + b / scale;
    return {a / scale / whole, b / scale / whole};
  }
  return beta_quantile(a, b, p <= 0.5 ? detail::Target{p, lower} : detail::Target{1 - p, !lower});
}

}  // namespace

BetaQuantile beta_p_inverse(double a, double b, double p) { return beta_inverse(a, b, p, true); }
BetaQuantile beta_q_inverse(double a, double b, double q) { return beta_inverse(a, b, q, false); }

}  // namespace tractable
