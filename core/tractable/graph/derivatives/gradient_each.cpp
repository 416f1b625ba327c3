#include "tractable/graph/derivatives/gradient_each.hpp"

#include <vector>

#include "tractable/graph/build/build.hpp"
#include "tractable/graph/ops.hpp"

namespace tractable::detail {
namespace {

/// An n by n matrix in a row: `diagonal` on the diagonal, 1 below, 0 above.
Expr lower_mask(Graph& graph, Dim n, double diagonal) {
  std::vector<double> values;
  values.reserve(static_cast<std::size_t>(n) * static_cast<std::size_t>(n));
  for (Dim i = 0; i < n; ++i) {
    for (Dim j = 0; j < n; ++j) values.push_back(i > j ? 1 : i == j ? diagonal : 0);
  }
  return graph.data({1, n * n}, values);
}

/// The product in each row, back in the shape of an operand that may have one row for all.
Expr product(Expr a, Expr b, Dim r, Dim k, Dim c, Transpose transpose, Expr operand) {
  const Expr each = matmul_each(a, b, r, k, c, transpose);
  return sum_to(each, each.shape(), {operand.shape().rows, each.shape().cols});
}

}  // namespace

Adjoints matmul_each_rule(Expr y, Expr d, const std::array<bool, 3>& needed) {
  const Expr a = y.arg(0);
  const Expr b = y.arg(1);
  const auto [r, k, c, flags] = y.node().attr;
  Adjoints out{};
  if (needed[0]) {
    switch (flags) {
      case 0:
        out[0] = product(d, b, r, c, k, Transpose::b, a);
        break;
      case 1:
        out[0] = product(b, d, k, c, r, Transpose::b, a);
        break;
      case 2:
        out[0] = product(d, b, r, c, k, Transpose::none, a);
        break;
      default:
        out[0] = product(b, d, k, c, r, Transpose::both, a);
        break;
    }
  }
  if (needed[1]) {
    switch (flags) {
      case 0:
        out[1] = product(a, d, k, r, c, Transpose::a, b);
        break;
      case 1:
        out[1] = product(a, d, k, r, c, Transpose::none, b);
        break;
      case 2:
        out[1] = product(d, a, c, r, k, Transpose::a, b);
        break;
      default:
        out[1] = product(d, a, c, r, k, Transpose::both, b);
        break;
    }
  }
  return out;
}

Expr cholesky_each_rule(Expr y, Expr d) {
  const Dim n = y.node().attr[0];
  Graph& graph = *y.graph;
  const Expr half = lower_mask(graph, n, 0.5);
  const Expr phi = matmul_each(y, d, n, n, n, Transpose::a) * half;
  const Expr left = solve_lower_each(y, phi, n, n, true);                      // L'^-1 Phi
  const Expr s = solve_lower_each(y, transpose_each(left, n, n), n, n, true);  // (L'^-1 Phi L^-1)'
  return (s + transpose_each(s, n, n)) * half;
}

Adjoints solve_lower_each_rule(Expr y, Expr d, const std::array<bool, 3>& needed) {
  const Expr l = y.arg(0);
  const Expr b = y.arg(1);
  const auto [n, c, transposed, unused] = y.node().attr;
  const Expr back = solve_lower_each(l, d, n, c, transposed == 0);
  Adjoints out{};
  if (needed[0]) {
    const Expr x = transposed ? y : back;
    const Expr z = transposed ? back : y;
    out[0] = -(product(x, z, n, c, n, Transpose::b, l) * lower_mask(*y.graph, n, 1));
  }
  if (needed[1]) out[1] = sum_to(back, back.shape(), {b.shape().rows, back.shape().cols});
  return out;
}

Adjoints linear_recurrence_rule(Expr y, Expr d, const std::array<bool, 3>& needed) {
  const Expr x = y.arg(0);
  const Expr a = y.arg(1);
  const Expr back = reversed(linear_recurrence(reversed(d), a));
  Adjoints out{};
  if (needed[0]) out[0] = sum_to(back, back.shape(), {x.shape().rows, back.shape().cols});
  if (needed[1]) {
    const Dim length = y.shape().cols;
    std::vector<Expr> parts;
    for (Dim j = 1; j <= a.shape().cols; ++j) {
      if (j < length) {
        parts.push_back(sum_cols(slice(back, j, length - j) * slice(y, 0, length - j)));
      } else {
        parts.push_back(expand(y.graph->constant(0), {y.shape().rows, 1}));
      }
    }
    const Expr each = concat(parts);
    out[1] = sum_to(each, {y.shape().rows, each.shape().cols}, {a.shape().rows, each.shape().cols});
  }
  return out;
}

}  // namespace tractable::detail
