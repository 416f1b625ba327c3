#pragma once

#include "tractable/distribution/family.hpp"

// The geometric law on 1, 2, ...: the number of trials up to the first success, each of probability p > 0; mass
// p (1 - p)^(k - 1).

namespace tractable {

extern const Family kGeometric;

[[nodiscard]] Expr geometric_log_prob(Expr k, Expr p);

}  // namespace tractable
