#include "tractable/bayes/polynomial_regression.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "tractable/base/error.hpp"
#include "tractable/bayes/conjugate.hpp"
#include "tractable/bayes/laplace.hpp"
#include "tractable/linalg/least_squares.hpp"
#include "tractable/simd/special.hpp"

namespace tractable {
namespace {

constexpr const char* kWhere = "fit_polynomial";
constexpr double kLog2Pi = 1.8378770664093454836;
constexpr double kNan = std::numeric_limits<double>::quiet_NaN();

void require_places(std::span<const double> x, const PolynomialOptions& options, const char* name) {
  require_finite(x, kWhere, name);
  for (std::size_t i = 0; i < x.size(); ++i) {
    if (x[i] >= options.low && x[i] <= options.high) continue;
    throw_error(ErrorCode::invalid_argument, kWhere, name, "[", i, "] is ", x[i], "; it must lie between ", options.low,
                " and ", options.high);
  }
}

void require_options(int degree, const PolynomialOptions& options) {
  require_finite(options.low, kWhere, "low");
  require_finite(options.high, kWhere, "high");
  require_positive(options.high - options.low, kWhere, "high - low");
  require_positive(options.prior_sd, kWhere, "prior_sd");
  require_positive(options.a, kWhere, "a");
  require_positive(options.b, kWhere, "b");
  if (options.noise != 0) require_positive(options.noise, kWhere, "noise");
  if (degree < 0 || degree > 30) {
    throw_error(ErrorCode::invalid_argument, kWhere, "degree is ", degree, "; it must be from 0 to 30");
  }
}

double root_mean_square(std::span<const double> y, std::span<const double> fitted) {
  double total = 0;
  for (std::size_t i = 0; i < y.size(); ++i) total += (y[i] - fitted[i]) * (y[i] - fitted[i]);
  return std::sqrt(total / static_cast<double>(y.size()));  // NaN for none
}

std::size_t count_distinct(std::span<const double> x) {
  std::vector<double> sorted(x.begin(), x.end());
  std::sort(sorted.begin(), sorted.end());
  return static_cast<std::size_t>(std::unique(sorted.begin(), sorted.end()) - sorted.begin());
}

Matrix scaled_identity(std::size_t k, double value) {
  Matrix matrix(k, k);
  for (std::size_t i = 0; i < k; ++i) matrix(i, i) = value;
  return matrix;
}

void add_posterior(PolynomialFit& fit, const Matrix& basis, std::span<const double> y, const Matrix& grid,
                   const PolynomialOptions& options) {
  const std::vector<double> zero(basis.cols);
  const double variance = options.prior_sd * options.prior_sd;
  if (options.noise > 0) {
    const auto found = update_regression({zero, scaled_identity(basis.cols, variance)}, basis, y, options.noise);
    fit.log_evidence = found.log_evidence;
    fit.coefficients = found.posterior.mean;
    for (std::size_t i = 0; i < grid.rows; ++i) {
      const NormalLaw law = predictive(found.posterior, grid.row(i), options.noise);
      fit.mean.push_back(law.mean);
      fit.sd.push_back(law.sd);
    }
    return;
  }
  const RegressionLaw prior{zero, scaled_identity(basis.cols, variance), options.a, options.b};
  const auto found = update_regression(prior, basis, y);
  fit.log_evidence = found.log_evidence;
  fit.coefficients = found.posterior.beta;
  for (std::size_t i = 0; i < grid.rows; ++i) {
    const StudentLaw law = predictive(found.posterior, grid.row(i));
    fit.mean.push_back(law.loc);
    fit.sd.push_back(law.df > 2 ? law.scale * std::sqrt(law.df / (law.df - 2))
                                : std::numeric_limits<double>::infinity());
  }
}

/// `distinct` values of x.
void add_least_squares(PolynomialFit& fit, const Matrix& basis, std::span<const double> y, const Matrix& grid,
                       const Matrix& test, std::span<const double> y_test, std::size_t distinct, double noise) {
  const bool known = noise > 0;
  fit.parameters = fit.degree + (known ? 1 : 2);
  fit.least_squares.assign(grid.rows, kNan);
  fit.train_error = fit.test_error = fit.log_likelihood = fit.bic = fit.aic = kNan;
  if (distinct < basis.cols) return;
  // Places near each other may be too few, too, as doubles see them.
  const auto line = attempt_least_squares(basis, y);
  if (!line) return;
  const auto n = static_cast<double>(y.size());
  fit.least_squares = multiply(grid, line->coefficients);
  fit.train_error = std::sqrt(line->residual_squares / n);
  fit.test_error = root_mean_square(y_test, multiply(test, line->coefficients));
  // Through every point: without noise the likelihood has no maximum.
  if (!known && distinct == basis.cols && y.size() == distinct) return;
  const double variance = known ? noise * noise : line->residual_squares / n;
  fit.log_likelihood = -0.5 * (n * (kLog2Pi + log(variance)) + line->residual_squares / variance);
  fit.bic = bic(fit.log_likelihood, fit.parameters, n);
  fit.aic = aic(fit.log_likelihood, fit.parameters);
}

}  // namespace

Matrix legendre_basis(std::span<const double> x, int degree, double low, double high) {
  const auto k = static_cast<std::size_t>(degree) + 1;
  Matrix basis(x.size(), k);
  for (std::size_t i = 0; i < x.size(); ++i) {
    const double t = ((x[i] - low) - (high - x[i])) / (high - low);
    double before = 0;
    double now = 1;
    for (std::size_t j = 0; j < k; ++j) {
      const auto order = static_cast<double>(j);
      basis(i, j) = std::sqrt(2 * order + 1) * now;
      // (j + 1) P_(j + 1) = (2 j + 1) t P_j - j P_(j - 1), DLMF 18.9.1
      const double next = ((2 * order + 1) * t * now - order * before) / (order + 1);
      before = now;
      now = next;
    }
  }
  return basis;
}

PolynomialFit fit_polynomial(std::span<const double> x, std::span<const double> y, int degree,
                             std::span<const double> grid, std::span<const double> x_test,
                             std::span<const double> y_test, const PolynomialOptions& options) {
  require_options(degree, options);
  require_places(x, options, "x");
  require_places(grid, options, "grid");
  require_places(x_test, options, "x_test");
  require_finite(y, kWhere, "y");
  require_finite(y_test, kWhere, "y_test");
  if (x.size() != y.size() || x_test.size() != y_test.size()) {
    throw_error(ErrorCode::shape_mismatch, kWhere, "x has ", x.size(), " values, y ", y.size(), "; x_test ",
                x_test.size(), ", y_test ", y_test.size());
  }
  if (x.empty()) throw_error(ErrorCode::too_few_values, kWhere, "there are no data; one pair of x and y is needed");
  const Matrix basis = legendre_basis(x, degree, options.low, options.high);
  const Matrix on_grid = legendre_basis(grid, degree, options.low, options.high);
  const Matrix on_test = legendre_basis(x_test, degree, options.low, options.high);
  PolynomialFit fit;
  fit.degree = degree;
  add_posterior(fit, basis, y, on_grid, options);
  fit.posterior_train_error = root_mean_square(y, multiply(basis, fit.coefficients));
  fit.posterior_test_error = root_mean_square(y_test, multiply(on_test, fit.coefficients));
  add_least_squares(fit, basis, y, on_grid, on_test, y_test, count_distinct(x), options.noise);
  return fit;
}

}  // namespace tractable
