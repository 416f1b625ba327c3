#pragma once

#include "tractable/simd/kernels/step_loops.hpp"

// Columns moved from place to place.

namespace tractable::simd {

/// y(r, c) = a(r, c), each with its own distance between rows.
template <class A, class T>
void copy_rows_step(const Step<T>& s) {
  T* y = s.y;
  const T* a = s.a;
  for (std::size_t r = 0; r < s.rows; ++r, y += s.ldy, a += s.lda) {
    for_vectors<A, 4>(y, s.cols, [a](std::size_t i) { return Batch<T, A>::load_unaligned(a + i); });
  }
}

template <class A, class T>
void gather_step(const Step<T>& s) {
  T* y = s.y;
  const T* a = s.a;
  for (std::size_t r = 0; r < s.rows; ++r, y += s.cols, a += s.lda) {
    for (std::size_t j = 0; j < s.cols; ++j) y[j] = a[s.index[j]];
  }
}

template <class A, class T>
void scatter_add_step(const Step<T>& s) {
  using B = Batch<T, A>;
  T* y = s.y;
  const T* a = s.a;
  for (std::size_t r = 0; r < s.rows; ++r, y += s.cols, a += s.inner) {
    for_vectors<A, 4>(y, s.cols, [](std::size_t) { return B(T(0)); });
    for (std::size_t j = 0; j < s.inner; ++j) y[s.index[j]] += a[j];
  }
}

/// scatter_add of neighbours: column j of a to column lda + j of y.
template <class A, class T>
void pad_cols_step(const Step<T>& s) {
  using B = Batch<T, A>;
  T* y = s.y;
  const T* a = s.a;
  for (std::size_t r = 0; r < s.rows; ++r, y += s.cols, a += s.inner) {
    const std::size_t end = s.lda + s.inner;
    for_vectors<A, 1>(y, s.lda, [](std::size_t) { return B(T(0)); });
    for_vectors<A, 1>(y + s.lda, s.inner, [a](std::size_t i) { return B(T(0)) + B::load_unaligned(a + i); });
    for_vectors<A, 1>(y + end, s.cols - end, [](std::size_t) { return B(T(0)); });
  }
}

/// In blocks that the first-level cache holds on both sides.
template <class A, class T>
void transpose_step(const Step<T>& s) {
  constexpr std::size_t block = 16;
  for (std::size_t r0 = 0; r0 < s.rows; r0 += block) {
    const std::size_t r1 = r0 + block < s.rows ? r0 + block : s.rows;
    for (std::size_t c0 = 0; c0 < s.cols; c0 += block) {
      const std::size_t c1 = c0 + block < s.cols ? c0 + block : s.cols;
      for (std::size_t r = r0; r < r1; ++r) {
        for (std::size_t c = c0; c < c1; ++c) s.y[r * s.cols + c] = s.a[c * s.rows + r];
      }
    }
  }
}

}  // namespace tractable::simd
