#pragma once

#include "tractable/simd/kernels/batch.hpp"
#include "tractable/simd/kernels/elementary.hpp"
#include "tractable/simd/kernels/normal.hpp"

// The kernels behind reduce.hpp: eight virtual lanes held in 8 / width accumulators, then the fixed tree.

namespace tractable::simd {

inline constexpr std::size_t kVirtualLanes = 8;

/// sum_i f(x_i) in the fixed order. A partial last group is padded, and the padding's terms are replaced by zeros.
template <class A, class F>
inline double sum_of(const double* x, std::size_t n, F f) {
  using B = Batch<double, A>;
  static_assert(kVirtualLanes % B::size == 0);
  constexpr std::size_t vectors = kVirtualLanes / B::size;
  B lane[vectors];
  for (auto& accumulator : lane) accumulator = B(0.0);
  std::size_t i = 0;
  for (; i + kVirtualLanes <= n; i += kVirtualLanes) {
    for (std::size_t v = 0; v < vectors; ++v) lane[v] += f(B::load_unaligned(x + i + v * B::size));
  }
  double total[kVirtualLanes];
  if (i < n) {
    double term[kVirtualLanes];
    for (std::size_t k = 0; k < kVirtualLanes; ++k) term[k] = x[i + k < n ? i + k : n - 1];
    for (std::size_t v = 0; v < vectors; ++v)
      f(B::load_unaligned(term + v * B::size)).store_unaligned(term + v * B::size);
    for (std::size_t k = n - i; k < kVirtualLanes; ++k) term[k] = 0.0;
    for (std::size_t v = 0; v < vectors; ++v) lane[v] += B::load_unaligned(term + v * B::size);
  }
  for (std::size_t v = 0; v < vectors; ++v) lane[v].store_unaligned(total + v * B::size);
  return ((total[0] + total[4]) + (total[2] + total[6])) + ((total[1] + total[5]) + (total[3] + total[7]));
}

template <class A>
inline double sum(const double* x, std::size_t n) {
  return sum_of<A>(x, n, [](Batch<double, A> value) { return value; });
}

template <class A>
inline double sum_squares(const double* x, std::size_t n, double center) {
  using B = Batch<double, A>;
  return sum_of<A>(x, n, [center = B(center)](B value) { return (value - center) * (value - center); });
}

template <class A>
inline double gaussian_kernel_sum(const double* data, std::size_t n, double at, double inverse_h) {
  using B = Batch<double, A>;
  return sum_of<A>(data, n, [at = B(at), inverse_h = B(inverse_h)](B value) {
    const B u = (at - value) * inverse_h;
    return simd::exp(B(-0.5) * u * u);
  });
}

template <class A>
inline double normal_cdf_kernel_sum(const double* data, std::size_t n, double at, double inverse_h) {
  using B = Batch<double, A>;
  return sum_of<A>(
      data, n, [at = B(at), inverse_h = B(inverse_h)](B value) { return simd::normal_cdf((at - value) * inverse_h); });
}

}  // namespace tractable::simd
