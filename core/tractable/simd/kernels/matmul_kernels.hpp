#pragma once

#include "tractable/simd/kernels/matmul_pack.hpp"
#include "tractable/simd/kernels/matmul_tile.hpp"
#include "tractable/simd/matmul.hpp"

// The matrix product behind matmul.hpp: cuts it into tiles. Two ways, which give the same bits: blocks (B packed in
// panels as wide as a tile), and, where C has few rows or few columns, those few against vectors of lanes along the
// other side, read in place where memory allows.

namespace tractable::simd {

template <class T, class A>
struct MatmulSizes {
  static constexpr std::size_t width = Batch<T, A>::size;
  static constexpr std::size_t rows = TileShape<T, A>::rows;
  static constexpr std::size_t columns = TileShape<T, A>::vectors * width;
  /// A panel of B, k x columns, stays in the first-level cache; a block of B, or of A, in half of the second level.
  static constexpr std::size_t block_k = 256;
  static constexpr std::size_t block_n = 2048 / sizeof(T) / columns * columns;
  static constexpr std::size_t block_m = 1024 / sizeof(T) / rows * rows;
  /// B is read in place for up to so many rows, or while it has at most so many elements.
  static constexpr std::size_t unpacked_rows = 2 * rows, unpacked_b = 24576 / sizeof(T);
  /// A transposed A is read in place for up to so many panels of B, or where its rows are no further apart.
  static constexpr std::size_t unpacked_panels = 2, unpacked_lda = 512 / sizeof(T);
  /// Up to so many rows, or columns, count as few.
  static constexpr std::size_t few_rows = rows;
  static constexpr std::size_t few_columns = 7;
  static constexpr std::size_t few = few_rows > few_columns ? few_rows : few_columns;
  /// So many vectors of lanes at a time against one, two or more of the few: enough sums to hide the adder's latency.
  static constexpr int vectors_for(std::size_t count) {
    return count == 1 ? 10 : count == 2 ? 4 : TileShape<T, A>::vectors;
  }
  /// The most rows that so many vectors at a time can come with.
  static constexpr int rows_for(int vectors) {
    return vectors > 4 ? 1 : vectors > TileShape<T, A>::vectors ? 2 : TileShape<T, A>::rows;
  }
};

template <class A>
inline std::size_t smaller(std::size_t a, std::size_t b) {
  return a < b ? a : b;
}

template <class A>
inline std::size_t round_up(std::size_t n, std::size_t multiple) {
  return (n + multiple - 1) / multiple * multiple;
}

template <class A, class T>
inline T finish_one(T sum, T before, T bias, const Finish<T>& finish) {
  if (finish.accumulate) sum = before + sum;
  if (finish.bias != nullptr) sum += bias;
  return finish.relu && sum < T(0) ? T(0) : sum;
}

// ---- blocks ---------------------------------------------------------------------------------------------------------

/// A tile of which only `columns` columns are wanted: in buffers of full width.
template <class A, class T, int V, bool kByStep>
[[gnu::noinline]] void run_edge(int rows, std::size_t columns, Tile<T> t) {
  constexpr int R = TileShape<T, A>::rows;
  constexpr std::size_t width = V * Batch<T, A>::size;
  T c[R * width] = {};
  T carry[R * width] = {};
  T bias[width] = {};
  Finish<T> finish;
  T* const out = t.c;
  for (int i = 0; i < rows; ++i) {
    for (std::size_t j = 0; j < columns; ++j) {
      if (t.carry != nullptr) carry[i * width + j] = t.carry[i * t.ld_carry + j];
      if (t.finish != nullptr && t.finish->accumulate) c[i * width + j] = out[i * t.ldc + j];
    }
  }
  if (t.finish != nullptr) {
    finish = *t.finish;
    if (finish.bias != nullptr) {
      for (std::size_t j = 0; j < columns; ++j) bias[j] = finish.bias[j];
      finish.bias = bias;
    }
    t.finish = &finish;
  }
  const std::size_t ldc = t.ldc;
  if (t.carry != nullptr) t.carry = carry;
  t.ld_carry = width;
  t.c = c;
  t.ldc = width;
  run_rows<A, T, R, V, kByStep>(rows, t);
  for (int i = 0; i < rows; ++i) {
    for (std::size_t j = 0; j < columns; ++j) out[i * ldc + j] = c[i * width + j];
  }
}

/// The tiles of a block of rows against one panel of B. `t` holds the first tile's places, and A's next rows
/// stand `a_next` further on.
template <class A, class T, bool kByStep>
[[gnu::noinline]] void run_panel(std::size_t rows, std::size_t columns, Tile<T> t, std::size_t a_next) {
  using Sizes = MatmulSizes<T, A>;
  constexpr int R = TileShape<T, A>::rows;
  constexpr int V = TileShape<T, A>::vectors;
  for (std::size_t i = 0; i < rows; i += Sizes::rows) {
    const int tile_rows = static_cast<int>(rows - i < Sizes::rows ? rows - i : Sizes::rows);
    if (columns == Sizes::columns) {
      run_rows<A, T, R, V, kByStep>(tile_rows, t);
    } else if (columns == Sizes::width) {
      run_rows<A, T, R, 1, kByStep>(tile_rows, t);
    } else if (columns < Sizes::width) {
      run_edge<A, T, 1, kByStep>(tile_rows, columns, t);
    } else {
      run_edge<A, T, V, kByStep>(tile_rows, columns, t);
    }
    t.a += a_next;
    t.c += R * t.ldc;
    if (t.carry != nullptr) t.carry += R * t.ld_carry;
  }
}

/// A is packed only where it is transposed, and then unless few panels of B use it or its rows lie close together.
template <class A, class T>
inline bool packs_a(const Matmul& shape) {
  using Sizes = MatmulSizes<T, A>;
  return shape.transpose_a && shape.n > Sizes::unpacked_panels * Sizes::columns && shape.lda > Sizes::unpacked_lda;
}

template <class A, class T>
inline std::size_t room_for_a(const Matmul& shape, std::size_t deep) {
  using Sizes = MatmulSizes<T, A>;
  return packs_a<A, T>(shape) ? deep * round_up<A>(smaller<A>(shape.m, Sizes::block_m), Sizes::rows) : 0;
}

/// The part of a product that one packed block of B serves.
template <class T>
struct Block {
  std::size_t k = 0, n = 0;     // its steps and columns
  const T* a = nullptr;         // A from its first step on
  const T* packed_b = nullptr;  // B in panels
  const T* b = nullptr;         // or, for whole panels, in place
  std::size_t ldb = 0;
  T* packed_a = nullptr;     // room for panels of A
  const T* carry = nullptr;  // the sums so far, or null
  std::size_t ld_carry = 0;
  T* to = nullptr;  // where the sums go
  std::size_t ld_to = 0;
  const Finish<T>* finish = nullptr;  // null: more blocks of k follow
};

template <class A, class T>
inline void run_block(const Matmul& shape, const Block<T>& block) {
  using Sizes = MatmulSizes<T, A>;
  for (std::size_t i = 0; i < shape.m; i += Sizes::block_m) {
    const std::size_t rows = smaller<A>(shape.m - i, Sizes::block_m);
    const bool pack_a = packs_a<A, T>(shape);
    if (pack_a) pack_panels<A>(block.a + i, shape.lda, true, block.k, rows, Sizes::rows, block.packed_a);
    Finish<T> finish;
    if (block.finish != nullptr) finish = *block.finish;
    for (std::size_t j = 0; j < block.n; j += Sizes::columns) {
      Tile<T> t;
      t.k = block.k;
      t.a = pack_a ? block.packed_a : shape.transpose_a ? block.a + i : block.a + i * shape.lda;
      t.lda = pack_a ? Sizes::rows : shape.lda;
      const std::size_t columns = smaller<A>(block.n - j, Sizes::columns);
      const bool in_place = block.b != nullptr && columns == Sizes::columns;
      t.b = in_place ? block.b + j : block.packed_b + j * block.k;
      t.ldb = in_place ? block.ldb : Sizes::columns;
      t.carry = block.carry != nullptr ? block.carry + i * block.ld_carry + j : nullptr;
      t.ld_carry = block.ld_carry;
      t.c = block.to + i * block.ld_to + j;
      t.ldc = block.ld_to;
      t.finish = block.finish != nullptr ? &finish : nullptr;
      if (shape.transpose_a) {
        run_panel<A, T, true>(rows, columns, t, pack_a ? Sizes::rows * block.k : Sizes::rows);
      } else {
        run_panel<A, T, false>(rows, columns, t, Sizes::rows * shape.lda);
      }
      if (finish.bias != nullptr) finish.bias += columns;
    }
  }
}

template <class A, class T>
inline void matmul_blocks(const Matmul& shape, const T* a, const T* b, Finish<T> finish, T* c, T* workspace) {
  using Sizes = MatmulSizes<T, A>;
  const std::size_t deep = smaller<A>(shape.k, Sizes::block_k);
  T* const packed_b = workspace;
  T* const packed_a = packed_b + deep * round_up<A>(smaller<A>(shape.n, Sizes::block_n), Sizes::columns);
  T* const sums = packed_a + room_for_a<A, T>(shape, deep);
  // Packing pays by the rows that use it, and when B does not fit in the first-level cache.
  const bool in_place = !shape.transpose_b && (shape.m <= Sizes::unpacked_rows || deep * shape.n <= Sizes::unpacked_b);
  const bool apart = shape.accumulate && shape.k > Sizes::block_k;  // C itself must keep what it held
  for (std::size_t j = 0; j < shape.n; j += Sizes::block_n) {
    const std::size_t n = smaller<A>(shape.n - j, Sizes::block_n);
    for (std::size_t p = 0; p < shape.k; p += Sizes::block_k) {
      const std::size_t k = smaller<A>(shape.k - p, Sizes::block_k);
      const T* const part = shape.transpose_b ? b + j * shape.ldb + p : b + p * shape.ldb + j;
      const std::size_t skip = in_place ? n / Sizes::columns * Sizes::columns : 0;
      pack_panels<A>(part + skip, shape.ldb, !shape.transpose_b, k, n - skip, Sizes::columns, packed_b + skip * k);
      const bool last = p + k == shape.k;
      Block<T> block;
      block.k = k;
      block.n = n;
      block.a = shape.transpose_a ? a + p * shape.lda : a + p;
      block.packed_b = packed_b;
      block.b = in_place ? part : nullptr;
      block.ldb = shape.ldb;
      block.packed_a = packed_a;
      block.to = apart && !last ? sums : c + j;
      block.ld_to = apart && !last ? n : shape.ldc;
      block.carry = p == 0 ? nullptr : apart ? sums : c + j;
      block.ld_carry = apart ? n : shape.ldc;
      block.finish = last ? &finish : nullptr;
      run_block<A>(shape, block);
    }
    if (finish.bias != nullptr) finish.bias += n;
  }
}

// ---- few rows or few columns ----------------------------------------------------------------------------------------

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

// ---- the entries ----------------------------------------------------------------------------------------------------

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
  const std::size_t deep = smaller<A>(shape.k, Sizes::block_k);
  if (has_few_columns<A, T>(shape) || has_few_rows<A, T>(shape)) {
    const std::size_t count = has_few_columns<A, T>(shape) ? shape.n : shape.m;
    return count * shape.k + deep * Sizes::vectors_for(1) * Sizes::width;
  }
  const std::size_t n = smaller<A>(shape.n, Sizes::block_n);
  return deep * round_up<A>(n, Sizes::columns) + room_for_a<A, T>(shape, deep) +
         (shape.accumulate && shape.k > Sizes::block_k ? shape.m * n : 0);
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
