#include "tractable/mcmc/adaptation.hpp"

#include <algorithm>
#include <cmath>

#include "tractable/base/mutant.hpp"
#include "tractable/linalg/cholesky.hpp"
#include "tractable/simd/special.hpp"

namespace tractable {

namespace {

// Outside, a step size is useless, and near the ends of double's range it would leave it.
constexpr double kLargestLogStep = 600;
constexpr std::uint64_t kFewestForWindows = 20;

double step_of(double log_step) { return exp(std::clamp(log_step, -kLargestLogStep, kLargestLogStep)); }

}  // namespace

void DualAveraging::restart(double step_size) {
  start_ = step_size;
  mu_ = log(10 * step_size);
  count_ = average_error_ = average_log_step_ = 0;
}

double DualAveraging::update(double acceptance) {
  count_ += 1;
  const double accepted = acceptance > 0 ? std::min(acceptance, 1.0) : 0;
  const double share = 1 / (count_ + options_.t0);
  const double error = mutant("dual_averaging_sign") ? accepted - options_.target : options_.target - accepted;
  average_error_ = (1 - share) * average_error_ + share * error;
  const double log_step = mu_ - average_error_ * std::sqrt(count_) / options_.gamma;
  const double weight = exp(-options_.kappa * log(count_));
  average_log_step_ = (1 - weight) * average_log_step_ + weight * log_step;
  return step_of(log_step);
}

double DualAveraging::final_step_size() const { return count_ > 0 ? step_of(average_log_step_) : start_; }

void DualAveraging::save(std::vector<double>& out) const {
  out.insert(out.end(), {start_, mu_, count_, average_error_, average_log_step_});
}

void DualAveraging::restore(std::span<const double, kSaved> saved) {
  start_ = saved[0];
  mu_ = saved[1];
  count_ = saved[2];
  average_error_ = saved[3];
  average_log_step_ = saved[4];
}

Welford::Welford(std::size_t dim, bool dense)
    : dense_(dense), mean_(dim), moment_(dense ? matrix_size(dim, dim) : dim), difference_(dim) {}

void Welford::add(std::span<const double> x) {
  count_ += 1;
  const std::size_t dim = mean_.size();
  for (std::size_t i = 0; i < dim; ++i) {
    difference_[i] = x[i] - mean_[i];
    mean_[i] += difference_[i] / count_;
  }
  if (!dense_) {
    for (std::size_t i = 0; i < dim; ++i) moment_[i] += (x[i] - mean_[i]) * difference_[i];
    return;
  }
  // (x - new mean) (x - old mean)' is symmetric but for rounding: the lower triangle serves both.
  for (std::size_t i = 0; i < dim; ++i) {
    for (std::size_t j = 0; j <= i; ++j) moment_[i * dim + j] += (x[i] - mean_[i]) * difference_[j];
  }
}

void Welford::restart() {
  count_ = 0;
  std::fill(mean_.begin(), mean_.end(), 0.0);
  std::fill(moment_.begin(), moment_.end(), 0.0);
}

std::vector<double> Welford::covariance() const {
  std::vector<double> out(moment_.size());
  if (count_ < 2) return out;
  for (std::size_t i = 0; i < out.size(); ++i) out[i] = moment_[i] / (count_ - 1);
  if (!dense_) return out;
  const std::size_t dim = mean_.size();
  for (std::size_t i = 0; i < dim; ++i) {
    for (std::size_t j = i + 1; j < dim; ++j) out[i * dim + j] = out[j * dim + i];
  }
  return out;
}

void Welford::save(std::vector<double>& out) const {
  out.push_back(count_);
  out.insert(out.end(), mean_.begin(), mean_.end());
  out.insert(out.end(), moment_.begin(), moment_.end());
}

void Welford::restore(std::span<const double> saved) {
  count_ = saved[0];
  std::copy_n(saved.begin() + 1, mean_.size(), mean_.begin());
  std::copy_n(saved.end() - static_cast<std::ptrdiff_t>(moment_.size()), moment_.size(), moment_.begin());
}

namespace {

/// The windows that fit: all zero for none.
WindowSizes fitted(std::uint64_t warmup, WindowSizes sizes) {
  if (warmup < kFewestForWindows || sizes.base == 0) return {.first = 0, .base = 0, .last = 0};
  // One by one, for sums of what a caller gives could pass the largest integer.
  if (sizes.first <= warmup && sizes.last <= warmup - sizes.first && sizes.base <= warmup - sizes.first - sizes.last) {
    return sizes;
  }
  const auto part = [&](double share) { return static_cast<std::uint64_t>(share * static_cast<double>(warmup)); };
  return {.first = part(0.15), .base = warmup - part(0.15) - part(0.1), .last = part(0.1)};
}

}  // namespace

std::vector<std::uint64_t> metric_window_ends(std::uint64_t warmup, WindowSizes sizes) {
  const auto [first, base, last] = fitted(warmup, sizes);
  std::vector<std::uint64_t> ends;
  if (base == 0) return ends;
  const std::uint64_t end = warmup - last;  // of the last window
  std::uint64_t size = base;
  for (std::uint64_t at = first + size; at + base <= end; at += size) {
    ends.push_back(at - 1);
    size *= 2;
    // A window without room for the next one behind it reaches to the end.
    if (at + 3 * size > end) break;
  }
  ends.push_back(end - 1);
  return ends;
}

void regularize(std::span<double> covariance, std::size_t dim, std::uint64_t n) {
  const auto count = static_cast<double>(n);
  for (double& value : covariance) value *= count / (count + 5);
  const std::size_t stride = covariance.size() == dim ? 1 : dim + 1;
  for (std::size_t i = 0; i < dim; ++i) covariance[i * stride] += 1e-3 * (5 / (count + 5));
}

MetricWindows::MetricWindows(MetricAdaptation kind, std::size_t dim, std::uint64_t warmup, WindowSizes sizes)
    : kind_(kind), dim_(dim) {
  if (kind == MetricAdaptation::none) return;
  first_ = fitted(warmup, sizes).first;
  ends_ = metric_window_ends(warmup, sizes);
  moments_ = Welford(dim, kind == MetricAdaptation::dense);
}

std::optional<Metric> MetricWindows::update(std::uint64_t t, std::span<const double> positions) {
  if (ends_.empty() || t < first_ || t > ends_.back()) return {};
  for (std::size_t at = 0; at < positions.size(); at += dim_) moments_.add(positions.subspan(at, dim_));
  if (!std::binary_search(ends_.begin(), ends_.end(), t)) return {};
  auto covariance = moments_.covariance();
  regularize(covariance, dim_, moments_.count());
  moments_.restart();
  if (!std::all_of(covariance.begin(), covariance.end(), [](double value) { return std::isfinite(value); })) return {};
  if (kind_ == MetricAdaptation::diagonal) {
    if (mutant("metric_inverse")) {
      for (double& value : covariance) value = 1 / value;
    }
    return Metric::diagonal(covariance);
  }
  const MatrixView matrix{covariance, dim_, dim_};
  return Cholesky::attempt(matrix) ? std::optional(Metric::dense(matrix)) : std::nullopt;
}

}  // namespace tractable
