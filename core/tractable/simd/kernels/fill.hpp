#pragma once

#include "tractable/base/mutant.hpp"
#include "tractable/simd/kernels/batch.hpp"
#include "tractable/simd/kernels/elementary.hpp"
#include "tractable/simd/kernels/philox.hpp"

// Fills with uniform and normal numbers. Element i of a fill is a function of (key, i) only. So that no vector width
// needs to permute lanes, elements are laid out in tiles of sixteen Philox blocks, the lanes of the widest vector: word
// j of block b of a tile makes the tile's elements 16 j + b (32-bit numbers: four a block, a tile is 64 elements) or,
// for 64-bit numbers made of two words, 16 (j / 2) + b (two a block, a tile is 32).
//
//   uniform: (k + 1/2) 2^-52 (double), (k + 1/2) 2^-23 (float), k the word's upper bits: exact, symmetric about 1/2,
//   and
//            never 0 or 1.
//   normal:  Box & Muller (1958): sqrt(-2 log u) (cos 2 pi v, sin 2 pi v). The angle is split exactly into quarter
//   turns
//            and a rest in [-1/2, 1/2], so that sine and cosine need no argument reduction.

namespace tractable::simd {

inline constexpr std::size_t kTileBlocks = 16;

template <class T>
inline constexpr std::size_t kTileElements = kTileBlocks * (sizeof(T) == 8 ? 2 : 4);

namespace detail {

/// Two words as the 64 bits of a double's lanes: `high` above `low`, first or second half of the lanes.
template <class A>
struct WordPairs {
  Batch<std::uint64_t, A> first, second;
};

template <class A>
inline WordPairs<A> join_words(Batch<std::uint32_t, A> high, Batch<std::uint32_t, A> low) {
  return {xsimd::bitwise_cast<std::uint64_t>(xsimd::zip_lo(low, high)),
          xsimd::bitwise_cast<std::uint64_t>(xsimd::zip_hi(low, high))};
}

template <class A>
inline Batch<double, A> unit_interval(Batch<std::uint64_t, A> bits) {
  using U = Batch<std::uint64_t, A>;
  const auto one_to_two = xsimd::bitwise_cast<double>((bits >> 12) | TRACTABLE_CONSTANT(U, 0x3FF0000000000000u));
  return one_to_two - Batch<double, A>(mutant("uniform_without_half") ? 1 : 1 - 0x1p-53);
}

template <class A>
inline Batch<float, A> unit_interval(Batch<std::uint32_t, A> bits) {
  using U = Batch<std::uint32_t, A>;
  const auto one_to_two = xsimd::bitwise_cast<float>((bits >> 9) | TRACTABLE_CONSTANT(U, 0x3F800000u));
  return one_to_two - Batch<float, A>(1 - 0x1p-24f);
}

template <class B>
struct NormalPair {
  B cosine, sine;
};

/// radius (cos, sin) of an angle of `quadrant` quarter turns, of which the last two bits count, and the part of one.
template <class B>
inline NormalPair<B> on_circle(B radius, BitsOf<B> quadrant, SinCos<B> part) {
  using U = BitsOf<B>;
  constexpr int kToSign = 8 * sizeof(typename B::value_type) - 2;  // moves the second bit to the sign's place
  const U half_turn(mutant("box_muller_no_sign") ? 0 : 2);
  const auto odd = xsimd::batch_bool_cast<typename B::value_type>((quadrant & U(1)) == U(1));
  const U cosine_sign = ((quadrant + U(1)) & half_turn) << kToSign;
  const U sine_sign = (quadrant & half_turn) << kToSign;
  return {radius * from_bits<B>(to_bits(xsimd::select(odd, part.sin, part.cos)) ^ cosine_sign),
          radius * from_bits<B>(to_bits(xsimd::select(odd, part.cos, part.sin)) ^ sine_sign)};
}

/// Radius from 52 bits in (0, 1), angle from another 52.
template <class A>
[[gnu::always_inline]] inline NormalPair<Batch<double, A>> box_muller(Batch<std::uint64_t, A> radius_bits,
                                                                      Batch<std::uint64_t, A> angle_bits) {
  using B = Batch<double, A>;
  const B square = TRACTABLE_CONSTANT(B, -2) * log_positive(unit_interval<A>(radius_bits));
  const B radius = mutant("box_muller_no_sqrt") ? square : xsimd::sqrt(square);
  // Adding and taking away 1.5 2^52 rounds to an integer, whose last bits are the quadrant.
  const B turns = TRACTABLE_CONSTANT(B, 4) * unit_interval<A>(angle_bits);
  const B shifted = turns + TRACTABLE_CONSTANT(B, 0x1.8p52);
  return on_circle(radius, to_bits(shifted), sincos_quarter(turns - (shifted - TRACTABLE_CONSTANT(B, 0x1.8p52))));
}

/// Radius from 32 bits taken as a signed integer s: |s + 1/2| 2^-31 (so that the tail reaches 6.6), angle from 32.
template <class A>
[[gnu::always_inline]] inline NormalPair<Batch<float, A>> box_muller(Batch<std::uint32_t, A> radius_bits,
                                                                     Batch<std::uint32_t, A> angle_bits) {
  using B = Batch<float, A>;
  using U = Batch<std::uint32_t, A>;
  const B s = xsimd::to_float(xsimd::bitwise_cast<std::int32_t>(radius_bits)) + B(0.5f);
  const B radius =
      xsimd::sqrt(TRACTABLE_CONSTANT(B, -2) * log_positive(magnitude(s) * TRACTABLE_CONSTANT(B, 0x1p-31f)));
  const U quadrant = (angle_bits + TRACTABLE_CONSTANT(U, 0x20000000u)) >> 30;
  const B rest = xsimd::to_float(xsimd::bitwise_cast<std::int32_t>(angle_bits - (quadrant << 30)));
  return on_circle(radius, quadrant, sincos_quarter(rest * TRACTABLE_CONSTANT(B, 0x1p-30f)));
}

/// Calls make(tile, out) for every tile of elements begin ... begin + n - 1; a tile that is only partly wanted is made
/// in a buffer.
template <class A, class T, class Make>
inline void for_tiles(std::uint64_t begin, T* out, std::size_t n, Make make) {
  constexpr std::size_t tile_size = kTileElements<T>;
  std::size_t done = 0;
  while (done < n) {
    const std::uint64_t element = mutant("fill_ignores_begin") ? done : begin + done;
    const std::uint64_t tile = element / tile_size;
    const auto skip = static_cast<std::size_t>(element % tile_size);
    const std::size_t rest = n - done;
    if (skip == 0 && rest >= tile_size) {
      make(tile, out + done);
      done += tile_size;
      continue;
    }
    T buffer[tile_size];
    make(tile, buffer);
    const std::size_t count = rest < tile_size - skip ? rest : tile_size - skip;
    for (std::size_t k = 0; k < count; ++k) out[done + k] = buffer[skip + k];
    done += count;
  }
}

/// Calls store(blocks, b) for the tile's blocks, a vector at a time; b is the first block's place in the tile.
template <class A, class Store>
inline void for_blocks(const RoundKeys<A>& keys, std::uint64_t tile, Store store) {
  constexpr std::size_t lanes = Batch<std::uint32_t, A>::size;
  for (std::size_t b = 0; b < kTileBlocks; b += lanes) store(philox_blocks<A>(keys, tile * kTileBlocks + b), b);
}

template <class A, class B>
inline void store_halves(double* out, B first, B second) {
  first.store_unaligned(out);
  second.store_unaligned(out + B::size);
}

}  // namespace detail

template <class A>
inline void fill_uniform_f64(Key key, std::uint64_t begin, double* out, std::size_t n) {
  const auto keys = round_keys<A>(key);
  detail::for_tiles<A>(begin, out, n, [&keys](std::uint64_t tile, double* to) {
    detail::for_blocks<A>(keys, tile, [to](const PhiloxBlocks<A>& w, std::size_t b) {
      const auto u = detail::join_words<A>(w.word0, w.word1);
      const auto v = detail::join_words<A>(w.word2, w.word3);
      detail::store_halves<A>(to + b, detail::unit_interval<A>(u.first), detail::unit_interval<A>(u.second));
      detail::store_halves<A>(to + kTileBlocks + b, detail::unit_interval<A>(v.first),
                              detail::unit_interval<A>(v.second));
    });
  });
}

template <class A>
inline void fill_uniform_f32(Key key, std::uint64_t begin, float* out, std::size_t n) {
  const auto keys = round_keys<A>(key);
  detail::for_tiles<A>(begin, out, n, [&keys](std::uint64_t tile, float* to) {
    detail::for_blocks<A>(keys, tile, [to](const PhiloxBlocks<A>& w, std::size_t b) {
      detail::unit_interval<A>(w.word0).store_unaligned(to + b);
      detail::unit_interval<A>(w.word1).store_unaligned(to + kTileBlocks + b);
      detail::unit_interval<A>(w.word2).store_unaligned(to + 2 * kTileBlocks + b);
      detail::unit_interval<A>(w.word3).store_unaligned(to + 3 * kTileBlocks + b);
    });
  });
}

template <class A>
inline void fill_normal_f64(Key key, std::uint64_t begin, double* out, std::size_t n) {
  const auto keys = round_keys<A>(key);
  detail::for_tiles<A>(begin, out, n, [&keys](std::uint64_t tile, double* to) {
    detail::for_blocks<A>(keys, tile, [to](const PhiloxBlocks<A>& w, std::size_t b) {
      const auto radius = detail::join_words<A>(w.word0, w.word1);
      const auto angle = detail::join_words<A>(w.word2, w.word3);
      const auto first = detail::box_muller<A>(radius.first, angle.first);
      const auto second = detail::box_muller<A>(radius.second, angle.second);
      detail::store_halves<A>(to + b, first.cosine, second.cosine);
      detail::store_halves<A>(to + kTileBlocks + b, first.sine, second.sine);
    });
  });
}

template <class A>
inline void fill_normal_f32(Key key, std::uint64_t begin, float* out, std::size_t n) {
  const auto keys = round_keys<A>(key);
  detail::for_tiles<A>(begin, out, n, [&keys](std::uint64_t tile, float* to) {
    detail::for_blocks<A>(keys, tile, [to](const PhiloxBlocks<A>& w, std::size_t b) {
      const auto first = detail::box_muller<A>(w.word0, w.word1);
      const auto second = detail::box_muller<A>(w.word2, w.word3);
      first.cosine.store_unaligned(to + b);
      first.sine.store_unaligned(to + kTileBlocks + b);
      second.cosine.store_unaligned(to + 2 * kTileBlocks + b);
      second.sine.store_unaligned(to + 3 * kTileBlocks + b);
    });
  });
}

/// The generator's words themselves: element i is word i mod 4 of block i / 4, the published order.
template <class A>
inline void fill_bits(Key key, std::uint64_t begin, std::uint32_t* out, std::size_t n) {
  using B = Batch<std::uint32_t, A>;
  constexpr std::size_t span = 4 * B::size;
  const auto keys = round_keys<A>(key);
  std::size_t done = 0;
  while (done < n) {
    const std::uint64_t element = begin + done;
    const auto skip = static_cast<std::size_t>(element % span);
    const auto blocks = philox_blocks<A>(keys, element / span * B::size);
    std::uint32_t word[4][B::size];
    blocks.word0.store_unaligned(word[0]);
    blocks.word1.store_unaligned(word[1]);
    blocks.word2.store_unaligned(word[2]);
    blocks.word3.store_unaligned(word[3]);
    const std::size_t count = n - done < span - skip ? n - done : span - skip;
    for (std::size_t k = 0; k < count; ++k) out[done + k] = word[(skip + k) % 4][(skip + k) / 4];
    done += count;
  }
}

}  // namespace tractable::simd
