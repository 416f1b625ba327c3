#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "tractable/base/key.hpp"

// A kernel's random numbers. Transition t of a chain takes numbers t n ... t n + n - 1 of an endless stream of its key,
// so that they depend on key and t only; they are made for some tens of transitions at a time, since a fill costs less
// by the number the longer it is.

namespace tractable {

class NoiseStream {
 public:
  enum class Law : unsigned char { normal, uniform };
  /// `stream`: streams of different numbers are independent.
  NoiseStream(Law law, std::uint64_t stream, std::size_t chains, std::size_t per_transition);

  /// The numbers of chain b in transition t, until the next call for b.
  [[nodiscard]] std::span<const double> at(std::size_t b, Key key, std::uint64_t t) {
    const std::uint64_t block = t / length_;
    Block& made = blocks_[b];
    if (!(made.any && made.key == key && made.block == block)) fill(b, key, block);
    return {values_.data() + (b * length_ + static_cast<std::size_t>(t - block * length_)) * size_, size_};
  }

 private:
  struct Block {
    bool any = false;
    Key key;
    std::uint64_t block = 0;
  };
  void fill(std::size_t b, Key key, std::uint64_t block);

  Law law_;
  std::uint64_t stream_;
  std::size_t size_, length_;
  std::vector<Block> blocks_;
  std::vector<double> values_;  // (B, length, size)
};

}  // namespace tractable
