#include "tractable/distribution/normal.hpp"

#include <limits>

#include "tractable/base/mutant.hpp"
#include "tractable/distribution/expressions.hpp"
#include "tractable/graph/ops.hpp"
#include "tractable/simd/special.hpp"

namespace tractable {
namespace {

constexpr double kInf = std::numeric_limits<double>::infinity();
constexpr ParameterRow kParameters[] = {{"mu", Domain::real, 0}, {"sigma", Domain::positive, 1}};

Support support(ParameterValues) { return {-kInf, kInf}; }
Expr log_prob(Expr x, ParameterExprs p) { return normal_log_prob(x, p[0], p[1]); }
double tail(ParameterValues p, double x, Tail tail) {
  const double z = (tail.upper ? p[0] - x : x - p[0]) / p[1];
  return tail.log ? normal_log_cdf(z) : normal_cdf(z);
}
Expr log_tail(Expr x, ParameterExprs p, bool upper) {
  const Expr z = (x - p[0]) / p[1];
  return normal_log_cdf(upper ? -z : z);
}
double quantile(ParameterValues p, double probability, bool upper) {
  const double z = normal_ppf(probability);
  return p[0] + p[1] * (upper ? -z : z);
}
Expr pathwise(Expr z, ParameterExprs p) { return normal_sample(z, p[0], p[1]); }
Moments moments(ParameterValues p) { return {p[0], p[1] * p[1]}; }
double entropy(ParameterValues p) { return 0.5 + detail::kHalfLog2Pi + log(p[1]); }

// log(s2 / s1) + (s1^2 + (m1 - m2)^2) / (2 s2^2) - 1/2; r - 1 - log r for r = s1^2 / s2^2 does not cancel as deviance.
double kl(ParameterValues p, ParameterValues q) {
  const double shift = (p[0] - q[0]) / q[1], ratio = p[1] / q[1];
  const double u = (p[1] - q[1]) * (p[1] + q[1]) / (p[1] * p[1]);  // 1 - 1 / r
  return 0.5 * (shift * shift + ratio * ratio * deviance(-u));
}

}  // namespace

Expr normal_log_prob(Expr x, Expr mu, Expr sigma) {
  return -0.5 * square((x - mu) / sigma) - (log(sigma) + detail::kHalfLog2Pi);
}

Expr normal_sample(Expr z, Expr mu, Expr sigma) {
  return mu + (mutant("normal_sample_variance") ? sigma * sigma : sigma) * z;
}

constinit const Family kNormal{.name = "normal",
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
