#include "tractable/distribution/cauchy.hpp"

#include <cmath>
#include <limits>

#include "tractable/distribution/expressions.hpp"
#include "tractable/graph/ops.hpp"
#include "tractable/simd/special.hpp"

namespace tractable {
namespace {

constexpr double kInf = std::numeric_limits<double>::infinity();
constexpr double kNan = std::numeric_limits<double>::quiet_NaN();
constexpr double kPi = 3.14159265358979323846;
constexpr ParameterRow kParameters[] = {{"loc", Domain::real, 0}, {"scale", Domain::positive, 1}};

Support support(ParameterValues) { return {-kInf, kInf}; }
Expr log_prob(Expr x, ParameterExprs p) { return cauchy_log_prob(x, p[0], p[1]); }
double tail(ParameterValues p, double x, Tail tail) {
  const double z = (tail.upper ? x - p[0] : p[0] - x) / p[1];
  if (!tail.log) return detail::standard_cauchy_sf(z);
  return z > 0 ? log(detail::standard_cauchy_sf(z)) : log1p(-detail::standard_cauchy_sf(-z));
}
Expr log_tail(Expr x, ParameterExprs p, bool upper) {
  const Expr z = (x - p[0]) / p[1];
  return detail::standard_cauchy_log_cdf(upper ? -z : z);
}
double quantile(ParameterValues p, double probability, bool upper) {
  const double z = probability < 0.25   ? -detail::cot_pi(probability)
                   : probability < 0.5  ? -detail::tan_pi(0.5 - probability)
                   : probability < 0.75 ? detail::tan_pi(probability - 0.5)
                                        : detail::cot_pi(1 - probability);
  return p[0] + p[1] * (upper ? -z : z);
}
Expr pathwise(Expr u, ParameterExprs p) {
  const Expr angle = kPi * (u - 0.5);
  return p[0] + p[1] * (sin(angle) / cos(angle));
}
Moments moments(ParameterValues) { return {kNan, kNan}; }
double entropy(ParameterValues p) { return log(4 * kPi * p[1]); }

// log(((s1 + s2)^2 + (m1 - m2)^2) / (4 s1 s2)). Chyzak & Nielsen (2019), A closed-form formula for the Kullback-Leibler
// divergence between Cauchy distributions.
double kl(ParameterValues p, ParameterValues q) {
  const double shift = p[0] - q[0], wider = p[1] - q[1];
  return log1p((wider * wider + shift * shift) / (4 * p[1] * q[1]));
}

}  // namespace

namespace detail {

Expr log1p_square(Expr z) {
  const Expr one = z.graph->constant(1), size = abs(z), large = max(size, one);
  return 2 * log(large) + log1p(square(min(size, one) / large));
}

// atan(-1 / z) / pi far to the left, 1 - atan(1 / z) / pi far to the right; between them neither loses digits.
Expr standard_cauchy_log_cdf(Expr z) {
  const Expr one = z.graph->constant(1), zero = z.graph->constant(0);
  const Expr left = greater(-one, z), right = greater(z, one), far = left + right;
  const Expr rest = atan(reciprocal(abs(select(far, z, one)))) / kPi;
  const Expr middle = log(0.5 + atan(select(far, zero, z)) / kPi);
  return select(left, log(rest), select(right, log1p(-rest), middle));
}

double standard_cauchy_sf(double z) { return z > 0 ? atan(1 / z) / kPi : 0.5 + atan(-z) / kPi; }

double tan_pi(double t) { return sin(kPi * t) / cos(kPi * t); }
double cot_pi(double t) { return cos(kPi * t) / sin(kPi * t); }

}  // namespace detail

Expr cauchy_log_prob(Expr x, Expr loc, Expr scale) {
  return -log(kPi * scale) - detail::log1p_square((x - loc) / scale);
}

constinit const Family kCauchy{.name = "cauchy",
                               .parameters = kParameters,
                               .support = support,
                               .log_prob = log_prob,
                               .tail = tail,
                               .log_tail = log_tail,
                               .quantile = quantile,
                               .noise = Noise::uniform,
                               .pathwise = pathwise,
                               .moments = moments,
                               .entropy = entropy,
                               .kl = kl};

}  // namespace tractable
