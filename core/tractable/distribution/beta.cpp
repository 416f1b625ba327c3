#include "tractable/distribution/beta.hpp"

#include <cmath>
#include <limits>

#include "tractable/base/mutant.hpp"
#include "tractable/distribution/blocks.hpp"
#include "tractable/distribution/expressions.hpp"
#include "tractable/distribution/gamma.hpp"
#include "tractable/graph/ops.hpp"
#include "tractable/simd/incomplete_beta.hpp"
#include "tractable/simd/random.hpp"
#include "tractable/simd/special.hpp"

namespace tractable {
namespace {

constexpr double kInf = std::numeric_limits<double>::infinity();
constexpr ParameterRow kParameters[] = {{"a", Domain::positive, 2}, {"b", Domain::positive, 2}};

Support support(ParameterValues) { return {0, 1}; }
Expr log_prob(Expr x, ParameterExprs p) { return beta_log_prob(x, p[0], p[1]); }
double tail(ParameterValues p, double x, Tail tail) {
  if (tail.log) return tail.upper ? log_beta_q(p[0], p[1], x) : log_beta_p(p[0], p[1], x);
  return tail.upper ? beta_q(p[0], p[1], x) : beta_p(p[0], p[1], x);
}
double quantile(ParameterValues p, double probability, bool upper) {
  return (upper ? beta_q_inverse(p[0], p[1], probability) : beta_p_inverse(p[0], p[1], probability)).x;
}

// X / (X + Y) of two gamma variables, by their logarithms: small shapes underflow.
void sample(ParameterValues p, Key key, std::span<double> out, std::uint64_t begin) {
  detail::for_blocks(out, [&](std::span<double> x, std::span<double> y, std::size_t from) {
    detail::sample_log_gamma(p[0], split_at(key, 0), x, begin + from);
    detail::sample_log_gamma(mutant("beta_sample_symmetric") ? p[0] : p[1], split_at(key, 1), y, begin + from);
    for (std::size_t i = 0; i < x.size(); ++i) x[i] -= y[i];
    sigmoid(x, x);
  });
}
Moments moments(ParameterValues p) {
  const double n = p[0] + p[1], mean = p[0] / n;
  return {mean, mean * (p[1] / n) / (n + 1)};
}

// log B(a, b) - (a - 1) digamma(a) - (b - 1) digamma(b) + (a + b - 2) digamma(a + b), by the entropies of gamma
// variables, in which what is large has cancelled.
double entropy(ParameterValues p) {
  const double n = p[0] + p[1];
  return detail::standard_gamma_entropy(p[0]) + detail::standard_gamma_entropy(p[1]) -
         detail::standard_gamma_entropy(n) - digamma(n);
}
double kl(ParameterValues p, ParameterValues q) {
  const double n = p[0] + p[1], more = (q[0] - p[0]) + (q[1] - p[1]);
  return (log_beta(q[0], q[1]) - log_beta(p[0], p[1])) + (p[0] - q[0]) * digamma(p[0]) + (p[1] - q[1]) * digamma(p[1]) +
         more * digamma(n);
}

}  // namespace

// With n = a + b, by Stirling's formula for all three of B(a, b): what is left are the deviances of a from n x and of b
// from n (1 - x), as in the binomial mass (Loader 2000).
Expr beta_log_prob(Expr x, Expr a, Expr b) {
  Graph& g = *x.graph;
  const Expr zero = g.constant(0), one = g.constant(1);
  const Expr n = a + b, rests = stirling(n) - stirling(a) - stirling(b);
  const Expr inside = detail::is_between(x, 1e-280, 1);
  const Expr t = select(inside, x, g.constant(0.5));
  // Each from its own side: next to an end, what rounding does to the larger mean would drown the smaller.
  const Expr far = 1 - t, mean = n * t, other = n * far;
  const Expr off = (a - mean) - product_error(n, t), other_off = (b - other) - product_error(n, far);
  const Expr scale = (0.5 * log(a * (b / n)) - detail::kHalfLog2Pi) + rests;
  const Expr body = scale - log(t) - log1p(-t) - mean * deviance(off / mean) - other * deviance(other_off / other);
  // Where n x underflows, and 1 - x is 1; and at the ends.
  const Expr small = greater(x, zero) * greater(one, x), log_x = log(select(small, x, one));
  const Expr near_zero = scale - log_x - a * (log(a / n) - log_x - 1) - n * deviance(-a / n);
  const auto edge = [&](Expr power, Expr other_power) {
    const Expr finite = log(other_power);
    return select(greater(one, power), g.constant(kInf), select(greater(power, one), g.constant(-kInf), finite));
  };
  const Expr at_one = select(x - 1, detail::outside(x), edge(b, a));
  return select(inside, body, select(small, near_zero, select(x, at_one, edge(a, b))));
}

constinit const Family kBeta{.name = "beta",
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
