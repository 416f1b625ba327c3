#pragma once

#include <memory>
#include <span>
#include <vector>

#include "tractable/linalg/cholesky.hpp"
#include "tractable/linalg/matrix.hpp"
#include "tractable/target/conditional_block.hpp"

// Linear regression y ~ N(X beta, s2 I) with the normal-inverse-gamma prior beta | s2 ~ N(b0, s2 V0), s2 ~ inverse
// gamma(a, b), by its conditionals:
//   beta | s2  ~ N(b_n, s2 P_n^-1),  P_n = V0^-1 + X'X,  b_n = P_n^-1 (V0^-1 b0 + X'y)
//   s2 | beta  ~ inverse gamma(a + (n + k) / 2, b + (|y - X beta|^2 + (beta - b0)' V0^-1 (beta - b0)) / 2)
// The exact posterior is known, too (bayes/conjugate.hpp): what Gibbs sampling finds can be compared. The position is
// beta (k), then s2.     Gelman et al. (2013), Bayesian Data Analysis, 3rd ed., sec. 14.2.

namespace tractable {

struct RegressionModelPrior {
  std::vector<double> beta;  ///< b0 (k)
  Matrix v;                  ///< V0 (k, k), positive definite
  double a = 1, b = 1;
};

class RegressionModel {
 public:
  /// Throws Error{shape_mismatch}, Error{not_finite}, Error{invalid_argument} naming what is wrong.
  RegressionModel(MatrixView x, std::span<const double> y, const RegressionModelPrior& prior);

  [[nodiscard]] std::size_t dim() const { return data_->centre.size() + 1; }
  /// The mean b_n of beta, whatever s2 is.
  [[nodiscard]] std::span<const double> beta_mean() const { return data_->centre; }
  /// P_n = L L'.
  [[nodiscard]] const Cholesky& precision() const { return data_->factor; }
  struct VarianceLaw {
    double shape, scale;
  };
  // Each throws Error{shape_mismatch} unless position has k + 1 numbers.
  /// Of s2 given beta, the position's first k numbers.
  [[nodiscard]] VarianceLaw variance_given(std::span<const double> position) const;
  /// log p(y, beta, s2), with all constants; -infinity for s2 <= 0.
  [[nodiscard]] double log_joint(std::span<const double> position) const;
  /// log p(y | beta, s2).
  [[nodiscard]] double log_likelihood(std::span<const double> position) const;
  /// beta as one block, s2.
  [[nodiscard]] std::vector<ConditionalBlock> blocks() const;

 private:
  struct Data {
    Matrix x;
    std::vector<double> y, prior, centre;  // prior: b0, centre: b_n
    Matrix prior_precision;                // V0^-1
    Cholesky factor;                       // of P_n
    double a, b, log_det_prior;            // of V0
  };
  static double residual_squares(const Data& data, std::span<const double> beta);
  static double prior_form(const Data& data, std::span<const double> beta);
  static VarianceLaw variance_of(const Data& data, std::span<const double> position);
  std::shared_ptr<const Data> data_;
};

}  // namespace tractable
