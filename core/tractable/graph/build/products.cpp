#include "tractable/base/error.hpp"
#include "tractable/graph/build/build.hpp"
#include "tractable/graph/ops.hpp"

namespace tractable {
namespace {

bool first(Transpose t) { return t == Transpose::a || t == Transpose::both; }
bool second(Transpose t) { return t == Transpose::b || t == Transpose::both; }

void require_matrix(Expr a, Dim rows, Dim cols, std::string_view where, std::string_view name) {
  if (rows < 1 || cols < 1 || std::int64_t{rows} * cols != a.shape().cols) {
    detail::throw_mismatch(where, a, text("the rows of ", name, " hold no (", rows, ", ", cols, ") matrix"));
  }
}

/// The rows of an op of two operands that work in each row.
Dim joined_rows(Expr a, Expr b, std::string_view where) {
  const Dim x = a.shape().rows;
  const Dim y = b.shape().rows;
  if (x != y && x != 1 && y != 1) detail::throw_mismatch(where, a, b, "the rows differ, and neither is 1");
  return x == 1 ? y : x;
}

/// Products with one column or one inner element are elementwise work, which joins its neighbours. None for one row:
/// that is a batch of 1.
Expr simplified_matmul(Expr a, Expr b, Transpose transpose) {
  const bool plain = transpose == Transpose::none;
  if (plain && a.shape().cols == 1) return a * b;
  if (plain && b.shape().cols == 1 && !b.shape().has_batch()) return sum_cols(a * reshape(b, 1, b.shape().rows));
  if (transpose == Transpose::b && b.shape().rows == 1) return sum_cols(a * b);
  return {};
}

}  // namespace

Expr matmul(Expr a, Expr b, Transpose transpose) {
  detail::require_same_graph(a, b, "matmul");
  const Shape s = a.shape();
  const Shape t = b.shape();
  const Dim inner = first(transpose) ? s.rows : s.cols;
  const Dim inner_b = second(transpose) ? t.cols : t.rows;
  if (inner != inner_b) detail::throw_mismatch("matmul", a, b, "the inner sizes differ");
  const Shape shape{first(transpose) ? s.cols : s.rows, second(transpose) ? t.rows : t.cols};
  if (shape.cols == kBatch) detail::throw_mismatch("matmul", a, b, "the batch would become columns");
  if (a.graph->cleans()) {
    if (const Expr e = simplified_matmul(a, b, transpose); e.exists()) return e;
  }
  const std::int32_t flags = (first(transpose) ? 1 : 0) + (second(transpose) ? 2 : 0);
  return a.graph->intern({.op = Op::matmul, .shape = shape, .args = {a.id, b.id, kNoNode}, .attr = {flags}});
}

Expr matmul_each(Expr a, Expr b, Dim r, Dim k, Dim c, Transpose transpose) {
  detail::require_same_graph(a, b, "matmul_each");
  require_matrix(a, first(transpose) ? k : r, first(transpose) ? r : k, "matmul_each", "a");
  require_matrix(b, second(transpose) ? c : k, second(transpose) ? k : c, "matmul_each", "b");
  const Dim rows = joined_rows(a, b, "matmul_each");
  if (std::int64_t{r} * c > std::int64_t{1} << 30) {
    throw_error(ErrorCode::too_large, "matmul_each", "the product has ", r, " by ", c, " elements in each row");
  }
  const std::int32_t flags = (first(transpose) ? 1 : 0) + (second(transpose) ? 2 : 0);
  return a.graph->intern(
      {.op = Op::matmul_each, .shape = {rows, r * c}, .args = {a.id, b.id, kNoNode}, .attr = {r, k, c, flags}});
}

Expr cholesky_each(Expr a, Dim n) {
  detail::require_exists(a, "cholesky_each");
  require_matrix(a, n, n, "cholesky_each", "a");
  return a.graph->intern({.op = Op::cholesky_each, .shape = a.shape(), .args = {a.id, kNoNode, kNoNode}, .attr = {n}});
}

Expr solve_lower_each(Expr l, Expr b, Dim n, Dim c, bool transposed) {
  detail::require_same_graph(l, b, "solve_lower_each");
  require_matrix(l, n, n, "solve_lower_each", "l");
  require_matrix(b, n, c, "solve_lower_each", "b");
  return l.graph->intern({.op = Op::solve_lower_each,
                          .shape = {joined_rows(l, b, "solve_lower_each"), b.shape().cols},
                          .args = {l.id, b.id, kNoNode},
                          .attr = {n, c, transposed ? 1 : 0}});
}

Expr linear_recurrence(Expr x, Expr a) {
  detail::require_same_graph(x, a, "linear_recurrence");
  return x.graph->intern({.op = Op::linear_recurrence,
                          .shape = {joined_rows(x, a, "linear_recurrence"), x.shape().cols},
                          .args = {x.id, a.id, kNoNode}});
}

}  // namespace tractable
