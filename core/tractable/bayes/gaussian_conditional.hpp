#pragma once

#include <span>
#include <vector>

#include "tractable/linalg/matrix.hpp"

// The law of the hidden coordinates of a Gaussian given the others (imputation of missing values):
//   mean  mu_1 + S_12 S_22^-1 (x_2 - mu_2),   covariance  S_11 - S_12 S_22^-1 S_21
// Bishop (2006), Pattern Recognition and Machine Learning, eq. 2.81, 2.82.

namespace tractable {

struct GaussianConditional {
  std::vector<std::size_t> hidden;  ///< the coordinates that are not known, ascending
  std::vector<double> mean;
  Matrix covariance;
};

/// `known`: coordinates, each once; `values`: theirs. Throws Error{invalid_argument} for a coordinate that is not there
/// or stands twice, a covariance that is not symmetric (naming the pair) or not positive definite (naming the pivot);
/// Error{shape_mismatch}.
[[nodiscard]] GaussianConditional condition_gaussian(std::span<const double> mean, MatrixView covariance,
                                                     std::span<const std::size_t> known,
                                                     std::span<const double> values);

}  // namespace tractable
