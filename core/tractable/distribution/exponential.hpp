#pragma once

#include "tractable/distribution/family.hpp"

// The exponential law of rate r > 0 on [0, inf), density r exp(-r x): mean 1 / r.

namespace tractable {

extern const Family kExponential;

[[nodiscard]] Expr exponential_log_prob(Expr x, Expr rate);

}  // namespace tractable
