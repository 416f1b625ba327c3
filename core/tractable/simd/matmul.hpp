#pragma once

#include <cstddef>
#include <span>

// Matrix products C = op(A) op(B), row-major, float and double.
//
// Each element is one sum over the inner index p = 0, 1, ..., k - 1, from zero and in this order, whatever the sizes
// around it, the block it falls in or its place: a row's bits do not depend on how many rows there are. A double
// product has the bits of the naive loop in every build (plain multiply and add); a float product fuses the two where
// the processor can, so floats differ between instruction sets in the last digits, but not with m, n or position.
// After the sum, in this order and each as its own operation: + C (accumulate), + bias, relu.
//
// Blocks and packed panels after Goto & van de Geijn (2008), "Anatomy of high-performance matrix multiplication".

namespace tractable {

/// op(A) is (m, k), op(B) is (k, n), C is (m, n). A is stored as (m, k), or as (k, m) where `transpose_a`; B as (k, n),
/// or as (n, k) where `transpose_b`. All row-major. Any size may be 0; k = 0 is a sum of nothing.
struct Matmul {
  std::size_t m = 0, n = 0, k = 0;
  bool transpose_a = false, transpose_b = false;
  bool accumulate = false;                ///< C += the product, where it was C = the product
  bool relu = false;                      ///< at the end: what is below zero becomes zero (NaN and -0 stay)
  std::size_t lda = 0, ldb = 0, ldc = 0;  ///< elements from one stored row to the next; 0: rows without gaps
};

/// How many elements (not bytes) of workspace the product needs with the kernels in use here; with any, no more than
/// 12 k + 2^18 and, where it accumulates over k > 256, m min(n, 512) on top. T is float or double.
template <class T>
[[nodiscard]] std::size_t matmul_workspace(const Matmul& shape);

/// C = op(A) op(B). `bias`: n values added to every row, or empty. `workspace`: matmul_workspace<T>(shape) elements
/// whose content does not matter; nothing is allocated. C may overlap none of the others; the gaps between its rows
/// are left alone. Throws Error{shape_mismatch} where a span is too short or a leading dimension is less than a row,
/// Error{too_large} where a matrix would have more elements than memory has addresses.
void matmul(const Matmul& shape, std::span<const double> a, std::span<const double> b, std::span<const double> bias,
            std::span<double> c, std::span<double> workspace);
void matmul(const Matmul& shape, std::span<const float> a, std::span<const float> b, std::span<const float> bias,
            std::span<float> c, std::span<float> workspace);

/// The same, with a workspace of its own.
void matmul(const Matmul& shape, std::span<const double> a, std::span<const double> b, std::span<double> c);
void matmul(const Matmul& shape, std::span<const float> a, std::span<const float> b, std::span<float> c);

}  // namespace tractable
