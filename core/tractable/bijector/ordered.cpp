#include "tractable/bijector/ordered.hpp"

#include "tractable/base/mutant.hpp"
#include "tractable/bijector/expressions.hpp"
#include "tractable/graph/ops.hpp"

namespace tractable {
namespace {

using detail::Structures;

Transformed to_ordered(Expr x, Dim size, std::span<const Expr>) {
  if (size == 1) return {x, detail::no_log_det(x)};
  const Structures of{x.shape().cols / size, size};
  const Expr first = of.columns(x, 0, 1), rest = of.columns(x, 1, size - 1);
  const Expr log_det = sum_cols(rest, size - 1);
  return {cumsum(of.joined(first, 1, exp(rest), size - 1), size), mutant("ordered_log_det_sign") ? -log_det : log_det};
}

Expr from_ordered(Expr y, Dim size, std::span<const Expr>) {
  if (size == 1) return y;
  const Structures of{y.shape().cols / size, size};
  const Expr steps = of.columns(y, 1, size - 1) - of.columns(y, 0, size - 1);
  return of.joined(of.columns(y, 0, 1), 1, log(steps), size - 1);
}

void check(const CheckedValue& value, Dim, std::span<const double>) { detail::require_increasing(value); }

}  // namespace

constinit const BijectorRow kOrdered{.name = "ordered",
                                     .free = detail::same_size,
                                     .width = detail::same_size,
                                     .forward = to_ordered,
                                     .inverse = from_ordered,
                                     .check = check};

}  // namespace tractable
