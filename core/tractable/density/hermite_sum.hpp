#pragma once

#include <span>

// The double sums behind the Sheather-Jones bandwidths, by a fast Gauss transform. Internal to density/.

namespace tractable::detail {

/// sum_i sum_j He_r(u) phi(u), u = (x_i - x_j) / g, over all ordered pairs of the ascending `sorted`, i = j included.
/// r = 4 or 6; He_r: Hermite polynomial, He_4 = u^4 - 6 u^2 + 3. Absolute error below 1e-14 sum_i sum_j |He_r(u)
/// phi(u)|. Time: n for the boxes of data (boxes.hpp) and a constant for each pair of boxes close to each other.
[[nodiscard]] double hermite_pair_sum(std::span<const double> sorted, double g, int r);

}  // namespace tractable::detail
