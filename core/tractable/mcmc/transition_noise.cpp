#include "tractable/mcmc/transition_noise.hpp"

#include <algorithm>
#include <bit>

#include "tractable/simd/random.hpp"

namespace tractable {

namespace {

// Few enough that a single transition does not wait long, enough that its share of a fill is small.
constexpr std::size_t kNumbers = 256;

}  // namespace

TransitionNoise::TransitionNoise(Law law, std::uint64_t stream, std::size_t chains, std::size_t count)
    : law_(law),
      stream_(stream),
      count_(count),
      block_(std::bit_floor(std::max<std::size_t>(kNumbers / std::max<std::size_t>(count, 1), 1))),
      held_(chains),
      values_(chains * block_ * count) {}

void TransitionNoise::fetch(std::size_t chain, Key key, std::uint64_t t) {
  // Blocks begin at multiples of their length, so that fills begin where the generator's tiles do.
  const std::uint64_t begin = t - t % block_;
  const std::span out = std::span(values_).subspan(chain * block_ * count_, block_ * count_);
  const Key stream = split_at(key, stream_);
  if (law_ == Law::normal) {
    fill_normal(stream, out, begin * count_);
  } else {
    fill_uniform(stream, out, begin * count_);
  }
  held_[chain] = {key, begin, block_};
}

}  // namespace tractable
