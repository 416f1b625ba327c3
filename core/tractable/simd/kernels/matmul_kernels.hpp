#pragma once

#include "tractable/simd/kernels/matmul_blocks.hpp"
#include "tractable/simd/kernels/matmul_few.hpp"

// The matrix product behind matmul.hpp. Two ways, which give the same bits: blocks, and few rows or few columns.

namespace tractable::simd {

/// k = 0: sums of nothing.
template <class A, class T>
inline void finish_nothing(const Matmul& shape, const Finish<T>& finish, T* c) {
  for (std::size_t i = 0; i < shape.m; ++i) {
    for (std::size_t j = 0; j < shape.n; ++j) {
      T& to = c[i * shape.ldc + j];
      to = finish_one<A>(T(0), to, finish.bias != nullptr ? finish.bias[j] : T(0), finish);
    }
  }
}

/// The leading dimensions that zeros stand for.
template <class A>
inline Matmul with_strides(Matmul shape) {
  if (shape.lda == 0) shape.lda = shape.transpose_a ? shape.m : shape.k;
  if (shape.ldb == 0) shape.ldb = shape.transpose_b ? shape.k : shape.n;
  if (shape.ldc == 0) shape.ldc = shape.n;
  return shape;
}

template <class A, class T>
inline bool has_few_columns(const Matmul& shape) {
  return shape.n <= MatmulSizes<T, A>::few_columns && shape.n < shape.m;
}
template <class A, class T>
inline bool has_few_rows(const Matmul& shape) {
  return shape.m <= MatmulSizes<T, A>::few_rows;
}

template <class A, class T>
inline std::size_t matmul_workspace(const Matmul& given) {
  const Matmul shape = with_strides<A>(given);
  using Sizes = MatmulSizes<T, A>;
  if (has_few_columns<A, T>(shape) || has_few_rows<A, T>(shape)) {
    const std::size_t count = has_few_columns<A, T>(shape) ? shape.n : shape.m;
    return count * shape.k + smaller<A>(shape.k, Sizes::block_k) * Sizes::vectors_for(1) * Sizes::width;
  }
  const std::size_t deep = Sizes::deep(shape.k);
  return deep * packed_columns<A, T>(shape) + room_for_a<A, T>(shape, deep) +
         (shape.accumulate && shape.k > deep ? shape.m * smaller<A>(shape.n, Sizes::block_n) : 0);
}

template <class A, class T>
inline void matmul(const Matmul& given, const T* a, const T* b, const T* bias, T* c, T* workspace) {
  const Matmul shape = with_strides<A>(given);
  if (shape.m == 0 || shape.n == 0) return;
  const Finish<T> finish{bias, shape.accumulate, shape.relu};
  const std::size_t a_row = shape.transpose_a ? 1 : shape.lda;
  const std::size_t a_step = shape.transpose_a ? shape.lda : 1;
  const std::size_t b_column = shape.transpose_b ? shape.ldb : 1;
  const std::size_t b_step = shape.transpose_b ? 1 : shape.ldb;
  if (shape.k == 0) {
    finish_nothing<A, T>(shape, finish, c);
  } else if (has_few_columns<A, T>(shape)) {
    matmul_few<A, T>({shape.n, shape.m, shape.k, b, b_column, b_step, a, shape.lda, shape.transpose_a, c, 1, shape.ldc,
                      false, finish},
                     workspace);
  } else if (has_few_rows<A, T>(shape)) {
    matmul_few<A, T>(
        {shape.m, shape.n, shape.k, a, a_row, a_step, b, shape.ldb, !shape.transpose_b, c, shape.ldc, 1, true, finish},
        workspace);
  } else {
    matmul_blocks<A, T>(shape, a, b, finish, c, workspace);
  }
}

}  // namespace tractable::simd
