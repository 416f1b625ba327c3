#include <doctest/doctest.h>

#include <cmath>
#include <limits>

#include "tractable/base/error.hpp"
#include "tractable/linalg/cholesky.hpp"
#include "tractable/linalg/least_squares.hpp"
#include "tractable/linalg/symmetric_eigen.hpp"
#include "tractable/simd/random.hpp"

using namespace tractable;

namespace {

Matrix random_matrix(std::size_t rows, std::size_t cols, std::uint32_t seed) {
  Matrix matrix(rows, cols);
  fill_normal(key_from_seed(seed), std::span(matrix.values));
  return matrix;
}

Matrix make(std::size_t rows, std::size_t cols, std::vector<double> values) {
  Matrix matrix(rows, cols);
  matrix.values = std::move(values);
  return matrix;
}

}  // namespace

TEST_CASE("linalg: Cholesky factors, solves and inverts") {
  for (std::size_t n = 1; n <= 60; n += 1 + n / 5) {
    const Matrix half = random_matrix(n + 3, n, static_cast<std::uint32_t>(n));
    const Matrix a = gram(half);
    const Cholesky chol(a);
    for (std::size_t i = 0; i < n; ++i) {
      for (std::size_t j = 0; j < n; ++j) {
        const double back = dot(chol.lower().row(i), chol.lower().row(j));
        CHECK(std::abs(back - a(i, j)) <= 1e-14 * std::sqrt(a(i, i) * a(j, j)));
        CHECK((j <= i || chol.lower()(i, j) == 0));
      }
    }
    const Matrix x = random_matrix(n, 1, 99);
    std::vector<double> b = multiply(a, x.values);
    CHECK(chol.inverse_quadratic(b) == doctest::Approx(dot(b, x.values)).epsilon(1e-9));
    chol.solve(b);
    for (std::size_t i = 0; i < n; ++i) CHECK(b[i] == doctest::Approx(x.values[i]).epsilon(1e-7));
    const Matrix inverse = chol.inverse();
    const auto product = multiply(inverse, a.row(0));  // A is symmetric: its first column
    for (std::size_t i = 0; i < n; ++i) CHECK(std::abs(product[i] - (i == 0 ? 1 : 0)) < 1e-7);
    double by_values = 0;
    for (const double value : symmetric_eigen(a).values) by_values += std::log(value);
    CHECK(chol.log_det() == doctest::Approx(by_values).epsilon(1e-10));
  }
  // 4 6; 6 13: L = 2 0; 3 2
  const Cholesky two(make(2, 2, {4, 6, 6, 13}));
  CHECK(two.lower().values == std::vector<double>{2, 0, 3, 2});
  CHECK(two.log_det() == doctest::Approx(std::log(16.0)).epsilon(1e-15));
  CHECK(two.inverse().values == std::vector<double>{13.0 / 16, -6.0 / 16, -6.0 / 16, 4.0 / 16});
}

TEST_CASE("linalg: a matrix that is not positive definite names its pivot") {
  CHECK_THROWS_WITH_AS(Cholesky(make(3, 3, {1, 0, 0, 0, 1, 2, 0, 2, 1}), "covariance", "sigma"),
                       "covariance: sigma is not positive definite: pivot 2 of 0 to 2 is -3; it must be greater than 0",
                       Error);
  CHECK_THROWS_WITH_AS(Cholesky(make(2, 2, {1, 1, 1, 1})), doctest::Contains("pivot 1 of 0 to 1 is 0"), Error);
  CHECK_THROWS_WITH_AS(Cholesky(make(2, 2, {1, NAN, NAN, 1})), doctest::Contains("the matrix(0, 1) is nan"), Error);
  CHECK_THROWS_WITH_AS(Cholesky(make(1, 2, {1, 1})), doctest::Contains("is 1 x 2"), Error);
  CHECK_THROWS_AS(Cholesky(Matrix{}), Error);
  CHECK_FALSE(Cholesky::attempt(make(1, 1, {-1})).has_value());
  CHECK_FALSE(Cholesky::attempt(make(1, 1, {NAN})).has_value());
  CHECK_FALSE(Cholesky::attempt(make(1, 1, {INFINITY})).has_value());
  std::vector<double> three(3);
  CHECK_THROWS_AS(Cholesky(make(1, 1, {1})).solve(three), Error);
}

