#include "tractable/distribution/geometric.hpp"

#include <cmath>
#include <limits>

#include "tractable/base/error.hpp"
#include "tractable/base/mutant.hpp"
#include "tractable/distribution/bernoulli.hpp"
#include "tractable/distribution/expressions.hpp"
#include "tractable/graph/ops.hpp"
#include "tractable/simd/random.hpp"
#include "tractable/simd/special.hpp"

namespace tractable {
namespace {

constexpr double kInf = std::numeric_limits<double>::infinity();
constexpr double kLog2 = 0.69314718055994530942;
constexpr ParameterRow kParameters[] = {{"p", Domain::probability, 0.5}};

void check(ParameterValues p) { require_positive(p[0], "geometric", "p"); }
Support support(ParameterValues) { return {1, kInf}; }
Expr log_prob(Expr k, ParameterExprs p) { return geometric_log_prob(k, p[0]); }

// P(X > k) = (1 - p)^k
double tail(ParameterValues p, double k, Tail tail) {
  const double above = k * log1p(-p[0]);
  if (tail.upper) return tail.log ? above : exp(above);
  if (!tail.log) return -expm1(above);
  return above > -kLog2 ? log(-expm1(above)) : log1p(-exp(above));
}

// The smallest k with (1 - p)^k <= u.
void sample(ParameterValues p, Key key, std::span<double> out, std::uint64_t begin) {
  fill_uniform(key, out, begin);
  log(out, out);
  const double rest = log1p(-p[0]);
  for (double& x : out) x = std::floor(x / rest) + (mutant("geometric_from_zero") ? 0 : 1);
}
Moments moments(ParameterValues p) { return {1 / p[0], (1 - p[0]) / p[0] / p[0]}; }
double entropy(ParameterValues p) { return p[0] == 1 ? 0 : -log(p[0]) - (1 - p[0]) / p[0] * log1p(-p[0]); }

/// That of one trial, for each of the 1 / p of them.
double kl(ParameterValues p, ParameterValues q) { return detail::bernoulli_kl(p[0], q[0]) / p[0]; }

}  // namespace

Expr geometric_log_prob(Expr k, Expr p) {
  const Expr inside = detail::is_between(k, 1, kInf) * detail::is_whole(k);
  const Expr failures = select(inside, k - 1, k.graph->constant(1)), log_p = detail::log_or_minus_inf(p);
  const Expr body = log_p + failures * detail::log_rest_or_minus_inf(p);
  return select(inside, body, select(k - 1, detail::outside(k), log_p));
}

constinit const Family kGeometric{.name = "geometric",
                                  .parameters = kParameters,
                                  .discrete = true,
                                  .support = support,
                                  .log_prob = log_prob,
                                  .tail = tail,
                                  .sample = sample,
                                  .moments = moments,
                                  .entropy = entropy,
                                  .kl = kl,
                                  .check = check};

}  // namespace tractable
