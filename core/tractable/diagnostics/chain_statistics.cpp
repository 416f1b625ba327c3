#include "tractable/diagnostics/chain_statistics.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <string>

#include "tractable/base/error.hpp"
#include "tractable/base/mutant.hpp"
#include "tractable/simd/incomplete_beta.hpp"
#include "tractable/simd/reduce.hpp"
#include "tractable/simd/special.hpp"

namespace tractable {
namespace {

constexpr double kNan = std::numeric_limits<double>::quiet_NaN();
constexpr double kEpsilon = std::numeric_limits<double>::epsilon();
// The normal law's quantiles at -1 and 1 standard deviations, with the digits that posterior takes.
constexpr double kBelow = 0.1586553, kAbove = 0.8413447;

/// The smaller of two, NaN if there is one.
double least(double a, double b) { return std::isnan(a) || a < b ? a : b; }
double largest(double a, double b) { return std::isnan(a) || a > b ? a : b; }

}  // namespace

void ChainStatistics::load(Chains x, std::string_view where) {
  if (x.count == 0) {
    throw_error(ErrorCode::invalid_argument, where, "chains is 0; at least 1 is needed");
  }
  if (x.draws.empty()) {
    throw_error(ErrorCode::too_few_values, where, "draws has 0 values; at least 1 is needed");
  }
  if (x.draws.size() % x.count != 0) {
    throw_error(ErrorCode::shape_mismatch, where, "draws has ", x.draws.size(), " values; ", x.count,
                " chains of one length cannot hold them");
  }
  if (x.draws.size() > std::numeric_limits<std::uint32_t>::max()) {
    throw_error(ErrorCode::too_large, where, "draws has ", x.draws.size(), " values; at most 2^32");
  }
  count_ = x.count;
  length_ = x.length();
  draws_.assign(x.draws.begin(), x.draws.end());
  sorted_ = false;
  finite_ = true;
  low_ = high_ = draws_[0];
  for (const double value : draws_) {
    finite_ = finite_ && std::isfinite(value);
    low_ = std::min(low_, value);
    high_ = std::max(high_, value);
  }
  mean_ = finite_ ? two_pass_mean(draws_, rows_) : kNan;
  // Squares and fourth powers of what is divided by `unit_` neither overflow nor underflow.
  const double reach = std::max(high_ - mean_, mean_ - low_);
  unit_ = reach > 1e-50 && reach < 1e50 ? 1 : reach;
}

void ChainStatistics::sort() {
  if (!sorted_) sort_ranked(draws_, order_, folded_);
  sorted_ = true;
}

double ChainStatistics::mean() { return mean_; }

double ChainStatistics::sd() {
  if (!finite_ || draws_.size() < 2) return kNan;
  if (low_ == high_) return 0;
  rows_.resize(draws_.size());
  for (std::size_t i = 0; i < draws_.size(); ++i) rows_[i] = (draws_[i] - mean_) / unit_;
  return unit_ * std::sqrt(sum_squares(rows_) / static_cast<double>(draws_.size() - 1));
}

double ChainStatistics::quantile(double p) {
  require_probability(p, "quantile", "p");
  if (!finite_) return kNan;
  sort();
  const double place = 1 + static_cast<double>(draws_.size() - 1) * p;
  const double part = place - std::floor(place);
  const auto below = static_cast<std::size_t>(place) - 1;
  const double low = order_[below].value;
  if (part == 0 || order_[below + 1].value == low) return low;
  return (1 - part) * low + part * order_[below + 1].value;
}

template <class F>
void ChainStatistics::split(F f) {
  const std::size_t half = length_ / 2;
  rows_.resize(2 * count_ * half);
  for (std::size_t k = 0; k < count_; ++k) {
    const double* first = &draws_[k * length_];
    const double* second = first + (length_ - half);
    for (std::size_t i = 0; i < half; ++i) {
      rows_[k * half + i] = f(first[i]);
      rows_[(count_ + k) * half + i] = f(second[i]);
    }
  }
}

void ChainStatistics::split_scores(std::span<const Ranked> order) {
  const std::size_t half = length_ / 2;
  const std::size_t kept = 2 * count_ * half;
  rows_.resize(kept);
  if (scored_ != kept) {
    scored_ = kept;
    scores_.resize(2 * kept);
    for (std::size_t i = 0; i < scores_.size(); ++i) {
      const double rank = 1 + 0.5 * static_cast<double>(i);
      scores_[i] = (rank - 0.375) / (static_cast<double>(kept) + 0.25);
    }
    normal_ppf(scores_, scores_);
  }
  std::size_t ranked = 0;
  for (std::size_t i = 0; i < order.size();) {
    const double value = order[i].value;
    const std::size_t before = ranked;
    std::size_t end = i;
    for (; end < order.size() && order[end].value == value; ++end) {
      const std::size_t place = order[end].index % length_;
      ranked += place < half || place >= length_ - half ? 1 : 0;
    }
    // Equal draws share the mean of their ranks before + 1 ... ranked.
    const double score = ranked > before ? scores_[before + ranked - 1] : 0;
    for (; i < end; ++i) {
      const std::size_t chain = order[i].index / length_;
      const std::size_t place = order[i].index % length_;
      if (place < half) {
        rows_[chain * half + place] = score;
      } else if (place >= length_ - half) {
        rows_[(count_ + chain) * half + place - (length_ - half)] = score;
      }
    }
  }
}

std::span<const Ranked> ChainStatistics::fold() {
  const std::size_t n = order_.size();
  const double upper = order_[n / 2].value;
  const double median = n % 2 == 1 ? upper : (order_[n / 2 - 1].value + upper) / 2;
  folded_.resize(n);
  // On both sides of the median the distances ascend away from it: they are merged, not sorted.
  std::size_t above = n / 2;
  std::size_t below = n / 2;
  for (Ranked& each : folded_) {
    const double down = below > 0 ? std::abs(order_[below - 1].value - median) : kNan;
    const double up = above < n ? std::abs(order_[above].value - median) : kNan;
    if (above == n || down < up) {
      each = {down, order_[--below].index};
    } else {
      each = {up, order_[above++].index};
    }
  }
  return folded_;
}

double ChainStatistics::ess() {
  if (!is_good()) return kNan;
  rows_ = draws_;
  return between_.ess(rows_, count_);
}

double ChainStatistics::ess_mean() {
  if (mutant("ess_without_split")) return ess();
  if (!is_good() || length_ < 2) return kNan;
  split([](double x) { return x; });
  return between_.ess(rows_, 2 * count_);
}

double ChainStatistics::ess_sd() {
  if (!is_good() || length_ < 2) return kNan;
  split([m = mean_](double x) { return std::abs(x - m); });
  // Of two values equally far from their mean the distances differ by rounding alone.
  return between_.ess(rows_, 2 * count_, 4 * kEpsilon * std::max(std::abs(low_), std::abs(high_)));
}

double ChainStatistics::ess_bulk() {
  if (mutant("ess_bulk_without_ranks")) return ess_mean();
  if (!is_good() || length_ < 2) return kNan;
  sort();
  split_scores(order_);
  return between_.ess(rows_, 2 * count_);
}

double ChainStatistics::ess_tail() {
  const double lower = ess_quantile(0.05);
  return mutant("ess_tail_of_one_side") ? lower : least(lower, ess_quantile(0.95));
}

double ChainStatistics::ess_quantile(double p) {
  require_probability(p, "ess_quantile", "p");
  if (!is_good() || length_ < 2) return kNan;
  // As posterior does: up to the largest draw all indicators are 1.
  const auto size = static_cast<double>(draws_.size());
  split([at = quantile(p < 1 ? p : (size - 0.5) / size)](double x) { return x <= at ? 1.0 : 0.0; });
  return between_.ess(rows_, 2 * count_);
}

double ChainStatistics::rhat() {
  if (!is_good() || length_ < 2) return kNan;
  if (mutant("rhat_without_ranks")) return rhat_basic(true);
  sort();
  split_scores(order_);
  const double bulk = between_.rhat(rows_, 2 * count_);
  if (mutant("rhat_without_folding")) return bulk;
  split_scores(fold());
  return largest(bulk, between_.rhat(rows_, 2 * count_));
}

double ChainStatistics::rhat_basic(bool split_chains) {
  if (!is_good() || length_ < 2) return kNan;
  if (split_chains && !mutant("rhat_without_split")) {
    split([](double x) { return x; });
    return between_.rhat(rows_, 2 * count_);
  }
  rows_ = draws_;
  return between_.rhat(rows_, count_);
}

double ChainStatistics::mcse_mean() {
  const double ess = ess_mean();
  return sd() / std::sqrt(ess);
}

double ChainStatistics::mcse_sd() {
  if (!is_good() || length_ < 2) return kNan;
  const auto size = static_cast<double>(draws_.size());
  rows_.resize(draws_.size());
  for (std::size_t i = 0; i < draws_.size(); ++i) {
    const double distance = (draws_[i] - mean_) / unit_;
    rows_[i] = distance * distance;
  }
  const double second = sum(rows_) / size;
  const double fourth = sum_squares(rows_) / size;
  split([m = mean_, unit = unit_](double x) { return (x - m) / unit * ((x - m) / unit); });
  const double reach = (high_ - low_) / unit_;
  const double noise = 8 * kEpsilon * (std::max(std::abs(low_), std::abs(high_)) / unit_) * reach;
  const double ess = between_.ess(rows_, 2 * count_, noise);
  return unit_ * std::sqrt((fourth - second * second) / ess / second / 4);
}

double ChainStatistics::mcse_quantile(double p) {
  const double ess = ess_quantile(p);
  if (std::isnan(ess)) return kNan;
  const auto size = static_cast<double>(draws_.size());
  const double a = ess * p + 1;
  const double b = ess * (1 - p) + 1;
  const double below = std::max(std::floor(size * beta_p_inverse(a, b, kBelow).x), 1.0);
  const double above = std::min(-std::floor(-size * beta_p_inverse(a, b, kAbove).x), size);
  return (order_[static_cast<std::size_t>(above) - 1].value - order_[static_cast<std::size_t>(below) - 1].value) / 2;
}

}  // namespace tractable
