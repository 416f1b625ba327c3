#pragma once

#include <functional>

#include "tractable/mcmc/kernel.hpp"
#include "tractable/mcmc/transition_noise.hpp"

// Stochastic gradient Langevin dynamics: gradient steps with an estimate g of the gradient of log p, as mini-batches
// give it, and as much noise as makes Langevin dynamics of it; nothing is accepted or rejected:
//   x' = x + (eps/2) Sigma g(x) + sqrt(eps) L z,   Sigma = L L' the metric,   eps_t = step_size (1 + t/offset)^-decay.
//   Welling & Teh (2011), ICML, eq. 4.
//
// Its law is p only for eps to 0. On a normal target of variance v, where g has a variance V of its own, the law for a
// constant eps (decay = 0) is normal with variance
//   (eps + eps^2 V / 4) / (1 - (1 - eps / (2 v))^2)  >  v,
// and infinite from eps = 4 v on.

namespace tractable {

class Sgld final : public Kernel {
 public:
  struct Options {
    std::size_t chains = 1;
    std::size_t dim = 1;
    /// Writes an estimate (D) of the gradient at x (D); a function of (key, t) and x only.
    std::function<void(Key key, std::uint64_t t, std::span<const double> x, std::span<double> gradient)> gradient = {};
    double step_size = 1e-2;  ///< eps at t = 0
    double offset = 1;        ///< > 0
    double decay = 0;         ///< 0: constant; above 1/2 and at most 1 the law tends to p
    Metric metric = {};       ///< of dimension 0: the identity
  };
  /// Throws Error{invalid_argument} for a missing function, no chains or dimensions, a step size or an offset not > 0,
  /// a decay outside of [0, 1]; Error{shape_mismatch} for the metric.
  explicit Sgld(Options options);

  [[nodiscard]] std::string_view name() const override { return "sgld"; }
  [[nodiscard]] std::size_t chains() const override { return options_.chains; }
  [[nodiscard]] std::size_t dim() const override { return options_.dim; }
  /// NaN: everything is accepted.
  [[nodiscard]] double target_acceptance() const override;
  [[nodiscard]] bool reads_log_prob() const override { return false; }
  /// ChainState::log_prob is NaN, gradient an estimate, which no transition reads. Throws Error{not_finite} where it is
  /// not finite.
  [[nodiscard]] ChainState init(std::span<const double> position) override;
  /// A step that would lead to numbers that are not finite is not taken, and told in TransitionInfo::not_finite.
  void step(std::span<const Key> keys, std::uint64_t t, ChainState& state, TransitionInfo& info) override;
  /// eps_t.
  [[nodiscard]] double step_size_at(std::uint64_t t) const;

 private:
  Options options_;
  TransitionNoise normals_;
  std::vector<double> drift_, noise_, next_;  // (D)
};

}  // namespace tractable
