#pragma once

#include "tractable/base/key.hpp"
#include "tractable/base/mutant.hpp"
#include "tractable/simd/kernels/batch.hpp"

// Philox4x32-10 (base/key.hpp) on as many blocks at a time as a vector has 32-bit lanes: lane i holds block
// `first_block + i`, each of the four words in a vector of its own.

namespace tractable::simd {

template <class A>
struct WideProduct {
  Batch<std::uint32_t, A> low;
  Batch<std::uint32_t, A> high;
};

namespace detail {

// 32 x 32 -> 64 bits in every lane, which xsimd does not offer. The generic form serves the scalar build and any
// instruction set without a form of its own.
template <class A>
inline WideProduct<A> multiply_wide(Batch<std::uint32_t, A> x, Batch<std::uint32_t, A> factor, xsimd::generic) {
  using B = Batch<std::uint32_t, A>;
  std::uint32_t lane[B::size];
  std::uint32_t multiplier[B::size];
  std::uint32_t low[B::size];
  std::uint32_t high[B::size];
  x.store_unaligned(lane);
  factor.store_unaligned(multiplier);
  for (std::size_t i = 0; i < B::size; ++i) {
    const std::uint64_t product = std::uint64_t{multiplier[i]} * lane[i];
    low[i] = static_cast<std::uint32_t>(product);
    high[i] = static_cast<std::uint32_t>(product >> 32);
  }
  return {B::load_unaligned(low), B::load_unaligned(high)};
}

#if XSIMD_WITH_SSE4_1
template <class A>
inline WideProduct<A> multiply_wide(Batch<std::uint32_t, A> x, Batch<std::uint32_t, A> factor, xsimd::sse4_1) {
  const __m128i m = factor;
  const __m128i even = _mm_mul_epu32(x, m);
  const __m128i odd = _mm_mul_epu32(_mm_srli_epi64(x, 32), m);
  return {_mm_blend_epi16(even, _mm_slli_epi64(odd, 32), 0xCC), _mm_blend_epi16(_mm_srli_epi64(even, 32), odd, 0xCC)};
}
#endif

#if XSIMD_WITH_AVX2
template <class A>
inline WideProduct<A> multiply_wide(Batch<std::uint32_t, A> x, Batch<std::uint32_t, A> factor, xsimd::avx2) {
  const __m256i m = factor;
  const __m256i even = _mm256_mul_epu32(x, m);
  const __m256i odd = _mm256_mul_epu32(_mm256_srli_epi64(x, 32), m);
  return {_mm256_blend_epi32(even, _mm256_slli_epi64(odd, 32), 0xAA),
          _mm256_blend_epi32(_mm256_srli_epi64(even, 32), odd, 0xAA)};
}
#endif

#if XSIMD_WITH_AVX512F
template <class A>
inline WideProduct<A> multiply_wide(Batch<std::uint32_t, A> x, Batch<std::uint32_t, A> factor, xsimd::avx512f) {
  const __m512i m = factor;
  const __m512i even = _mm512_mul_epu32(x, m);
  const __m512i odd = _mm512_mul_epu32(_mm512_srli_epi64(x, 32), m);
  return {_mm512_mask_blend_epi32(0xAAAA, even, _mm512_slli_epi64(odd, 32)),
          _mm512_mask_blend_epi32(0xAAAA, _mm512_srli_epi64(even, 32), odd)};
}
#endif

#if XSIMD_WITH_WASM
template <class A>
inline WideProduct<A> multiply_wide(Batch<std::uint32_t, A> x, Batch<std::uint32_t, A> factor, xsimd::wasm) {
  const v128_t first = wasm_u64x2_extmul_low_u32x4(x, factor);
  const v128_t second = wasm_u64x2_extmul_high_u32x4(x, factor);
  return {wasm_i32x4_shuffle(first, second, 0, 2, 4, 6), wasm_i32x4_shuffle(first, second, 1, 3, 5, 7)};
}
#endif

template <class A>
inline Batch<std::uint32_t, A> multiplier(std::uint32_t value, xsimd::generic) {
  return Batch<std::uint32_t, A>(value);
}

#if XSIMD_WITH_WASM
// If LLVM knew that all lanes are equal or constant, it would turn the widening multiplication (three instructions of
// the processor) into a 64-bit one (about ten); so the vector is read through a volatile. Measured: 3 times the speed.
template <class A>
inline Batch<std::uint32_t, A> multiplier(std::uint32_t value, xsimd::wasm) {
  const volatile v128_t lanes = wasm_u32x4_splat(value);
  return Batch<std::uint32_t, A>(lanes);
}
#endif

}  // namespace detail

inline constexpr int kPhiloxRounds = 10;

/// The key's words for each round, ready in all lanes: made once for a fill.
template <class A>
struct RoundKeys {
  Batch<std::uint32_t, A> word0[kPhiloxRounds];
  Batch<std::uint32_t, A> word1[kPhiloxRounds];
};

template <class A>
inline RoundKeys<A> round_keys(Key key) {
  RoundKeys<A> keys;
  for (int round = 0; round < kPhiloxRounds; ++round) {
    keys.word0[round] = Batch<std::uint32_t, A>(key.word0);
    keys.word1[round] = Batch<std::uint32_t, A>(key.word1);
    key.word0 += 0x9E3779B9u;
    key.word1 += 0xBB67AE85u;
  }
  return keys;
}

/// The four words of as many blocks as there are lanes.
template <class A>
struct PhiloxBlocks {
  Batch<std::uint32_t, A> word0, word1, word2, word3;
};

/// The blocks first_block ... first_block + lanes - 1. first_block must be a multiple of the number of lanes, so that
/// its low word does not wrap inside a vector.
template <class A>
inline PhiloxBlocks<A> philox_blocks(const RoundKeys<A>& keys, std::uint64_t first_block) {
  using B = Batch<std::uint32_t, A>;
  std::uint32_t lane[B::size];
  for (std::size_t i = 0; i < B::size; ++i) lane[i] = static_cast<std::uint32_t>(i);
  B c0 = B::load_unaligned(lane) + B(static_cast<std::uint32_t>(first_block));
  B c1(static_cast<std::uint32_t>(first_block >> 32));
  B c2(static_cast<std::uint32_t>(Purpose::draw));
  B c3(0u);
  const B multiplier0 = detail::multiplier<A>(0xD2511F53u, A{});
  const B multiplier1 = detail::multiplier<A>(0xCD9E8D57u, A{});
#pragma GCC unroll 10
  for (int round = 0; round < kPhiloxRounds; ++round) {
    if (round == 9 && mutant("philox_nine_rounds")) break;
    const auto p0 = detail::multiply_wide<A>(c0, multiplier0, A{});
    const auto p1 = detail::multiply_wide<A>(c2, multiplier1, A{});
    c0 = p1.high ^ c1 ^ keys.word0[round];
    c1 = p1.low;
    c2 = p0.high ^ c3 ^ keys.word1[round];
    c3 = p0.low;
  }
  return {c0, c1, c2, c3};
}

}  // namespace tractable::simd
