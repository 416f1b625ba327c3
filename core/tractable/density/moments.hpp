#pragma once

#include <cstdint>
#include <span>

// Count, mean and variance of numbers that arrive in blocks, without keeping them. Each block's mean and sum of squares
// about it are exact to rounding, and blocks are merged by
//   Chan, Golub, LeVeque (1983): Algorithms for computing the sample variance, eq. 2.1,
//   doi:10.1080/00031305.1983.10483115,
// so that data far from 0 lose no digits. The result depends on how the numbers were cut into blocks only by rounding.

namespace tractable {

class RunningMoments {
 public:
  /// Adds a block. NaN and infinities go in as they are: the mean says so.
  void add(std::span<const double> block);

  [[nodiscard]] std::uint64_t count() const noexcept { return count_; }
  /// NaN before the first number.
  [[nodiscard]] double mean() const noexcept;
  /// The unbiased sample variance, with count - 1; NaN for fewer than two numbers.
  [[nodiscard]] double variance() const noexcept;

 private:
  std::uint64_t count_ = 0;
  double mean_ = 0;
  double squares_ = 0;  // sum of (x - mean)^2
};

}  // namespace tractable
