#include "tractable/distribution/binomial_logit.hpp"

#include <array>

#include "tractable/base/mutant.hpp"
#include "tractable/distribution/binomial.hpp"
#include "tractable/distribution/expressions.hpp"
#include "tractable/graph/ops.hpp"
#include "tractable/simd/special.hpp"

namespace tractable {
namespace {

constexpr ParameterRow kParameters[] = {{"n", Domain::count, 10}, {"logit", Domain::real, 0}};

/// The rarer outcome's law: successes, or failures where the logit is above 0; its chance keeps its digits.
struct Rarer {
  std::array<double, 2> parameters;
  bool failures;
  explicit Rarer(ParameterValues p)
      : parameters{p[0], sigmoid(p[1] > 0 ? -p[1] : p[1])},
        failures(p[1] > 0 && !mutant("binomial_logit_counts_failures")) {}
};

Support support(ParameterValues p) { return {0, p[0]}; }
Expr log_prob(Expr k, ParameterExprs p) { return binomial_logit_log_prob(k, p[0], p[1]); }
double tail(ParameterValues p, double k, Tail tail) {
  const Rarer of(p);
  if (!of.failures) return kBinomial.tail(of.parameters, k, tail);
  return kBinomial.tail(of.parameters, p[0] - k - 1, {.upper = !tail.upper, .log = tail.log});
}
void sample(ParameterValues p, Key key, std::span<double> out, std::uint64_t begin) {
  const Rarer of(p);
  kBinomial.sample(of.parameters, key, out, begin);
  if (!of.failures) return;
  for (double& x : out) x = p[0] - x;
}
Moments moments(ParameterValues p) { return {p[0] * sigmoid(p[1]), p[0] * sigmoid(p[1]) * sigmoid(-p[1])}; }

}  // namespace

Expr binomial_logit_log_prob(Expr k, Expr n, Expr logit) {
  Graph& g = *k.graph;
  const Expr zero = g.constant(0);
  const Expr inside = (1 - greater(zero, k)) * (1 - greater(k, n)) * detail::is_whole(k);
  const Expr t = select(inside, k, zero);
  const Expr coefficient = lgamma(n + 1) - lgamma(t + 1) - lgamma(n - t + 1);
  const Expr body = coefficient + (t * log_sigmoid(logit) + (n - t) * log_sigmoid(-logit));
  return select(inside, body, min(detail::outside(k), n));
}

constinit const Family kBinomialLogit{.name = "binomial_logit",
                                      .parameters = kParameters,
                                      .discrete = true,
                                      .support = support,
                                      .log_prob = log_prob,
                                      .tail = tail,
                                      .sample = sample,
                                      .moments = moments};

}  // namespace tractable
