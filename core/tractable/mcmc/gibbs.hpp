#pragma once

#include <functional>
#include <string>

#include "tractable/mcmc/kernel.hpp"

// Gibbs sampling: block by block, each is drawn from its conditional law given all others as they stand now. What was
// drawn a moment ago counts at once.
//   Geman & Geman (1984), IEEE PAMI 6.  Gelfand & Smith (1990), JASA 85.
//
// A systematic transition draws every block once, in the order of the list; a transition of random scan draws one
// block, each equally likely, and is reversible.

namespace tractable {

class Gibbs final : public Kernel {
 public:
  /// Coordinates begin ... begin + size - 1.
  struct Block {
    std::string name;
    std::size_t begin = 0, size = 1;
    /// Draws the block given all else. `position` (D) is the whole state; the block's coordinates are to be
    /// overwritten, the others only read. A function of (key, t) and the position only: as element t of a fill under
    /// `key` is, or a fill under fold_in(key, t).
    std::function<void(Key key, std::uint64_t t, std::span<double> position)> draw;
  };
  enum class Scan : unsigned char { systematic, random };
  struct Options {
    std::size_t chains = 1;
    std::size_t dim = 1;
    std::vector<Block> blocks = {};
    Scan scan = Scan::systematic;
    /// log_prob (1) of position (D), to be shown; without it ChainState::log_prob is NaN.
    std::function<double(std::span<const double> position)> log_prob = {};
  };
  /// Throws Error{invalid_argument} for no chains, no blocks, a block without coordinates or function, or a coordinate
  /// that is in no block, and Error{shape_mismatch} for a block that reaches beyond the dimension.
  explicit Gibbs(Options options);

  [[nodiscard]] std::string_view name() const override { return "gibbs"; }
  [[nodiscard]] std::size_t chains() const override { return options_.chains; }
  [[nodiscard]] std::size_t dim() const override { return options_.dim; }
  /// NaN: there is no step size.
  [[nodiscard]] double target_acceptance() const override;
  [[nodiscard]] bool reads_log_prob() const override { return false; }
  [[nodiscard]] ChainState init(std::span<const double> position) override;
  /// A block whose draw is not finite stays as it was, and is told in TransitionInfo::not_finite. `proposal` is the new
  /// position, `acceptance` 1.
  void step(std::span<const Key> keys, std::uint64_t t, ChainState& state, TransitionInfo& info) override;
  /// Draws block `k` alone, as transition t would: to look at a systematic transition move by move. Whether it was
  /// finite.
  bool draw_block(std::size_t k, Key key, std::uint64_t t, std::span<double> position);
  /// The block that transition t of random scan draws.
  [[nodiscard]] std::size_t block_at(Key key, std::uint64_t t) const;

 private:
  Options options_;
  std::vector<double> kept_;  // (largest block)
};

}  // namespace tractable
