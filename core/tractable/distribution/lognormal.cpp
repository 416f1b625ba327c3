#include "tractable/distribution/lognormal.hpp"

#include <cmath>
#include <limits>

#include "tractable/distribution/expressions.hpp"
#include "tractable/distribution/normal.hpp"
#include "tractable/graph/ops.hpp"
#include "tractable/simd/special.hpp"

namespace tractable {
namespace {

constexpr double kInf = std::numeric_limits<double>::infinity();
constexpr ParameterRow kParameters[] = {{"mu", Domain::real, 0}, {"sigma", Domain::positive, 1}};

Support support(ParameterValues) { return {0, kInf}; }
Expr log_prob(Expr x, ParameterExprs p) { return lognormal_log_prob(x, p[0], p[1]); }
double tail(ParameterValues p, double x, Tail tail) { return kNormal.tail(p, log(x), tail); }
Expr log_tail(Expr x, ParameterExprs p, bool upper) {
  const auto inside = [](Expr t, ParameterExprs q, bool above) {
    const Expr z = (log(t) - q[0]) / q[1];
    return normal_log_cdf(above ? -z : z);
  };
  return detail::tail_above_zero(x, upper, inside, p);
}
double quantile(ParameterValues p, double probability, bool upper) {
  return exp(kNormal.quantile(p, probability, upper));
}
Expr pathwise(Expr z, ParameterExprs p) { return exp(p[0] + p[1] * z); }
Moments moments(ParameterValues p) {
  const double square = p[1] * p[1];
  return {exp(p[0] + 0.5 * square), expm1(square) * exp(2 * p[0] + square)};
}
double entropy(ParameterValues p) { return kNormal.entropy(p) + p[0]; }
double kl(ParameterValues p, ParameterValues q) { return kNormal.kl(p, q); }

}  // namespace

Expr lognormal_log_prob(Expr x, Expr mu, Expr sigma) {
  const Expr zero = x.graph->constant(0), positive = greater(x, zero);
  const Expr y = log(select(positive, x, x.graph->constant(1)));
  return select(positive, normal_log_prob(y, mu, sigma) - y, detail::outside(x));
}

constinit const Family kLogNormal{.name = "lognormal",
                                  .parameters = kParameters,
                                  .support = support,
                                  .log_prob = log_prob,
                                  .tail = tail,
                                  .log_tail = log_tail,
                                  .quantile = quantile,
                                  .noise = Noise::normal,
                                  .pathwise = pathwise,
                                  .moments = moments,
                                  .entropy = entropy,
                                  .kl = kl};

}  // namespace tractable
