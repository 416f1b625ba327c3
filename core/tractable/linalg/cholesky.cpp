#include "tractable/linalg/cholesky.hpp"

#include <cmath>

#include "tractable/base/error.hpp"
#include "tractable/simd/special.hpp"

namespace tractable {

Cholesky::Cholesky(MatrixView a, const char* where, const char* name) {
  if (a.rows != a.cols || a.rows == 0) {
    throw_error(ErrorCode::shape_mismatch, where, name, " is ", a.rows, " x ", a.cols, "; it must be square");
  }
  require_matrix(a, where, name);
  double pivot = 0;
  const std::size_t failed = factor(a, pivot);
  if (failed == a.rows) return;
  throw_error(ErrorCode::invalid_argument, where, name, " is not positive definite: pivot ", failed, " of 0 to ",
              a.rows - 1, " is ", pivot, "; it must be greater than 0");
}

std::optional<Cholesky> Cholesky::attempt(MatrixView a) {
  Cholesky result;
  double pivot = 0;
  if (result.factor(a, pivot) != a.rows) return std::nullopt;
  return result;
}

std::size_t Cholesky::factor(MatrixView a, double& pivot) {
  lower_ = Matrix(a.rows, a.rows);
  for (std::size_t i = 0; i < a.rows; ++i) {
    for (std::size_t j = 0; j <= i; ++j) {
      const double rest = a(i, j) - dot(lower_.row(i).first(j), lower_.row(j).first(j));
      if (j < i) {
        lower_(i, j) = rest / lower_(j, j);
        continue;
      }
      if (!(rest > 0 && std::isfinite(rest))) {
        pivot = rest;
        return i;
      }
      lower_(i, i) = std::sqrt(rest);
    }
  }
  return a.rows;
}

double Cholesky::log_det() const {
  double total = 0;
  for (std::size_t i = 0; i < size(); ++i) total += log(lower_(i, i));
  return 2 * total;
}

void Cholesky::require_length(std::span<const double> b) const {
  if (b.size() == size()) return;
  throw_error(ErrorCode::shape_mismatch, "cholesky", "b has ", b.size(), " values; it must have ", size());
}

void Cholesky::solve_lower(std::span<double> b) const {
  require_length(b);
  for (std::size_t i = 0; i < size(); ++i) b[i] = (b[i] - dot(lower_.row(i).first(i), b.first(i))) / lower_(i, i);
}

void Cholesky::solve_lower_transposed(std::span<double> b) const {
  require_length(b);
  for (std::size_t i = size(); i-- > 0;) {
    b[i] /= lower_(i, i);
    for (std::size_t j = 0; j < i; ++j) b[j] -= lower_(i, j) * b[i];
  }
}

void Cholesky::solve(std::span<double> b) const {
  solve_lower(b);
  solve_lower_transposed(b);
}

double Cholesky::inverse_quadratic(std::span<const double> b) const {
  std::vector<double> z(b.begin(), b.end());
  solve_lower(z);
  return dot(z, z);
}

Matrix Cholesky::inverse() const {
  const std::size_t n = size();
  // Row i of `columns` is column i of L^-1, so that A^-1 = columns columns'.
  Matrix columns(n, n);
  for (std::size_t i = 0; i < n; ++i) {
    columns(i, i) = 1;
    solve_lower(std::span(columns.values).subspan(i * n, n));
  }
  Matrix result(n, n);
  for (std::size_t i = 0; i < n; ++i) {
    for (std::size_t j = 0; j <= i; ++j) result(i, j) = result(j, i) = dot(columns.row(i), columns.row(j));
  }
  return result;
}

}  // namespace tractable
