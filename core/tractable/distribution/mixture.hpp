#pragma once

#include <span>
#include <vector>

#include "tractable/distribution/univariate.hpp"

// A mixture of laws on the line: density sum_k w_k p_k(x), w >= 0, sum w = 1, of one family or of several; all discrete
// or none. The tails are sums of tails, so that each keeps its relative accuracy; the quantile is a root that lies
// between the components' quantiles.

namespace tractable {

/// logits (B, K) or (1, K), w = softmax(logits), a logit may be -inf; K log densities (B, N), 1 column fits all. Each
/// of the N values may have weights of its own: then logits is (B, N K), those of a value side by side.
/// -> (B, N): their log_sum_exp with log w. Throws Error{shape_mismatch}.
[[nodiscard]] Expr mixture_log_prob(Expr logits, std::span<const Expr> log_probs);

/// Of one thread. The functions are those of Univariate (univariate.hpp).
class Mixture {
 public:
  /// Throws Error{invalid_argument} unless the weights sum to 1, to 1e-9, or if discrete and continuous laws meet;
  /// Error{shape_mismatch} unless there are as many laws.
  Mixture(std::span<const double> weights, std::vector<Univariate> components);

  /// Divided by their sum.
  [[nodiscard]] std::span<const double> weights() const { return weights_; }
  [[nodiscard]] std::span<const Univariate> components() const { return components_; }
  [[nodiscard]] bool discrete() const { return components_[0].family().discrete; }
  [[nodiscard]] Support support() const { return support_; }
  /// sum w m and sum w (v + (m - mean)^2).
  [[nodiscard]] Moments moments() const;
  [[nodiscard]] double mean() const { return moments().mean; }
  [[nodiscard]] double variance() const { return moments().variance; }

  void evaluate(UnivariateFunction function, std::span<const double> x, std::span<double> y) const;
#define TRACTABLE_METHOD(name)                                                                                  \
  void name(std::span<const double> x, std::span<double> y) const { evaluate(UnivariateFunction::name, x, y); } \
  [[nodiscard]] double name(double x) const {                                                                   \
    evaluate(UnivariateFunction::name, {&x, 1}, {&x, 1});                                                       \
    return x;                                                                                                   \
  }
  TRACTABLE_UNIVARIATE_FUNCTIONS(TRACTABLE_METHOD)
#undef TRACTABLE_METHOD

  /// Elements begin, begin + 1, ... of the endless sequence of independent draws that `key` names.
  void sample(Key key, std::span<double> out, std::uint64_t begin = 0) const;
  /// p(component | x): x N numbers, out N rows of K; NaN where no component has a density.
  void responsibilities(std::span<const double> x, std::span<double> out) const;

 private:
  [[nodiscard]] double tail_at(double x, Tail tail) const;
  [[nodiscard]] double quantile_of(double probability, bool upper) const;
  [[nodiscard]] double root_of(double probability, bool upper, double low, double high) const;
  void log_densities(std::span<const double> x, std::span<double> y) const;

  std::vector<double> weights_, log_weights_;
  std::vector<Univariate> components_;
  Support support_;
};

}  // namespace tractable
