#pragma once

#include "tractable/distribution/multivariate_normal.hpp"

// A mixture of K multivariate normal laws: sum_k w_k N(x; mu_k, S_k), w >= 0, sum w = 1.
// Bishop (2006), Pattern Recognition and Machine Learning, sec. 2.3.9.

namespace tractable {

/// x (B, D); logits (B, K) or (1, K), w = softmax(logits), a logit may be -inf; mu (B or 1, K D), one mean after the
/// other; scale_tril (B or 1, K D D), one lower factor after the other. -> (B, 1).
[[nodiscard]] Expr gaussian_mixture_log_prob(Expr x, Expr logits, Expr mu, Expr scale_tril);

class GaussianMixture final : public Multivariate {
 public:
  /// Throws Error{invalid_argument} unless the weights sum to 1, to 1e-9; Error{shape_mismatch} unless there are as
  /// many components, all of one dimension.
  GaussianMixture(std::span<const double> weights, std::vector<MultivariateNormal> components);
  [[nodiscard]] std::string_view name() const override { return "gaussian_mixture"; }
  /// Divided by their sum.
  [[nodiscard]] std::span<const double> weights() const { return weights_; }
  [[nodiscard]] std::span<const MultivariateNormal> components() const { return components_; }
  /// NaN: there is no closed form.
  [[nodiscard]] double entropy() const override;
  [[nodiscard]] double kl_to(const Multivariate& q) const override;
  [[nodiscard]] Expr log_density(Expr x) const override;
  /// p(component | row): x N rows, out N rows of K.
  void responsibilities(std::span<const double> x, std::span<double> out) const;

 private:
  void draw(Key key, std::span<double> rows, std::uint64_t begin) const override;
  std::vector<double> weights_;
  std::vector<MultivariateNormal> components_;
};

}  // namespace tractable
