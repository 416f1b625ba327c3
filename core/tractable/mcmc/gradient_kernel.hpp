#pragma once

#include "tractable/mcmc/integrator.hpp"
#include "tractable/mcmc/kernel.hpp"
#include "tractable/target/log_density.hpp"

// What MALA, HMC and NUTS share: a target with its gradient, and its leapfrog.

namespace tractable {

/// An energy error above this is a divergence, as in Stan.
inline constexpr double kDivergence = 1000;

/// Streams of a chain's key (TransitionNoise); the sampler's search for a step size has its own.
inline constexpr std::uint64_t kMomentumStream = 0, kUniformStream = 1, kMoreUniformStream = 2, kSearchStream = 3;

class GradientKernel : public Kernel {
 public:
  [[nodiscard]] std::size_t chains() const final { return target_.batch(); }
  [[nodiscard]] std::size_t dim() const final { return target_.dim(); }
  [[nodiscard]] ChainState init(std::span<const double> position) final;
  bool try_step(const ChainState& state, std::span<const double> noise, std::span<double> error) final;

 protected:
  /// Throws Error{invalid_argument} for a target without its gradient or a step size that is not finite and > 0.
  GradientKernel(LogDensity target, double step_size, const char* where);

  /// Accepts or rejects, as chain b's proposal, where the target was evaluated last: u (0, 1) against the fall of the
  /// energy, whose kinetic part was `kinetic_before` and is `kinetic`. Tells all of it in `info`.
  void decide(std::size_t b, double u, double kinetic_before, double kinetic, ChainState& state, TransitionInfo& info);
  /// Of the row b that was evaluated last: log_prob is a number below infinity and the gradient is finite.
  [[nodiscard]] bool usable(std::size_t b) const;

  LogDensity target_;
  Leapfrog leapfrog_;

 private:
  std::vector<double> r_;  // (B, D), of try_step
};

}  // namespace tractable
