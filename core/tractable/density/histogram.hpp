#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace tractable {

/// Counts of numbers in equal bins over [low, high], over as many calls of `add` as one likes.
/// Bin i holds edge(i) <= x < edge(i + 1); the last holds `high` too. Numbers outside are counted below or above, NaN
/// apart from both, so that the counts always add up to the numbers that came.
class Histogram {
 public:
  /// 1 to 2^20 bins. Throws Error{not_finite} or Error{invalid_argument} unless low < high are finite and a bin is
  /// wider than two units in the last place of the bounds; Error{too_large} for more bins.
  Histogram(double low, double high, std::size_t bins);

  void add(std::span<const double> values);

  [[nodiscard]] std::size_t bins() const noexcept { return counts_.size(); }
  /// The left edge of bin i, low + i (high - low) / bins; edge(bins()) is high.
  [[nodiscard]] double edge(std::size_t i) const noexcept;
  [[nodiscard]] std::span<const std::uint64_t> counts() const noexcept { return counts_; }
  [[nodiscard]] std::uint64_t below() const noexcept { return below_; }
  [[nodiscard]] std::uint64_t above() const noexcept { return above_; }
  [[nodiscard]] std::uint64_t not_a_number() const noexcept { return not_a_number_; }

 private:
  [[nodiscard]] std::size_t bin(double value) const noexcept;

  double low_;
  double high_;
  double bins_per_unit_;
  std::vector<std::uint64_t> counts_;
  std::uint64_t below_ = 0;
  std::uint64_t above_ = 0;
  std::uint64_t not_a_number_ = 0;
};

}  // namespace tractable
