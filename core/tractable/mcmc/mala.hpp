#pragma once

#include <vector>

#include "tractable/mcmc/gradient_kernel.hpp"
#include "tractable/mcmc/transition_noise.hpp"

// Metropolis-adjusted Langevin algorithm: a random walk that leans up the gradient,
//   q' = q + step^2/2 Sigma gradient(q) + step L z,   z ~ N(0, I),   Sigma = L L',
// corrected by Hastings' ratio, for the way back is not as likely as the way there: it would take the noise
//   z' = -(z + step/2 L' (gradient(q) + gradient(q'))),   log ratio of the two = (z'z - z''z') / 2.
//   Roberts & Tweedie (1996), Bernoulli 2 (4); the best acceptance in many dimensions is 0.574:
//   Roberts & Rosenthal (1998), JRSS B 60 (1).
// It is one leapfrog step of HMC, -z' the momentum at its end: so it is computed.

namespace tractable {

class Mala : public GradientKernel {
 public:
  struct Options {
    double step_size = 0.1;
  };
  /// As many chains as the target's batch. Throws Error{invalid_argument} for a target without its gradient or a step
  /// size that is not finite and > 0.
  explicit Mala(LogDensity target, Options options);

  [[nodiscard]] std::string_view name() const override { return "mala"; }
  [[nodiscard]] double target_acceptance() const override { return 0.574; }
  void step(std::span<const Key> keys, std::uint64_t t, ChainState& state, TransitionInfo& info) override;

 private:
  TransitionNoise noise_, uniform_;
  std::vector<double> half_;  // (B, D)
};

}  // namespace tractable
