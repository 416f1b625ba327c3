#pragma once

#include "tractable/distribution/family.hpp"

// The Poisson law by the logarithm of its rate, mass exp(k log_rate - exp(log_rate)) / k!: for regressions on the log
// rate. The log mass has an error of some 1e-16 of its largest term, where that of `poisson`, with more work, is
// relative.

namespace tractable {

extern const Family kPoissonLog;

[[nodiscard]] Expr poisson_log_log_prob(Expr k, Expr log_rate);

}  // namespace tractable
