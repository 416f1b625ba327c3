#include "tractable/bijector/positive_ordered.hpp"

#include "tractable/bijector/expressions.hpp"
#include "tractable/graph/ops.hpp"

namespace tractable {
namespace {

using detail::Structures;

Transformed to_positive_ordered(Expr x, Dim size, std::span<const Expr>) {
  return {cumsum(exp(x), size), sum_cols(x, size)};
}

Expr from_positive_ordered(Expr y, Dim size, std::span<const Expr>) {
  if (size == 1) return log(y);
  const Structures of{y.shape().cols / size, size};
  const Expr steps = of.columns(y, 1, size - 1) - of.columns(y, 0, size - 1);
  return log(of.joined(of.columns(y, 0, 1), 1, steps, size - 1));
}

void check(const CheckedValue& value, Dim, std::span<const double>) {
  CheckedValue first = value;
  first.y = value.y.first(1);
  detail::require_between(first, 0, detail::kInf, "0", "");
  detail::require_increasing(value);
}

}  // namespace

constinit const BijectorRow kPositiveOrdered{.name = "positive_ordered",
                                             .free = detail::same_size,
                                             .width = detail::same_size,
                                             .forward = to_positive_ordered,
                                             .inverse = from_positive_ordered,
                                             .check = check};

}  // namespace tractable
