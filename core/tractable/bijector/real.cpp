#include "tractable/bijector/real.hpp"

#include "tractable/bijector/expressions.hpp"

namespace tractable {
namespace {

Transformed to_real(Expr x, Dim, std::span<const Expr>) { return {x, detail::no_log_det(x)}; }
Expr from_real(Expr y, Dim, std::span<const Expr>) { return y; }
void check(const CheckedValue&, Dim, std::span<const double>) {}

}  // namespace

constinit const BijectorRow kReal{.name = "real",
                                  .elementwise = true,
                                  .free = detail::same_size,
                                  .width = detail::same_size,
                                  .forward = to_real,
                                  .inverse = from_real,
                                  .check = check};

}  // namespace tractable
