#pragma once

#include "tractable/simd/kernels/matmul_tile.hpp"
#include "tractable/simd/matmul.hpp"

// How a matrix product is cut: the sizes of its parts, and what its two ways (matmul_blocks.hpp, matmul_few.hpp) share.

namespace tractable::simd {

template <class T, class A>
struct MatmulSizes {
  static constexpr std::size_t width = Batch<T, A>::size;
  static constexpr std::size_t rows = TileShape<T, A>::rows;
  static constexpr std::size_t columns = TileShape<T, A>::vectors * width;
  /// A panel of B, k x columns, stays in the first-level cache; a block of B, or of A, in half of the second level.
  static constexpr std::size_t block_k = columns * sizeof(T) <= 32 ? 512 : 256;
  static constexpr std::size_t block_n = (std::size_t{1} << 19) / sizeof(T) / block_k / columns * columns;
  static constexpr std::size_t block_m = (std::size_t{1} << 18) / sizeof(T) / block_k / rows * rows;
  /// The steps of all blocks but the last, which may have fewer: about equal, and no more than block_k.
  static constexpr std::size_t deep(std::size_t k) {
    const std::size_t blocks = (k + block_k - 1) / block_k;
    return k <= block_k ? k : ((k + blocks - 1) / blocks + 7) / 8 * 8;
  }
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

}  // namespace tractable::simd
