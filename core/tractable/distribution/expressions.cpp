#include "tractable/distribution/expressions.hpp"

#include <limits>

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

Expr deviance_from_product(Expr k, Expr a, Expr b) {
  const Expr m = a * b;
  return m * deviance(((k - m) - product_error(a, b)) / m);
}

}  // namespace tractable::detail
