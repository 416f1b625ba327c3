#include "tractable/distribution/exponential.hpp"

#include <cmath>
#include <limits>

#include "tractable/distribution/expressions.hpp"
#include "tractable/graph/ops.hpp"
#include "tractable/simd/special.hpp"

namespace tractable {
namespace {

constexpr double kInf = std::numeric_limits<double>::infinity();
constexpr double kLog2 = 0.69314718055994530942;
constexpr ParameterRow kParameters[] = {{"rate", Domain::positive, 1}};

Support support(ParameterValues) { return {0, kInf}; }
Expr log_prob(Expr x, ParameterExprs p) { return exponential_log_prob(x, p[0]); }
double tail(ParameterValues p, double x, Tail tail) {
  const double y = p[0] * x;
  if (tail.upper) return tail.log ? -y : exp(-y);
  if (!tail.log) return -expm1(-y);
  return y < kLog2 ? log(-expm1(-y)) : log1p(-exp(-y));
}
Expr log_tail(Expr x, ParameterExprs p, bool upper) {
  const auto inside = [](Expr t, ParameterExprs q, bool above) {
    return above ? -(q[0] * t) : detail::log1mexp(-(q[0] * t));
  };
  return detail::tail_above_zero(x, upper, inside, p);
}
double quantile(ParameterValues p, double probability, bool upper) {
  return -(upper ? log(probability) : log1p(-probability)) / p[0];
}
Expr pathwise(Expr u, ParameterExprs p) { return -log(u) / p[0]; }
Moments moments(ParameterValues p) { return {1 / p[0], 1 / p[0] / p[0]}; }
double entropy(ParameterValues p) { return 1 - log(p[0]); }

// s / r - 1 - log(s / r), without cancelling.
double kl(ParameterValues p, ParameterValues q) { return q[0] / p[0] * deviance((p[0] - q[0]) / q[0]); }

}  // namespace

Expr exponential_log_prob(Expr x, Expr rate) {
  const Expr zero = x.graph->constant(0);
  return select(greater(zero, x), x.graph->constant(-kInf), log(rate) - rate * max(x, zero));
}

constinit const Family kExponential{.name = "exponential",
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
