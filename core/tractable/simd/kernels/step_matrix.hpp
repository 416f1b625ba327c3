#pragma once

#include "tractable/simd/kernels/step_loops.hpp"

// Small matrices, one in each row, stored row by row; and recurrences along a row.

namespace tractable::simd {

/// Where the element (i, j) of a stored matrix lies.
struct Strides {
  std::size_t row, col;
};

template <class A, class T>
inline void product_of_row(const T* a, Strides ia, const T* b, Strides ib, T* y, const std::int32_t* size) {
  using B = Batch<T, A>;
  const std::size_t r = static_cast<std::size_t>(size[0]), k = static_cast<std::size_t>(size[1]);
  const std::size_t c = static_cast<std::size_t>(size[2]);
  for (std::size_t i = 0; i < r; ++i, y += c) {
    const T* row = a + i * ia.row;
    if (ib.col == 1) {
      for_vectors<A, 1>(y, c, [=](std::size_t j) {
        B sum(T(0));
        for (std::size_t p = 0; p < k; ++p) sum += B(row[p * ia.col]) * B::load_unaligned(b + p * ib.row + j);
        return sum;
      });
    } else {
      for (std::size_t j = 0; j < c; ++j) {
        T sum(0);
        for (std::size_t p = 0; p < k; ++p) sum += row[p * ia.col] * b[p * ib.row + j * ib.col];
        y[j] = sum;
      }
    }
  }
}

template <class A, class T>
void matmul_each_step(const Step<T>& s) {
  const std::size_t r = static_cast<std::size_t>(s.index[0]), k = static_cast<std::size_t>(s.index[1]);
  const std::size_t c = static_cast<std::size_t>(s.index[2]);
  const Strides ia = (s.flags & 1) != 0 ? Strides{1, r} : Strides{k, 1};
  const Strides ib = (s.flags & 2) != 0 ? Strides{1, k} : Strides{c, 1};
  for (std::size_t row = 0; row < s.rows; ++row) {
    product_of_row<A>(s.a + row * s.lda, ia, s.b + row * s.ldb, ib, s.y + row * s.cols, s.index);
  }
}

template <class A, class T>
void cholesky_each_step(const Step<T>& s) {
  const std::size_t n = s.inner;
  T* y = s.y;
  const T* a = s.a;
  for (std::size_t row = 0; row < s.rows; ++row, y += n * n, a += n * n) {
    for (std::size_t i = 0; i < n; ++i) {
      T* const li = y + i * n;
      for (std::size_t j = 0; j < i; ++j) {
        const T* const lj = y + j * n;
        T sum = a[i * n + j];
        for (std::size_t k = 0; k < j; ++k) sum -= li[k] * lj[k];
        li[j] = sum / lj[j];
      }
      T sum = a[i * n + i];
      for (std::size_t k = 0; k < i; ++k) sum -= li[k] * li[k];
      li[i] = sum > T(0) ? xsimd::sqrt(Batch<T, A>(sum)).get(0) : std::numeric_limits<T>::quiet_NaN();
      for (std::size_t j = i + 1; j < n; ++j) li[j] = T(0);
    }
  }
}

template <class A, class T>
inline void solve_row(const T* l, const T* b, T* x, std::size_t n, std::size_t c, bool transposed) {
  using B = Batch<T, A>;
  for (std::size_t step = 0; step < n; ++step) {
    const std::size_t i = transposed ? n - 1 - step : step;
    const std::size_t from = transposed ? i + 1 : 0, to = transposed ? n : i;
    const T diagonal = l[i * n + i];
    const T* const factor = transposed ? l + i : l + i * n;
    const std::size_t stride = transposed ? n : 1;
    for_vectors<A, 1>(x + i * c, c, [=](std::size_t j) {
      B sum = B::load_unaligned(b + i * c + j);
      for (std::size_t k = from; k < to; ++k) sum -= B(factor[k * stride]) * B::load_unaligned(x + k * c + j);
      return sum / B(diagonal);
    });
  }
}
template <class A, class T>
void solve_lower_each_step(const Step<T>& s) {
  const std::size_t n = s.inner, c = s.cols / n;
  for (std::size_t row = 0; row < s.rows; ++row) {
    solve_row<A>(s.a + row * s.lda, s.b + row * s.ldb, s.y + row * s.cols, n, c, (s.flags & 1) != 0);
  }
}

template <class A, class T>
void linear_recurrence_step(const Step<T>& s) {
  T* y = s.y;
  const T *x = s.a, *b = s.b;
  for (std::size_t row = 0; row < s.rows; ++row, y += s.cols, x += s.lda, b += s.ldb) {
    for (std::size_t t = 0; t < s.cols; ++t) {
      T sum = x[t];
      for (std::size_t j = 1; j <= s.inner && j <= t; ++j) sum += b[j - 1] * y[t - j];
      y[t] = sum;
    }
  }
}

}  // namespace tractable::simd
