#pragma once

#include "tractable/simd/kernels/elementary.hpp"
#include "tractable/simd/kernels/step_elementwise.hpp"
#include "tractable/simd/kernels/step_loops.hpp"

// Sums and their kin along rows and columns.

namespace tractable::simd {

/// One cache line: 8 doubles or 16 floats.
template <class T>
inline constexpr std::size_t kStepLanes = 64 / sizeof(T);

/// The lanes' sum as a tree: lane l with l + h for h = lanes / 2, ..., 1 (for doubles the tree of reduce.hpp).
template <class A, std::size_t Vectors, class T>
inline T add_lanes(Batch<T, A> (&lane)[Vectors]) {
  constexpr std::size_t width = Batch<T, A>::size;
#pragma GCC unroll 8
  for (std::size_t h = Vectors / 2; h > 0; h /= 2) {
    for (std::size_t v = 0; v < h; ++v) lane[v] += lane[v + h];
  }
  alignas(64) T part[width];
  lane[0].store_aligned(part);
#pragma GCC unroll 4
  for (std::size_t h = width / 2; h > 0; h /= 2) {
    for (std::size_t k = 0; k < h; ++k) part[k] += part[k + h];
  }
  return part[0];
}

/// The sum of f(0) ... f(n - 1) through virtual lanes; f(i) is a vector of terms from i on.
template <class A, class T, class F>
inline T sum_lanes(std::size_t n, F f) {
  using B = Batch<T, A>;
  constexpr std::size_t width = B::size, lanes = kStepLanes<T>, vectors = lanes / width;
  B lane[vectors];
  for (auto& l : lane) l = B(T(0));
  std::size_t i = 0;
  for (; i + lanes <= n; i += lanes) {
    for (std::size_t v = 0; v < vectors; ++v) lane[v] += f(i + v * width);
  }
  for (std::size_t v = 0; i < n; ++v, i += width) lane[v] += n - i >= width ? f(i) : keep_first<A>(f(i), n - i);
  return add_lanes<A>(lane);
}

template <class A, class T>
void sum_cols_step(const Step<T>& s) {
  using B = Batch<T, A>;
  const T* a = s.a;
  const std::size_t groups = s.rows * s.cols;
  for (std::size_t g = 0; g < groups; ++g, a += s.inner) {
    s.y[g] = sum_lanes<A, T>(s.inner, [a](std::size_t i) { return B::load_unaligned(a + i); });
  }
}

template <class A, class T>
void dot_cols_step(const Step<T>& s) {
  using B = Batch<T, A>;
  T* y = s.y;
  for (std::size_t r = 0; r < s.rows; ++r) {
    const T *a = s.a + r * s.lda, *b = s.b + r * s.ldb;
    for (std::size_t g = 0; g < s.cols; ++g, a += s.inner, b += s.inner) {
      *y++ = sum_lanes<A, T>(s.inner,
                             [a, b](std::size_t i) { return B::load_unaligned(a + i) * B::load_unaligned(b + i); });
    }
  }
}

template <class A, class T>
inline T max_of(const T* a, std::size_t n) {
  using B = Batch<T, A>;
  constexpr std::size_t width = B::size;
  T m = a[0];
  std::size_t i = 0;
  if (n >= width) {
    B best = B::load_unaligned(a);
    for (i = width; i + width <= n; i += width) best = simd::larger(best, B::load_unaligned(a + i));
    alignas(64) T part[width];
    best.store_aligned(part);
    m = part[0];
    for (std::size_t k = 1; k < width; ++k) m = m < part[k] || part[k] != part[k] ? part[k] : m;
  }
  for (; i < n; ++i) m = m < a[i] || a[i] != a[i] ? a[i] : m;
  return m + T(0);  // of zeros of both signs +0, whatever the order
}

template <class A, class T>
void max_cols_step(const Step<T>& s) {
  const std::size_t groups = s.rows * s.cols;
  for (std::size_t g = 0; g < groups; ++g) s.y[g] = max_of<A>(s.a + g * s.inner, s.inner);
}

/// Groups up to which log_sum_exp takes several at a time: they fit the lanes of every vector.
inline constexpr std::size_t kNarrow = 8;

/// log_sum_exp of a vector of groups, each of n <= kNarrow numbers: the lanes of a sum lie in n vectors then, and go
/// through the same tree. `count` groups are there; beyond them it reads nothing.
template <class A, class T>
inline Batch<T, A> log_sum_exp_narrow(const T* a, std::size_t n, std::size_t count) {
  using B = Batch<T, A>;
  constexpr std::size_t width = B::size;
  alignas(64) T part[width] = {};
  B lane[kNarrow], m;
  for (std::size_t k = 0; k < n; ++k) {
    for (std::size_t g = 0; g < count; ++g) part[g] = a[g * n + k];
    lane[k] = B::load_aligned(part);
    m = k == 0 ? lane[0] : simd::larger(m, lane[k]);
  }
  m += B(T(0));
  for (std::size_t k = 0; k < kNarrow; ++k) lane[k] = k < n ? simd::exp(lane[k] - m) : B(T(0));
  for (std::size_t h = kNarrow / 2; h > 0; h /= 2) {
    for (std::size_t k = 0; k < h; ++k) lane[k] += lane[k + h];
  }
  const B infinity(std::numeric_limits<T>::infinity());
  return xsimd::select((m == infinity) | (m == -infinity), m, m + simd::log(lane[0]));
}

template <class A, class T>
void log_sum_exp_step(const Step<T>& s) {
  using B = Batch<T, A>;
  const T* a = s.a;
  const std::size_t groups = s.rows * s.cols;
  if (s.inner <= kNarrow && groups > 1) {
    constexpr std::size_t width = B::size;
    std::size_t g = 0;
    for (; g + width <= groups; g += width) {
      log_sum_exp_narrow<A>(a + g * s.inner, s.inner, width).store_unaligned(s.y + g);
    }
    if (g < groups) store_part<A>(log_sum_exp_narrow<A>(a + g * s.inner, s.inner, groups - g), s.y + g, groups - g);
    return;
  }
  for (std::size_t g = 0; g < groups; ++g, a += s.inner) {
    const T m = max_of<A>(a, s.inner);
    const B shift(m);
    const T total =
        sum_lanes<A, T>(s.inner, [&](std::size_t i) { return simd::exp(B::load_unaligned(a + i) - shift); });
    const T infinity = std::numeric_limits<T>::infinity();
    s.y[g] = m == infinity || m == -infinity ? m : m + simd::log(B(total)).get(0);
  }
}

template <class A, std::size_t Vectors, class T>
inline void sum_rows_block(const Step<T>& s, std::size_t c, std::size_t n) {
  using B = Batch<T, A>;
  constexpr std::size_t width = B::size;
  B sum[Vectors];
  for (auto& v : sum) v = B(T(0));
  const T* a = s.a + c;
  for (std::size_t r = 0; r < s.inner; ++r, a += s.cols) {
    for (std::size_t v = 0; v < Vectors; ++v) sum[v] += B::load_unaligned(a + v * width);
  }
  for (std::size_t v = 0; v < Vectors; ++v) {
    if (n >= (v + 1) * width) {
      sum[v].store_unaligned(s.y + c + v * width);
    } else {
      store_part<A>(sum[v], s.y + c + v * width, n - v * width);
    }
  }
}
template <class A, class T>
void sum_rows_step(const Step<T>& s) {
  constexpr std::size_t width = Batch<T, A>::size;
  std::size_t c = 0;
  for (; c + 4 * width <= s.cols; c += 4 * width) sum_rows_block<A, 4>(s, c, 4 * width);
  for (; c < s.cols; c += width) sum_rows_block<A, 1>(s, c, s.cols - c);
}

template <class A, class T>
void cumsum_step(const Step<T>& s) {
  const T* a = s.a;
  T* y = s.y;
  for (std::size_t r = 0; r < s.rows; ++r, a += s.cols, y += s.cols) {
    T sum = a[0];
    y[0] = sum;
    for (std::size_t j = 1; j < s.cols; ++j) y[j] = sum += a[j];
  }
}

}  // namespace tractable::simd
