#pragma once

#include <span>
#include <vector>

#include "tractable/linalg/matrix.hpp"

// Polynomials of each degree, fitted by least squares and by Bayes: where the fit to the data gets better with every
// degree, evidence, BIC and the error on data not seen turn back (Occam's razor).
//   MacKay (1992), Bayesian interpolation, doi:10.1162/neco.1992.4.3.415; Bishop (2006), sec. 3.3, 3.4.
//
// y ~ N(sum_j w_j phi_j(x), s2), phi_j the Legendre polynomials on [low, high], scaled to mean square 1 there: a degree
// adds a column and leaves the others, and none is nearly a sum of others, as powers of x are. Priors:
//   noise known     s2 = noise^2,  w_j ~ N(0, prior_sd^2)
//   noise unknown   s2 ~ inverse gamma(a, b),  w_j | s2 ~ N(0, s2 prior_sd^2)

namespace tractable {

struct PolynomialOptions {
  double low = -1;  ///< the ends of the x axis: all x, x_test and grid points lie between them
  double high = 1;
  double noise = 0;  ///< the known standard deviation; 0: unknown
  double prior_sd = 1;
  double a = 1;  ///< of the noise's prior, if it is unknown
  double b = 0.01;
};

struct PolynomialFit {
  int degree = 0;
  double log_evidence = 0;
  std::vector<double> coefficients;  ///< posterior mean of w
  std::vector<double> mean;          ///< of the posterior predictive law on the grid
  std::vector<double> sd;            ///< its standard deviation (unknown noise: Student t's), noise included
  double posterior_train_error = 0;  ///< root mean square of y - mean
  double posterior_test_error = 0;   ///< NaN without test data
  // Of least squares; NaN where the data do not determine it.
  std::vector<double> least_squares;  ///< the curve on the grid
  double train_error = 0;
  double test_error = 0;
  double log_likelihood = 0;  ///< at its maximum
  double parameters = 0;      ///< degree + 1, and the noise if it is unknown
  double bic = 0;
  double aic = 0;
};

/// x (n), y (n); x_test, y_test (m) and grid may be empty. `degree` from 0 to 30. Throws Error{not_finite};
/// Error{shape_mismatch} for lengths; Error{invalid_argument} for an option, or an x outside [low, high], naming it;
/// Error{too_few_values} for no data.
[[nodiscard]] PolynomialFit fit_polynomial(std::span<const double> x, std::span<const double> y, int degree,
                                           std::span<const double> grid, std::span<const double> x_test,
                                           std::span<const double> y_test, const PolynomialOptions& options);

/// phi_0 ... phi_degree at each x: (x.size(), degree + 1).
[[nodiscard]] Matrix legendre_basis(std::span<const double> x, int degree, double low, double high);

}  // namespace tractable
