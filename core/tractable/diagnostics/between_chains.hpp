#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "tractable/diagnostics/autocovariance.hpp"

// Geyer's effective sample size and Gelman & Rubin's R-hat of rows of numbers, whatever these are: draws, normal
// scores, indicators. The formulas stand in ess.hpp and rhat.hpp.

namespace tractable {

/// The mean, computed twice: the second pass takes away what the first rounded. NaN for no numbers.
[[nodiscard]] double two_pass_mean(std::span<const double> x, std::vector<double>& work);

class BetweenChains {
 public:
  /// `rows` (count, n), which are changed. NaN for n < 3 and where all numbers lie within `noise` of each other.
  [[nodiscard]] double ess(std::span<double> rows, std::size_t count, double noise = 0);
  /// NaN for n < 2, one row, and numbers that are all equal.
  [[nodiscard]] double rhat(std::span<double> rows, std::size_t count);

 private:
  /// The integrated autocorrelation time by Geyer's initial monotone sequence, of autocovariances lags_.
  [[nodiscard]] double time(double within, double total);

  std::vector<double> lags_, rho_, means_;
  MeanAutocovariance autocovariance_;
};

}  // namespace tractable
