#pragma once

#include <cstddef>
#include <cstdint>

// What a program (graph/program.hpp) runs: a flat list of steps, each a kernel with its operands resolved to pointers.
//
// A kernel writes its rows x cols results and nothing else, and never over its own operands; it may read up to one
// vector beyond the last element of an operand, so operands lie in an arena with room behind. Double results are the
// same bits at every vector width and equal the definition beside each name below; a row's bits depend on that row
// alone. Sums of a row go through virtual lanes as in reduce.hpp: 8 for double, 16 for float.
//
// Elementwise kernels run row by row; an operand is read as vectors (`full`: lda numbers from one row to the next, 0
// for a row that serves all) or as one number for a whole row (`one`: lda from one to the next, 0 for a scalar).

namespace tractable::simd {

template <class T>
struct Step {
  void (*run)(const Step& step) = nullptr;
  T* y = nullptr;
  const T *a = nullptr, *b = nullptr, *c = nullptr;
  T* second = nullptr;                             // a second output, of y's shape; or scratch
  std::size_t rows = 1, cols = 1;                  // of y
  std::size_t lda = 0, ldb = 0, ldc = 0, ldy = 0;  // elements from one row to the next
  std::size_t inner = 1;                           // size of a group, of a matrix, of the inner index, order
  std::uint32_t flags = 0;                         // products: 1 = a transposed, 2 = b transposed
  const std::int32_t* index = nullptr;             // gather, scatter
  const void* more = nullptr;                      // what a step outside this table needs
};

template <class T>
using StepFunction = void (*)(const Step<T>&);

// Elementwise, one operand. What is no arithmetic and rare is done by the functions of kernels.hpp, whose code is
// large; these here are in the innermost loops of most models.
#define TRACTABLE_UNARY_STEPS(X) X(copy) TRACTABLE_UNARY_OP_STEPS(X)
#define TRACTABLE_UNARY_OP_STEPS(X) \
  X(neg) X(abs) X(sign) X(floor) X(reciprocal) X(sqrt) X(exp) X(log) X(log1p) X(tanh) X(sigmoid) X(softplus)

// Elementwise, two operands. max: select(a < b or b is NaN, b, a); min likewise; greater: 1 or 0.
// product_error: a b less its rounded value, 0 if one is not finite (Dekker's halves, kernels/step_elementwise.hpp).
#define TRACTABLE_BINARY_STEPS(X) X(add) X(sub) X(mul) X(div) X(pow) X(max) X(min) X(greater) X(product_error)

// All others.
#define TRACTABLE_OTHER_STEPS(X)                                                                              \
  X(softplus_sigmoid)  /* y and second: the bits of the two alone */                                          \
  X(gather)            /* y(r, j) = a(r, index[j]) */                                                         \
  X(copy_rows)         /* y(r, c) = a(r, c), rows lda and ldy apart */                                        \
  X(pad_cols)          /* scatter_add where a's columns go side by side, from column lda on */                \
  X(scatter_add)       /* y = 0, then y(r, index[j]) += a(r, j) for j ascending; inner: columns of a */       \
  X(sum_rows)          /* y(c) = 0 + a(0, c) + a(1, c) ...; inner: rows of a */                               \
  X(sum_cols)          /* y(r, g) = lanes over a(r, g inner ... ) */                                          \
  X(dot_cols)          /* y(r, g) = lanes over a b at the same places */                                      \
  X(max_cols)          /* NaN if one is NaN; +0 if the largest are zeros */                                   \
  X(log_sum_exp)       /* m + log(lanes over exp(a - m)), m = max_cols; m itself if it is infinite */         \
  X(cumsum)            /* y(r, 0) = a(r, 0); y(r, j) = y(r, j - 1) + a(r, j) */                               \
  X(transpose)         /* y(r, c) = a(c, r), c fastest in y */                                                \
  X(matmul_each)       /* index: r, k, c; y(i, j) = 0 + a(i, 0) b(0, j) + ... in each row */                  \
  X(cholesky_each)     /* s = A_ij - L_i0 L_j0 - ...; L_ij = s / L_jj, L_ii = sqrt(s), NaN unless s > 0 */    \
  X(solve_lower_each)  /* x_i = (b_i - L_i0 x_0 - ...) / L_ii; flags 1: L', from the last i, k = i + 1 ... */ \
  X(linear_recurrence) /* y_t = a_t + b_1 y_(t-1) + ... + b_p y_(t-p), in this order; inner: p */

#define TRACTABLE_STEP(name, ...) name,
enum class UnaryStep : std::uint8_t { TRACTABLE_UNARY_STEPS(TRACTABLE_STEP) };
enum class BinaryStep : std::uint8_t { TRACTABLE_BINARY_STEPS(TRACTABLE_STEP) };
enum class OtherStep : std::uint8_t { TRACTABLE_OTHER_STEPS(TRACTABLE_STEP) };
#undef TRACTABLE_STEP

#define TRACTABLE_STEP(...) +1
inline constexpr std::size_t kUnarySteps = 0 TRACTABLE_UNARY_STEPS(TRACTABLE_STEP);
inline constexpr std::size_t kBinarySteps = 0 TRACTABLE_BINARY_STEPS(TRACTABLE_STEP);
inline constexpr std::size_t kOtherSteps = 0 TRACTABLE_OTHER_STEPS(TRACTABLE_STEP);
#undef TRACTABLE_STEP

/// The second of two operations in one pass over t = a o b: t + c, t - c, c - t, t c. The first is add, sub or mul.
enum class ChainEnd : std::uint8_t { add, sub, reversed_sub, mul };

/// How operands are read, as bits: 1 = a, 2 = b, 4 = c is one number for a whole row.
inline constexpr std::size_t kBinaryModes = 4, kTernaryModes = 8;
/// Chains have at most one such operand: none, a, b, c; or all three, for one number.
inline constexpr std::size_t kChainModes = 5;
[[nodiscard]] constexpr std::size_t chain_mode(std::size_t bits) { return bits == 4 ? 3 : bits == 7 ? 4 : bits; }

template <class T>
struct StepTable {
  StepFunction<T> unary[kUnarySteps];
  StepFunction<T> expand;  // operand a of either kind; flags: 1 = one number for a row
  StepFunction<T> binary[kBinarySteps][kBinaryModes];
  StepFunction<T> select[kTernaryModes];  // b where a is not 0, else c
  StepFunction<T> gate[2];                // c where a > b, else 0; bit: b is one number
  StepFunction<T> chain[3][4][kChainModes];
  StepFunction<T> other[kOtherSteps];
};

}  // namespace tractable::simd
