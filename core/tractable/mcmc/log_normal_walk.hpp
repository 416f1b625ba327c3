#pragma once

#include "tractable/mcmc/metropolis.hpp"

// A walk by factors, for targets on x > 0: x' = x exp(step_size L z), z standard normal, coordinate by coordinate. It
// is a random walk of log x, and not symmetric in x:
//   q(x|x') / q(x'|x) = prod x' / x.
// Without this term of Hastings' the chain's law is p(x) / prod x instead of p: of Gamma(3, rate 2), whose mean is 1.5,
// it makes Gamma(2, rate 2) with mean 1. `hastings = false` shows that.
//   Hastings (1970), Biometrika 57.

namespace tractable {

class LogNormalWalk : public Metropolis {
 public:
  struct Options {
    double step_size = 1;
    Metric metric = {};    ///< of log x; of dimension 0: the identity
    bool hastings = true;  ///< false: the wrong chain
  };
  /// `density` must outlive it. Throws Error{invalid_argument} for the step size, Error{shape_mismatch} for the metric.
  LogNormalWalk(LogDensity& density, Options options);

  [[nodiscard]] std::string_view name() const override { return "log_normal_walk"; }
  [[nodiscard]] double target_acceptance() const override { return dim() == 1 ? 0.44 : 0.234; }
  /// Also throws Error{invalid_argument} naming the first coordinate that is not > 0.
  [[nodiscard]] ChainState init(std::span<const double> position) override;
  /// log x.
  [[nodiscard]] std::span<const double> metric_position(std::span<const double> position) override;

 private:
  double propose(std::size_t b, Key key, std::uint64_t t, std::span<const double> x,
                 std::span<double> proposal) override;

  TransitionNoise normals_;
  std::vector<double> move_, factor_;  // (D)
  std::vector<double> log_position_;   // (B, D)
  bool hastings_;
};

}  // namespace tractable
