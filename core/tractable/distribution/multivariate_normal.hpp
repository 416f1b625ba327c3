#pragma once

#include "tractable/distribution/multivariate.hpp"

// The multivariate normal law of mean mu and covariance S = L L', L lower triangular with a positive diagonal
// ("scale_tril"), or with independent coordinates of standard deviations sigma:
//   log p(x) = -|L^-1 (x - mu)|^2 / 2 - sum_i log L_ii - D/2 log(2 pi);   x = mu + L z, z standard normal
// Bishop (2006), Pattern Recognition and Machine Learning, sec. 2.3.

namespace tractable {

// x, z (B, D); mu, sigma (B, D) or (1, D); scale_tril (B, D D) or (1, D D), row by row, of which only the lower part is
// read. A diagonal that is not positive gives NaN.
/// (B, 1).
[[nodiscard]] Expr multivariate_normal_log_prob(Expr x, Expr mu, Expr scale_tril);
/// The draw (B, D) of which z is the noise.
[[nodiscard]] Expr multivariate_normal_sample(Expr z, Expr mu, Expr scale_tril);
[[nodiscard]] Expr multivariate_normal_diagonal_log_prob(Expr x, Expr mu, Expr sigma);
[[nodiscard]] Expr multivariate_normal_diagonal_sample(Expr z, Expr mu, Expr sigma);

class MultivariateNormal final : public Multivariate {
 public:
  /// Throws Error{shape_mismatch} unless covariance is (D, D), D = mean.size() > 0; Error{not_finite};
  /// Error{invalid_argument} naming the place where it is not symmetric, or the pivot that is not greater than 0.
  MultivariateNormal(std::span<const double> mean, MatrixView covariance);
  /// Throws likewise, naming the place of the diagonal that is not greater than 0, or that above it that is not 0.
  [[nodiscard]] static MultivariateNormal from_factor(std::span<const double> mean, MatrixView scale_tril);
  [[nodiscard]] static MultivariateNormal diagonal(std::span<const double> mean, std::span<const double> sigma);

  [[nodiscard]] std::string_view name() const override;
  [[nodiscard]] double entropy() const override;
  [[nodiscard]] double kl_to(const Multivariate& q) const override;
  [[nodiscard]] Expr log_density(Expr x) const override;
  /// L (D, D).
  [[nodiscard]] const Matrix& scale_tril() const { return factor_; }
  /// log det S.
  [[nodiscard]] double log_det() const;

 private:
  MultivariateNormal(std::span<const double> mean, Matrix factor, Matrix covariance, bool diagonal);
  void draw(Key key, std::span<double> rows, std::uint64_t begin) const override;
  [[nodiscard]] Expr draw_expression(Expr z) const;

  Matrix factor_;
  bool diagonal_;
  mutable std::unique_ptr<Program<double>> path_;  // built by the first call
};

}  // namespace tractable