TEST_CASE("linalg: least squares is right where the normal equations have lost every digit") {
  // Läuchli's matrix: X'X is singular in double for eps = 1e-9. y = X (1, 2) exactly.
  constexpr double kEps = 1e-9;
  const auto fit = least_squares(make(3, 2, {1, 1, kEps, 0, 0, kEps}), std::vector{3.0, kEps, 2 * kEps});
  CHECK(fit.coefficients[0] == doctest::Approx(1).epsilon(1e-6));
  CHECK(fit.coefficients[1] == doctest::Approx(2).epsilon(1e-6));
  // The residual is orthogonal to every column.
  const Matrix x = random_matrix(200, 7, 3);
  const Matrix y = random_matrix(200, 1, 4);
  const auto random_fit = least_squares(x, y.values);
  for (const double inner : multiply_transposed(x, random_fit.residuals)) CHECK(std::abs(inner) < 1e-12);
  CHECK(random_fit.residual_squares < dot(y.values, y.values));
  CHECK_THROWS_WITH_AS((void)least_squares(make(3, 2, {1, 2, 2, 4, 3, 6}), std::vector{1.0, 2.0, 3.0}),
                       doctest::Contains("of x depends on the other columns"), Error);
  CHECK_THROWS_WITH_AS((void)least_squares(make(1, 2, {1, 2}), std::vector{1.0}), doctest::Contains("1 rows for 2"),
                       Error);
  CHECK_THROWS_WITH_AS((void)least_squares(make(2, 1, {1, 2}), std::vector{1.0}), doctest::Contains("y has 1"), Error);
}

TEST_CASE("linalg: symmetric eigenvalues and vectors") {
  const Matrix half = random_matrix(9, 9, 5);
  Matrix a(9, 9);
  for (std::size_t i = 0; i < 9; ++i) {
    for (std::size_t j = 0; j < 9; ++j) a(i, j) = half(i, j) + half(j, i);
  }
  const SymmetricEigen eigen = symmetric_eigen(a);
  for (std::size_t k = 0; k < 9; ++k) {
    const auto image = multiply(a, eigen.vectors.row(k));
    for (std::size_t i = 0; i < 9; ++i) CHECK(std::abs(image[i] - eigen.values[k] * eigen.vectors(k, i)) < 1e-13);
    for (std::size_t m = 0; m < 9; ++m) {
      CHECK(std::abs(dot(eigen.vectors.row(k), eigen.vectors.row(m)) - (k == m ? 1 : 0)) < 1e-13);
    }
    CHECK((k == 0 || eigen.values[k] >= eigen.values[k - 1]));
  }
  // Only the lower part counts. 2 1; 1 2: 1 and 3.
  const auto two = symmetric_eigen(make(2, 2, {2, 77, 1, 2}));
  CHECK(two.values[0] == doctest::Approx(1).epsilon(1e-15));
  CHECK(two.values[1] == doctest::Approx(3).epsilon(1e-15));
  CHECK_THROWS_AS((void)symmetric_eigen(make(1, 2, {1, 2})), Error);
}

TEST_CASE("linalg: eigenvalues that are known, or lie together, or are nearly nothing") {
  constexpr std::size_t n = 60;
  Matrix ones(n, n), chain(n, n), tiny(n, n);
  for (std::size_t i = 0; i < n; ++i) {
    for (std::size_t j = 0; j < n; ++j) ones(i, j) = 1;
    chain(i, i) = 2;  // 2 - 2 cos(k pi / (n + 1)), k = 1 ... n
    if (i > 0) chain(i, i - 1) = -1;
    tiny(i, i) = i < 5 ? 1e-200 : 3e-200;
  }
  const SymmetricEigen rank_one = symmetric_eigen(ones);
  for (std::size_t i = 0; i + 1 < n; ++i) CHECK(std::abs(rank_one.values[i]) < 1e-12);
  CHECK(rank_one.values[n - 1] == doctest::Approx(60).epsilon(1e-14));
  for (std::size_t j = 0; j < n; ++j) {
    CHECK(rank_one.vectors(n - 1, j) == doctest::Approx(1 / std::sqrt(60.0)).epsilon(1e-13));
  }
  const SymmetricEigen waves = symmetric_eigen(chain);
  for (std::size_t k = 1; k <= n; ++k) {
    const double angle = static_cast<double>(k) * 3.14159265358979323846 / (n + 1);
    CHECK(std::abs(waves.values[k - 1] - (2 - 2 * std::cos(angle))) < 1e-14);
  }
  const SymmetricEigen diagonal = symmetric_eigen(tiny);
  CHECK(diagonal.values[4] == doctest::Approx(1e-200).epsilon(1e-15).scale(0));
  CHECK(diagonal.values[5] == doctest::Approx(3e-200).epsilon(1e-15).scale(0));
  CHECK(symmetric_eigen(Matrix(3, 3)).values == std::vector<double>{0, 0, 0});
}

TEST_CASE("linalg: a matrix that is too large is refused before its size wraps round") {
  CHECK_THROWS_WITH_AS(Matrix(65536, 65536), "matrix: it would have 65536 x 65536 numbers; at most 2^24", Error);
  CHECK_NOTHROW((void)matrix_size(4096, 4096));
  CHECK_NOTHROW((void)matrix_size(65536, 0));
}
