#include "tractable/density/moments.hpp"

#include <limits>

#include "tractable/base/mutant.hpp"
#include "tractable/simd/reduce.hpp"

namespace tractable {

void RunningMoments::add(std::span<const double> block) {
  if (block.empty()) return;
  const auto n = static_cast<double>(block.size());
  const double block_mean = sum(block) / n;
  const double block_squares = sum_squares(block, block_mean);
  const auto before = static_cast<double>(count_);
  const double shift = block_mean - mean_;
  const double weight = n / (before + n);
  mean_ += shift * weight;
  squares_ += block_squares;
  if (!mutant("moments_without_shift")) squares_ += shift * shift * before * weight;
  count_ += block.size();
}

double RunningMoments::mean() const noexcept { return count_ > 0 ? mean_ : std::numeric_limits<double>::quiet_NaN(); }

double RunningMoments::variance() const noexcept {
  if (count_ < 2) return std::numeric_limits<double>::quiet_NaN();
  return squares_ / static_cast<double>(count_ - 1);
}

}  // namespace tractable
