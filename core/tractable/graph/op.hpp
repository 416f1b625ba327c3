#pragma once

#include <array>
#include <cstdint>
#include <string_view>

// The closed set of operations. Everything else is a function made of them (ops.hpp builds them, gradient_rules.cpp
// has the derivative of each, simd/step.hpp the kernels). One row here, one gradient rule, one kernel and one row in
// the table of tests/core/graph make an op; a missing one does not compile or fails a test.

namespace tractable {

enum class OpKind : std::uint8_t {
  leaf,     // no operands
  unary,    // elementwise, one operand, of the node's own shape
  binary,   // elementwise, two operands that broadcast
  ternary,  // elementwise, three operands that broadcast
  view,     // the operand's numbers in the same order: no work where the memory can be shared
  other     // a kernel of its own; operands have the shape that the builder says
};

// name, arity, kind. Only binary and ternary ops accept broadcast: an operand of (1, C), (R, 1) or (1, 1) is read in
// place. All others see operands of exactly the shape they state (`expand` makes one).
#define TRACTABLE_OPS(X)                                                                                             \
  X(input, 0, leaf)              /* numbers written before each run; never interned */                               \
  X(data, 0, leaf)               /* numbers fixed when the graph is built */                                         \
  X(constant, 0, leaf)           /* (1, 1); its bits are in `value` */                                               \
  X(batch_size, 0, leaf)         /* (1, 1): the number of rows of the batch, known to the program */                 \
  X(neg, 1, unary)               /* -a */                                                                            \
  X(abs, 1, unary)               /* |a| */                                                                           \
  X(sign, 1, unary)              /* -1, 0 or 1; NaN for NaN */                                                       \
  X(floor, 1, unary)             /* the largest whole number <= a */                                                 \
  X(reciprocal, 1, unary)        /* 1 / a */                                                                         \
  X(sqrt, 1, unary)              /* */                                                                               \
  X(exp, 1, unary)               /* */                                                                               \
  X(log, 1, unary)               /* */                                                                               \
  X(log1p, 1, unary)             /* log(1 + a) */                                                                    \
  X(expm1, 1, unary)             /* exp(a) - 1 */                                                                    \
  X(sin, 1, unary)               /* */                                                                               \
  X(cos, 1, unary)               /* */                                                                               \
  X(atan, 1, unary)              /* */                                                                               \
  X(tanh, 1, unary)              /* */                                                                               \
  X(sigmoid, 1, unary)           /* 1 / (1 + exp(-a)) */                                                             \
  X(softplus, 1, unary)          /* log(1 + exp(a)) */                                                               \
  X(log_sigmoid, 1, unary)       /* -softplus(-a) */                                                                 \
  X(lgamma, 1, unary)            /* log |Gamma(a)| */                                                                \
  X(deviance, 1, unary)          /* (1 + a) log(1 + a) - a */                                                        \
  X(stirling, 1, unary)          /* lgamma(a) - ((a - 1/2) log a - a + log(2 pi) / 2) */                             \
  X(polygamma, 1, unary)         /* the attr[0]-th derivative of digamma, attr[0] = 0 ... 4 */                       \
  X(erf, 1, unary)               /* */                                                                               \
  X(erfc, 1, unary)              /* 1 - erf(a), accurate in the right tail */                                        \
  X(erfcx, 1, unary)             /* exp(a^2) erfc(a) */                                                              \
  X(normal_log_cdf, 1, unary)    /* log Phi(a) */                                                                    \
  X(normal_ppf, 1, unary)        /* Phi^-1(a) */                                                                     \
  X(add, 2, binary)              /* a + b */                                                                         \
  X(sub, 2, binary)              /* a - b */                                                                         \
  X(mul, 2, binary)              /* a b */                                                                           \
  X(div, 2, binary)              /* a / b */                                                                         \
  X(pow, 2, binary)              /* a^b */                                                                           \
  X(max, 2, binary)              /* the larger; NaN if one is NaN */                                                 \
  X(min, 2, binary)              /* the smaller; NaN if one is NaN */                                                \
  X(product_error, 2, binary)    /* a b - (a b as rounded); 0 if that is not finite */                               \
  X(greater, 2, binary)          /* 1 where a > b, else 0 */                                                         \
  X(select, 3, ternary)          /* b where a is not 0, else c */                                                    \
  X(expand, 1, other)            /* (1, C), (R, 1) or (1, 1) copied to (R, C) */                                     \
  X(reshape, 1, view)            /* (R, C) as (R', C') with R C = R' C', both numbers, row by row */                 \
  X(stop_gradient, 1, view)      /* a, whose derivative is 0 */                                                      \
  X(gather, 1, other)            /* column j of the result is column index[j] of a */                                \
  X(scatter_add, 1, other)       /* column index[j] of the result gets column j of a added, in the order of j */     \
  X(concat, 2, other)            /* b's columns after a's */                                                         \
  X(sum_rows, 1, other)          /* (R, C) -> (1, C); row by row, from the first */                                  \
  X(sum_cols, 1, other)          /* (R, G k) -> (R, G), k = attr[0] neighbours each; eight lanes (simd/reduce) */    \
  X(max_cols, 1, other)          /* (R, G k) -> (R, G); NaN if one is NaN */                                         \
  X(log_sum_exp, 1, other)       /* (R, G k) -> (R, G) */                                                            \
  X(cumsum, 1, other)            /* y_j = a_0 + ... + a_j in each k = attr[0] neighbours */                          \
  X(matmul, 2, other)            /* op(a) op(b); attr[0]: 1 = a transposed, 2 = b transposed */                      \
  X(matmul_each, 2, other)       /* in each row op(A) op(B), (r, k) by (k, c); attr = r, k, c, flags as matmul */    \
  X(cholesky_each, 1, other)     /* in each row L of A = L L', n by n, n = attr[0]; upper part 0; reads the lower */ \
  X(solve_lower_each, 2, other)  /* in each row L^-1 B or L'^-1 B; attr = n, columns of B, 1 if transposed */        \
  X(linear_recurrence, 2, other) /* y_t = a_t + sum_j b_j y_(t-j), j = 1 ... p, y before the first is 0 */

enum class Op : std::uint8_t {
#define TRACTABLE_ENUMERATOR(name, arity, kind) name,
  TRACTABLE_OPS(TRACTABLE_ENUMERATOR)
#undef TRACTABLE_ENUMERATOR
};

struct OpInfo {
  std::string_view name;
  int arity;
  OpKind kind;
};

inline constexpr std::array kOps{
#define TRACTABLE_ROW(name, arity, kind) OpInfo{#name, arity, OpKind::kind},
    TRACTABLE_OPS(TRACTABLE_ROW)
#undef TRACTABLE_ROW
};

[[nodiscard]] constexpr const OpInfo& info(Op op) { return kOps[static_cast<std::size_t>(op)]; }
[[nodiscard]] constexpr bool is_elementwise(Op op) {
  return info(op).kind == OpKind::unary || info(op).kind == OpKind::binary || info(op).kind == OpKind::ternary;
}
[[nodiscard]] constexpr bool accepts_broadcast(Op op) {
  return info(op).kind == OpKind::binary || info(op).kind == OpKind::ternary;
}

}  // namespace tractable
