#include "tractable/linalg/symmetric_eigen.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

#include "tractable/base/error.hpp"

namespace tractable {
namespace {

constexpr const char* kWhere = "symmetric_eigen";

/// A tridiagonal T and an orthogonal V with A = V' T V.
struct Tridiagonal {
  std::vector<double> diagonal;  ///< T(i, i)
  std::vector<double> beside;    ///< T(i, i + 1), and a zero
  Matrix rows;                   ///< V
};

/// A - v w' - w v' with w = beta A v - (beta^2 v'Av / 2) v is H A H for the reflection H = I - beta v v'.
void reflect_both_sides(Matrix& a, const std::vector<double>& v, double beta) {
  std::vector<double> w = multiply(a, v);
  const double half = 0.5 * beta * beta * dot(v, w);
  for (std::size_t i = 0; i < w.size(); ++i) w[i] = beta * w[i] - half * v[i];
  for (std::size_t i = 0; i < a.rows; ++i) {
    for (std::size_t j = 0; j < a.cols; ++j) a(i, j) -= v[i] * w[j] + w[i] * v[j];
  }
}

/// H A
void reflect_rows(Matrix& a, const std::vector<double>& v, double beta) {
  const std::vector<double> w = multiply_transposed(a, v);
  for (std::size_t i = 0; i < a.rows; ++i) {
    for (std::size_t j = 0; j < a.cols; ++j) a(i, j) -= beta * v[i] * w[j];
  }
}

/// By a reflection for each column, which leaves nothing below the place next to the diagonal.
Tridiagonal tridiagonal(Matrix a) {
  const std::size_t n = a.rows;
  Matrix rows(n, n);
  for (std::size_t i = 0; i < n; ++i) rows(i, i) = 1;
  for (std::size_t k = 0; k + 2 < n; ++k) {
    std::vector<double> v(n);
    for (std::size_t i = k + 1; i < n; ++i) v[i] = a(i, k);
    v[k + 1] += std::copysign(std::sqrt(dot(v, v)), v[k + 1]);
    const double squares = dot(v, v);
    if (squares < 1e-60) continue;  // nothing, beside a largest element of 1
    reflect_both_sides(a, v, 2 / squares);
    reflect_rows(rows, v, 2 / squares);
  }
  Tridiagonal t{std::vector<double>(n), std::vector<double>(n), std::move(rows)};
  for (std::size_t i = 0; i < n; ++i) {
    t.diagonal[i] = a(i, i);
    if (i + 1 < n) t.beside[i] = a(i + 1, i);
  }
  return t;
}

/// sqrt(x^2 + y^2) where a square alone may underflow.
double length(double x, double y) {
  const double large = std::max(std::abs(x), std::abs(y));
  if (large == 0) return 0;
  const double ratio = std::min(std::abs(x), std::abs(y)) / large;
  return large * std::sqrt(1 + ratio * ratio);
}

/// One implicit QR step on the rows first ... last, shifted by the eigenvalue of the last two that is nearer to the
/// last (Wilkinson's).
void qr_step(Tridiagonal& t, std::size_t first, std::size_t last) {
  std::vector<double>&d = t.diagonal, &e = t.beside;
  const double half = 0.5 * (d[last - 1] - d[last]);
  const double corner = e[last - 1];
  double x = d[first] - (d[last] - corner * (corner / (half + std::copysign(length(half, corner), half))));
  double z = e[first];
  for (std::size_t k = first; k < last; ++k) {
    const double r = length(x, z);
    const double c = r == 0 ? 1 : x / r;
    const double s = r == 0 ? 0 : z / r;
    if (k > first) e[k - 1] = r;
    const double difference = d[k + 1] - d[k];
    const double moved = s * (s * difference + 2 * c * e[k]);
    e[k] = c * s * difference + (c - s) * (c + s) * e[k];
    d[k] += moved;
    d[k + 1] -= moved;
    x = e[k];
    z = s * e[k + 1];
    e[k + 1] = k + 1 < last ? c * e[k + 1] : e[k + 1];
    for (std::size_t j = 0; j < t.rows.cols; ++j) {
      const double above = t.rows(k, j), below = t.rows(k + 1, j);
      t.rows(k, j) = c * above + s * below;
      t.rows(k + 1, j) = c * below - s * above;
    }
  }
}

void make_diagonal(Tridiagonal& t) {
  // Beside its neighbours; or, where they are nothing but rounding too, beside the matrix, whose largest element is 1.
  const auto small = [&](std::size_t i) {
    const double neighbours = std::abs(t.diagonal[i]) + std::abs(t.diagonal[i + 1]);
    return std::abs(t.beside[i]) <= std::max(1e-20, std::numeric_limits<double>::epsilon() * neighbours);
  };
  std::size_t left = 40 * t.diagonal.size();  // a value takes two or three steps
  for (std::size_t last = t.diagonal.size() - 1; last > 0;) {
    if (small(last - 1)) {
      t.beside[--last] = 0;
      continue;
    }
    if (left-- == 0) throw_error(ErrorCode::internal_error, kWhere, "the steps did not converge");
    std::size_t first = last - 1;
    while (first > 0 && !small(first - 1)) --first;
    qr_step(t, first, last);
  }
}

}  // namespace

SymmetricEigen symmetric_eigen(MatrixView a) {
  if (a.rows != a.cols || a.rows == 0) {
    throw_error(ErrorCode::shape_mismatch, kWhere, "the matrix is ", a.rows, " x ", a.cols, "; it must be square");
  }
  require_matrix(a, kWhere, "the matrix");
  const std::size_t n = a.rows;
  double scale = 0;
  for (const double value : a.values) scale = std::max(scale, std::abs(value));
  Matrix scaled(n, n);
  for (std::size_t i = 0; i < n && scale > 0; ++i) {
    for (std::size_t j = 0; j <= i; ++j) scaled(i, j) = scaled(j, i) = a(i, j) / scale;
  }
  Tridiagonal t = tridiagonal(std::move(scaled));
  make_diagonal(t);
  std::vector<std::size_t> order(n);
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::sort(order.begin(), order.end(), [&](std::size_t i, std::size_t j) {
    return t.diagonal[i] < t.diagonal[j] || (t.diagonal[i] == t.diagonal[j] && i < j);
  });
  SymmetricEigen result{std::vector<double>(n), Matrix(n, n)};
  for (std::size_t i = 0; i < n; ++i) {
    result.values[i] = scale * t.diagonal[order[i]];
    const auto row = t.rows.row(order[i]);
    const double largest =
        *std::max_element(row.begin(), row.end(), [](double x, double y) { return std::abs(x) < std::abs(y); });
    for (std::size_t j = 0; j < n; ++j) result.vectors(i, j) = largest < 0 ? -row[j] : row[j];
  }
  return result;
}

}  // namespace tractable
