#include "tractable/distribution/uniform.hpp"

#include <cmath>
#include <limits>

#include "tractable/base/error.hpp"
#include "tractable/distribution/expressions.hpp"
#include "tractable/graph/ops.hpp"
#include "tractable/simd/special.hpp"

namespace tractable {
namespace {

constexpr ParameterRow kParameters[] = {{"low", Domain::real, 0}, {"high", Domain::real, 1}};

void check(ParameterValues p) {
  if (!(p[0] < p[1]) || !std::isfinite(p[1] - p[0])) {
    throw_error(ErrorCode::invalid_argument, "uniform", "low is ", p[0], " and high is ", p[1],
                "; low must be less than high, by a finite width");
  }
}
Support support(ParameterValues p) { return {p[0], p[1]}; }
Expr log_prob(Expr x, ParameterExprs p) { return uniform_log_prob(x, p[0], p[1]); }
double tail(ParameterValues p, double x, Tail tail) {
  const double width = p[1] - p[0], part = (tail.upper ? p[1] - x : x - p[0]) / width;
  if (!tail.log) return part;
  return part < 0.5 ? log(part) : log1p(-(tail.upper ? x - p[0] : p[1] - x) / width);
}
Expr log_tail(Expr x, ParameterExprs p, bool upper) {
  const Expr from = upper ? p[1] - x : x - p[0], width = p[1] - p[0], zero = x.graph->constant(0);
  const Expr positive = greater(from, zero), inside = positive * greater(width, from);
  const Expr body = log(select(inside, from / width, x.graph->constant(1)));
  return select(positive, select(inside, body, zero), detail::outside(x));
}
double quantile(ParameterValues p, double probability, bool upper) {
  // From the nearer end.
  const double width = p[1] - p[0];
  if (probability <= 0.5) return upper ? p[1] - width * probability : p[0] + width * probability;
  return upper ? p[0] + width * (1 - probability) : p[1] - width * (1 - probability);
}
Expr pathwise(Expr u, ParameterExprs p) { return p[0] + (p[1] - p[0]) * u; }
Moments moments(ParameterValues p) { return {p[0] + (p[1] - p[0]) / 2, (p[1] - p[0]) * (p[1] - p[0]) / 12}; }
double entropy(ParameterValues p) { return log(p[1] - p[0]); }

/// log of the ratio of the widths, where q's interval holds p's.
double kl(ParameterValues p, ParameterValues q) {
  if (p[0] < q[0] || p[1] > q[1]) return std::numeric_limits<double>::infinity();
  return log1p(((p[0] - q[0]) + (q[1] - p[1])) / (p[1] - p[0]));
}

}  // namespace

// x - x is NaN where x is. Outside, the constant: its derivatives are 0.
Expr uniform_log_prob(Expr x, Expr low, Expr high) {
  const Expr outside = x.graph->constant(-std::numeric_limits<double>::infinity());
  return select(greater(low, x) + greater(x, high), outside, (x - x) - log(high - low));
}

constinit const Family kUniform{.name = "uniform",
                                .parameters = kParameters,
                                .support = support,
                                .log_prob = log_prob,
                                .tail = tail,
                                .log_tail = log_tail,
                                .quantile = quantile,
                                .noise = Noise::uniform,
                                .pathwise = pathwise,
                                .moments = moments,
                                .entropy = entropy,
                                .kl = kl,
                                .check = check};

}  // namespace tractable
