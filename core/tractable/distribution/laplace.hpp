#pragma once

#include "tractable/distribution/family.hpp"

// The Laplace law, density exp(-|x - loc| / scale) / (2 scale), scale > 0: an exponential to both sides.

namespace tractable {

extern const Family kLaplace;

[[nodiscard]] Expr laplace_log_prob(Expr x, Expr loc, Expr scale);

}  // namespace tractable
