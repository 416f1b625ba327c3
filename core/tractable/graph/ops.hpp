#pragma once

#include <cstdint>
#include <span>

#include "tractable/graph/graph.hpp"

// Builders. Each checks shapes and throws Error{shape_mismatch}, naming the expressions and both shapes, or
// Error{invalid_argument}; operands of two graphs are Error{invalid_argument}. B is the batch, R and C are numbers.
// Elementwise builders of two or three operands broadcast: 1 fits every number of rows or columns.

namespace tractable {

// --- elementwise ---------------------------------------------------------------------------------------------------
[[nodiscard]] Expr operator+(Expr a, Expr b);
[[nodiscard]] Expr operator-(Expr a, Expr b);
[[nodiscard]] Expr operator*(Expr a, Expr b);
[[nodiscard]] Expr operator/(Expr a, Expr b);
[[nodiscard]] Expr operator-(Expr a);
[[nodiscard]] inline Expr operator+(Expr a, double b) { return a + a.graph->constant(b); }
[[nodiscard]] inline Expr operator+(double a, Expr b) { return b.graph->constant(a) + b; }
[[nodiscard]] inline Expr operator-(Expr a, double b) { return a - a.graph->constant(b); }
[[nodiscard]] inline Expr operator-(double a, Expr b) { return b.graph->constant(a) - b; }
[[nodiscard]] inline Expr operator*(Expr a, double b) { return a * a.graph->constant(b); }
[[nodiscard]] inline Expr operator*(double a, Expr b) { return b.graph->constant(a) * b; }
[[nodiscard]] inline Expr operator/(Expr a, double b) { return a / a.graph->constant(b); }
[[nodiscard]] inline Expr operator/(double a, Expr b) { return b.graph->constant(a) / b; }
[[nodiscard]] Expr abs(Expr a);
[[nodiscard]] Expr sign(Expr a);
/// The largest whole number <= a; its derivative is 0.
[[nodiscard]] Expr floor(Expr a);
[[nodiscard]] Expr reciprocal(Expr a);
[[nodiscard]] Expr sqrt(Expr a);
[[nodiscard]] Expr square(Expr a);
[[nodiscard]] Expr exp(Expr a);
[[nodiscard]] Expr log(Expr a);
[[nodiscard]] Expr log1p(Expr a);
[[nodiscard]] Expr expm1(Expr a);
[[nodiscard]] Expr sin(Expr a);
[[nodiscard]] Expr cos(Expr a);
[[nodiscard]] Expr atan(Expr a);
[[nodiscard]] Expr tanh(Expr a);
[[nodiscard]] Expr sigmoid(Expr a);
[[nodiscard]] Expr softplus(Expr a);
[[nodiscard]] Expr log_sigmoid(Expr a);
[[nodiscard]] Expr lgamma(Expr a);
/// (1 + a) log(1 + a) - a, and log Gamma(a) less Stirling's formula for it: log densities of large counts and shapes.
[[nodiscard]] Expr deviance(Expr a);
[[nodiscard]] Expr stirling(Expr a);
[[nodiscard]] Expr digamma(Expr a);
/// The n-th derivative of digamma, 0 <= n <= 4. The gradient of n = 4 is Error{invalid_argument} when it is built.
[[nodiscard]] Expr polygamma(int n, Expr a);
[[nodiscard]] Expr erf(Expr a);
[[nodiscard]] Expr erfc(Expr a);
[[nodiscard]] Expr erfcx(Expr a);
[[nodiscard]] Expr normal_log_cdf(Expr a);
[[nodiscard]] Expr normal_ppf(Expr a);
[[nodiscard]] Expr relu(Expr a);
/// Its derivative by b is NaN where a < 0 (a whole b has no neighbours there) and 0 where a is 0.
[[nodiscard]] Expr pow(Expr a, Expr b);
/// A whole number of at most 64 in size is a product of a's (and a reciprocal), 0.5 is sqrt.
[[nodiscard]] Expr pow(Expr a, double b);
[[nodiscard]] Expr max(Expr a, Expr b);
[[nodiscard]] Expr min(Expr a, Expr b);
/// a held within [low, high]; its derivative is 1 inside, 0 outside.
[[nodiscard]] Expr clamp(Expr a, double low, double high);
/// What rounding took from a b: (k - a * b) - product_error(a, b) is k - a b rounded once. Its derivative is 0.
[[nodiscard]] Expr product_error(Expr a, Expr b);
/// 1 where a > b, else 0; its derivative is 0.
[[nodiscard]] Expr greater(Expr a, Expr b);
/// b where condition is not 0, else c. A branch whose derivative is not finite where it is not taken spoils the other's
/// (0 times infinity is NaN): select its argument, too, as in select(p, sqrt(select(p, x, 1)), 0).
[[nodiscard]] Expr select(Expr condition, Expr b, Expr c);
/// a, whose derivative is 0.
[[nodiscard]] Expr stop_gradient(Expr a);

// --- columns -------------------------------------------------------------------------------------------------------
/// a broadcast to `shape`.
[[nodiscard]] Expr expand(Expr a, Shape shape);
/// (R, C) as (rows, cols), row by row; no batch.
[[nodiscard]] Expr reshape(Expr a, Dim rows, Dim cols);
/// Column j of the result is column index[j] of a: (R, C) -> (R, index.size()).
[[nodiscard]] Expr gather(Expr a, std::span<const std::int32_t> index);
/// Column index[j] of the result gets column j of a: (R, index.size()) -> (R, cols); columns that get none are 0.
[[nodiscard]] Expr scatter_add(Expr a, std::span<const std::int32_t> index, Dim cols);
/// Columns first ... first + count - 1.
[[nodiscard]] Expr slice(Expr a, Dim first, Dim count);
/// All columns side by side; one or more expressions with equally many rows (1 row fits all).
[[nodiscard]] Expr concat(std::span<const Expr> parts);
[[nodiscard]] Expr concat(Expr a, Expr b);
/// In each row the transpose of an (r, c) matrix.
[[nodiscard]] Expr transpose_each(Expr a, Dim r, Dim c);

// --- sums ----------------------------------------------------------------------------------------------------------
/// (R, C) or (B, C) -> (1, C): the only op beside matmul(a^T, b) that joins the rows of a batch.
[[nodiscard]] Expr sum_rows(Expr a);
/// (R, C) -> (R, C / group): sums of `group` neighbours; group = 0 means all columns.
[[nodiscard]] Expr sum_cols(Expr a, Dim group = 0);
[[nodiscard]] Expr max_cols(Expr a, Dim group = 0);
/// log(sum(exp(...))) of `group` neighbours, without overflow; -inf if all are, and then its derivatives are 0: what is
/// impossible whatever the parameters has no say in them. (Its softmax is NaN.)
[[nodiscard]] Expr log_sum_exp(Expr a, Dim group = 0);
/// (1, 1).
[[nodiscard]] Expr sum(Expr a);
/// (1, 1); divides by rows * cols, also where the rows are the batch.
[[nodiscard]] Expr mean(Expr a);
/// (1, C): sum_rows divided by the number of rows.
[[nodiscard]] Expr mean_rows(Expr a);
/// Along each row, anew in each `group` of neighbours: y_j = a_0 + ... + a_j.
[[nodiscard]] Expr cumsum(Expr a, Dim group = 0);
[[nodiscard]] Expr softmax(Expr a, Dim group = 0);
[[nodiscard]] Expr log_softmax(Expr a, Dim group = 0);

// --- products ------------------------------------------------------------------------------------------------------
enum class Transpose : std::uint8_t { none, a, b, both };
/// op(a) op(b). The batch may be a's rows (then it is the result's) or, with a transposed, the inner size (then b's
/// rows are the batch too). It can never become the columns.
[[nodiscard]] Expr matmul(Expr a, Expr b, Transpose transpose = Transpose::none);
/// In each row: op(A) op(B), op(A) (r, k), op(B) (k, c), stored row-major; (B, r k) by (B, k c) -> (B, r c). An operand
/// of one row serves all rows.
[[nodiscard]] Expr matmul_each(Expr a, Expr b, Dim r, Dim k, Dim c, Transpose transpose = Transpose::none);
/// In each row the lower factor L of A = L L' (n by n; only A's lower part is read). NaN where A is not positive
/// definite.
[[nodiscard]] Expr cholesky_each(Expr a, Dim n);
/// In each row L^-1 B (transposed: L'^-1 B) for lower L (n by n) and B (n, c).
[[nodiscard]] Expr solve_lower_each(Expr l, Expr b, Dim n, Dim c, bool transposed = false);
/// In each row y_t = x_t + sum_j a_j y_(t-j), j = 1 ... p: x (B, T), a (B, p) or (1, p) -> (B, T).
[[nodiscard]] Expr linear_recurrence(Expr x, Expr a);

}  // namespace tractable
