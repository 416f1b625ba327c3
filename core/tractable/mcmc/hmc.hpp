#pragma once

#include <vector>

#include "tractable/mcmc/gradient_kernel.hpp"
#include "tractable/mcmc/transition_noise.hpp"

// Hamiltonian Monte Carlo with trajectories of one length: a new momentum p ~ N(0, Sigma^-1), leapfrog steps, and their
// end accepted with probability min(1, exp(-energy error)).
//   Neal (2011), MCMC using Hamiltonian dynamics, Handbook of MCMC, sec. 5.3.
// B chains move in lock step: all take the same number of steps, each with a step size of its own if there is jitter.

namespace tractable {

class Hmc : public GradientKernel {
 public:
  struct Options {
    double step_size = 0.1;
    std::uint32_t steps = 16;  ///< 1 ... kMaxSteps
    double length = 0;         ///< > 0: length / step_size steps, rounded down, at least 1 and at most kMaxSteps
    double jitter = 0;         ///< 0 ... 1: a trajectory's step is step_size (1 + jitter (2 u - 1)), u uniform
  };
  static constexpr std::uint32_t kMaxSteps = 10'000;

  /// As many chains as the target's batch. Throws Error{invalid_argument} for a target without its gradient, or an
  /// option outside its range.
  explicit Hmc(LogDensity target, Options options);

  [[nodiscard]] std::string_view name() const override { return "hmc"; }
  [[nodiscard]] double target_acceptance() const override { return 0.8; }
  void step(std::span<const Key> keys, std::uint64_t t, ChainState& state, TransitionInfo& info) override;
  /// Of the next transition.
  [[nodiscard]] std::uint32_t steps() const;

 private:
  Options options_;
  TransitionNoise noise_, uniform_;
  std::vector<double> r_;                        // (B, D)
  std::vector<double> step_, before_, kinetic_;  // (B)
};

}  // namespace tractable
