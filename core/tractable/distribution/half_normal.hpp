#pragma once

#include "tractable/distribution/family.hpp"

// The absolute value of a normal variable of mean 0 and standard deviation sigma > 0.

namespace tractable {

extern const Family kHalfNormal;

[[nodiscard]] Expr half_normal_log_prob(Expr x, Expr sigma);

}  // namespace tractable
