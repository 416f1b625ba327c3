#pragma once

#include "tractable/simd/kernels/matmul_pack.hpp"
#include "tractable/simd/kernels/matmul_sizes.hpp"

// Products of which C has few rows or few columns: those few against vectors of lanes along the other side, read in
// place where memory allows.

namespace tractable::simd {

/// A few rows of `s` against `lanes` lanes of `x`: sum_p s(i, p) x(p, lane).
template <class T>
struct Few {
  std::size_t count, lanes, k;
  const T* s;
  std::size_t s_row, s_step;  // s(i, p) stands at i s_row + p s_step; the loops need s_row = 1
  const T* x;
  std::size_t ldx;
  bool along_lanes;  // x(p, lane) at p ldx + lane, else at lane ldx + p
  T* c;              // element (i, lane) at i c_row + lane c_lane
  std::size_t c_row, c_lane;
  bool bias_by_lane;
  Finish<T> finish;
};

/// Whether C, and the bias, stand in memory as vectors of lanes (a single column does, but for its bias).
template <class A, class T>
inline bool in_vectors(const Few<T>& f) {
  return f.c_lane == 1 && (f.bias_by_lane || f.finish.bias == nullptr);
}

/// From the sums of `have` lanes to C.
template <class A, class T>
inline void finish_few(const Few<T>& f, const T* sums, std::size_t ld, std::size_t lane, std::size_t have) {
  using B = Batch<T, A>;
  for (std::size_t i = 0; i < f.count; ++i) {
    const T* const sum = sums + i * ld;
    T* const c = f.c + i * f.c_row + lane * f.c_lane;
    std::size_t q = 0;
    if (in_vectors<A>(f)) {
      for (; q + B::size <= have; q += B::size) {
        B value = B::load_unaligned(sum + q);
        if (f.finish.accumulate) value = B::load_unaligned(c + q) + value;
        if (f.finish.bias != nullptr) value += B::load_unaligned(f.finish.bias + lane + q);
        if (f.finish.relu) value = relu(value);
        value.store_unaligned(c + q);
      }
    }
    for (; q < have; ++q) {
      T* const to = c + q * f.c_lane;
      const T bias = f.finish.bias != nullptr ? f.finish.bias[f.bias_by_lane ? lane + q : i] : T(0);
      *to = finish_one<A>(sum[q], *to, bias, f.finish);
    }
  }
}

/// Sums of R of the few over V vectors of lanes where the steps of a lane stand side by side in memory: read across
/// rows.
template <class A, class T, int R, int V>
[[gnu::noinline]] void run_across(const Few<T>& f, std::size_t lane, T* sums, std::size_t ld) {
  using B = Batch<T, A>;
  const T* const x = f.x + lane * f.ldx;
  const T* s = f.s;
  const std::size_t ldx = f.ldx;
  const std::size_t k = f.k;
  const std::size_t s_step = f.s_step;
  B sum[R][V];
#pragma GCC unroll 16
  for (auto& row : sum) {
#pragma GCC unroll 4
    for (auto& value : row) value = B(T(0));
  }
  std::size_t p = 0;
  for (; p + kSteps<T> <= k; p += kSteps<T>, s += kSteps<T> * s_step) {
#pragma GCC unroll 4
    for (int v = 0; v < V; ++v) {
      B step[kSteps<T>];
      load_steps<A>(x + v * B::size * ldx + p, ldx, step);
#pragma GCC unroll 4
      for (std::size_t q = 0; q < kSteps<T>; ++q) {
#pragma GCC unroll 16
        for (int i = 0; i < R; ++i) sum[i][v] = multiply_add<A>(B(s[q * s_step + i]), step[q], sum[i][v]);
      }
    }
  }
  for (; p < k; ++p, s += s_step) {
    for (int v = 0; v < V; ++v) {
      T lanes[B::size];
      for (std::size_t l = 0; l < B::size; ++l) lanes[l] = x[(v * B::size + l) * ldx + p];
      const B step = B::load_unaligned(lanes);
      for (int i = 0; i < R; ++i) sum[i][v] = multiply_add<A>(B(s[i]), step, sum[i][v]);
    }
  }
#pragma GCC unroll 16
  for (int i = 0; i < R; ++i) {
#pragma GCC unroll 4
    for (int v = 0; v < V; ++v) sum[i][v].store_unaligned(sums + i * ld + v * B::size);
  }
}

/// All lanes of a product of R of the few, read across rows. There are at least as many lanes as a vector has.
template <class A, class T, int R>
inline void run_few_across(const Few<T>& f) {
  using Sizes = MatmulSizes<T, A>;
  constexpr int V = R == 1 ? 4 : R == 2 ? 2 : 1;
  constexpr std::size_t group = V * Sizes::width;
  T sums[R * group];
  std::size_t lane = 0;
  for (; lane + group <= f.lanes; lane += group) {
    run_across<A, T, R, V>(f, lane, sums, group);
    finish_few<A>(f, sums, group, lane, group);
  }
  while (lane < f.lanes) {
    // The last vector begins early enough to end with the last lane; what it makes again is not stored.
    const std::size_t begin = smaller<A>(lane, f.lanes - Sizes::width);
    run_across<A, T, R, 1>(f, begin, sums, group);
    finish_few<A>(f, sums + (lane - begin), group, lane, Sizes::width - (lane - begin));
    lane = begin + Sizes::width;
  }
}

template <class A, class T, int R>
inline void run_few_across(int count, const Few<T>& f) {
  if constexpr (R > 1) {
    if (count < R) return run_few_across<A, T, R - 1>(count, f);
  }
  run_few_across<A, T, R>(f);
}

/// One group of V vectors of lanes.
template <class A, class T, int V>
[[gnu::noinline]] void run_few_along(const Few<T>& f, std::size_t lane, std::size_t have, T* packed_x) {
  using Sizes = MatmulSizes<T, A>;
  constexpr std::size_t width = V * Sizes::width;
  constexpr int R = Sizes::rows_for(V);
  Tile<T> t;
  if (f.along_lanes && have == width && in_vectors<A>(f) && f.count <= Sizes::rows) {  // straight to C
    t.k = f.k;
    t.a = f.s;
    t.lda = f.s_step;
    t.b = f.x + lane;
    t.ldb = f.ldx;
    t.c = f.c + lane;
    t.ldc = f.c_row;
    Finish<T> finish = f.finish;
    if (finish.bias != nullptr) finish.bias += lane;
    t.finish = &finish;
    return run_rows<A, T, R, V, true>(static_cast<int>(f.count), t);
  }
  T sums[Sizes::few * width];
  // Lanes beyond the last are the next step's numbers, where there is a next step: read in place, never stored.
  std::size_t in_place = 0;
  if (f.along_lanes) {
    const std::size_t beyond = width - have;
    const std::size_t steps = (beyond + f.ldx - 1) / f.ldx;
    in_place = f.k > steps ? f.k - steps : 0;
  }
  for (std::size_t p = 0; p < f.k; p += t.k) {
    if (p < in_place) {
      t.k = in_place;
      t.b = f.x + lane;
      t.ldb = f.ldx;
    } else {
      t.k = smaller<A>(f.k - p, Sizes::block_k);
      const T* const part = f.along_lanes ? f.x + p * f.ldx + lane : f.x + lane * f.ldx + p;
      pack_panels<A>(part, f.ldx, f.along_lanes, t.k, have, width, packed_x);
      t.b = packed_x;
      t.ldb = width;
    }
    for (std::size_t i = 0; i < f.count; i += Sizes::rows) {
      const std::size_t rows = smaller<A>(f.count - i, Sizes::rows);
      t.a = f.s + i + p * f.s_step;
      t.lda = f.s_step;
      t.c = sums + i * width;
      t.ldc = width;
      t.carry = p == 0 ? nullptr : t.c;
      t.ld_carry = width;
      run_rows<A, T, R, V, true>(static_cast<int>(rows), t);
    }
  }
  finish_few<A>(f, sums, width, lane, have);
}
template <class A, class T, int V>
inline void run_few_along(int vectors, const Few<T>& f, std::size_t lane, std::size_t have, T* packed_x) {
  if constexpr (V > 1) {
    if (vectors < V) return run_few_along<A, T, V - 1>(vectors, f, lane, have, packed_x);
  }
  run_few_along<A, T, V>(f, lane, have, packed_x);
}

template <class A, class T>
inline void matmul_few(Few<T> f, T* workspace) {
  using Sizes = MatmulSizes<T, A>;
  const bool across = !f.along_lanes && f.lanes >= Sizes::width;
  T* packed = workspace;
  if (f.count > 1 && f.s_row != 1) {  // the few side by side, step after step
    for (std::size_t p = 0; p < f.k; ++p) {
      for (std::size_t i = 0; i < f.count; ++i) *packed++ = f.s[i * f.s_row + p * f.s_step];
    }
    f.s = workspace;
    f.s_row = 1;
    f.s_step = f.count;
  }
  if (across) return run_few_across<A, T, static_cast<int>(Sizes::few)>(static_cast<int>(f.count), f);
  constexpr int most = Sizes::vectors_for(1);
  const std::size_t vectors = (f.lanes + Sizes::width - 1) / Sizes::width;
  const std::size_t at_once = Sizes::vectors_for(f.count);
  const std::size_t groups = (vectors + at_once - 1) / at_once;
  const std::size_t even = (vectors + groups - 1) / groups;  // groups of equal size: a small last one would wait
  for (std::size_t lane = 0; lane < f.lanes; lane += even * Sizes::width) {
    const std::size_t have = smaller<A>(f.lanes - lane, even * Sizes::width);
    const auto v = static_cast<int>((have + Sizes::width - 1) / Sizes::width);
    run_few_along<A, T, most>(v, f, lane, have, packed);
  }
}

}  // namespace tractable::simd
