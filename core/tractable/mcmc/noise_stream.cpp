#include "tractable/mcmc/noise_stream.hpp"

#include <algorithm>

#include "tractable/simd/random.hpp"

namespace tractable {

namespace {

// Numbers in a block, and in the blocks of all chains.
constexpr std::size_t kBlock = 512, kAll = std::size_t{1} << 16;

}  // namespace

NoiseStream::NoiseStream(Law law, std::uint64_t stream, std::size_t chains, std::size_t per_transition)
    : law_(law), stream_(stream), size_(per_transition), blocks_(chains) {
  const std::size_t fit = std::min(kBlock, kAll / std::max<std::size_t>(chains, 1)) / std::max<std::size_t>(size_, 1);
  length_ = std::clamp<std::size_t>(fit, 1, kBlock);
  values_.resize(chains * length_ * size_);
}

void NoiseStream::fill(std::size_t b, Key key, std::uint64_t block) {
  const auto out = std::span(values_).subspan(b * length_ * size_, length_ * size_);
  const std::uint64_t begin = block * out.size();
  if (law_ == Law::normal) {
    fill_normal(split_at(key, stream_), out, begin);
  } else {
    fill_uniform(split_at(key, stream_), out, begin);
  }
  blocks_[b] = {.any = true, .key = key, .block = block};
}

}  // namespace tractable
