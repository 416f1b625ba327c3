#include "tractable/distribution/laplace.hpp"

#include <cmath>
#include <limits>

#include "tractable/graph/ops.hpp"
#include "tractable/simd/special.hpp"

namespace tractable {
namespace {

constexpr double kInf = std::numeric_limits<double>::infinity();
constexpr double kLog2 = 0.69314718055994530942;
constexpr ParameterRow kParameters[] = {{"loc", Domain::real, 0}, {"scale", Domain::positive, 1}};

Support support(ParameterValues) { return {-kInf, kInf}; }
Expr log_prob(Expr x, ParameterExprs p) { return laplace_log_prob(x, p[0], p[1]); }
double tail(ParameterValues p, double x, Tail tail) {
  const double z = (tail.upper ? p[0] - x : x - p[0]) / p[1];
  if (z < 0) return tail.log ? z - kLog2 : 0.5 * exp(z);
  return tail.log ? log1p(-0.5 * exp(-z)) : 1 - 0.5 * exp(-z);
}
Expr log_tail(Expr x, ParameterExprs p, bool upper) {
  const Expr off = (x - p[0]) / p[1], z = upper ? -off : off, zero = z.graph->constant(0), right = greater(z, zero);
  return select(right, log1p(-0.5 * exp(select(right, -z, zero))), z - kLog2);
}
double quantile(ParameterValues p, double probability, bool upper) {
  const double z = probability < 0.5 ? log(2 * probability) : -log(2 * (1 - probability));
  return p[0] + p[1] * (upper ? -z : z);
}
Expr pathwise(Expr u, ParameterExprs p) {
  const Expr s = u - 0.5;
  return p[0] - p[1] * sign(s) * log1p(-2 * abs(s));
}
Moments moments(ParameterValues p) { return {p[0], 2 * p[1] * p[1]}; }
double entropy(ParameterValues p) { return 1 + log(2 * p[1]); }

// log(s2 / s1) + (s1 exp(-d / s1) + d) / s2 - 1, d = |m1 - m2|, as two parts that are not negative.
double kl(ParameterValues p, ParameterValues q) {
  const double ratio = p[1] / q[1], shift = std::abs(p[0] - q[0]) / p[1];
  return ratio * ((expm1(-shift) + shift) + deviance((q[1] - p[1]) / p[1]));
}

}  // namespace

Expr laplace_log_prob(Expr x, Expr loc, Expr scale) { return -abs((x - loc) / scale) - log(2 * scale); }

constinit const Family kLaplace{.name = "laplace",
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
