#pragma once

#include "tractable/simd/kernels/step_loops.hpp"

// Small matrices, one in each row, stored row by row; and recurrences along a row.

namespace tractable::simd {

/// Where the element (i, j) of a stored matrix lies.
struct Strides {
  std::size_t row, col;
};

/// y(i, j) = from(i, j) + or - a(i, 0) b(0, j), then a(i, 1) b(1, j) ..., `count` of them, in this order; columns of b
/// and y side by side, rows of y and from `ld` apart.
template <class T>
struct Products {
  T* y;
  const T* from;  // nullptr: zeros; may be y
  std::size_t ld;
  const T* a;
  Strides ia;
  const T* b;
  std::size_t ldb, count, cols;
};

/// R rows by `Vectors` vectors from column j on, of whose numbers n are y's: sums that wait for each other's end only
/// along themselves.
template <class A, std::size_t R, std::size_t Vectors, bool Minus, class T>
inline void product_tile(const Products<T>& p, std::size_t j, std::size_t n) {
  using B = Batch<T, A>;
  constexpr std::size_t width = B::size;
  B sum[R][Vectors];
  for (std::size_t r = 0; r < R; ++r) {
    for (std::size_t v = 0; v < Vectors; ++v) {
      sum[r][v] = p.from == nullptr ? B(T(0)) : B::load_unaligned(p.from + r * p.ld + j + v * width);
    }
  }
  const T* a = p.a;
  const T* b = p.b + j;
  for (std::size_t k = 0; k < p.count; ++k, a += p.ia.col, b += p.ldb) {
    B right[Vectors];
    for (std::size_t v = 0; v < Vectors; ++v) right[v] = B::load_unaligned(b + v * width);
    for (std::size_t r = 0; r < R; ++r) {
      const B left(a[r * p.ia.row]);
      for (std::size_t v = 0; v < Vectors; ++v) {
        const B product = left * right[v];
        sum[r][v] = Minus ? sum[r][v] - product : sum[r][v] + product;
      }
    }
  }
  for (std::size_t r = 0; r < R; ++r) {
    for (std::size_t v = 0; v < Vectors; ++v) {
      T* const y = p.y + r * p.ld + j + v * width;
      if (n >= (v + 1) * width) {
        sum[r][v].store_unaligned(y);
      } else {
        store_part<A>(sum[r][v], y, n - v * width);
      }
    }
  }
}

template <class A, std::size_t R, bool Minus, class T>
inline void products_of_rows(const Products<T>& p) {
  constexpr std::size_t width = Batch<T, A>::size, vectors = R == 1 ? 4 : 2;
  std::size_t j = 0;
  for (; j + vectors * width <= p.cols; j += vectors * width) {
    product_tile<A, R, vectors, Minus>(p, j, vectors * width);
  }
  for (; j < p.cols; j += width) product_tile<A, R, 1, Minus>(p, j, p.cols - j);
}

inline constexpr std::size_t kTileRows = 4;

/// At most kTileRows rows.
template <class A, bool Minus, class T>
inline void products(Products<T> p, std::size_t rows) {
  if (rows == kTileRows) return products_of_rows<A, kTileRows, Minus>(p);
  for (std::size_t r = 0; r < rows; ++r, p.y += p.ld, p.a += p.ia.row) {
    products_of_rows<A, 1, Minus>(p);
    if (p.from != nullptr) p.from += p.ld;
  }
}

template <class A>
inline std::size_t smaller(std::size_t a, std::size_t b) {
  return a < b ? a : b;
}

/// B transposed: its columns lie one after the other, so that a part of it is turned into rows first.
template <class A, class T>
inline void product_by_transposed(const T* a, Strides ia, const T* b, T* y, const std::int32_t* size) {
  constexpr std::size_t width = 2 * Batch<T, A>::size, deepest = 64;
  const std::size_t r = static_cast<std::size_t>(size[0]), k = static_cast<std::size_t>(size[1]);
  const std::size_t c = static_cast<std::size_t>(size[2]);
  alignas(64) T panel[deepest * width];
  for (std::size_t j = 0; j < c; j += width) {
    const std::size_t cols = smaller<A>(width, c - j);
    for (std::size_t p = 0; p < k; p += deepest) {
      const std::size_t depth = smaller<A>(deepest, k - p);
      for (std::size_t q = 0; q < width; ++q) {
        for (std::size_t d = 0; d < depth; ++d) panel[d * width + q] = q < cols ? b[(j + q) * k + p + d] : T(0);
      }
      for (std::size_t i = 0; i < r; i += kTileRows) {
        T* const out = y + i * c + j;
        const T* const left = a + i * ia.row + p * ia.col;
        products<A, false>(Products<T>{out, p == 0 ? nullptr : out, c, left, ia, panel, width, depth, cols},
                           smaller<A>(kTileRows, r - i));
      }
    }
  }
}

template <class A, class T>
inline void product_of_row(const T* a, Strides ia, const T* b, Strides ib, T* y, const std::int32_t* size) {
  if (ib.col != 1) return product_by_transposed<A>(a, ia, b, y, size);
  const std::size_t r = static_cast<std::size_t>(size[0]), k = static_cast<std::size_t>(size[1]);
  const std::size_t c = static_cast<std::size_t>(size[2]);
  for (std::size_t i = 0; i < r; i += kTileRows) {
    products<A, false>(Products<T>{y + i * c, nullptr, c, a + i * ia.row, ia, b, ib.row, k, c},
                       smaller<A>(kTileRows, r - i));
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

/// L' is made in the upper part of y, where what belongs to one row of it lies side by side: some rows at once, first
/// what the rows above take from them, then what they take from each other. At the end it is turned over.
template <class A, class T>
inline void cholesky_of_row(const T* a, T* y, std::size_t n) {
  using B = Batch<T, A>;
  for (std::size_t i = 0; i < n; ++i) {
    for (std::size_t j = 0; j < n; ++j) y[i * n + j] = j < i ? T(0) : a[j * n + i];
  }
  for (std::size_t first = 0; first < n; first += kTileRows) {
    const std::size_t rows = smaller<A>(kTileRows, n - first);
    T* const block = y + first * n;
    products<A, true>(Products<T>{block + first, block + first, n, y + first, {1, n}, y + first, n, first, n - first},
                      rows);
    for (std::size_t i = first; i < first + rows; ++i) {
      T* const u = y + i * n;
      products<A, true>(Products<T>{u + i, u + i, n, block + i, {0, n}, block + i, n, i - first, n - i}, 1);
      const T pivot = u[i];
      const T root = pivot > T(0) ? xsimd::sqrt(B(pivot)).get(0) : std::numeric_limits<T>::quiet_NaN();
      u[i] = root;
      T* const rest = u + i + 1;
      for_vectors<A, 1>(rest, n - i - 1, [=](std::size_t j) { return B::load_unaligned(rest + j) / B(root); });
    }
  }
  for (std::size_t i = 0; i < n; ++i) {
    for (std::size_t j = i + 1; j < n; ++j) {
      y[j * n + i] = y[i * n + j];
      y[i * n + j] = T(0);
    }
  }
}
template <class A, class T>
void cholesky_each_step(const Step<T>& s) {
  const std::size_t n = s.inner;
  for (std::size_t row = 0; row < s.rows; ++row) cholesky_of_row<A>(s.a + row * n * n, s.y + row * n * n, n);
}

/// Row i of x, of whose sum what is not of rows from ... from + count - 1 of x has been taken.
template <class A, class T>
inline void solve_last(const T* factor, std::size_t stride, T diagonal, const T* from, T* xi, const T* x,
                       std::size_t count, std::size_t c) {
  using B = Batch<T, A>;
  products<A, true>(Products<T>{xi, from, c, factor, {0, stride}, x, c, count, c}, 1);
  for_vectors<A, 1>(xi, c, [=](std::size_t j) { return B::load_unaligned(xi + j) / B(diagonal); });
}
template <class A, class T>
inline void solve_row(const T* l, const T* b, T* x, std::size_t n, std::size_t c, bool transposed) {
  if (transposed) {
    for (std::size_t i = n; i-- > 0;) {
      const T* const below = l + (i + 1) * n + i;
      solve_last<A>(below, n, l[i * n + i], b + i * c, x + i * c, x + (i + 1) * c, n - i - 1, c);
    }
    return;
  }
  for (std::size_t first = 0; first < n; first += kTileRows) {
    const std::size_t rows = smaller<A>(kTileRows, n - first);
    T* const block = x + first * c;
    products<A, true>(Products<T>{block, b + first * c, c, l + first * n, {n, 1}, x, c, first, c}, rows);
    for (std::size_t i = first; i < first + rows; ++i) {
      T* const xi = x + i * c;
      solve_last<A>(l + i * n + first, 1, l[i * n + i], xi, xi, block, i - first, c);
    }
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
