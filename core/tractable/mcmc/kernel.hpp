#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "tractable/base/key.hpp"
#include "tractable/mcmc/metric.hpp"

// A Markov kernel: one transition that leaves a target law as it is. What the chain carries (ChainState), what a
// transition did (TransitionInfo) and how far it moves (Tuning) are apart: the first is all that the next transition
// reads, the second is for people and for adaptation, the third is written during warm-up only.
//
// A kernel moves B chains in lock step, the rows of one batch; most have B = 1. A chain's draws depend on its key and
// on the number t of the transition only: not on B, on the worker, on where the run was cut, nor on the build.
//
// A file of a kernel reads: formula and source, Options, the class; in the source init, step, options.

namespace tractable {

/// Where B chains stand in R^D.
struct ChainState {
  std::vector<double> position;  ///< (B, D)
  std::vector<double> log_prob;  ///< (B): of the law the kernel was given, unnormalised
  std::vector<double> gradient;  ///< (B, D); empty for a kernel that uses none
};

/// What one transition did, chain by chain. A kernel leaves what it does not know as it stands here.
struct TransitionInfo {
  std::vector<double> acceptance;       ///< (B): probability of the proposal; nuts: the mean over its tree
  std::vector<std::uint8_t> accepted;   ///< (B): whether the chain moved
  std::vector<double> proposal;         ///< (B, D): where it would have gone; NaN for kernels without
  std::vector<double> energy;           ///< (B): -log_prob + kinetic energy after the transition; NaN without
  std::vector<double> energy_error;     ///< (B): of the proposal, or the largest of nuts' tree
  std::vector<std::uint8_t> divergent;  ///< (B): the energy error passed 1000, or was not a number
  std::vector<std::uint8_t>
      not_finite;                    ///< (B): the proposal's log_prob was NaN or +infinity, or its gradient not finite
  std::vector<std::uint32_t> depth;  ///< (B): doublings of nuts
  std::vector<std::uint32_t> evaluations;  ///< (B): of log_prob, with its gradient or without

  /// For B chains in R^D, nothing done.
  void reset(std::size_t chains, std::size_t dim);
};

/// How far, and in which shape, a kernel moves; shared by its chains.
struct Tuning {
  double step_size = 1;
  Metric metric;
};

class Kernel {
 public:
  virtual ~Kernel() = default;
  Kernel(const Kernel&) = delete;
  Kernel& operator=(const Kernel&) = delete;

  /// The name in the catalogue: "random_walk", "nuts".
  [[nodiscard]] virtual std::string_view name() const = 0;
  [[nodiscard]] virtual std::size_t chains() const = 0;
  [[nodiscard]] virtual std::size_t dim() const = 0;
  /// The mean acceptance that adaptation of the step size aims at; NaN: there is no step size to adapt.
  [[nodiscard]] virtual double target_acceptance() const = 0;
  /// Whether a transition reads ChainState::log_prob and gradient, so that they are finite. False: they are for people,
  /// and may be anything.
  [[nodiscard]] virtual bool reads_log_prob() const { return true; }
  /// Where chains at `position` (B, D) stand in the coordinates of which the metric is a covariance: what adaptation
  /// sees. To be used before the next call.
  [[nodiscard]] virtual std::span<const double> metric_position(std::span<const double> position) { return position; }

  /// Chains that stand at `position` (B, D). Throws Error{shape_mismatch}, Error{not_finite} naming the first chain
  /// whose position is not finite, or whose log_prob is -infinity, NaN or +infinity there, or whose gradient is not
  /// finite.
  [[nodiscard]] virtual ChainState init(std::span<const double> position) = 0;

  /// Transition number `t` of every chain, chain b under keys[b]. Never throws, never allocates after its first call:
  /// numbers that go wrong are rejected and told in `info`.
  virtual void step(std::span<const Key> keys, std::uint64_t t, ChainState& state, TransitionInfo& info) = 0;

  /// For the search of a first step size: the energy error of one leapfrog step of every chain from `state`, with
  /// standard normals `noise` (B, D) for momenta, in `error` (B); NaN or infinite where it failed. False: a kernel
  /// whose step size is no leapfrog's.
  virtual bool try_step(const ChainState& /*state*/, std::span<const double> /*noise*/, std::span<double> /*error*/) {
    return false;
  }

  [[nodiscard]] const Tuning& tuning() const { return tuning_; }
  /// Throws Error{invalid_argument} for a step size that is not finite and > 0, Error{shape_mismatch} for a metric of
  /// another dimension.
  void set_tuning(Tuning tuning);
  /// The same for the step size alone, without copies: what adaptation writes after each transition of warm-up.
  void set_step_size(double step_size);

 protected:
  Kernel(double step_size, Metric metric);

 private:
  Tuning tuning_;
};

}  // namespace tractable
