#include "tractable/bayes/polynomial_regression.hpp"

#include <doctest/doctest.h>

#include <cmath>

#include "tractable/base/error.hpp"
#include "tractable/bayes/gaussian_conditional.hpp"
#include "tractable/density/moments.hpp"
#include "tractable/linalg/cholesky.hpp"
#include "tractable/simd/random.hpp"

using namespace tractable;

namespace {

struct Pairs {
  std::vector<double> x, y;
};

/// y = 1 - 2 x - 1.5 x^2 + 3 x^3 + noise of 0.1, x uniform on [-1, 1].
Pairs cubic(Key key, std::size_t n) {
  Pairs pairs{std::vector<double>(n), std::vector<double>(n)};
  fill_uniform(split_at(key, 0), std::span(pairs.x));
  fill_normal(split_at(key, 1), std::span(pairs.y));
  for (std::size_t i = 0; i < n; ++i) {
    const double x = pairs.x[i] = 2 * pairs.x[i] - 1;
    pairs.y[i] = 1 + x * (-2 + x * (-1.5 + 3 * x)) + 0.1 * pairs.y[i];
  }
  return pairs;
}

}  // namespace

TEST_CASE("polynomials: the basis is orthonormal, to degree 30") {
  // Midpoints of 20 000 equal steps: exact to 1e-5 for the highest products.
  std::vector<double> x(20'000);
  for (std::size_t i = 0; i < x.size(); ++i) x[i] = 3 + 2 * (static_cast<double>(i) + 0.5) / 20'000;
  const Matrix products = gram(legendre_basis(x, 30, 3, 5));
  for (std::size_t i = 0; i <= 30; ++i) {
    for (std::size_t j = 0; j <= 30; ++j) {
      CHECK(std::abs(products(i, j) / 20'000 - (i == j ? 1 : 0)) < 5e-5);
    }
  }
}

TEST_CASE("polynomials: evidence and predictive against the Gaussian process form in mpmath") {
  const std::vector<double> x{-0.9, -0.5, -0.2, 0.1, 0.45, 0.8};
  const std::vector<double> y{0.3, -0.4, 0.1, 0.25, -0.6, 0.9};
  const std::vector<double> grid{0.6};
  struct Row {
    int degree;
    double log_evidence, mean, sd;
  };
  const auto check = [&](const Row& row, const PolynomialOptions& options) {
    const auto fit = fit_polynomial(x, y, row.degree, grid, {}, {}, options);
    CAPTURE(row.degree);
    CHECK(std::abs(fit.log_evidence - row.log_evidence) < 1e-11);
    CHECK(std::abs(fit.mean[0] - row.mean) < 1e-11);
    CHECK(std::abs(fit.sd[0] / row.sd - 1) < 1e-11);
  };
  const PolynomialOptions known{.noise = 0.2, .prior_sd = 1.5};
  check({0, -16.7971692050684321, 0.091395864106351551, 0.215979100690338521}, known);
  check({3, -18.0588543779997699, 0.205403066627172674, 0.24604003730388111}, known);
  check({9, -14.3596864404997847, -0.0731473444805499965, 3.10184066662052194}, known);
  const PolynomialOptions unknown{.prior_sd = 1.5, .a = 1.25, .b = 0.125};
  check({0, -6.53545958054713777, 0.0853448275862068966, 0.54893807080529439}, unknown);
  check({3, -8.80906495393959922, 0.193248658559237769, 0.516318471463283757}, unknown);
  check({9, -7.00106219400213926, -0.0714217737117646061, 0.729417008307458989}, unknown);
}

TEST_CASE("polynomials: evidence and BIC pick the cubic, the fit to the data never turns back") {
  for (const double noise : {0.1, 0.0}) {
    for (std::uint32_t seed = 1; seed <= 5; ++seed) {
      const Pairs train = cubic(key_from_seed(seed), 100);
      const Pairs test = cubic(key_from_seed(1000 + seed), 1000);
      std::vector<PolynomialFit> fits;
      for (int degree = 0; degree <= 9; ++degree) {
        fits.push_back(fit_polynomial(train.x, train.y, degree, {}, test.x, test.y, {.noise = noise}));
      }
      CAPTURE(seed);
      CAPTURE(noise);
      for (std::size_t d = 0; d < fits.size(); ++d) {
        if (d != 3) {
          CHECK(fits[d].bic > fits[3].bic);
          CHECK(fits[d].log_evidence < fits[3].log_evidence);
        }
        if (d > 0) CHECK(fits[d].train_error <= fits[d - 1].train_error * (1 + 1e-12));
        if (d > 0) CHECK(fits[d].log_likelihood >= fits[d - 1].log_likelihood - 1e-9);
      }
      // Noise of 0.1, known to 5 sd of a root mean square of 1000: 0.1 / sqrt(2000) each.
      CHECK(std::abs(fits[3].test_error - 0.1) < 5 * 0.1 / std::sqrt(2000.0) + 0.004);
      CHECK(fits[9].test_error > fits[3].test_error);
      CHECK(fits[0].test_error > 0.5);
      CHECK(std::abs(fits[3].posterior_test_error - fits[3].test_error) < 2e-3);
    }
  }
}

TEST_CASE("polynomials: where data do not determine a fit it is NaN; the posterior is there all the same") {
  const std::vector<double> x{-0.5, 0.5, 0.5};
  const std::vector<double> y{0, 1, 1.2};
  const auto line = fit_polynomial(x, y, 1, x, {}, {}, {});
  CHECK(std::isfinite(line.bic));
  CHECK(line.least_squares[0] == doctest::Approx(0).epsilon(1e-12));
  CHECK(std::isnan(line.test_error));
  const auto parabola = fit_polynomial(x, y, 2, x, {}, {}, {});
  CHECK(std::isnan(parabola.bic));
  CHECK(std::isnan(parabola.least_squares[0]));
  CHECK(std::isfinite(parabola.log_evidence));
  CHECK(std::isfinite(parabola.mean[1]));
  const auto through = fit_polynomial(std::span(x).first(2), std::span(y).first(2), 1, x, {}, {}, {});
  CHECK(through.train_error < 1e-15);
  CHECK(std::isnan(through.bic));
  CHECK(std::isfinite(fit_polynomial(std::span(x).first(2), std::span(y).first(2), 1, x, {}, {}, {.noise = 0.1}).bic));
  // As many places as coefficients, but so near each other that doubles do not tell the columns apart.
  std::vector<double> near, up;
  for (int i = 0; i < 10; ++i) {
    near.push_back(0.4 + 0.02 * i / 9);
    up.push_back(i % 2);
  }
  const auto close = fit_polynomial(near, up, 9, near, near, up, {.low = 0, .high = 1});
  CHECK(std::isnan(close.least_squares[0]));
  CHECK(std::isnan(close.train_error));
  CHECK(std::isnan(close.test_error));
  CHECK(std::isnan(close.log_likelihood));
  CHECK(std::isnan(close.bic));
  CHECK(std::isfinite(close.log_evidence));
  CHECK(std::isfinite(close.posterior_test_error));
  CHECK(std::isfinite(close.sd[0]));
}

TEST_CASE("polynomials: misuse") {
  const std::vector<double> x{0, 1};
  const auto fit = [&](int degree, std::vector<double> at, PolynomialOptions options) {
    return [=] { (void)fit_polynomial(at, std::vector<double>(2), degree, {}, {}, {}, options); };
  };
  CHECK_THROWS_WITH_AS(fit(-1, x, {})(), doctest::Contains("degree is -1"), Error);
  CHECK_THROWS_WITH_AS(fit(31, x, {})(), doctest::Contains("degree is 31"), Error);
  CHECK_THROWS_WITH_AS(fit(1, {0, 2}, {})(), doctest::Contains("x[1] is 2"), Error);
  CHECK_THROWS_WITH_AS(fit(1, {0, NAN}, {})(), doctest::Contains("x[1] is nan"), Error);
  CHECK_THROWS_WITH_AS(fit(1, {0}, {})(), doctest::Contains("x has 1 values, y 2"), Error);
  CHECK_THROWS_WITH_AS(fit(1, x, {.noise = -1})(), doctest::Contains("noise is -1"), Error);
  CHECK_THROWS_WITH_AS(fit(1, x, {.prior_sd = 0})(), doctest::Contains("prior_sd is 0"), Error);
  CHECK_THROWS_WITH_AS(fit(1, x, {.low = 1, .high = 1})(), doctest::Contains("high - low is 0"), Error);
  CHECK_THROWS_AS((void)fit_polynomial({}, {}, 1, {}, {}, {}, {}), Error);
}

TEST_CASE("imputation: the hidden coordinates of a Gaussian, in closed form and by draws near what was seen") {
  Matrix sigma(2, 2);
  sigma.values = {4, 1.2, 1.2, 1};
  const std::vector<double> mean{1, -2};
  constexpr std::size_t kSecond[] = {1};
  const auto found = condition_gaussian(mean, sigma, kSecond, std::vector{-1.0});
  CHECK(found.hidden == std::vector<std::size_t>{0});
  CHECK(found.mean[0] == doctest::Approx(1 + 1.2 * 1).epsilon(1e-15));
  CHECK(found.covariance(0, 0) == doctest::Approx(4 - 1.44).epsilon(1e-15));
  // The mean of the first coordinate of 10^6 draws whose second is within 0.02 of what was seen: 3 standard errors.
  std::vector<double> z(2'000'000);
  fill_normal(key_from_seed(31), std::span(z));
  const Cholesky chol(sigma);
  std::vector<double> kept;
  for (std::size_t i = 0; i < z.size(); i += 2) {
    const double second = -2 + chol.lower()(1, 0) * z[i] + chol.lower()(1, 1) * z[i + 1];
    if (std::abs(second + 1) < 0.02) kept.push_back(1 + chol.lower()(0, 0) * z[i]);
  }
  RunningMoments moments;
  moments.add(kept);
  CHECK(std::abs(moments.mean() - found.mean[0]) <
        3 * std::sqrt(moments.variance() / static_cast<double>(kept.size())));
  // Three coordinates, one known: against the precision matrix, S_hidden = (P_hh)^-1.
  Matrix three(3, 3);
  three.values = {2, 0.5, -0.3, 0.5, 1.5, 0.7, -0.3, 0.7, 3};
  constexpr std::size_t kMiddle[] = {1};
  const auto pair = condition_gaussian(std::vector{0.0, 1.0, 2.0}, three, kMiddle, std::vector{3.0});
  const Matrix precision = Cholesky(three).inverse();
  Matrix block(2, 2);
  block.values = {precision(0, 0), precision(0, 2), precision(2, 0), precision(2, 2)};
  const Matrix expected = Cholesky(block).inverse();
  for (std::size_t i = 0; i < 4; ++i) CHECK(std::abs(pair.covariance.values[i] - expected.values[i]) < 1e-14);
  CHECK(pair.mean[1] == doctest::Approx(2 + 0.7 / 1.5 * 2).epsilon(1e-15));
  CHECK(condition_gaussian(mean, sigma, {}, {}).mean == mean);
  constexpr std::size_t kTwice[] = {1, 1};
  CHECK_THROWS_WITH_AS((void)condition_gaussian(mean, sigma, kTwice, std::vector{0.0, 0.0}),
                       doctest::Contains("coordinate 1 twice"), Error);
  // Half of what is not read by the factors must agree with what is: else a variance of -24.
  sigma.values = {1, 5, 0.1, 1};
  CHECK_THROWS_WITH_AS((void)condition_gaussian(mean, sigma, kSecond, std::vector{1.0}),
                       doctest::Contains("covariance is not symmetric: (1, 0) is 0.1 and (0, 1) is 5"), Error);
  sigma.values = {1, 2, 2, 1};
  CHECK_THROWS_WITH_AS((void)condition_gaussian(mean, sigma, kSecond, std::vector{0.0}),
                       doctest::Contains("covariance is not positive definite: pivot 1"), Error);
}
