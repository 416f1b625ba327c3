#include "tractable/linalg/matrix.hpp"

#include <cmath>

#include "tractable/base/error.hpp"

namespace tractable {

std::size_t matrix_size(std::size_t rows, std::size_t cols) {
  constexpr std::size_t kMost = std::size_t{1} << 24;
  if (cols != 0 && rows > kMost / cols) {
    throw_error(ErrorCode::too_large, "matrix", "it would have ", rows, " x ", cols, " numbers; at most 2^24");
  }
  return rows * cols;
}

void require_matrix(MatrixView matrix, const char* where, const char* name) {
  const bool fits = matrix.cols == 0
                        ? matrix.values.empty()
                        : matrix.values.size() % matrix.cols == 0 && matrix.values.size() / matrix.cols == matrix.rows;
  if (!fits) {
    throw_error(ErrorCode::shape_mismatch, where, name, " has ", matrix.values.size(), " values; it must have ",
                matrix.rows, " x ", matrix.cols);
  }
  for (std::size_t i = 0; i < matrix.values.size(); ++i) {
    if (std::isfinite(matrix.values[i])) continue;
    throw_error(ErrorCode::not_finite, where, name, "(", i / matrix.cols, ", ", i % matrix.cols, ") is ",
                matrix.values[i], "; every value must be a finite number");
  }
}

void require_symmetric(MatrixView matrix, const char* where, const char* name) {
  for (std::size_t i = 0; i < matrix.rows; ++i) {
    for (std::size_t j = 0; j < i; ++j) {
      const double limit = 1e-10 * std::sqrt(std::abs(matrix(i, i))) * std::sqrt(std::abs(matrix(j, j)));
      if (std::abs(matrix(i, j) - matrix(j, i)) <= limit) continue;
      throw_error(ErrorCode::invalid_argument, where, name, " is not symmetric: (", i, ", ", j, ") is ", matrix(i, j),
                  " and (", j, ", ", i, ") is ", matrix(j, i));
    }
  }
}

double dot(std::span<const double> a, std::span<const double> b) {
  double total = 0;
  for (std::size_t i = 0; i < a.size(); ++i) total += a[i] * b[i];
  return total;
}

std::vector<double> multiply(MatrixView a, std::span<const double> b) {
  std::vector<double> result(a.rows);
  for (std::size_t i = 0; i < a.rows; ++i) result[i] = dot(a.row(i), b);
  return result;
}

std::vector<double> multiply_transposed(MatrixView a, std::span<const double> b) {
  std::vector<double> result(a.cols);
  for (std::size_t i = 0; i < a.rows; ++i) {
    for (std::size_t j = 0; j < a.cols; ++j) result[j] += a(i, j) * b[i];
  }
  return result;
}

Matrix gram(MatrixView a, std::span<const double> weights) {
  Matrix result(a.cols, a.cols);
  for (std::size_t i = 0; i < a.rows; ++i) {
    for (std::size_t j = 0; j < a.cols; ++j) {
      const double left = weights.empty() ? a(i, j) : a(i, j) * weights[i];
      for (std::size_t k = 0; k <= j; ++k) result(j, k) += left * a(i, k);
    }
  }
  for (std::size_t j = 0; j < a.cols; ++j) {
    for (std::size_t k = 0; k < j; ++k) result(k, j) = result(j, k);
  }
  return result;
}

}  // namespace tractable
