#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <span>

namespace tractable::detail {

inline constexpr std::size_t kBlock = 256;

/// f(part, scratch, offset) for the parts of `out`, each with as many numbers of scratch: what is made of several
/// fills stays in the processor's cache.
template <class F>
void for_blocks(std::span<double> out, F f) {
  std::array<double, kBlock> scratch;
  for (std::size_t from = 0; from < out.size(); from += kBlock) {
    const std::span part = out.subspan(from, std::min(kBlock, out.size() - from));
    f(part, std::span(scratch).first(part.size()), from);
  }
}

}  // namespace tractable::detail
