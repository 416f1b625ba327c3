#pragma once

#include <cstddef>
#include <span>

// Sums with one fixed order of addition: element i goes to virtual lane i mod 8, each lane adds in ascending order,
// then the eight lanes are added as a tree ((0+4)+(2+6)) + ((1+5)+(3+7)). The result has the same bits at every vector
// width.

namespace tractable {

/// sum_i x_i. 0 for no values.
[[nodiscard]] double sum(std::span<const double> x);

/// sum_i (x_i - center)^2.
[[nodiscard]] double sum_squares(std::span<const double> x, double center = 0);

/// sum_i exp(-((at - data_i) inverse_h)^2 / 2): the un-normalised Gaussian kernel sum at `at`.
[[nodiscard]] double gaussian_kernel_sum(std::span<const double> data, double at, double inverse_h);

/// sum_i Phi((at - data_i) inverse_h), Phi the standard normal cdf.
[[nodiscard]] double normal_cdf_kernel_sum(std::span<const double> data, double at, double inverse_h);

}  // namespace tractable
