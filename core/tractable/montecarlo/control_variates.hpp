#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "tractable/base/key.hpp"
#include "tractable/montecarlo/importance.hpp"

// Two ways to a smaller error from the same draws.
//
// Control variates: numbers g whose mean is known, drawn together with f. What is subtracted has mean 0,
//   mean(f - beta (g - E g)),   beta = Cov(g)^-1 Cov(g, f),
// and the best beta is that of the regression of f on g: the variance falls to (1 - R^2) of what it was.
//                                                                Owen (2013), Monte Carlo theory, sec. 8.9, eq. 8.30
//
// Antithetic pairs: for every draw also its mirror image. The pair's mean has variance Var f (1 + rho) / 2, rho the
// correlation of the two: 0 for odd f about the centre, nothing gained for even f (rho = 1).
//                                                             Hammersley & Morton (1956);  Owen (2013), sec. 8.2

namespace tractable {

struct ControlVariates {
  Estimate estimate;                 ///< with residual variance over n - k - 1; beta from the same draws: bias O(1/n)
  Estimate plain;                    ///< the mean of f alone
  double variance_ratio = 1;         ///< of the variances of the two estimates; below 1 is gained
  std::vector<double> coefficients;  ///< (k); 0 for a control that is constant or made of the ones before it
};

/// f (n), controls (n, k) row by row, means (k). NaN in f or the controls gives NaN.
/// Throws Error{too_few_values} unless n > k + 1, Error{shape_mismatch}, or Error{not_finite} for the means.
[[nodiscard]] ControlVariates control_variates(std::span<const double> f, std::span<const double> controls,
                                               std::span<const double> means);

struct AntitheticPairs {
  Estimate estimate;      ///< over the 2n values; its error from the pairs' means
  double correlation;     ///< between the two of a pair; NaN if f is constant
  double variance_ratio;  ///< 1 + correlation: to as many independent draws
};

/// f (n) at the draws, mirrored (n) at their images. Throws Error{too_few_values} for fewer than 2 pairs,
/// Error{shape_mismatch} if the lengths differ.
[[nodiscard]] AntitheticPairs antithetic_pairs(std::span<const double> f, std::span<const double> mirrored);

/// The images 2 c - x of rows x (n, d) about the centre c (d); `out` may be x. Throws Error{shape_mismatch}.
void mirror(std::span<const double> x, std::span<const double> centre, std::span<double> out);

}  // namespace tractable
