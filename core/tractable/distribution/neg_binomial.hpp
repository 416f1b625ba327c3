#pragma once

#include "tractable/distribution/family.hpp"

// The negative binomial law: failures before the r-th success in trials of probability p > 0, mass
// Gamma(k + r) / (k! Gamma(r)) p^r (1 - p)^k, k = 0, 1, ...; r > 0 need not be whole: the Poisson law whose rate has a
// gamma law of shape r and rate p / (1 - p).

namespace tractable {

extern const Family kNegBinomial;

[[nodiscard]] Expr neg_binomial_log_prob(Expr k, Expr r, Expr p);

}  // namespace tractable
