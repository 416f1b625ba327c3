#pragma once

#include <cstddef>
#include <span>
#include <vector>

// Matrices as everything above sees them: numbers row by row. Eigen, which works behind some of linalg/, is included by
// no header; -DEIGEN_DONT_VECTORIZE keeps its sums in one order, so that results have the same bits in every build.

namespace tractable {

/// A matrix that belongs to someone else: row-major, without gaps.
struct MatrixView {
  std::span<const double> values;  ///< rows * cols of them
  std::size_t rows = 0;
  std::size_t cols = 0;
  [[nodiscard]] double operator()(std::size_t i, std::size_t j) const { return values[i * cols + j]; }
  [[nodiscard]] std::span<const double> row(std::size_t i) const { return values.subspan(i * cols, cols); }
};

/// rows * cols. Throws Error{too_large} if that is more than 2^24.
[[nodiscard]] std::size_t matrix_size(std::size_t rows, std::size_t cols);

/// A matrix of its own.
struct Matrix {
  std::size_t rows = 0;
  std::size_t cols = 0;
  std::vector<double> values;

  Matrix() = default;
  /// Zeros. Throws as matrix_size.
  Matrix(std::size_t row_count, std::size_t col_count)
      : rows(row_count), cols(col_count), values(matrix_size(row_count, col_count)) {}
  [[nodiscard]] double operator()(std::size_t i, std::size_t j) const { return values[i * cols + j]; }
  [[nodiscard]] double& operator()(std::size_t i, std::size_t j) { return values[i * cols + j]; }
  [[nodiscard]] std::span<const double> row(std::size_t i) const { return MatrixView(*this).row(i); }
  operator MatrixView() const { return {values, rows, cols}; }  // NOLINT: a view of it is what functions take
};

/// Throws Error{shape_mismatch} unless there are rows * cols values, Error{not_finite} naming the first place that is
/// not finite ("x(2, 0) is nan").
void require_matrix(MatrixView matrix, const char* where, const char* name);
/// Throws Error{invalid_argument} naming the first pair a_ij, a_ji of a square matrix that differ by more than
/// 1e-10 sqrt(|a_ii a_jj|).
void require_symmetric(MatrixView matrix, const char* where, const char* name);

/// sum_i a_i b_i in ascending order, of spans of one length.
[[nodiscard]] double dot(std::span<const double> a, std::span<const double> b);
/// A b: (rows).
[[nodiscard]] std::vector<double> multiply(MatrixView a, std::span<const double> b);
/// A' b: (cols).
[[nodiscard]] std::vector<double> multiply_transposed(MatrixView a, std::span<const double> b);
/// A' diag(weights) A: (cols, cols); without weights A' A.
[[nodiscard]] Matrix gram(MatrixView a, std::span<const double> weights = {});

}  // namespace tractable
