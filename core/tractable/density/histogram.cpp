#include "tractable/density/histogram.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "tractable/base/error.hpp"

namespace tractable {
namespace {

constexpr std::size_t kMaxBins = std::size_t{1} << 20;
constexpr const char* kWhere = "histogram";

std::size_t checked(double low, double high, std::size_t bins) {
  require_finite(low, kWhere, "low");
  require_finite(high, kWhere, "high");
  if (bins == 0) throw_error(ErrorCode::invalid_argument, kWhere, "bins is 0; it must be at least 1");
  if (bins > kMaxBins) {
    throw_error(ErrorCode::too_large, kWhere, "bins is ", bins, "; it must be at most ", kMaxBins);
  }
  if (!(low < high)) {
    throw_error(ErrorCode::invalid_argument, kWhere, "low is ", low, " and high is ", high, "; low must be less");
  }
  const double width = (high - low) / static_cast<double>(bins);
  const double spacing = std::numeric_limits<double>::epsilon() * std::max(std::abs(low), std::abs(high));
  const bool too_narrow = width <= 2 * spacing || !std::isfinite(1 / width);  // rounded edges stay apart
  if (!std::isfinite(width) || too_narrow) {
    throw_error(ErrorCode::invalid_argument, kWhere, "from low ", low, " to high ", high, " doubles cannot tell ", bins,
                " bins apart");
  }
  return bins;
}

}  // namespace

Histogram::Histogram(double low, double high, std::size_t bins)
    : low_(low),
      high_(high),
      bins_per_unit_(static_cast<double>(bins) / (high - low)),
      counts_(checked(low, high, bins)) {}

double Histogram::edge(std::size_t i) const noexcept {
  if (i >= bins()) return high_;
  return low_ + static_cast<double>(i) * ((high_ - low_) / static_cast<double>(bins()));
}

// The product lands within a bin of the right one; the edges decide, so that rounding never puts a number on the wrong
// side of an edge that the caller can ask for.
std::size_t Histogram::bin(double value) const noexcept {
  const std::size_t last = bins() - 1;
  auto i = static_cast<std::size_t>((value - low_) * bins_per_unit_);
  if (i > last) i = last;
  while (i > 0 && value < edge(i)) --i;
  while (i < last && value >= edge(i + 1)) ++i;
  return i;
}

void Histogram::add(std::span<const double> values) {
  for (const double value : values) {
    if (value >= low_ && value <= high_) {
      ++counts_[bin(value)];
    } else if (value < low_) {
      ++below_;
    } else if (value > high_) {
      ++above_;
    } else {
      ++not_a_number_;
    }
  }
}

}  // namespace tractable
