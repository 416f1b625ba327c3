#pragma once

#include <cstddef>
#include <span>
#include <vector>

// How far draws are from the truth: from a law that is known by its quantiles, or by exact draws of it. Both distances
// are 0 only between equal laws and need no choice of scale. Of n independent draws of the right law neither is 0: the
// first falls like n^-1/2, the second like n^-1; that of as many exact draws is what to compare with.

namespace tractable {

/// The 1-Wasserstein distance of two samples on the line, int |F_a - F_b| dx: how far, on average, the one's mass has
/// to move, in the units of x. Any order, any two sizes; O(n log n). NaN if a value is not finite. Throws
/// Error{too_few_values} if either is empty.
[[nodiscard]] double wasserstein(std::span<const double> a, std::span<const double> b);

/// From n draws to a law given by its quantiles at (i + 1/2) / n: 1/n sum |x_(i) - q_i|, the distance to the law but
/// for what lies between the quantiles. `quantiles` (n), ascending. NaN if a draw is not finite.
/// Throws Error{too_few_values} for no draws, Error{shape_mismatch} for another number of quantiles, Error{not_finite}
/// or Error{invalid_argument} if they are not finite or descend.
[[nodiscard]] double wasserstein_to_quantiles(std::span<const double> draws, std::span<const double> quantiles);

/// The energy distance to a set of exact draws Y, in any number of dimensions:
///   2 E|X - Y| - E|X - X'| - E|Y - Y'|,  |.| Euclidean, each mean over all pairs.
/// Szekely, Rizzo (2013): Energy statistics, J. Stat. Plan. Inference 143(8), eq. 1.2. Never negative; on the line
/// twice int (F_x - F_y)^2. It is the maximum mean discrepancy of the kernel -|x - y|, which has no bandwidth to
/// choose. The last mean is computed once. Each distance takes n (n / 2 + m) D steps: a few milliseconds for a thousand
/// of each.
class EnergyDistance {
 public:
  /// `exact` (m, D) row by row. Throws Error{invalid_argument} for dim = 0, Error{too_few_values} for no draws,
  /// Error{shape_mismatch} unless D divides their number, Error{not_finite}.
  EnergyDistance(std::span<const double> exact, std::size_t dim);

  /// x (n, D). NaN if a draw is not finite. Throws Error{too_few_values}, Error{shape_mismatch} as above.
  [[nodiscard]] double operator()(std::span<const double> x) const;

 private:
  std::size_t dim_;
  std::vector<double> exact_;
  double within_;  // the mean of |Y - Y'|
};

}  // namespace tractable
