#pragma once

#include <cstdint>
#include <span>
#include <string_view>

#include "tractable/distribution/family.hpp"

// What the densities of all families are made of. A density is a chain of select: where the argument is not in a
// formula's range, the formula gets a harmless one, so that neither values nor derivatives of the branch that is not
// taken spoil the other's (graph/ops.hpp, select).

namespace tractable::detail {

inline constexpr double kHalfLog2Pi = 0.91893853320467274178;

/// 1 where a is a whole number.
[[nodiscard]] Expr is_whole(Expr a);
/// 1 where low < a < high.
[[nodiscard]] Expr is_between(Expr a, double low, double high);
/// -inf; NaN where x is.
[[nodiscard]] Expr outside(Expr x);
/// log a; -inf for a <= 0, with a derivative of 0.
[[nodiscard]] Expr log_or_minus_inf(Expr a);
/// log(1 - a); -inf for a >= 1, with a derivative of 0.
[[nodiscard]] Expr log_rest_or_minus_inf(Expr a);
/// log(1 - exp(a)) for a <= 0; NaN above.
[[nodiscard]] Expr log1mexp(Expr a);
/// The log tail of a law on x > 0: `tail` of a harmless 1 where x is not, and there -inf or, of the upper, 0.
[[nodiscard]] Expr tail_above_zero(Expr x, bool upper, Expr (*tail)(Expr x, std::span<const Expr> p, bool upper),
                                   std::span<const Expr> p);
/// k log(k / m) - k + m for k, m > 0, to a relative accuracy of some units, m = a b.
[[nodiscard]] Expr deviance_from_product(Expr k, Expr a, Expr b);

/// Throws Error{shape_mismatch} unless e has so many columns; Error{too_large} beyond 2^22: what a density makes of
/// them (places, masks) must have room.
void require_columns(Expr e, std::int64_t columns, std::string_view where, std::string_view name);

}  // namespace tractable::detail
