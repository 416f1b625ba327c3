#pragma once

#include "tractable/distribution/family.hpp"

// The Cauchy law, density 1 / (pi scale (1 + z^2)), z = (x - loc) / scale, scale > 0. It has no mean: NaN.

namespace tractable {

extern const Family kCauchy;

[[nodiscard]] Expr cauchy_log_prob(Expr x, Expr loc, Expr scale);

namespace detail {
/// log(1 + z^2), also where z^2 overflows.
[[nodiscard]] Expr log1p_square(Expr z);
[[nodiscard]] Expr standard_cauchy_log_cdf(Expr z);
/// P(Z > z) of the standard law.
[[nodiscard]] double standard_cauchy_sf(double z);
/// tan(pi t), 0 <= t <= 1/2, and 1 / tan(pi t).
[[nodiscard]] double tan_pi(double t);
[[nodiscard]] double cot_pi(double t);
}  // namespace detail

}  // namespace tractable
