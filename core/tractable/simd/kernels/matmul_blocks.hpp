#pragma once

#include "tractable/simd/kernels/matmul_pack.hpp"
#include "tractable/simd/kernels/matmul_sizes.hpp"

// Products by blocks: tiles of C against panels of B as wide as a tile, copied so that a tile reads memory in order.

namespace tractable::simd {

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

/// B's panels are packed one by one where one block of rows uses them.
template <class A, class T>
inline bool packs_late(const Matmul& shape) {
  return shape.m <= MatmulSizes<T, A>::block_m;
}

/// Columns of B that are packed at the same time.
template <class A, class T>
inline std::size_t packed_columns(const Matmul& shape) {
  using Sizes = MatmulSizes<T, A>;
  if (packs_late<A, T>(shape)) return Sizes::columns;
  return round_up<A>(smaller<A>(shape.n, Sizes::block_n), Sizes::columns);
}

/// The part of a product that one packed block of B serves.
template <class T>
struct Block {
  std::size_t k = 0, n = 0;  // its steps and columns
  const T* a = nullptr;      // A from its first step on
  const T* b = nullptr;      // B from its first step and column on
  std::size_t ldb = 0;
  T* packed_b = nullptr;  // B in panels; where it is packed late, room for one
  bool in_place = false;  // whole panels are read from b
  bool late = false;      // a panel is packed when it is needed, into the first-level cache: one block of rows uses it
  T* packed_a = nullptr;  // room for panels of A
  const T* carry = nullptr;  // the sums so far, or null
  std::size_t ld_carry = 0;
  T* to = nullptr;  // where the sums go
  std::size_t ld_to = 0;
  const Finish<T>* finish = nullptr;  // null: more blocks of k follow
};

/// Where the panel from column j on stands, and how far apart its steps are.
template <class A, class T>
inline const T* panel_of_b(const Matmul& shape, const Block<T>& block, std::size_t j, std::size_t columns,
                           std::size_t& ld) {
  using Sizes = MatmulSizes<T, A>;
  if (block.in_place && columns == Sizes::columns) {
    ld = block.ldb;
    return block.b + j;
  }
  ld = Sizes::columns;
  if (!block.late) return block.packed_b + j * block.k;
  const T* const from = shape.transpose_b ? block.b + j * block.ldb : block.b + j;
  pack_panels<A>(from, block.ldb, !shape.transpose_b, block.k, columns, Sizes::columns, block.packed_b);
  return block.packed_b;
}

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
      t.b = panel_of_b<A>(shape, block, j, columns, t.ldb);
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
  const std::size_t deep = Sizes::deep(shape.k);
  T* const packed_b = workspace;
  T* const packed_a = packed_b + deep * packed_columns<A, T>(shape);
  T* const sums = packed_a + room_for_a<A, T>(shape, deep);
  // Packing pays by the rows that use it, and when B does not fit in the first-level cache.
  const bool in_place = !shape.transpose_b && (shape.m <= Sizes::unpacked_rows || deep * shape.n <= Sizes::unpacked_b);
  const bool late = packs_late<A, T>(shape);
  const bool apart = shape.accumulate && shape.k > deep;  // C itself must keep what it held
  for (std::size_t j = 0; j < shape.n; j += Sizes::block_n) {
    const std::size_t n = smaller<A>(shape.n - j, Sizes::block_n);
    for (std::size_t p = 0; p < shape.k; p += deep) {
      const std::size_t k = smaller<A>(shape.k - p, deep);
      const T* const part = shape.transpose_b ? b + j * shape.ldb + p : b + p * shape.ldb + j;
      const std::size_t skip = in_place ? n / Sizes::columns * Sizes::columns : 0;
      if (!late) {
        const T* const rest = shape.transpose_b ? part + skip * shape.ldb : part + skip;
        pack_panels<A>(rest, shape.ldb, !shape.transpose_b, k, n - skip, Sizes::columns, packed_b + skip * k);
      }
      const bool last = p + k == shape.k;
      Block<T> block;
      block.k = k;
      block.n = n;
      block.a = shape.transpose_a ? a + p * shape.lda : a + p;
      block.b = part;
      block.ldb = shape.ldb;
      block.packed_b = packed_b;
      block.in_place = in_place;
      block.late = late;
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

}  // namespace tractable::simd
