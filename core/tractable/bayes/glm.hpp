#pragma once

#include <span>
#include <string_view>
#include <vector>

#include "tractable/linalg/matrix.hpp"

// Generalised linear models by maximum likelihood, for AIC and BIC: with eta = x beta
//   normal    y ~ N(eta, s2), s2 unknown: least squares, s2 = residual squares / n
//   logistic  y in {0, 1}, P(1) = 1 / (1 + exp(-eta))
//   poisson   y ~ Poisson(exp(eta))
// by Newton's method, which for these is iteratively reweighted least squares; McCullagh & Nelder (1989), sec. 2.5.

namespace tractable {

struct GlmFit {
  std::vector<double> coefficients;
  double log_likelihood = 0;  ///< at the maximum
  double parameters = 0;      ///< k: coefficients, and s2 of the normal
  double aic = 0;
  double bic = 0;  ///< k log n - 2 log L
  int iterations = 0;
  bool converged = true;  ///< false where the classes are separated: then the maximum is infinitely far
};

/// x (n, k), y (n). Throws Error{unknown_name}; Error{invalid_argument} naming a y that the family cannot make; else
/// what least_squares throws (also for the other families, of columns that depend on each other).
[[nodiscard]] GlmFit fit_glm(std::string_view family, MatrixView x, std::span<const double> y);

}  // namespace tractable
