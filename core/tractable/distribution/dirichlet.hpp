#pragma once

#include "tractable/distribution/multivariate.hpp"

// The Dirichlet law on D >= 2 positive numbers that sum to 1, density (with respect to all but one of them)
//   Gamma(A) / prod Gamma(a_i) prod x_i^(a_i - 1),   a_i > 0, A = sum a_i: mean a_i / A
// Bishop (2006), Pattern Recognition and Machine Learning, sec. 2.2.1.

namespace tractable {

/// x (B, D), alpha (B, D) or (1, D) -> (B, 1). -inf where the numbers do not sum to 1, to 1e-9, or one is below 0. Its
/// gradient with respect to x is that of the formula, (a_i - 1) / x_i.
[[nodiscard]] Expr dirichlet_log_prob(Expr x, Expr alpha);

class Dirichlet final : public Multivariate {
 public:
  /// Throws Error{too_few_values} for fewer than two; naming the one that is not greater than 0.
  explicit Dirichlet(std::span<const double> alpha);
  [[nodiscard]] std::string_view name() const override { return "dirichlet"; }
  [[nodiscard]] std::span<const double> alpha() const { return alpha_; }
  [[nodiscard]] double entropy() const override;
  [[nodiscard]] double kl_to(const Multivariate& q) const override;
  [[nodiscard]] Expr log_density(Expr x) const override;
  /// E log x_i (D).
  [[nodiscard]] std::vector<double> mean_log() const;

 private:
  void draw(Key key, std::span<double> rows, std::uint64_t begin) const override;
  std::vector<double> alpha_;
};

}  // namespace tractable
