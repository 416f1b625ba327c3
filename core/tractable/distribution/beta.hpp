#pragma once

#include "tractable/distribution/family.hpp"

// The beta law on [0, 1], density x^(a - 1) (1 - x)^(b - 1) / B(a, b), a, b > 0: mean a / (a + b).

namespace tractable {

extern const Family kBeta;

[[nodiscard]] Expr beta_log_prob(Expr x, Expr a, Expr b);

}  // namespace tractable
