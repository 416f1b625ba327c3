#pragma once

#include "tractable/simd/kernels/batch.hpp"

// Reading across rows: vectors whose lanes are rows of a matrix, out of memory in which the rows lie side by side.
// Sixteen bytes of each row are loaded at once, so every width needs the shuffles of a 4 x 4 (double: 2 x 2) block
// only.

namespace tractable::simd {

/// Steps that one call of `load_steps` yields: as many numbers of a row as 16 bytes hold.
template <class T>
inline constexpr std::size_t kSteps = 16 / sizeof(T);

/// The emulated batches of the scalar build have no shuffles.
template <class A>
inline constexpr bool kHasShuffles = true;
template <>
inline constexpr bool kHasShuffles<xsimd::emulated<128>> = false;

/// Rows 0, 4, 8, ... (double: 0, 2, 4, ...) of x, 16 bytes of each, in the vector's 16-byte parts.
template <class A, class T>
inline Batch<T, A> load_parts(const T* x, std::size_t) {
  static_assert(Batch<T, A>::size == kSteps<T>);
  return Batch<T, A>::load_unaligned(x);
}

/// Interleaves the lower, the upper halves of each 16-byte part, as numbers of T or of 8 bytes.
template <class A, class T>
inline Batch<T, A> zip_low_parts(Batch<T, A> x, Batch<T, A> y) {
  return xsimd::zip_lo(x, y);
}
template <class A, class T>
inline Batch<T, A> zip_high_parts(Batch<T, A> x, Batch<T, A> y) {
  return xsimd::zip_hi(x, y);
}

#ifdef __AVX2__
// xsimd's zip crosses the parts of a vector, at the price of three shuffles; these do not.
#define TRACTABLE_PARTS_AVX(A)                                                                          \
  template <>                                                                                           \
  inline Batch<float, A> load_parts<A, float>(const float* x, std::size_t ldx) {                        \
    return _mm256_insertf128_ps(_mm256_castps128_ps256(_mm_loadu_ps(x)), _mm_loadu_ps(x + 4 * ldx), 1); \
  }                                                                                                     \
  template <>                                                                                           \
  inline Batch<double, A> load_parts<A, double>(const double* x, std::size_t ldx) {                     \
    return _mm256_insertf128_pd(_mm256_castpd128_pd256(_mm_loadu_pd(x)), _mm_loadu_pd(x + 2 * ldx), 1); \
  }                                                                                                     \
  template <>                                                                                           \
  inline Batch<float, A> zip_low_parts<A, float>(Batch<float, A> x, Batch<float, A> y) {                \
    return _mm256_unpacklo_ps(x, y);                                                                    \
  }                                                                                                     \
  template <>                                                                                           \
  inline Batch<float, A> zip_high_parts<A, float>(Batch<float, A> x, Batch<float, A> y) {               \
    return _mm256_unpackhi_ps(x, y);                                                                    \
  }                                                                                                     \
  template <>                                                                                           \
  inline Batch<double, A> zip_low_parts<A, double>(Batch<double, A> x, Batch<double, A> y) {            \
    return _mm256_unpacklo_pd(x, y);                                                                    \
  }                                                                                                     \
  template <>                                                                                           \
  inline Batch<double, A> zip_high_parts<A, double>(Batch<double, A> x, Batch<double, A> y) {           \
    return _mm256_unpackhi_pd(x, y);                                                                    \
  }
TRACTABLE_PARTS_AVX(xsimd::avx2)
#ifdef __FMA__
TRACTABLE_PARTS_AVX(xsimd::fma3<xsimd::avx2>)
#endif
#undef TRACTABLE_PARTS_AVX
#endif

#ifdef __AVX512F__
template <>
inline Batch<float, xsimd::avx512bw> load_parts<xsimd::avx512bw, float>(const float* x, std::size_t ldx) {
  __m512 parts = _mm512_castps128_ps512(_mm_loadu_ps(x));
  parts = _mm512_insertf32x4(parts, _mm_loadu_ps(x + 4 * ldx), 1);
  parts = _mm512_insertf32x4(parts, _mm_loadu_ps(x + 8 * ldx), 2);
  return _mm512_insertf32x4(parts, _mm_loadu_ps(x + 12 * ldx), 3);
}
template <>
inline Batch<double, xsimd::avx512bw> load_parts<xsimd::avx512bw, double>(const double* x, std::size_t ldx) {
  __m512d parts = _mm512_castpd128_pd512(_mm_loadu_pd(x));
  parts = _mm512_insertf64x2(parts, _mm_loadu_pd(x + 2 * ldx), 1);
  parts = _mm512_insertf64x2(parts, _mm_loadu_pd(x + 4 * ldx), 2);
  return _mm512_insertf64x2(parts, _mm_loadu_pd(x + 6 * ldx), 3);
}
template <>
inline Batch<float, xsimd::avx512bw> zip_low_parts<xsimd::avx512bw, float>(Batch<float, xsimd::avx512bw> x,
                                                                           Batch<float, xsimd::avx512bw> y) {
  return _mm512_unpacklo_ps(x, y);
}
template <>
inline Batch<float, xsimd::avx512bw> zip_high_parts<xsimd::avx512bw, float>(Batch<float, xsimd::avx512bw> x,
                                                                            Batch<float, xsimd::avx512bw> y) {
  return _mm512_unpackhi_ps(x, y);
}
template <>
inline Batch<double, xsimd::avx512bw> zip_low_parts<xsimd::avx512bw, double>(Batch<double, xsimd::avx512bw> x,
                                                                             Batch<double, xsimd::avx512bw> y) {
  return _mm512_unpacklo_pd(x, y);
}
template <>
inline Batch<double, xsimd::avx512bw> zip_high_parts<xsimd::avx512bw, double>(Batch<double, xsimd::avx512bw> x,
                                                                              Batch<double, xsimd::avx512bw> y) {
  return _mm512_unpackhi_pd(x, y);
}
#endif

template <class A, class T, std::size_t N>
inline void load_steps_one_by_one(const T* x, std::size_t ldx, Batch<T, A> (&step)[N]) {
  constexpr std::size_t lanes = Batch<T, A>::size;
  T buffer[N][lanes];
  for (std::size_t l = 0; l < lanes; ++l) {
    for (std::size_t i = 0; i < N; ++i) buffer[i][l] = x[l * ldx + i];
  }
  for (std::size_t i = 0; i < N; ++i) step[i] = Batch<T, A>::load_unaligned(buffer[i]);
}

/// step[s], lane l = x[l ldx + s], s < kSteps. Reads 16 bytes of as many rows as the vector has lanes.
template <class A>
inline void load_steps(const double* x, std::size_t ldx, Batch<double, A> (&step)[2]) {
  if constexpr (kHasShuffles<A>) {
    const auto even = load_parts<A>(x, ldx);
    const auto odd = load_parts<A>(x + ldx, ldx);
    step[0] = zip_low_parts<A>(even, odd);
    step[1] = zip_high_parts<A>(even, odd);
  } else {
    load_steps_one_by_one<A>(x, ldx, step);
  }
}
template <class A>
inline void load_steps(const float* x, std::size_t ldx, Batch<float, A> (&step)[4]) {
  if constexpr (kHasShuffles<A>) {
    using Wide = Batch<double, A>;
    const auto row0 = load_parts<A>(x, ldx);
    const auto row1 = load_parts<A>(x + ldx, ldx);
    const auto row2 = load_parts<A>(x + 2 * ldx, ldx);
    const auto row3 = load_parts<A>(x + 3 * ldx, ldx);
    const Wide low01 = xsimd::bitwise_cast<double>(zip_low_parts<A>(row0, row1));
    const Wide low23 = xsimd::bitwise_cast<double>(zip_low_parts<A>(row2, row3));
    const Wide high01 = xsimd::bitwise_cast<double>(zip_high_parts<A>(row0, row1));
    const Wide high23 = xsimd::bitwise_cast<double>(zip_high_parts<A>(row2, row3));
    step[0] = xsimd::bitwise_cast<float>(zip_low_parts<A>(low01, low23));
    step[1] = xsimd::bitwise_cast<float>(zip_high_parts<A>(low01, low23));
    step[2] = xsimd::bitwise_cast<float>(zip_low_parts<A>(high01, high23));
    step[3] = xsimd::bitwise_cast<float>(zip_high_parts<A>(high01, high23));
  } else {
    load_steps_one_by_one<A>(x, ldx, step);
  }
}

}  // namespace tractable::simd
