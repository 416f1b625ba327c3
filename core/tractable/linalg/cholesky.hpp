#pragma once

#include <optional>
#include <span>
#include <vector>

#include "tractable/linalg/matrix.hpp"

// A = L L' for a symmetric positive definite A, row by row (Cholesky-Banachiewicz). Of our own, not Eigen's: a failure
// names its pivot, sums run in ascending order, and the module stays small.
//   Golub & Van Loan (2013), Matrix Computations, 4th ed., sec. 4.2.

namespace tractable {

class Cholesky {
 public:
  /// Only the lower part of `a` (n, n) is read. Throws Error{shape_mismatch} unless it is square and not empty, what
  /// require_matrix throws, and Error{invalid_argument} naming the pivot that is not greater than 0. `name`: what the
  /// message calls the matrix.
  explicit Cholesky(MatrixView a, const char* where = "cholesky", const char* name = "the matrix");
  /// The same for a matrix that came out of a computation: nothing if it is not positive definite, or not finite.
  [[nodiscard]] static std::optional<Cholesky> attempt(MatrixView a);

  [[nodiscard]] std::size_t size() const { return lower_.rows; }
  [[nodiscard]] const Matrix& lower() const { return lower_; }
  /// log det A.
  [[nodiscard]] double log_det() const;
  // b: (n), overwritten. Throws Error{shape_mismatch} for another length.
  void solve_lower(std::span<double> b) const;             ///< L^-1 b
  void solve_lower_transposed(std::span<double> b) const;  ///< L'^-1 b
  void solve(std::span<double> b) const;                   ///< A^-1 b
  /// b' A^-1 b.
  [[nodiscard]] double inverse_quadratic(std::span<const double> b) const;
  /// A^-1, symmetric to the bit.
  [[nodiscard]] Matrix inverse() const;

 private:
  Cholesky() = default;
  /// n, or the first pivot that is not greater than 0, which is then in `pivot`.
  std::size_t factor(MatrixView a, double& pivot);
  void require_length(std::span<const double> b) const;

  Matrix lower_;
};

}  // namespace tractable
