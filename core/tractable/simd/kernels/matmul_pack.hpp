#pragma once

#include "tractable/simd/kernels/batch.hpp"
#include "tractable/simd/kernels/matmul_transpose.hpp"

// Copies of parts of a matrix in the order in which the tiles read them.

namespace tractable::simd {

/// G whole panels of V vectors, which stand side by side in x.
template <class A, class T, int V, int G>
[[gnu::noinline]] void pack_vectors(const T* x, std::size_t ldx, std::size_t k, T* to) {
  using B = Batch<T, A>;
  constexpr std::size_t width = V * B::size;
  const std::size_t panel = k * width;
  for (std::size_t p = k; p > 0; --p, x += ldx, to += width) {
#pragma GCC unroll 4
    for (int g = 0; g < G; ++g) {
#pragma GCC unroll 4
      for (int v = 0; v < V; ++v) {
        B::load_unaligned(x + g * width + v * B::size).store_unaligned(to + g * panel + v * B::size);
      }
    }
  }
}

/// to[p width + q] = x[p ldx + q] for q < have, zero for have <= q < width.
template <class A, class T>
[[gnu::noinline]] void pack_lanes(const T* x, std::size_t ldx, std::size_t k, std::size_t have, std::size_t width,
                                  T* to) {
  using B = Batch<T, A>;
  for (std::size_t p = 0; p < k; ++p, x += ldx, to += width) {
    std::size_t q = 0;
    for (; q + B::size <= have; q += B::size) B::load_unaligned(x + q).store_unaligned(to + q);
    for (; q + kSteps<T> <= have; q += kSteps<T>) __builtin_memcpy(to + q, x + q, 16);
    for (; q < have; ++q) to[q] = x[q];
    for (; q < width; ++q) to[q] = T(0);
  }
}

/// to[p width + q] = x[q ldx + p] for q < have, zero for have <= q < width: what runs along memory is the inner index.
template <class A, class T>
[[gnu::noinline]] void pack_transposed(const T* x, std::size_t ldx, std::size_t k, std::size_t have, std::size_t width,
                                       T* to) {
  using B = Batch<T, A>;
  std::size_t q = 0;
  for (; q + B::size <= have; q += B::size) {
    const T* from = x + q * ldx;
    std::size_t p = 0;
    for (; p + kSteps<T> <= k; p += kSteps<T>) {
      B step[kSteps<T>];
      load_steps<A>(from + p, ldx, step);
#pragma GCC unroll 4
      for (std::size_t i = 0; i < kSteps<T>; ++i) step[i].store_unaligned(to + (p + i) * width + q);
    }
    for (; p < k; ++p) {
      for (std::size_t i = 0; i < B::size; ++i) to[p * width + q + i] = from[i * ldx + p];
    }
  }
  for (; q < have; ++q) {
    for (std::size_t p = 0; p < k; ++p) to[p * width + q] = x[q * ldx + p];
  }
  for (; q < width; ++q) {
    for (std::size_t p = 0; p < k; ++p) to[p * width + q] = T(0);
  }
}

/// Panels of `width` lanes, one after the other, of an operand with `lanes` lanes and k steps.
/// `along_lanes`: the lanes of one step stand side by side in memory (else the steps of one lane do).
template <class A, class T>
inline void pack_panels(const T* x, std::size_t ldx, bool along_lanes, std::size_t k, std::size_t lanes,
                        std::size_t width, T* to) {
  constexpr std::size_t size = Batch<T, A>::size;
  std::size_t q = 0;
  if (along_lanes && width == size) {  // four at a time: they share a cache line
    for (; q + 4 * size <= lanes; q += 4 * size, to += 4 * k * size) pack_vectors<A, T, 1, 4>(x + q, ldx, k, to);
  } else if (along_lanes && width == 2 * size) {
    for (; q + width <= lanes; q += width, to += k * width) pack_vectors<A, T, 2, 1>(x + q, ldx, k, to);
  }
  for (; q < lanes; q += width, to += k * width) {
    const std::size_t have = lanes - q < width ? lanes - q : width;
    if (along_lanes) {
      pack_lanes<A>(x + q, ldx, k, have, width, to);
    } else {
      pack_transposed<A>(x + q * ldx, ldx, k, have, width, to);
    }
  }
}

}  // namespace tractable::simd
