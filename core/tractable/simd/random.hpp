#pragma once

#include <cstdint>
#include <span>

#include "tractable/base/key.hpp"

// Random fills. Element i of a fill is a function of (key, i) only: filling [0, n) at once, in parts, on other workers
// or with other vector widths gives the same numbers. `begin` is the index of out[0] in that endless sequence. How the
// numbers are made stands in fill.hpp.

namespace tractable {

/// Uniform on (0, 1), never 0 or 1: (k + 1/2) 2^-52 or, for float, (k + 1/2) 2^-23.
void fill_uniform(Key key, std::span<double> out, std::uint64_t begin = 0);
void fill_uniform(Key key, std::span<float> out, std::uint64_t begin = 0);

/// Standard normal; the largest possible magnitude is 8.57 (float: 6.66).
void fill_normal(Key key, std::span<double> out, std::uint64_t begin = 0);
void fill_normal(Key key, std::span<float> out, std::uint64_t begin = 0);

/// The generator's 32-bit words in the published order: word i mod 4 of block i / 4.
void fill_bits(Key key, std::span<std::uint32_t> out, std::uint64_t begin = 0);

}  // namespace tractable
