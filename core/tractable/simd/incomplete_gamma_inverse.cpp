#include <algorithm>
#include <cmath>
#include <limits>

#include "tractable/simd/incomplete/incomplete_gamma_tails.hpp"
#include "tractable/simd/incomplete/quantile_search.hpp"
#include "tractable/simd/incomplete/stirling.hpp"
#include "tractable/simd/incomplete_gamma.hpp"
#include "tractable/simd/special.hpp"

namespace tractable {
namespace {

constexpr double kInf = std::numeric_limits<double>::infinity();
constexpr double kNan = std::numeric_limits<double>::quiet_NaN();
constexpr double kSmallest = std::numeric_limits<double>::denorm_min();
constexpr double kLowest = -744.4;  // the logarithm of the smallest number

/// Wilson and Hilferty (1931): the cube root of a gamma variable is nearly normal. Below 0 where that is of no use.
double wilson_hilferty(double a, detail::Target target) {
  const double z = tractable::normal_ppf(target.p);
  const double root = 1 - 1 / (9 * a) + (target.lower ? z : -z) / (3 * std::sqrt(a));
  return root > 0.2 ? a * root * root * root : -1;
}

double gamma_quantile(double a, detail::Target target) {
  // P(a, x) <= x^a / Gamma(a + 1), and Q(a, a + sqrt(2 a r) + r) <= e^-r (S. Boucheron, G. Lugosi, P. Massart,
  // Concentration Inequalities (2013), section 2.4).
  const double log_p = target.lower ? tractable::log(target.p) : tractable::log1p(-target.p);
  const double r = target.lower ? -tractable::log1p(-target.p) : -tractable::log(target.p);
  const double log_first = a < 1 ? detail::log_gamma_from_one(a) : tractable::lgamma(a + 1);
  const double low = (log_p + log_first) / a;
  const double high = tractable::log(a + std::sqrt(2 * a * r) + r);
  if (!(high > kLowest)) return 0;
  double x = a >= 0.5 ? wilson_hilferty(a, target) : -1;
  if (!(x > 0)) x = target.lower || low < -1 ? tractable::exp(std::max(low, kLowest)) : tractable::exp(high);
  x = std::max(x, kSmallest);
  if (low < kLowest && !detail::root_is_right(detail::gamma_tails(a, kSmallest), target)) return 0;
  detail::search_quantile(
      tractable::log(x), std::max(low, kLowest) - 1e-9, high + 1e-9, target, [&] { return detail::gamma_tails(a, x); },
      [&x](double step) {
        const double before = x;
        x = std::clamp(x + x * detail::expm1(step), kSmallest, detail::kHuge);
        return x != before;
      });
  return x;
}

double gamma_inverse(double a, double p, bool lower) {
  if (!(a > 0 && a < kInf && p >= 0 && p <= 1)) return kNan;
  if (p == 0 || p == 1) return (p == 0) == lower ? 0 : kInf;
  if (a > 1e100) return a;  // its standard deviation is far below an ULP
  return gamma_quantile(a, p <= 0.5 ? detail::Target{p, lower} : detail::Target{1 - p, !lower});
}

}  // namespace

double gamma_p_inverse(double a, double p) { return gamma_inverse(a, p, true); }
double gamma_q_inverse(double a, double q) { return gamma_inverse(a, q, false); }

}  // namespace tractable
