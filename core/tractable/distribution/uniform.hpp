#pragma once

#include "tractable/distribution/family.hpp"

// The uniform law on [low, high], low < high, density 1 / (high - low).

namespace tractable {

extern const Family kUniform;

[[nodiscard]] Expr uniform_log_prob(Expr x, Expr low, Expr high);

}  // namespace tractable
