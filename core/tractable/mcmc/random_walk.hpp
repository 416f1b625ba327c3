#pragma once

#include "tractable/mcmc/metropolis.hpp"

// Random-walk Metropolis: x' = x + step_size L z, z standard normal, L L' = Sigma of the metric. The proposal is
// symmetric, so that only p(x') / p(x) counts. In high dimensions the best step size is 2.38 / sqrt(D) for Sigma the
// target's covariance, and accepts 0.234 of the proposals; on the line 2.4 and 0.44.
//   Metropolis et al. (1953).  Roberts, Gelman & Gilks (1997), Ann. Appl. Probab. 7.

namespace tractable {

class RandomWalk : public Metropolis {
 public:
  struct Options {
    double step_size = 1;
    Metric metric = {};  ///< of dimension 0: the identity
  };
  /// `density` must outlive it. Throws Error{invalid_argument} for the step size, Error{shape_mismatch} for the metric.
  RandomWalk(LogDensity& density, Options options);

  [[nodiscard]] std::string_view name() const override { return "random_walk"; }
  [[nodiscard]] double target_acceptance() const override { return dim() == 1 ? 0.44 : 0.234; }

 private:
  double propose(std::size_t b, Key key, std::uint64_t t, std::span<const double> x,
                 std::span<double> proposal) override;

  TransitionNoise normals_;
};

}  // namespace tractable
