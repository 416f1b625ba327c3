#include "tractable/bijector/lower.hpp"

#include "tractable/base/error.hpp"
#include "tractable/bijector/expressions.hpp"
#include "tractable/graph/ops.hpp"

namespace tractable {
namespace {

constexpr std::string_view kOperands[] = {"low"};

Transformed above(Expr x, Dim, std::span<const Expr> bounds) { return {bounds[0] + exp(x), x}; }
Expr from_above(Expr y, Dim, std::span<const Expr> bounds) { return log(y - bounds[0]); }
void check(const CheckedValue& value, Dim, std::span<const double> bounds) {
  require_finite(bounds[0], value.where, "low");
  detail::require_between(value, bounds[0], detail::kInf, "low", "");
}

}  // namespace

constinit const BijectorRow kLower{.name = "lower",
                                   .operands = kOperands,
                                   .elementwise = true,
                                   .free = detail::same_size,
                                   .width = detail::same_size,
                                   .forward = above,
                                   .inverse = from_above,
                                   .check = check};

}  // namespace tractable
