#include "tractable/distribution/logistic.hpp"

#include <cmath>
#include <limits>

#include "tractable/graph/ops.hpp"
#include "tractable/simd/special.hpp"

namespace tractable {
namespace {

constexpr double kInf = std::numeric_limits<double>::infinity();
constexpr double kPi = 3.14159265358979323846;
constexpr ParameterRow kParameters[] = {{"loc", Domain::real, 0}, {"scale", Domain::positive, 1}};

Support support(ParameterValues) { return {-kInf, kInf}; }
Expr log_prob(Expr x, ParameterExprs p) { return logistic_log_prob(x, p[0], p[1]); }
double tail(ParameterValues p, double x, Tail tail) {
  const double z = (tail.upper ? p[0] - x : x - p[0]) / p[1];
  return tail.log ? log_sigmoid(z) : sigmoid(z);
}
/// log(p / (1 - p)), accurate where it is near 0 too.
double logit(double p) {
  if (p < 0.25 || p > 0.75) return log(p) - log1p(-p);
  const double d = p - 0.5;
  return log1p(2 * d / (0.5 - d));
}
Expr log_tail(Expr x, ParameterExprs p, bool upper) {
  const Expr z = (x - p[0]) / p[1];
  return log_sigmoid(upper ? -z : z);
}
double quantile(ParameterValues p, double probability, bool upper) {
  return p[0] + p[1] * (upper ? -logit(probability) : logit(probability));
}
Expr pathwise(Expr u, ParameterExprs p) { return p[0] + p[1] * (log(u) - log1p(-u)); }
Moments moments(ParameterValues p) { return {p[0], kPi * kPi / 3 * p[1] * p[1]}; }
double entropy(ParameterValues p) { return 2 + log(p[1]); }

}  // namespace

Expr logistic_log_prob(Expr x, Expr loc, Expr scale) {
  const Expr z = (x - loc) / scale;
  return -(softplus(z) + softplus(-z)) - log(scale);
}

constinit const Family kLogistic{.name = "logistic",
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
