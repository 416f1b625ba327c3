#pragma once

#include <optional>
#include <span>
#include <vector>

#include "tractable/linalg/matrix.hpp"

// min |y - X b|^2 by Householder reflections with column pivoting (Eigen's ColPivHouseholderQR): errors grow with the
// condition of X, not with its square as by X'X.
//   Golub & Van Loan (2013), Matrix Computations, 4th ed., sec. 5.4.

namespace tractable {

struct LeastSquares {
  std::vector<double> coefficients;  ///< (cols)
  std::vector<double> residuals;     ///< (rows): y - X b
  double residual_squares = 0;       ///< their sum of squares
};

/// x (rows, cols), y (rows). Throws what require_matrix throws; Error{shape_mismatch} where y has another length;
/// Error{too_few_values} for fewer rows than columns; Error{invalid_argument} naming a column that depends on others.
[[nodiscard]] LeastSquares least_squares(MatrixView x, std::span<const double> y);
/// The same; nothing where a column depends on others, as doubles see it.
[[nodiscard]] std::optional<LeastSquares> attempt_least_squares(MatrixView x, std::span<const double> y);

}  // namespace tractable
