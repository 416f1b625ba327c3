#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <span>
#include <type_traits>

#include "tractable/distribution/blocks.hpp"
#include "tractable/simd/random.hpp"

// Exact rejection for an element i that is a function of (key, i) alone: attempt r of all elements takes its two
// numbers from two fills of its own, so that the first attempt, which nearly all elements end with, is made by vectors,
// and each element that is refused goes on alone.

namespace tractable::detail {

using Fill = void (*)(Key key, std::span<double> out, std::uint64_t begin);

/// The key of the numbers of that kind (0, 1) of an attempt; the kind 2 is for what an attempt does not use.
inline Key attempt_key(Key key, std::uint64_t attempt, std::uint64_t kind) { return split_at(key, 3 * attempt + kind); }

/// out_i = the first x for which propose(a, b, x), or propose(a, b, x, i), is true, a from `fill`, b uniform.
template <class Propose>
void sample_by_rejection(Key key, std::span<double> out, std::uint64_t begin, Fill fill, Propose propose) {
  const auto ends = [&propose](double a, double b, double& x, [[maybe_unused]] std::size_t i) {
    if constexpr (std::is_invocable_v<Propose&, double, double, double&, std::size_t>) {
      return propose(a, b, x, i);
    } else {
      return propose(a, b, x);
    }
  };
  const Key first[] = {attempt_key(key, 0, 0), attempt_key(key, 0, 1)};
  std::array<double, kBlock> a, b;
  for (std::size_t from = 0; from < out.size(); from += kBlock) {
    const std::size_t n = std::min(kBlock, out.size() - from);
    fill(first[0], std::span(a).first(n), begin + from);
    fill_uniform(first[1], std::span(b).first(n), begin + from);
    for (std::size_t i = 0; i < n; ++i) {
      for (std::uint64_t attempt = 1; !ends(a[i], b[i], out[from + i], from + i); ++attempt) {
        fill(attempt_key(key, attempt, 0), {&a[i], 1}, begin + from + i);
        fill_uniform(attempt_key(key, attempt, 1), std::span{&b[i], 1}, begin + from + i);
      }
    }
  }
}

}  // namespace tractable::detail
