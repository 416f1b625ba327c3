#pragma once

#include "tractable/distribution/family.hpp"

// The Bernoulli law on 0 and 1 by its logit, P(X = 1) = 1 / (1 + exp(-logit)): of any real number, and without loss
// where the chance is next to 0 or 1.

namespace tractable {

extern const Family kBernoulliLogit;

[[nodiscard]] Expr bernoulli_logit_log_prob(Expr k, Expr logit);

}  // namespace tractable
