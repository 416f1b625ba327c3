#include "tractable/distribution/bernoulli_logit.hpp"

#include "tractable/base/mutant.hpp"
#include "tractable/distribution/expressions.hpp"
#include "tractable/graph/ops.hpp"
#include "tractable/simd/random.hpp"
#include "tractable/simd/special.hpp"

namespace tractable {
namespace {

constexpr ParameterRow kParameters[] = {{"logit", Domain::real, 0}};

Support support(ParameterValues) { return {0, 1}; }
Expr log_prob(Expr k, ParameterExprs p) { return bernoulli_logit_log_prob(k, p[0]); }
// Only 0 is asked for.
double tail(ParameterValues p, double, Tail tail) {
  const double logit = tail.upper ? p[0] : -p[0];
  return tail.log ? log_sigmoid(logit) : sigmoid(logit);
}
void sample(ParameterValues p, Key key, std::span<double> out, std::uint64_t begin) {
  fill_uniform(key, out, begin);
  const double chance = sigmoid(mutant("bernoulli_logit_sign") ? -p[0] : p[0]);
  for (double& x : out) x = x < chance ? 1 : 0;
}
Moments moments(ParameterValues p) { return {sigmoid(p[0]), sigmoid(p[0]) * sigmoid(-p[0])}; }
double entropy(ParameterValues p) { return -sigmoid(p[0]) * log_sigmoid(p[0]) - sigmoid(-p[0]) * log_sigmoid(-p[0]); }

}  // namespace

Expr bernoulli_logit_log_prob(Expr k, Expr logit) {
  return select(k, select(k - 1, detail::outside(k), log_sigmoid(logit)), log_sigmoid(-logit));
}

constinit const Family kBernoulliLogit{.name = "bernoulli_logit",
                                       .parameters = kParameters,
                                       .discrete = true,
                                       .support = support,
                                       .log_prob = log_prob,
                                       .tail = tail,
                                       .sample = sample,
                                       .moments = moments,
                                       .entropy = entropy};

}  // namespace tractable
