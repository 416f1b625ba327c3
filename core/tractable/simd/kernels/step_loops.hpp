#pragma once

#include "tractable/simd/kernels/batch.hpp"
#include "tractable/simd/step.hpp"

// The loops that step kernels are made of. Stores are exact: the vectors that would cross the end of what a kernel may
// write go through a buffer.

namespace tractable::simd {

/// The first n < width lanes.
template <class A, class T>
inline void store_part(const Batch<T, A>& value, T* y, std::size_t n) {
  constexpr std::size_t width = Batch<T, A>::size;
  if (width == 2 || n == 1) {
    *y = value.get(0);
  } else {
    alignas(64) T buffer[width];
    value.store_aligned(buffer);
    for (std::size_t k = 0; k < n; ++k) y[k] = buffer[k];
  }
}

/// y[i] = f(i) for a vector of elements from i on, i < n.
template <class A, std::size_t Unroll, class T, class F>
inline void for_vectors(T* y, std::size_t n, F f) {
  using B = Batch<T, A>;
  constexpr std::size_t width = B::size;
  std::size_t i = 0;
  if constexpr (Unroll == 4) {
    for (; i + 4 * width <= n; i += 4 * width) {
      const B v0 = f(i), v1 = f(i + width), v2 = f(i + 2 * width), v3 = f(i + 3 * width);
      v0.store_unaligned(y + i);
      v1.store_unaligned(y + i + width);
      v2.store_unaligned(y + i + 2 * width);
      v3.store_unaligned(y + i + 3 * width);
    }
  }
  for (; i + width <= n; i += width) f(i).store_unaligned(y + i);
  if (i < n) store_part<A>(f(i), y + i, n - i);
}

/// An operand: vectors, or one number for the whole row.
template <class A, bool One, class T>
struct Operand {
  using B = Batch<T, A>;
  const T* at;
  B value;
  explicit Operand(const T* p) : at(p), value(One ? B(*p) : B(T(0))) {}
  B operator()(std::size_t i) const {
    if constexpr (One) {
      return value;
    } else {
      return B::load_unaligned(at + i);
    }
  }
};

/// The lanes below n; zeros in the others.
template <class A, class T>
inline Batch<T, A> keep_first(const Batch<T, A>& value, std::size_t n) {
  using B = Batch<T, A>;
  alignas(64) static constexpr struct Iota {
    T lane[B::size];
    constexpr Iota() : lane() {
      for (std::size_t k = 0; k < B::size; ++k) lane[k] = static_cast<T>(k);
    }
  } iota;
  return xsimd::select(B::load_aligned(iota.lane) < B(static_cast<T>(n)), value, B(T(0)));
}

}  // namespace tractable::simd
