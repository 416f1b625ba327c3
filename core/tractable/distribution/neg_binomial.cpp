#include "tractable/distribution/neg_binomial.hpp"

#include <limits>

#include "tractable/base/error.hpp"
#include "tractable/base/mutant.hpp"
#include "tractable/distribution/bernoulli.hpp"
#include "tractable/distribution/expressions.hpp"
#include "tractable/distribution/gamma.hpp"
#include "tractable/distribution/poisson.hpp"
#include "tractable/graph/ops.hpp"
#include "tractable/simd/incomplete_beta.hpp"
#include "tractable/simd/special.hpp"

namespace tractable {
namespace {

constexpr double kInf = std::numeric_limits<double>::infinity();
constexpr ParameterRow kParameters[] = {{"r", Domain::positive, 1}, {"p", Domain::probability, 0.5}};

void check(ParameterValues p) { require_positive(p[1], "neg_binomial", "p"); }
Support support(ParameterValues) { return {0, kInf}; }
Expr log_prob(Expr k, ParameterExprs p) { return neg_binomial_log_prob(k, p[0], p[1]); }
// P(X <= k) = I_p(r, k + 1)
double tail(ParameterValues p, double k, Tail tail) {
  if (tail.log) return tail.upper ? log_beta_q(p[0], k + 1, p[1]) : log_beta_p(p[0], k + 1, p[1]);
  return tail.upper ? beta_q(p[0], k + 1, p[1]) : beta_p(p[0], k + 1, p[1]);
}
void sample(ParameterValues p, Key key, std::span<double> out, std::uint64_t begin) {
  detail::sample_standard_gamma(p[0], split_at(key, 0), out, begin);
  const double odds = (1 - p[1]) / p[1];
  for (double& x : out) {
    const double shape = mutant("neg_binomial_one_rate") ? p[0] : x;
    x = shape == 0 ? 0 : shape * odds;  // the odds may be infinite
  }
  detail::sample_poisson_each(split_at(key, 1), out, begin);
}
Moments moments(ParameterValues p) {
  const double mean = p[0] * (1 - p[1]) / p[1];
  return {mean, mean / p[1]};
}

/// For equal r that of one trial for each of the r / p of them. No closed form for others.
double kl(ParameterValues p, ParameterValues q) {
  if (p[0] != q[0]) return std::numeric_limits<double>::quiet_NaN();
  return p[0] / p[1] * detail::bernoulli_kl(p[1], q[1]);
}

}  // namespace

// As the binomial mass of r successes in m = r + k trials, times r / m. What rounding took from m is in `lost`.
Expr neg_binomial_log_prob(Expr k, Expr r, Expr p) {
  Graph& g = *k.graph;
  const Expr one = g.constant(1), p_inside = detail::is_between(p, 0, 1);
  const Expr inside = detail::is_between(k, 0, kInf) * detail::is_whole(k) * p_inside;
  const Expr t = select(inside, k, one), chance = select(p_inside, p, g.constant(0.5));
  const Expr m = r + t, added = m - r, lost = (r - (m - added)) + (t - added);
  const Expr mean = m * chance, other_mean = m * (1 - chance);
  const Expr off = ((r - mean) - product_error(m, chance)) - lost * chance;
  const Expr body = (stirling(m) - stirling(r) - stirling(t)) + (0.5 * log(r / m / t) - detail::kHalfLog2Pi) -
                    mean * deviance(off / mean) - other_mean * deviance(-off / other_mean);
  const Expr none = r * detail::log_or_minus_inf(p);
  return select(inside, body, select(k, detail::outside(k), none));
}

constinit const Family kNegBinomial{.name = "neg_binomial",
                                    .parameters = kParameters,
                                    .discrete = true,
                                    .support = support,
                                    .log_prob = log_prob,
                                    .tail = tail,
                                    .sample = sample,
                                    .moments = moments,
                                    .kl = kl,
                                    .check = check};

}  // namespace tractable
