#pragma once

#include "tractable/distribution/family.hpp"

// The absolute value of a Cauchy variable around 0, density 2 / (pi scale (1 + (x / scale)^2)) on [0, inf), scale >
// 0. Its mean is infinite.

namespace tractable {

extern const Family kHalfCauchy;

[[nodiscard]] Expr half_cauchy_log_prob(Expr x, Expr scale);

}  // namespace tractable
