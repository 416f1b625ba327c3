#include "tractable/bijector/interval.hpp"

#include "tractable/base/error.hpp"
#include "tractable/base/mutant.hpp"
#include "tractable/bijector/expressions.hpp"
#include "tractable/graph/ops.hpp"

namespace tractable {
namespace {

constexpr std::string_view kOperands[] = {"low", "high"};

Transformed between(Expr x, Dim, std::span<const Expr> bounds) {
  const Expr width = bounds[1] - bounds[0];
  const Expr right = greater(x, x.graph->constant(0));
  const Expr value = select(right, bounds[1] - width * sigmoid(-x), bounds[0] + width * sigmoid(x));
  const Expr slope = log_sigmoid(x) + log_sigmoid(-x);
  return {value, mutant("interval_forgets_width") ? slope : log(width) + slope};
}

Expr from_between(Expr y, Dim, std::span<const Expr> bounds) { return log(y - bounds[0]) - log(bounds[1] - y); }

void check(const CheckedValue& value, Dim, std::span<const double> bounds) {
  require_finite(bounds[0], value.where, "low");
  require_finite(bounds[1], value.where, "high");
  if (!(bounds[0] < bounds[1])) {
    throw_error(ErrorCode::invalid_argument, value.where, "high is ", bounds[1], "; it must be greater than low, ",
                bounds[0]);
  }
  detail::require_between(value, bounds[0], bounds[1], "low", "high");
}

}  // namespace

constinit const BijectorRow kInterval{.name = "interval",
                                      .operands = kOperands,
                                      .elementwise = true,
                                      .free = detail::same_size,
                                      .width = detail::same_size,
                                      .forward = between,
                                      .inverse = from_between,
                                      .check = check};

}  // namespace tractable
