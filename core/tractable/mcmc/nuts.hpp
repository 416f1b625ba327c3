#pragma once

#include <array>
#include <vector>

#include "tractable/mcmc/gradient_kernel.hpp"
#include "tractable/mcmc/noise_stream.hpp"

// The No-U-Turn Sampler: HMC whose trajectory doubles, forwards or backwards by a coin, until it turns back on itself.
//   Hoffman & Gelman (2014), The No-U-Turn Sampler, JMLR 15, sec. 3; in Stan's form:
//   Betancourt (2017), A conceptual introduction to Hamiltonian Monte Carlo, app. A.2-A.4.
//
//   draw      a point of the trajectory with probability proportional to exp(-H): within a new half by its weight, and
//             from the old half to the new one with probability min(1, W_new / W_old) (biased progressive sampling)
//   turn      a tree goes on while p_first' Sigma rho > 0 and p_last' Sigma rho > 0, rho the sum of its momenta; the
//             same for its left half with the first point of the right one, and for its right half with the last of the
//             left (Stan 2.21 on). It holds for every subtree, else the new half is thrown away
//   diverge   the energy rose by more than 1000: the new half is thrown away
//
// One chain: the trees of several differ. A tree is built point by point without recursion: those of its subtrees that
// wait for their right half are a stack, one of each size at most, and each keeps three momenta, of its ends and their
// sum; a tree of 1023 points needs memory for 30. Backwards is forwards with all momenta's signs changed, which no
// check and no energy sees: so the trajectory always grows at its `last` end.

namespace tractable {

class Nuts : public GradientKernel {
 public:
  struct Options {
    double step_size = 0.1;
    std::uint32_t max_depth = 10;  ///< 1 ... 10: at most 2^max_depth - 1 gradients
  };
  static constexpr std::uint32_t kMaxDepth = 10;

  /// Throws Error{invalid_argument} for a target without its gradient or whose batch is not 1, or an option outside its
  /// range.
  explicit Nuts(LogDensity target, Options options);

  [[nodiscard]] std::string_view name() const override { return "nuts"; }
  [[nodiscard]] double target_acceptance() const override { return 0.8; }
  void step(std::span<const Key> keys, std::uint64_t t, ChainState& state, TransitionInfo& info) override;

  /// Of the last transition's trajectory, for pictures; kept while `record` is on.
  struct Path {
    std::vector<double> position;      ///< (n, D), in the order in which the points were computed
    std::vector<std::int32_t> place;   ///< (n): along the trajectory; 0 is the start, which is not among them
    std::vector<std::uint32_t> depth;  ///< (n): the doubling that the point belongs to, from 0
    std::vector<double> energy_error;  ///< (n)
  };
  void record(bool on);
  [[nodiscard]] const Path& path() const { return path_; }

 private:
  /// Slots of momenta of a tree.
  struct Tree {
    std::uint8_t first, last, sum;
  };
  /// A point that may become the draw.
  struct Candidate {
    std::vector<double> position, gradient;
    double log_prob = 0, energy = 0;
  };
  struct End {
    const double *position, *gradient;
  };

  [[nodiscard]] double* slot(std::uint8_t i) { return momenta_.data() + i * stride_; }
  [[nodiscard]] simd::Momenta momenta(const Tree& tree) { return {slot(tree.first), slot(tree.last), slot(tree.sum)}; }
  std::uint8_t take() { return free_[--free_count_]; }
  void give(std::uint8_t i) { free_[free_count_++] = i; }
  double uniform();
  void start(const ChainState& state, Key key, std::uint64_t t);
  void turn_around();
  void copy(const double* from, double* to) { kernels_.copy(from, to, dim()); }
  bool grow(std::uint32_t depth, TransitionInfo& info);
  bool add_point(std::uint64_t n, const double*& gradient, TransitionInfo& info);
  void weigh(std::uint64_t n, double energy_error, double energy);
  bool join(Tree& left, const Tree& right);
  bool finish_doubling();

  Options options_;
  const simd::Kernels& kernels_;
  NoiseStream noise_, uniform_;
  std::size_t stride_;  // D, filled up to a multiple of four
  std::vector<double> momenta_, half_;
  static constexpr std::size_t kSlots = 40;  // 3 of the trajectory, 3 of each waiting tree, a point
  std::array<std::uint8_t, kSlots> free_{};
  std::size_t free_count_ = 0;
  std::array<Tree, kMaxDepth + 1> stack_{};
  std::size_t waiting_ = 0;
  Tree main_{};
  std::array<std::vector<double>, 4> end_storage_;  // position and gradient of the two ends
  std::array<End, 2> ends_{};
  std::size_t direction_ = 1;  // of the `last` end: 1 forwards, 0 backwards
  bool at_end_ = false;        // the target was evaluated there last
  Candidate sample_, candidate_;
  bool moved_ = false;

  Key key_;
  std::uint64_t t_ = 0;
  const double* near_ = nullptr;  // the transition's first uniforms
  std::uint32_t uniforms_ = 0;
  std::vector<double> more_;
  double energy_ = 0, weight_ = 0, new_weight_ = 0, shift_ = 0, acceptance_ = 0, largest_error_ = 0;

  bool recording_ = false;
  std::array<std::int32_t, 2> reach_{};  // points at the two ends' sides of the start, while recording
  Path path_;
};

}  // namespace tractable
