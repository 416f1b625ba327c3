#pragma once

#include <array>

#include "tractable/mcmc/kernel.hpp"
#include "tractable/mcmc/transition_noise.hpp"
#include "tractable/target/log_density.hpp"

// Slice sampling: a height y is drawn evenly under the density at x, then a place evenly from where the density is
// higher than y, along one line. An interval around x grows by steps of `width` until its ends are outside ("stepping
// out"), then shrinks towards x at every place tried that is outside. Nothing is rejected, and the width hardly
// matters.
//   Neal (2003), Slice sampling, Ann. Stat. 31, sec. 4 (figures 3 and 5), sec. 5.1 for random directions.
//
// The lines are the coordinates one after the other, with widths step_size sqrt(Sigma_ii), or one direction L z a
// transition, with width step_size.

namespace tractable {

class Slice : public Kernel {
 public:
  enum class Lines : unsigned char { coordinates, random };
  struct Options {
    double step_size = 1;
    Metric metric = {};  ///< of dimension 0: the identity
    Lines lines = Lines::coordinates;
    /// An interval is at most this many widths long; shared between its sides at random, so that the law stays right.
    std::uint32_t max_widths = 100;
  };
  /// `density` must outlive it; its gradient is not used. Throws Error{invalid_argument} for the step size or no
  /// widths, Error{shape_mismatch} for the metric.
  Slice(LogDensity& density, Options options);

  [[nodiscard]] std::string_view name() const override { return "slice"; }
  [[nodiscard]] std::size_t chains() const override { return density_.batch(); }
  [[nodiscard]] std::size_t dim() const override { return density_.dim(); }
  /// NaN: everything is accepted.
  [[nodiscard]] double target_acceptance() const override;
  [[nodiscard]] ChainState init(std::span<const double> position) override;
  /// A place whose log_prob is NaN or +infinity is outside, and told in TransitionInfo::not_finite. `acceptance` is 1,
  /// `proposal` the new position; `evaluations` vary.
  void step(std::span<const Key> keys, std::uint64_t t, ChainState& state, TransitionInfo& info) override;

 private:
  enum class Phase : unsigned char { left, right, shrink, done };
  /// What is under way along a line x + s v, chain by chain.
  struct Search {
    Phase phase = Phase::done;
    double level = 0;                 // log y
    double low = 0, high = 0, s = 0;  // the interval, and the place tried
    double width = 1;
    std::uint32_t left = 0, right = 0;  // steps that may still be made
    std::uint32_t shrinks = 0;
    Key key;                  // of this transition's uniform numbers
    std::uint64_t drawn = 0;  // of them
    std::array<double, 32> uniforms{};
  };
  [[nodiscard]] static double uniform(Search& search);
  void begin(Search& search, double log_prob, double width);
  /// Chooses the next place, which is x + s v.
  static void choose(Search& search);
  /// Learns log_prob there; true: that is where the chain goes.
  static bool learn(Search& search, double log_prob);
  void search_line(std::size_t line, ChainState& state, TransitionInfo& info);

  LogDensity& density_;
  Lines lines_;
  std::uint32_t max_widths_;
  TransitionNoise normals_;
  std::vector<double> directions_;  // (B, D), of random lines
  std::vector<Search> search_;      // (B)
};

}  // namespace tractable
