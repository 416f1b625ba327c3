#include "tractable/bijector/upper.hpp"

#include "tractable/base/error.hpp"
#include "tractable/bijector/expressions.hpp"
#include "tractable/graph/ops.hpp"

namespace tractable {
namespace {

constexpr std::string_view kOperands[] = {"high"};

Transformed below(Expr x, Dim, std::span<const Expr> bounds) { return {bounds[0] - exp(x), x}; }
Expr from_below(Expr y, Dim, std::span<const Expr> bounds) { return log(bounds[0] - y); }
void check(const CheckedValue& value, Dim, std::span<const double> bounds) {
  require_finite(bounds[0], value.where, "high");
  detail::require_between(value, -detail::kInf, bounds[0], "", "high");
}

}  // namespace

constinit const BijectorRow kUpper{.name = "upper",
                                   .operands = kOperands,
                                   .elementwise = true,
                                   .free = detail::same_size,
                                   .width = detail::same_size,
                                   .forward = below,
                                   .inverse = from_below,
                                   .check = check};

}  // namespace tractable
