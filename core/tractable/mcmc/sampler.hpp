#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string_view>
#include <vector>

#include "tractable/base/key.hpp"
#include "tractable/mcmc/adaptation.hpp"
#include "tractable/mcmc/kernel.hpp"

// A run of B chains: warm-up, in which the kernel's tuning is adapted (adaptation.hpp), then draws with the tuning as
// it is. Any number of transitions at a time; cut anywhere, saved and resumed, a run has the same bits.
//
// Chain b draws under split_at(key, first_chain + b). Chains of one sampler move in lock step and share their tuning:
// without adaptation they are the chains, bit for bit, that samplers of their own would draw; adaptation sees all of
// them, so that chains which are to adapt alone, as Stan's do, take a sampler each.

namespace tractable {

/// What `run` tells of each transition, in this order.
inline constexpr std::array<std::string_view, 10> kSamplerStatistics = {
    "log_prob",      // where the chain stands after it
    "acceptance",    // the rest: see TransitionInfo
    "accepted",      // 0 or 1
    "energy",        //
    "energy_error",  //
    "divergent",     // 0 or 1
    "not_finite",    // 0 or 1
    "depth",         //
    "evaluations",   //
    "step_size",     // that the transition was made with
};

class Sampler {
 public:
  struct Options {
    std::uint64_t warmup = 1000;
    MetricAdaptation adaptation = MetricAdaptation::diagonal;
    double target_acceptance = 0;   ///< in (0, 1); 0: the kernel's own. A kernel without one adapts no step size
    bool adapt_step_size = true;    ///< by dual averaging
    bool find_initial_step = true;  ///< Stan's doubling and halving, at the start and after each change of the metric
    WindowSizes windows = {};
    std::uint64_t first_chain = 0;
  };

  /// `start` (B, D). Throws Error{invalid_argument} for no kernel or a target_acceptance outside (0, 1), and what
  /// Kernel::init throws.
  Sampler(std::unique_ptr<Kernel> kernel, Key key, std::span<const double> start, const Options& options);

  /// The next n transitions, of warm-up as long as warming_up(). `draws` (n, B, D): where the chains stand after each;
  /// `statistics` (n, B, S), S = kSamplerStatistics.size(); each may be empty. Throws Error{shape_mismatch}.
  void run(std::uint64_t n, std::span<double> draws = {}, std::span<double> statistics = {});

  /// By hand, at any time. In warm-up the average of the step size begins anew from this one. Throws what
  /// Kernel::set_tuning throws.
  void tune(Tuning tuning);
  /// Transitions made so far, those of warm-up included.
  [[nodiscard]] std::uint64_t iteration() const { return iteration_; }
  [[nodiscard]] bool warming_up() const { return iteration_ < options_.warmup; }
  [[nodiscard]] const Options& options() const { return options_; }

  [[nodiscard]] const ChainState& state() const { return state_; }
  /// Of the last transition.
  [[nodiscard]] const TransitionInfo& info() const { return info_; }
  [[nodiscard]] const Kernel& kernel() const { return *kernel_; }
  [[nodiscard]] Kernel& kernel() { return *kernel_; }

  /// All that the next transition depends on but the kernel's options, this sampler's, its key and the target.
  [[nodiscard]] std::vector<double> save() const;
  /// Into a sampler that was made with the same of all these. Throws Error{invalid_argument} or Error{shape_mismatch}
  /// for what no such sampler saved, before anything is changed.
  void restore(std::span<const double> saved);

 private:
  void adapt();
  void find_step();
  void write(double step_size, std::span<double> out) const;

  std::unique_ptr<Kernel> kernel_;
  Options options_;
  std::vector<Key> keys_;
  ChainState state_;
  TransitionInfo info_;
  std::uint64_t iteration_ = 0;
  bool adapts_step_ = false;
  DualAveraging averaging_;
  MetricWindows windows_;
  std::vector<double> noise_, error_;  // of find_step
};

}  // namespace tractable
