#pragma once

#include <vector>

#include "tractable/linalg/matrix.hpp"

// A = V diag(values) V' for a symmetric A, by tridiagonal form and implicit QR steps.
//   Golub & Van Loan (2013), Matrix Computations, 4th ed., sec. 8.3.

namespace tractable {

struct SymmetricEigen {
  std::vector<double> values;  ///< ascending
  Matrix vectors;              ///< row i belongs to values[i], has length 1, and its largest component is positive
};

/// Only the lower part of `a` (n, n) is read. Throws Error{shape_mismatch} unless it is square and not empty, what
/// require_matrix throws, and Error{internal_error} if the steps do not converge (never seen).
[[nodiscard]] SymmetricEigen symmetric_eigen(MatrixView a);

}  // namespace tractable
