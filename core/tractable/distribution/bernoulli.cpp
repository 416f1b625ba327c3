#include "tractable/distribution/bernoulli.hpp"

#include <limits>

#include "tractable/distribution/expressions.hpp"
#include "tractable/graph/ops.hpp"
#include "tractable/simd/random.hpp"
#include "tractable/simd/special.hpp"

namespace tractable {
namespace detail {

// Of each outcome q (1 + u) log(1 + u) - q u, u = p / q - 1: the two terms -q u cancel.
double bernoulli_kl(double p, double q) {
  if (p == q) return 0;
  const auto part = [](double b, double d) {
    return b == 0 ? std::numeric_limits<double>::infinity() : b * deviance(d / b);
  };
  const double d = p - q;
  return part(q, d) + part(1 - q, -d);
}

}  // namespace detail

namespace {

constexpr ParameterRow kParameters[] = {{"p", Domain::probability, 0.5}};

Support support(ParameterValues) { return {0, 1}; }
Expr log_prob(Expr k, ParameterExprs p) { return bernoulli_log_prob(k, p[0]); }
// Only 0 is asked for.
double tail(ParameterValues p, double, Tail tail) {
  if (tail.log) return tail.upper ? log(p[0]) : log1p(-p[0]);
  return tail.upper ? p[0] : 1 - p[0];
}
void sample(ParameterValues p, Key key, std::span<double> out, std::uint64_t begin) {
  fill_uniform(key, out, begin);
  for (double& x : out) x = x < p[0] ? 1 : 0;
}
Moments moments(ParameterValues p) { return {p[0], p[0] * (1 - p[0])}; }
double entropy(ParameterValues p) {
  if (p[0] == 0 || p[0] == 1) return 0;
  return -p[0] * log(p[0]) - (1 - p[0]) * log1p(-p[0]);
}
double kl(ParameterValues p, ParameterValues q) { return detail::bernoulli_kl(p[0], q[0]); }

}  // namespace

Expr bernoulli_log_prob(Expr k, Expr p) {
  const Expr one = detail::log_or_minus_inf(p), zero = detail::log_rest_or_minus_inf(p);
  return select(k, select(k - 1, detail::outside(k), one), zero);
}

constinit const Family kBernoulli{.name = "bernoulli",
                                  .parameters = kParameters,
                                  .discrete = true,
                                  .support = support,
                                  .log_prob = log_prob,
                                  .tail = tail,
                                  .sample = sample,
                                  .moments = moments,
                                  .entropy = entropy,
                                  .kl = kl};

}  // namespace tractable
