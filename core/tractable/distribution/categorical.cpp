#include "tractable/distribution/categorical.hpp"

#include <algorithm>
#include <limits>
#include <vector>

#include "tractable/base/mutant.hpp"
#include "tractable/distribution/expressions.hpp"
#include "tractable/distribution/probabilities.hpp"
#include "tractable/graph/ops.hpp"
#include "tractable/simd/random.hpp"
#include "tractable/simd/special.hpp"

namespace tractable {

std::size_t detail::category_of(std::span<const double> sums, double u) {
  const auto it = std::ranges::upper_bound(sums, u * sums.back());
  if (it != sums.end()) return static_cast<std::size_t>(it - sums.begin());
  return static_cast<std::size_t>(std::ranges::lower_bound(sums, sums.back()) - sums.begin());
}

namespace {

constexpr ParameterRow kParameters[] = {{"p[0]", Domain::probability, 0.5}, {"p[1]", Domain::probability, 0.5}};

void check(ParameterValues p) { detail::require_probabilities(p, "categorical", "p"); }
Support support(ParameterValues p) { return {0, static_cast<double>(p.size() - 1)}; }
Expr log_prob(Expr k, ParameterExprs p) { return categorical_log_prob(k, detail::log_or_minus_inf(concat(p))); }

double sum_of(ParameterValues p) { return detail::ascending_sums(p).back(); }

// The smaller of the two tails is the sum of its masses, the other what it leaves of 1.
double tail(ParameterValues p, double k, Tail tail) {
  const auto middle = static_cast<std::size_t>(k) + 1;
  const double below = sum_of(p.first(middle)), above = sum_of(p.subspan(middle)), total = below + above;
  const double asked = tail.upper ? above : below, other = tail.upper ? below : above;
  if (!tail.log) return asked / total;
  return asked < other ? log(asked / total) : log1p(-other / total);
}

void sample(ParameterValues p, Key key, std::span<double> out, std::uint64_t begin) {
  const std::vector<double> sums = detail::ascending_sums(p);
  fill_uniform(key, out, begin);
  for (double& x : out) x = static_cast<double>(detail::category_of(sums, x));
  if (mutant("categorical_swaps_ends")) {
    for (double& x : out) x = static_cast<double>(p.size() - 1) - x;
  }
}

Moments moments(ParameterValues p) {
  const double total = sum_of(p);
  double mean = 0, variance = 0;
  for (std::size_t k = 0; k < p.size(); ++k) mean += static_cast<double>(k) * p[k];
  mean /= total;
  for (std::size_t k = 0; k < p.size(); ++k) {
    const double off = static_cast<double>(k) - mean;
    variance += off * off * p[k];
  }
  return {mean, variance / total};
}
double entropy(ParameterValues p) {
  const double total = sum_of(p);
  double sum = 0;
  for (const double each : p) sum -= each == 0 ? 0 : each / total * log(each / total);
  return sum;
}

/// inf where p has more categories with mass; where q has more they count.
double kl(ParameterValues p, ParameterValues q) {
  std::vector<double> a = detail::normalized(p), b = detail::normalized(q);
  a.resize(std::max(a.size(), b.size()));
  b.resize(a.size());
  return detail::probabilities_kl(a, b);
}

}  // namespace

Expr categorical_log_prob(Expr k, Expr logits) {
  detail::require_columns(k, 1, "categorical.log_prob", "x");
  detail::require_columns(logits, logits.shape().cols, "categorical.log_prob", "logits");
  std::vector<double> places(static_cast<std::size_t>(logits.shape().cols));
  for (std::size_t i = 0; i < places.size(); ++i) places[i] = static_cast<double>(i);
  const Expr here = 1 - greater(abs(k - k.graph->data({1, logits.shape().cols}, places)), k.graph->constant(0));
  const Expr value = sum_cols(select(here, log_softmax(logits), k.graph->constant(0)));
  // k - k is 0 but for NaN and infinities.
  return select(k - k, detail::outside(k), select(sum_cols(here), value, detail::outside(k)));
}

constinit const Family kCategorical{.name = "categorical",
                                    .parameters = kParameters,
                                    .discrete = true,
                                    .variadic = true,
                                    .support = support,
                                    .log_prob = log_prob,
                                    .tail = tail,
                                    .sample = sample,
                                    .moments = moments,
                                    .entropy = entropy,
                                    .kl = kl,
                                    .check = check};

}  // namespace tractable
