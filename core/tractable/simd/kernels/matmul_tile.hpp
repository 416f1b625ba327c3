#pragma once

#include "tractable/simd/kernels/batch.hpp"

// The innermost loop of a matrix product: R rows by V vectors of C in registers, the inner index in ascending order.

namespace tractable::simd {

/// What a tile holds in registers: rows of C by vectors. V8 spills registers above eight sums. Measured on a Zen 5 that
/// others used too, float GFLOP/s of 128 x 784 x 400, the best of many rounds, tiles in turn (in brackets double):
///   SSE4.2    4x2 47 (27), 3x2 46 (25), 6x2 48 (28), 3x3 49 (28), 2x4 44 (27), 2x5 47 (27): 4x2 is within 5 %, and 3x3
///             loses a tenth where A is transposed;
///   AVX2+FMA  6x2 125, 4x3 122, and with 512 x 64 x 64 136 against 106.
/// The tiles of AVX-512 (24 sums of 32 registers) and NEON were chosen by their registers and compared with no other.
template <class T, class A>
struct TileShape {
  static constexpr int rows = 4, vectors = 2;
};
template <class T>
struct TileShape<T, xsimd::avx512bw> {
  static constexpr int rows = 12, vectors = 2;
};
template <class T>
struct TileShape<T, xsimd::fma3<xsimd::avx2>> {
  static constexpr int rows = 6, vectors = 2;
};
template <class T>
struct TileShape<T, xsimd::neon64> {
  static constexpr int rows = 8, vectors = 2;
};

/// x y + sum. Fused only for float, and only where the instruction set has it: a double has the same bits everywhere.
template <class A>
inline Batch<double, A> multiply_add(Batch<double, A> x, Batch<double, A> y, Batch<double, A> sum) {
  return x * y + sum;
}
template <class A>
inline Batch<float, A> multiply_add(Batch<float, A> x, Batch<float, A> y, Batch<float, A> sum) {
  return xsimd::fma(x, y, sum);
}

/// What follows the sum of an element.
template <class T>
struct Finish {
  const T* bias = nullptr;
  bool accumulate = false, relu = false;
};

template <class T>
struct Tile {
  std::size_t k = 0;
  const T* a = nullptr;  // row i, step p: a[i lda + p], or a[p lda + i] where A is transposed or packed
  std::size_t lda = 0;
  const T* b = nullptr;  // step p: V vectors at b[p ldb]
  std::size_t ldb = 0;
  const T* carry = nullptr;  // the sums so far, or null at the first block of k
  std::size_t ld_carry = 0;
  T* c = nullptr;
  std::size_t ldc = 0;
  const Finish<T>* finish = nullptr;  // null: more blocks of k follow
};

template <class B>
inline B relu(B x) {
  return xsimd::select(x < B(0), B(0), x);
}

/// Never inlined: V8 optimises a function between two calls, not inside one.
template <class A, class T, int R, int V, bool kByStep>
[[gnu::noinline]] void run_tile(const Tile<T>& t) {
  using B = Batch<T, A>;
  B sum[R][V];
#pragma GCC unroll 16
  for (int i = 0; i < R; ++i) {
#pragma GCC unroll 16
    for (int v = 0; v < V; ++v) {
      sum[i][v] = t.carry != nullptr ? B::load_unaligned(t.carry + i * t.ld_carry + v * B::size) : B(T(0));
    }
  }
  const T* a = t.a;
  const T* b = t.b;
  const std::size_t lda = t.lda;
  const std::size_t ldb = t.ldb;
#pragma GCC unroll 1
  for (std::size_t p = t.k; p > 0; --p) {
    if constexpr (R == 1) {  // many vectors: each is loaded when it is needed, and takes no register
      const B x(a[0]);
#pragma GCC unroll 16
      for (int v = 0; v < V; ++v) sum[0][v] = multiply_add<A>(x, B::load_unaligned(b + v * B::size), sum[0][v]);
    } else {
      B y[V];
#pragma GCC unroll 16
      for (int v = 0; v < V; ++v) y[v] = B::load_unaligned(b + v * B::size);
#pragma GCC unroll 16
      for (int i = 0; i < R; ++i) {
        const B x(kByStep ? a[i] : a[i * lda]);
#pragma GCC unroll 16
        for (int v = 0; v < V; ++v) sum[i][v] = multiply_add<A>(x, y[v], sum[i][v]);
      }
    }
    a += kByStep ? lda : 1;
    b += ldb;
  }
  if (const Finish<T>* finish = t.finish; finish != nullptr) {
#pragma GCC unroll 16
    for (int v = 0; v < V; ++v) {
#pragma GCC unroll 16
      for (int i = 0; i < R; ++i) {
        if (finish->accumulate) sum[i][v] = B::load_unaligned(t.c + i * t.ldc + v * B::size) + sum[i][v];
        if (finish->bias != nullptr) sum[i][v] += B::load_unaligned(finish->bias + v * B::size);
        if (finish->relu) sum[i][v] = relu(sum[i][v]);
      }
    }
  }
#pragma GCC unroll 16
  for (int i = 0; i < R; ++i) {
#pragma GCC unroll 16
    for (int v = 0; v < V; ++v) sum[i][v].store_unaligned(t.c + i * t.ldc + v * B::size);
  }
}

/// The tile of `rows` <= R rows.
template <class A, class T, int R, int V, bool kByStep>
inline void run_rows(int rows, const Tile<T>& t) {
  if constexpr (R == 1) {
    run_tile<A, T, 1, V, kByStep>(t);
  } else {
    if (rows == R) return run_tile<A, T, R, V, kByStep>(t);
    run_rows<A, T, R - 1, V, kByStep>(rows, t);
  }
}

}  // namespace tractable::simd
