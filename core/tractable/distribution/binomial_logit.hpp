#pragma once

#include "tractable/distribution/family.hpp"

// The binomial law of n trials, each with P(success) = 1 / (1 + exp(-logit)): for regressions on the logit. Two
// logarithms of the chance and a coefficient that the data fix: the log mass has an error of some 1e-16 n (1 +
// |logit|), where that of `binomial`, with more work, is relative.

namespace tractable {

extern const Family kBinomialLogit;

[[nodiscard]] Expr binomial_logit_log_prob(Expr k, Expr n, Expr logit);

}  // namespace tractable
