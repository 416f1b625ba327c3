#include "tractable/distribution/mixture.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

#include "tractable/base/error.hpp"
#include "tractable/base/mutant.hpp"
#include "tractable/base/root.hpp"
#include "tractable/distribution/blocks.hpp"
#include "tractable/distribution/categorical.hpp"
#include "tractable/distribution/probabilities.hpp"
#include "tractable/graph/ops.hpp"
#include "tractable/simd/random.hpp"
#include "tractable/simd/special.hpp"

namespace tractable {
namespace {

constexpr const char* kWhere = "mixture";
constexpr double kInf = std::numeric_limits<double>::infinity();
constexpr double kNan = std::numeric_limits<double>::quiet_NaN();
constexpr double kLargest = std::numeric_limits<double>::max();
constexpr double kLog2 = 0.69314718055994530942;

/// log(sum_k exp(a_k)); -inf if all are.
double log_sum_exp_of(std::span<const double> a) {
  double largest = -kInf, sum = 0;
  for (const double each : a) {
    if (std::isnan(each)) return each;
    largest = std::max(largest, each);
  }
  if (!std::isfinite(largest)) return largest;
  for (const double each : a) sum += exp(each - largest);
  return largest + log(sum);
}

}  // namespace

Expr mixture_log_prob(Expr logits, std::span<const Expr> log_probs) {
  constexpr const char* kName = "mixture.log_prob";
  const auto parts = static_cast<Dim>(log_probs.size());
  Dim values = 1;
  for (const Expr each : log_probs) values = std::max(values, each.shape().cols);
  for (const Expr each : log_probs) {
    if (each.shape().cols == values || each.shape().cols == 1) continue;
    throw_error(ErrorCode::shape_mismatch, kName, "log_prob has ", each.shape().cols, " columns; it must have ",
                values);
  }
  const Dim weights = logits.shape().cols;
  if (weights != parts && weights != static_cast<std::int64_t>(parts) * values) {
    throw_error(ErrorCode::shape_mismatch, kName, "logits has ", weights, " columns for ", parts, " log densities of ",
                values, " values");
  }
  if (values == 1) return log_sum_exp(log_softmax(logits) + concat(log_probs));
  // The K terms of a value side by side.
  const Expr log_weights = log_softmax(logits, parts);
  const bool shared = weights == parts;
  std::vector<Expr> terms;
  for (Dim k = 0; k < parts; ++k) {
    const Expr each = log_probs[static_cast<std::size_t>(k)];
    const Expr term = shared ? slice(log_weights, k, 1) + each : each;
    terms.push_back(expand(term, {term.shape().rows, values}));
  }
  const Expr beside = transpose_each(concat(terms), parts, values);
  return log_sum_exp(shared ? beside : log_weights + beside, parts);
}

Mixture::Mixture(std::span<const double> weights, std::vector<Univariate> components)
    : components_(std::move(components)) {
  detail::require_probabilities(weights, kWhere, "weights");
  if (weights.size() != components_.size()) {
    throw_error(ErrorCode::shape_mismatch, kWhere, "there are ", weights.size(), " weights and ", components_.size(),
                " components");
  }
  support_ = {kInf, -kInf};
  for (const Univariate& each : components_) {
    if (each.family().discrete != discrete()) {
      throw_error(ErrorCode::invalid_argument, kWhere, components_[0].family().name, " and ", each.family().name,
                  " have no common density: one is discrete, the other is not");
    }
  }
  weights_ = detail::normalized(weights);
  log_weights_.resize(weights_.size());
  log(weights_, log_weights_);
  for (std::size_t k = 0; k < weights_.size(); ++k) {
    if (weights_[k] == 0) continue;
    support_.low = std::min(support_.low, components_[k].support().low);
    support_.high = std::max(support_.high, components_[k].support().high);
  }
}

Moments Mixture::moments() const {
  double mean = 0, variance = 0;
  for (std::size_t k = 0; k < weights_.size(); ++k) mean += weights_[k] == 0 ? 0 : weights_[k] * components_[k].mean();
  for (std::size_t k = 0; k < weights_.size(); ++k) {
    if (weights_[k] == 0) continue;
    const Moments m = components_[k].moments();
    variance += weights_[k] * (m.variance + (m.mean - mean) * (m.mean - mean));
  }
  return {mean, variance};
}

void Mixture::evaluate(UnivariateFunction function, std::span<const double> x, std::span<double> y) const {
  if (x.size() != y.size()) {
    throw_error(ErrorCode::shape_mismatch, kWhere, "x has ", x.size(), " numbers and y ", y.size());
  }
  const auto each = [&](auto f) { std::ranges::transform(x, y.begin(), f); };
  const auto tails = [&](Tail tail) { each([this, tail](double v) { return tail_at(v, tail); }); };
  switch (function) {
    case UnivariateFunction::log_prob:
      return log_densities(x, y);
    case UnivariateFunction::cdf:
      return tails({.upper = false, .log = false});
    case UnivariateFunction::sf:
      return tails({.upper = true, .log = false});
    case UnivariateFunction::log_cdf:
      return tails({.upper = false, .log = true});
    case UnivariateFunction::log_sf:
      return tails({.upper = true, .log = true});
    case UnivariateFunction::ppf:
      return each([this](double p) { return quantile_of(p, false); });
    case UnivariateFunction::isf:
      return each([this](double p) { return quantile_of(p, true); });
  }
}

void Mixture::log_densities(std::span<const double> x, std::span<double> y) const {
  const std::size_t count = weights_.size();
  std::vector<double> part(detail::kBlock), terms(detail::kBlock * count);
  for (std::size_t from = 0; from < x.size(); from += detail::kBlock) {
    const std::size_t n = std::min(detail::kBlock, x.size() - from);
    for (std::size_t k = 0; k < count; ++k) {
      components_[k].log_prob(x.subspan(from, n), std::span(part).first(n));
      // A component of weight 0 counts for nothing, even where its density is infinite; a NaN stays one.
      const auto term = [&](double v) { return weights_[k] == 0 && v == kInf ? -kInf : v + log_weights_[k]; };
      for (std::size_t i = 0; i < n; ++i) terms[i * count + k] = term(part[i]);
    }
    for (std::size_t i = 0; i < n; ++i) y[from + i] = log_sum_exp_of(std::span(terms).subspan(i * count, count));
  }
}

// A logarithm near 0 is that of what the other tail leaves.
double Mixture::tail_at(double x, Tail tail) const {
  if (tail.log) {
    std::vector<double> terms(log_weights_);
    for (std::size_t k = 0; k < terms.size(); ++k) {
      terms[k] += tail.upper ? components_[k].log_sf(x) : components_[k].log_cdf(x);
    }
    const double value = log_sum_exp_of(terms);
    return value > -kLog2 ? log1p(-tail_at(x, {.upper = !tail.upper})) : value;
  }
  double sum = 0;
  for (std::size_t k = 0; k < weights_.size(); ++k) {
    sum += weights_[k] * (tail.upper ? components_[k].sf(x) : components_[k].cdf(x));
  }
  return std::min(sum, 1.0);
}

double Mixture::quantile_of(double probability, bool upper) const {
  if (!(probability >= 0 && probability <= 1)) return kNan;
  if (probability == (upper ? 1 : 0)) return support_.low;
  if (probability == (upper ? 0 : 1)) return support_.high;
  double low = kInf, high = -kInf;
  for (std::size_t k = 0; k < weights_.size(); ++k) {
    if (weights_[k] == 0) continue;
    const double at = upper ? components_[k].isf(probability) : components_[k].ppf(probability);
    low = std::min(low, at);
    high = std::max(high, at);
  }
  if (low == high) return low;
  return root_of(probability, upper, std::clamp(low, -kLargest, kLargest), std::clamp(high, -kLargest, kLargest));
}

/// The smallest x in [low, high] that has reached the probability: by Brent's method for the logarithm of the tail, or
/// by bisection between whole numbers. Where the root lies in a gap between the components, at its left end.
double Mixture::root_of(double probability, bool upper, double low, double high) const {
  const auto reached = [&](double x) {
    const double tail = tail_at(x, {.upper = upper});
    return upper ? tail <= probability : tail >= probability;
  };
  const auto halved = [&](double from, double to, auto middle_of) {
    if (reached(from)) return from;
    for (double middle = middle_of(from, to); middle > from && middle < to; middle = middle_of(from, to)) {
      (reached(middle) ? to : from) = middle;
    }
    return to;
  };
  if (discrete()) return halved(low, high, [](double a, double b) { return std::floor(a + (b - a) / 2); });
  const double wanted = log(probability);
  const auto off = [&](double x) { return tail_at(x, {.upper = upper, .log = true}) - wanted; };
  const double at_low = upper ? -off(low) : off(low), at_high = upper ? -off(high) : off(high);
  if (at_low >= 0) return low;
  if (at_high <= 0) return high;
  const RootResult found = brent(off, {low, high}, {.max_iterations = 3000});
  if (log_prob(found.root) != -kInf) return found.root;
  return halved(low, found.root, [](double a, double b) { return a / 2 + b / 2; });
}

void Mixture::sample(Key key, std::span<double> out, std::uint64_t begin) const {
  const std::vector<double> sums = detail::ascending_sums(weights_);
  const Key choice = split_at(key, 0);
  detail::for_blocks(out, [&](std::span<double> x, std::span<double> draws, std::size_t from) {
    std::array<std::size_t, detail::kBlock> component;
    fill_uniform(choice, draws, begin + from);
    for (std::size_t i = 0; i < x.size(); ++i) component[i] = detail::category_of(sums, draws[i]);
    const auto chosen = std::span(component).first(x.size());
    for (std::size_t k = 0; k < components_.size(); ++k) {
      if (std::ranges::find(chosen, k) == chosen.end()) continue;
      components_[k].sample(mutant("mixture_first_noise") ? choice : split_at(key, k + 1), draws, begin + from);
      for (std::size_t i = 0; i < x.size(); ++i) {
        if (chosen[i] == k) x[i] = draws[i];
      }
    }
  });
}

void Mixture::responsibilities(std::span<const double> x, std::span<double> out) const {
  const std::size_t count = weights_.size();
  if (out.size() != x.size() * count) {
    throw_error(ErrorCode::shape_mismatch, kWhere, "out has ", out.size(), " numbers; it must have ", count,
                " for each of ", x.size());
  }
  std::vector<double> all(x.size()), own(x.size());
  log_densities(x, all);
  for (std::size_t k = 0; k < count; ++k) {
    components_[k].log_prob(x, own);
    for (std::size_t i = 0; i < x.size(); ++i) out[i * count + k] = weights_[k] * exp(own[i] - all[i]);
  }
}

}  // namespace tractable
