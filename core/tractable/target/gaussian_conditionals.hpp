#pragma once

#include <memory>
#include <span>
#include <vector>

#include "tractable/linalg/matrix.hpp"
#include "tractable/target/conditional_block.hpp"

// The conditionals of a normal law N(mu, S), coordinate by coordinate. With the precision P = S^-1,
//   x_i | rest ~ N(mu_i - sum_(j != i) P_ij (x_j - mu_j) / P_ii, 1 / P_ii)
// Of a pair with correlation rho, Gibbs sampling is an autoregression of coefficient rho^2.
// Bishop (2006), Pattern Recognition and Machine Learning, sec. 2.3.1.

namespace tractable {

class GaussianConditionals {
 public:
  /// Throws what MultivariateNormal throws for them: Error{shape_mismatch}, Error{not_finite}, Error{invalid_argument}
  /// naming the pivot that is not greater than 0 or the place where it is not symmetric.
  GaussianConditionals(std::span<const double> mean, MatrixView covariance);

  [[nodiscard]] std::size_t dim() const { return law_->mean.size(); }
  struct Conditional {
    double mean, sd;
  };
  // Both throw Error{shape_mismatch} unless position has D numbers and i < D.
  /// The law of coordinate i given the others of `position` (D).
  [[nodiscard]] Conditional conditional(std::size_t i, std::span<const double> position) const;
  /// log N(position; mu, S).
  [[nodiscard]] double log_prob(std::span<const double> position) const;
  /// One a coordinate, named x1, x2, ...
  [[nodiscard]] std::vector<ConditionalBlock> blocks() const;

 private:
  struct Law {
    std::vector<double> mean;
    Matrix precision;
    double constant;
  };
  static Conditional conditional_of(const Law& law, std::size_t i, std::span<const double> position);
  std::shared_ptr<const Law> law_;
};

}  // namespace tractable
