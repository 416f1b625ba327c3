#include "tractable/distribution/gamma.hpp"

#include <cmath>
#include <limits>

#include "tractable/base/mutant.hpp"
#include "tractable/distribution/attempts.hpp"
#include "tractable/distribution/blocks.hpp"
#include "tractable/distribution/expressions.hpp"
#include "tractable/graph/ops.hpp"
#include "tractable/simd/incomplete_gamma.hpp"
#include "tractable/simd/special.hpp"

namespace tractable {
namespace detail {

// Marsaglia & Tsang (2000), A simple method for generating gamma variables, ACM TOMS 26: d (1 + c z)^3 with
// d = a - 1/3, c = 1 / (3 sqrt d), accepted in more than 95 of 100 cases. A shape below 1 is raised by 1, and the draw
// multiplied by u^(1 / a).
void sample_standard_gamma(double shape, Key key, std::span<double> out, std::uint64_t begin) {
  const bool raised = shape < 1;
  const double d = (raised ? shape + 1 : shape) - 1.0 / 3, c = 1 / (3 * std::sqrt(d));
  sample_by_rejection(key, out, begin, fill_normal, [c, d](double z, double u, double& x) {
    const double t = 1 + c * z, v = t * t * t, square = z * z;
    if (!(t > 0)) return false;
    x = d * v;
    if (u < 1 - 0.0331 * square * square || mutant("gamma_accepts_all")) return true;
    return tractable::log(u) < 0.5 * square + d * (1 - v + tractable::log(v));
  });
  if (!raised) return;
  std::array<double, 256> power;
  for (std::size_t from = 0; from < out.size(); from += power.size()) {
    const std::span part = out.subspan(from, std::min(power.size(), out.size() - from));
    const std::span u = std::span(power).first(part.size());
    fill_uniform(attempt_key(key, 0, 2), u, begin + from);
    tractable::log(u, u);
    for (double& value : u) value /= shape;
    tractable::exp(u, u);
    for (std::size_t i = 0; i < part.size(); ++i) part[i] *= u[i];
  }
}

void sample_log_gamma(double shape, Key key, std::span<double> out, std::uint64_t begin) {
  const bool raised = shape < 1;
  for_blocks(out, [&](std::span<double> x, std::span<double> u, std::size_t from) {
    sample_standard_gamma(raised ? shape + 1 : shape, split_at(key, 0), x, begin + from);
    tractable::log(x, x);
    if (!raised) return;
    fill_uniform(split_at(key, 1), u, begin + from);
    tractable::log(u, u);
    for (std::size_t i = 0; i < x.size(); ++i) x[i] += u[i] / shape;
  });
}

// DLMF 5.11.2
double digamma_rest(double a) {
  const double r = 1 / a, s = r * r;
  return -s * (1.0 / 12 - s * (1.0 / 120 - s * (1.0 / 252 - s * (1.0 / 240 - s * (1.0 / 132 - s * (691.0 / 32760))))));
}

// a + log Gamma(a) + (1 - a) digamma(a); with Stirling's formula for both nothing large is left.
double standard_gamma_entropy(double shape) {
  const double a = shape;
  if (a < 16) return a + tractable::lgamma(a) + (1 - a) * digamma(a);
  return 0.5 * tractable::log(a) + kHalfLog2Pi + tractable::stirling(a) + 0.5 - 0.5 / a + (1 - a) * digamma_rest(a);
}

}  // namespace detail

namespace {

constexpr double kInf = std::numeric_limits<double>::infinity();
constexpr ParameterRow kParameters[] = {{"shape", Domain::positive, 1}, {"rate", Domain::positive, 1}};

Support support(ParameterValues) { return {0, kInf}; }
Expr log_prob(Expr x, ParameterExprs p) { return gamma_log_prob(x, p[0], p[1]); }
double tail(ParameterValues p, double x, Tail tail) {
  const double y = p[1] * x;
  if (tail.log) return tail.upper ? log_gamma_q(p[0], y) : log_gamma_p(p[0], y);
  return tail.upper ? gamma_q(p[0], y) : gamma_p(p[0], y);
}
double quantile(ParameterValues p, double probability, bool upper) {
  return (upper ? gamma_q_inverse(p[0], probability) : gamma_p_inverse(p[0], probability)) / p[1];
}
void sample(ParameterValues p, Key key, std::span<double> out, std::uint64_t begin) {
  detail::sample_standard_gamma(p[0], key, out, begin);
  for (double& x : out) x /= p[1];
}
Moments moments(ParameterValues p) { return {p[0] / p[1], p[0] / p[1] / p[1]}; }
double entropy(ParameterValues p) { return detail::standard_gamma_entropy(p[0]) - log(p[1]); }

// (a - b) digamma(a) - log Gamma(a) + log Gamma(b) + b log(r / s) + a (s - r) / r
double kl(ParameterValues p, ParameterValues q) {
  const double a = p[0], b = q[0], r = p[1], s = q[1];
  return (a - b) * digamma(a) - lgamma(a) + lgamma(b) + b * log(r / s) + a * ((s - r) / r);
}

}  // namespace

// a log(r x / a) - r x + a is the deviance of a count a of mean r x, and what is left of log Gamma(a) is Stirling's:
// no difference of large numbers. Where r x nears underflow the formula as it stands, without r x.
Expr gamma_log_prob(Expr x, Expr shape, Expr rate) {
  Graph& g = *x.graph;
  const Expr one = g.constant(1), zero = g.constant(0);
  const Expr inside = detail::is_between(rate * x, 1e-280, kInf);
  const Expr t = select(inside, x, one);
  const Expr body =
      0.5 * log(shape) - detail::kHalfLog2Pi - stirling(shape) - log(t) - detail::deviance_from_product(shape, rate, t);
  const Expr at_zero = shape * log(rate) - lgamma(shape);
  const Expr small = greater(x, zero) * greater(g.constant(1), rate * x);
  const Expr near_zero = at_zero + (shape - 1) * log(select(small, x, one));
  const Expr edge =
      select(greater(one, shape), g.constant(kInf), select(greater(shape, one), g.constant(-kInf), at_zero));
  return select(inside, body, select(small, near_zero, select(x, detail::outside(x), edge)));
}

constinit const Family kGamma{.name = "gamma",
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
