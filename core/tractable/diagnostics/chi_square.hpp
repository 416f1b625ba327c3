#pragma once

#include <span>

// Whether two histograms over the same cells are draws of one law: Pearson's chi-square of homogeneity.
//   sum over cells of (a_i / A - e_i)^2 / e_i A, and of b, with e_i = (a_i + b_i) / (A + B)
// Its law is nearly chi-square with cells - 1 degrees of freedom where no cell is expected to hold fewer than 5.

namespace tractable {

struct ChiSquare {
  double statistic = 0;
  double degrees = 0;  ///< of freedom
  double p_value = 1;
  int cells = 0;  ///< after cells that are too empty were joined
};

/// Counts of the same cells. Cells are joined with the next ones until each expects at least 5 of either histogram.
/// Throws Error{shape_mismatch}; Error{invalid_argument} for what is no count; Error{too_few_values} if fewer than two
/// cells are left.
[[nodiscard]] ChiSquare chi_square_two_samples(std::span<const double> a, std::span<const double> b);

}  // namespace tractable
