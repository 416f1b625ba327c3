#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "tractable/mcmc/kernel.hpp"
#include "tractable/mcmc/transition_noise.hpp"
#include "tractable/target/log_density.hpp"

// What all kernels share that propose one place and then go there or stay: from x a place x' is drawn with density
// q(x'|x) and taken with probability
//   min(1, p(x') q(x|x') / (p(x) q(x'|x))),
// else x is the chain's next state once more.
//   Metropolis, Rosenbluth, Rosenbluth, Teller & Teller (1953), J. Chem. Phys. 21.  Hastings (1970), Biometrika 57.
//
// Transition t accepts with element t of split_at(key, 1); proposals draw from split_at(key, 0). A proposal whose
// log_prob is NaN or +infinity is rejected, and told in TransitionInfo::not_finite.

namespace tractable {

class Metropolis : public Kernel {
 public:
  [[nodiscard]] std::size_t chains() const final { return density_.batch(); }
  [[nodiscard]] std::size_t dim() const final { return density_.dim(); }
  [[nodiscard]] ChainState init(std::span<const double> position) override;
  void step(std::span<const Key> keys, std::uint64_t t, ChainState& state, TransitionInfo& info) final;

 protected:
  /// The streams of a chain's key.
  static constexpr std::uint64_t kProposalStream = 0, kAcceptanceStream = 1;

  /// `density` must outlive the kernel; its gradient is not used. A metric of dimension 0 stands for the identity.
  /// Throws Error{shape_mismatch} for a metric of another dimension, and as Kernel.
  Metropolis(LogDensity& density, double step_size, Metric metric);

  /// Writes where transition t of chain b would go from x (D) to `proposal` (D), and returns log q(x|x') - log q(x'|x);
  /// NaN rejects.
  virtual double propose(std::size_t b, Key key, std::uint64_t t, std::span<const double> x,
                         std::span<double> proposal) = 0;

 private:
  LogDensity& density_;
  TransitionNoise uniforms_;
  std::vector<double> log_ratio_;  // (B), then the probabilities of acceptance
};

namespace detail {
/// Chains at `position` (B, D), nothing known but that. Throws Error{shape_mismatch}, Error{not_finite}.
[[nodiscard]] ChainState chains_at(std::span<const double> position, std::size_t chains, std::size_t dim,
                                   std::string_view where);
/// The same with `density` evaluated there. Throws Error{not_finite} where a log_prob is not finite.
[[nodiscard]] ChainState chains_at(std::span<const double> position, LogDensity& density, std::string_view where);
/// `metric`; the identity in its place if its dimension is 0. Throws Error{shape_mismatch} for another dimension.
[[nodiscard]] Metric metric_of(std::size_t dim, Metric metric);
/// Gives `info` its sizes where it has others: the first call of a kernel's step.
inline void fit(TransitionInfo& info, std::size_t chains, std::size_t dim) {
  if (info.acceptance.size() != chains || info.proposal.size() != chains * dim) info.reset(chains, dim);
}
}  // namespace detail

}  // namespace tractable
