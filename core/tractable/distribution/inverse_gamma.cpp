#include "tractable/distribution/inverse_gamma.hpp"

#include <cmath>
#include <limits>

#include "tractable/base/mutant.hpp"
#include "tractable/distribution/expressions.hpp"
#include "tractable/distribution/gamma.hpp"
#include "tractable/graph/ops.hpp"
#include "tractable/simd/incomplete_gamma.hpp"
#include "tractable/simd/special.hpp"

namespace tractable {
namespace {

constexpr double kInf = std::numeric_limits<double>::infinity();
constexpr ParameterRow kParameters[] = {{"shape", Domain::positive, 3}, {"scale", Domain::positive, 1}};

Support support(ParameterValues) { return {0, kInf}; }
Expr log_prob(Expr x, ParameterExprs p) { return inverse_gamma_log_prob(x, p[0], p[1]); }
double tail(ParameterValues p, double x, Tail tail) {
  const double y = p[1] / x;
  if (tail.log) return tail.upper ? log_gamma_p(p[0], y) : log_gamma_q(p[0], y);
  return tail.upper ? gamma_p(p[0], y) : gamma_q(p[0], y);
}
double quantile(ParameterValues p, double probability, bool upper) {
  return p[1] / (upper ? gamma_p_inverse(p[0], probability) : gamma_q_inverse(p[0], probability));
}
void sample(ParameterValues p, Key key, std::span<double> out, std::uint64_t begin) {
  detail::sample_standard_gamma(p[0], key, out, begin);
  for (double& x : out) x = mutant("inverse_gamma_by_rate") ? 1 / (p[1] * x) : p[1] / x;
}
Moments moments(ParameterValues p) {
  const double mean = p[0] > 1 ? p[1] / (p[0] - 1) : kInf;
  return {mean, p[0] > 2 ? mean * mean / (p[0] - 2) : kInf};
}
double entropy(ParameterValues p) { return detail::standard_gamma_entropy(p[0]) + log(p[1]) - 2 * digamma(p[0]); }
/// That of the gamma laws of 1 / x.
double kl(ParameterValues p, ParameterValues q) { return kGamma.kl(p, q); }

/// k log(k / m) - k + m for m = a / b.
Expr deviance_from_quotient(Expr k, Expr a, Expr b) {
  const Expr m = a / b;
  const Expr rest = ((a - m * b) - product_error(m, b)) / b;  // what rounding took from a / b
  return m * deviance(((k - m) - rest) / m);
}

}  // namespace

// As the gamma's, with a count a of mean b / x.
Expr inverse_gamma_log_prob(Expr x, Expr shape, Expr scale) {
  Graph& g = *x.graph;
  const Expr positive = greater(x, g.constant(0)), t = select(positive, x, g.constant(1));
  const Expr inside = positive * detail::is_between(scale / t, 1e-280, kInf);
  const Expr u = select(inside, x, scale);
  const Expr body =
      0.5 * log(shape) - detail::kHalfLog2Pi - stirling(shape) - log(u) - deviance_from_quotient(shape, scale, u);
  const Expr large = positive * greater(g.constant(1), scale / t);
  const Expr far = shape * log(scale) - lgamma(shape) - (shape + 1) * log(select(large, x, g.constant(1)));
  return select(inside, body, select(large, far, detail::outside(x)));
}

constinit const Family kInverseGamma{.name = "inverse_gamma",
                                     .parameters = kParameters,
                                     .support = support,
                                     .log_prob = log_prob,
                                     .tail = tail,
                                     .quantile = quantile,
                                     .sample = sample,
                                     .moments = moments,
                                     .entropy = entropy,
                                     .kl = kl};

}  // namespace tractable
