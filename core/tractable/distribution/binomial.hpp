#pragma once

#include "tractable/distribution/family.hpp"

// The binomial law: successes among n = 0, 1, ... trials of probability p, mass C(n, k) p^k (1 - p)^(n - k).

namespace tractable {

extern const Family kBinomial;

[[nodiscard]] Expr binomial_log_prob(Expr k, Expr n, Expr p);

}  // namespace tractable
