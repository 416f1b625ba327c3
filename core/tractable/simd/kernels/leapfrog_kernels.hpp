#pragma once

#include <type_traits>

#include "tractable/simd/kernels/batch.hpp"
#include "tractable/simd/leapfrog_step.hpp"

// The loops of Hamiltonian samplers (leapfrog_step.hpp). Sums have four virtual lanes, element i in lane i mod 4, then
// the tree (0+2) + (1+3): a vector of AVX2, and six sums at a time stay in registers. Position and gradient lie in a
// program's arena, where nothing past their end may be written: the last, partial vector goes number by number.

namespace tractable::simd {

inline constexpr std::size_t kTurnLanes = 4;

/// Four numbers for an architecture whose own vectors are wider. Of A, as everything here: xsimd's batches for a
/// narrower one, compiled with this one's flags, could be the copy that the linker keeps for a processor that lacks
/// them.
template <class A>
struct Four {
  static constexpr std::size_t size = kTurnLanes;
  using Vector = double __attribute__((vector_size(sizeof(double) * kTurnLanes)));
  Vector value;
  Four() = default;
  explicit Four(double x) : value{x, x, x, x} {}
  static Four load_unaligned(const double* x) {
    Four out;
    __builtin_memcpy(&out.value, x, sizeof out.value);
    return out;
  }
  void store_unaligned(double* x) const { __builtin_memcpy(x, &value, sizeof value); }
  void operator+=(const Four& other) { value += other.value; }
  friend Four operator+(Four x, const Four& y) {
    x.value += y.value;
    return x;
  }
  friend Four operator*(Four x, const Four& y) {
    x.value *= y.value;
    return x;
  }
};

template <class A>
using FourAtMost = std::conditional_t<(Batch<double, A>::size > kTurnLanes), Four<A>, Batch<double, A>>;

template <class A>
inline void leapfrog_drift(const double* scale, double step, const double* gradient, const double* r, double* half,
                           double* q, std::size_t n) {
  using B = FourAtMost<A>;
  const B half_step(0.5 * step), whole(step);
  std::size_t i = 0;
  for (; i + B::size <= n; i += B::size) {
    const B s = B::load_unaligned(scale + i);
    const B moved = B::load_unaligned(r + i) + half_step * (s * B::load_unaligned(gradient + i));
    moved.store_unaligned(half + i);
    (B::load_unaligned(q + i) + whole * (s * moved)).store_unaligned(q + i);
  }
  for (; i < n; ++i) {
    half[i] = r[i] + (0.5 * step) * (scale[i] * gradient[i]);
    q[i] = q[i] + step * (scale[i] * half[i]);
  }
}

template <class A>
inline double leapfrog_kick(const double* scale, double step, const double* gradient, const double* half, double* r,
                            std::size_t n) {
  using B = FourAtMost<A>;
  constexpr std::size_t vectors = kTurnLanes / B::size;
  const B half_step(0.5 * step);
  B lane[vectors];
  for (auto& sum : lane) sum = B(0.0);
  std::size_t i = 0;
  for (; i + kTurnLanes <= n; i += kTurnLanes) {
    for (std::size_t v = 0; v < vectors; ++v) {
      const std::size_t at = i + v * B::size;
      const B moved =
          B::load_unaligned(half + at) + half_step * (B::load_unaligned(scale + at) * B::load_unaligned(gradient + at));
      moved.store_unaligned(r + at);
      lane[v] += moved * moved;
    }
  }
  double total[kTurnLanes];
  for (std::size_t v = 0; v < vectors; ++v) lane[v].store_unaligned(total + v * B::size);
  for (std::size_t k = 0; i < n; ++i, ++k) {
    r[i] = half[i] + (0.5 * step) * (scale[i] * gradient[i]);
    total[k] = total[k] + r[i] * r[i];
  }
  return (total[0] + total[2]) + (total[1] + total[3]);
}

template <class A>
inline void leapfrog_copy(const double* from, double* to, std::size_t n) {
  using B = FourAtMost<A>;
  std::size_t i = 0;
  for (; i + B::size <= n; i += B::size) {
    B::load_unaligned(from + i).store_unaligned(to + i);
#ifdef __wasm__
    asm volatile("");  // or the compiler sees the memcpy in the loop
#endif
  }
  for (; i < n; ++i) to[i] = from[i];
}

/// The four lanes' sum.
template <class B, std::size_t Vectors>
inline double add_lanes(const B (&lane)[Vectors]) {
  double total[kTurnLanes];
  for (std::size_t v = 0; v < Vectors; ++v) lane[v].store_unaligned(total + v * B::size);
  return (total[0] + total[2]) + (total[1] + total[3]);
}

template <class A>
inline bool join_leaves(const double* first, const double* last, double* sum, std::size_t n) {
  using B = FourAtMost<A>;
  constexpr std::size_t vectors = kTurnLanes / B::size;
  B a[vectors], b[vectors];
  for (std::size_t v = 0; v < vectors; ++v) a[v] = b[v] = B(0.0);
  for (std::size_t i = 0; i < n; i += kTurnLanes) {
    for (std::size_t v = 0; v < vectors; ++v) {
      const std::size_t at = i + v * B::size;
      const B x = B::load_unaligned(first + at), y = B::load_unaligned(last + at), rho = x + y;
      rho.store_unaligned(sum + at);
      a[v] += x * rho;
      b[v] += y * rho;
    }
  }
  return add_lanes(a) > 0 && add_lanes(b) > 0;
}

template <class A>
inline TurnChecks join_trees(const Momenta& left, const Momenta& right, double* sum, std::size_t n) {
  using B = FourAtMost<A>;
  constexpr std::size_t vectors = kTurnLanes / B::size;
  B whole_a[vectors], whole_b[vectors], left_a[vectors], left_b[vectors], right_a[vectors], right_b[vectors];
  for (std::size_t v = 0; v < vectors; ++v)
    whole_a[v] = whole_b[v] = left_a[v] = left_b[v] = right_a[v] = right_b[v] = B(0.0);
  for (std::size_t i = 0; i < n; i += kTurnLanes) {
    for (std::size_t v = 0; v < vectors; ++v) {
      const std::size_t at = i + v * B::size;
      const B a = B::load_unaligned(left.first + at), b = B::load_unaligned(left.last + at);
      const B c = B::load_unaligned(right.first + at), d = B::load_unaligned(right.last + at);
      const B of_left = B::load_unaligned(left.sum + at), of_right = B::load_unaligned(right.sum + at);
      const B rho = of_left + of_right, to_right = of_left + c, from_left = of_right + b;
      rho.store_unaligned(sum + at);
      whole_a[v] += a * rho;
      whole_b[v] += d * rho;
      left_a[v] += a * to_right;
      left_b[v] += c * to_right;
      right_a[v] += b * from_left;
      right_b[v] += d * from_left;
    }
  }
  return {add_lanes(whole_a) > 0 && add_lanes(whole_b) > 0,
          add_lanes(left_a) > 0 && add_lanes(left_b) > 0 && add_lanes(right_a) > 0 && add_lanes(right_b) > 0};
}

}  // namespace tractable::simd
