#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "tractable/base/key.hpp"

// Random numbers for transitions, made ahead: filling a few hundred at once costs a tenth of asking for each by itself.
// What transition t of a chain gets depends on (key, t) only: its `count` numbers are elements t count, t count + 1,
// ... of the endless sequence under split_at(key, stream).

namespace tractable {

class TransitionNoise {
 public:
  enum class Law : unsigned char { normal, uniform };

  /// For `chains` chains, `count` numbers a transition.
  TransitionNoise(Law law, std::uint64_t stream, std::size_t chains, std::size_t count);

  /// The numbers (count) of transition t; they stay until the next call for this chain.
  [[nodiscard]] std::span<const double> at(std::size_t chain, Key key, std::uint64_t t) {
    const Held& held = held_[chain];
    if (t - held.begin >= held.transitions || key != held.key) fetch(chain, key, t);
    return {values_.data() + (chain * block_ + static_cast<std::size_t>(t - held.begin)) * count_, count_};
  }

 private:
  struct Held {
    Key key;
    std::uint64_t begin = 0;
    std::uint64_t transitions = 0;
  };
  void fetch(std::size_t chain, Key key, std::uint64_t t);

  Law law_;
  std::uint64_t stream_;
  std::size_t count_;
  std::size_t block_;  // transitions held at once: a power of two
  std::vector<Held> held_;
  std::vector<double> values_;
};

}  // namespace tractable
