#include "tractable/distribution/expressions.hpp"

#include <limits>
#include <string>

#include "tractable/base/error.hpp"
#include "tractable/graph/ops.hpp"

namespace tractable::detail {

Expr is_whole(Expr a) { return 1 - greater(a, floor(a)); }

Expr is_between(Expr a, double low, double high) {
  return greater(a, a.graph->constant(low)) * greater(a.graph->constant(high), a);
}

Expr outside(Expr x) { return min(x, x.graph->constant(-std::numeric_limits<double>::infinity())); }

Expr log_or_minus_inf(Expr a) {
  const Expr positive = greater(a, a.graph->constant(0));
  return select(positive, log(select(positive, a, a.graph->constant(1))), outside(a));
}

Expr log_rest_or_minus_inf(Expr a) {
  const Expr below_one = greater(a.graph->constant(1), a);
  return select(below_one, log1p(-select(below_one, a, a.graph->constant(0))), outside(a));
}

// Each side of log 2 gets a harmless number where the other is meant.
Expr log1mexp(Expr a) {
  const Expr near = greater(a, a.graph->constant(-0.69314718055994530942)), one = a.graph->constant(1);
  return select(near, log(-expm1(select(near, a, -one))), log1p(-exp(select(near, -one, a))));
}

Expr tail_above_zero(Expr x, bool upper, Expr (*tail)(Expr x, std::span<const Expr> p, bool upper),
                     std::span<const Expr> p) {
  const Expr zero = x.graph->constant(0), positive = greater(x, zero);
  const Expr inside = tail(select(positive, x, x.graph->constant(1)), p, upper);
  return select(positive, inside, upper ? max(x, zero) : outside(x));
}

Expr deviance_from_product(Expr k, Expr a, Expr b) {
  const Expr m = a * b;
  return m * deviance(((k - m) - product_error(a, b)) / m);
}

void require_columns(Expr e, std::int64_t columns, std::string_view where, std::string_view name) {
  constexpr std::int64_t kMost = 1 << 22;
  if (columns > kMost) {
    throw_error(ErrorCode::too_large, where, name, " would have ", columns, " columns; at most ", kMost,
                " are possible");
  }
  if (e.shape().cols == columns) return;
  throw_error(ErrorCode::shape_mismatch, where, name, " has ", e.shape().cols, " columns; it must have ", columns);
}

}  // namespace tractable::detail
