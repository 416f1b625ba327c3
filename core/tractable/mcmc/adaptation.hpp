#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "tractable/mcmc/metric.hpp"

// How warm-up tunes a kernel, apart from all kernels: the step size by dual averaging of the acceptance, the metric by
// the covariance of the draws in windows that double. Everything as in Stan, so that a run can be compared with its.
//   Hoffman & Gelman (2014), The No-U-Turn Sampler, JMLR 15, sec. 3.2; Stan reference manual, "HMC algorithm
//   parameters".

namespace tractable {

/// log eps_t = mu - sqrt(t) / gamma * Hbar_t, Hbar_t the average of (target - acceptance) that forgets its first t0
/// terms; after warm-up exp of the average of log eps with weights t^-kappa.
class DualAveraging {
 public:
  struct Options {
    double target = 0.8;
    double gamma = 0.05;
    double t0 = 10;
    double kappa = 0.75;
  };
  DualAveraging() = default;
  explicit DualAveraging(Options options) : options_(options) {}

  /// Anew, around 10 step_size.
  void restart(double step_size);
  /// After a transition of this acceptance (not a number counts as 0): the step size for the next one.
  double update(double acceptance);
  /// What sampling goes on with; before the first update the step size of the restart.
  [[nodiscard]] double final_step_size() const;

  static constexpr std::size_t kSaved = 5;
  void save(std::vector<double>& out) const;
  void restore(std::span<const double, kSaved> saved);

 private:
  Options options_;
  double start_ = 1, mu_ = 0, count_ = 0, average_error_ = 0, average_log_step_ = 0;
};

/// Mean and covariance of points that arrive one by one, without their sums' cancellation.
///   Welford (1962), Note on a method for calculating corrected sums of squares and products, Technometrics 4 (3).
class Welford {
 public:
  Welford() = default;
  Welford(std::size_t dim, bool dense);
  void add(std::span<const double> x);
  void restart();
  [[nodiscard]] std::uint64_t count() const { return static_cast<std::uint64_t>(count_); }
  [[nodiscard]] std::span<const double> mean() const { return mean_; }
  /// Divided by n - 1: (D) variances, or the (D, D) covariance. Zeros for fewer than two points.
  [[nodiscard]] std::vector<double> covariance() const;

  [[nodiscard]] std::size_t saved() const { return 1 + mean_.size() + moment_.size(); }
  void save(std::vector<double>& out) const;
  void restore(std::span<const double> saved);

 private:
  bool dense_ = false;
  double count_ = 0;
  std::vector<double> mean_, moment_, difference_;
};

enum class MetricAdaptation : unsigned char { none, diagonal, dense };

/// In transitions. Where the three do not fit: 15 %, 75 % and 10 % of warm-up; under 20 transitions no windows at all.
struct WindowSizes {
  std::uint64_t first = 75;  ///< only the step size: the chain finds the typical set
  std::uint64_t base = 25;   ///< the first window of the metric; each is twice the one before
  std::uint64_t last = 50;   ///< only the step size, for the last metric
};

/// The transitions after which the metric changes, all counted from 0. A rest shorter than the first window belongs to
/// the one before it (Stan would estimate from it, be it one point).
[[nodiscard]] std::vector<std::uint64_t> metric_window_ends(std::uint64_t warmup, WindowSizes sizes = {});

/// n / (n + 5) covariance + 5 / (n + 5) 10^-3 I: Stan's shrinkage of what n points say. `covariance` (D) or (D, D).
void regularize(std::span<double> covariance, std::size_t dim, std::uint64_t n);

/// The points of warm-up in, a metric out at each window's end.
class MetricWindows {
 public:
  MetricWindows() = default;
  MetricWindows(MetricAdaptation kind, std::size_t dim, std::uint64_t warmup, WindowSizes sizes);

  /// After transition t, counted from 0, with the chains at `positions` (B, D). A metric where a window ends whose
  /// estimate is finite and positive definite; else the old one stays.
  [[nodiscard]] std::optional<Metric> update(std::uint64_t t, std::span<const double> positions);

  [[nodiscard]] std::size_t saved() const { return moments_.saved(); }
  void save(std::vector<double>& out) const { moments_.save(out); }
  void restore(std::span<const double> saved) { moments_.restore(saved); }

 private:
  MetricAdaptation kind_ = MetricAdaptation::none;
  std::size_t dim_ = 0;
  std::uint64_t first_ = 0;
  std::vector<std::uint64_t> ends_;
  Welford moments_;
};

}  // namespace tractable
