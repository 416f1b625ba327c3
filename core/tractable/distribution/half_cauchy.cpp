#include "tractable/distribution/half_cauchy.hpp"

#include <cmath>
#include <limits>

#include "tractable/distribution/cauchy.hpp"
#include "tractable/distribution/expressions.hpp"
#include "tractable/graph/ops.hpp"
#include "tractable/simd/special.hpp"

namespace tractable {
namespace {

constexpr double kInf = std::numeric_limits<double>::infinity();
constexpr double kPi = 3.14159265358979323846;
constexpr double kLog2 = 0.69314718055994530942;
constexpr ParameterRow kParameters[] = {{"scale", Domain::positive, 1}};

Support support(ParameterValues) { return {0, kInf}; }
Expr log_prob(Expr x, ParameterExprs p) { return half_cauchy_log_prob(x, p[0]); }
double lower(double z) { return 2 / kPi * atan(z); }
double upper(double z) { return 2 / kPi * atan(1 / z); }
double tail(ParameterValues p, double x, Tail tail) {
  const double z = x / p[0];
  if (!tail.log) return tail.upper ? upper(z) : lower(z);
  if (tail.upper) return z > 1 ? log(upper(z)) : log1p(-lower(z));
  return z < 1 ? log(lower(z)) : log1p(-upper(z));
}
// P(X > x) is twice a Cauchy law's.
Expr log_tail(Expr x, ParameterExprs p, bool upper) {
  const auto inside = [](Expr t, ParameterExprs q, bool above) {
    const Expr z = t / q[0], one = z.graph->constant(1), near = greater(one, z);
    if (above) return detail::standard_cauchy_log_cdf(-z) + kLog2;
    const Expr rest = 2 / kPi * atan(reciprocal(select(near, one, z)));
    return select(near, log(2 / kPi * atan(select(near, z, one))), log1p(-rest));
  };
  return detail::tail_above_zero(x, upper, inside, p);
}
double quantile(ParameterValues p, double probability, bool upper) {
  const bool small = probability <= 0.5;
  const double t = (small ? probability : 1 - probability) / 2;
  return p[0] * (upper == small ? detail::cot_pi(t) : detail::tan_pi(t));
}
Expr pathwise(Expr u, ParameterExprs p) {
  const Expr angle = kPi / 2 * u;
  return p[0] * (sin(angle) / cos(angle));
}
Moments moments(ParameterValues) { return {kInf, kInf}; }
double entropy(ParameterValues p) { return log(2 * kPi * p[0]); }

}  // namespace

Expr half_cauchy_log_prob(Expr x, Expr scale) {
  const Expr zero = x.graph->constant(0);
  const Expr body = -log(kPi / 2 * scale) - detail::log1p_square(max(x, zero) / scale);
  return select(greater(zero, x), x.graph->constant(-kInf), body);
}

constinit const Family kHalfCauchy{.name = "half_cauchy",
                                   .parameters = kParameters,
                                   .support = support,
                                   .log_prob = log_prob,
                                   .tail = tail,
                                   .log_tail = log_tail,
                                   .quantile = quantile,
                                   .noise = Noise::uniform,
                                   .pathwise = pathwise,
                                   .moments = moments,
                                   .entropy = entropy};

}  // namespace tractable
