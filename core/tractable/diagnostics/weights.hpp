#pragma once

#include <span>

// Importance weights by their logarithms, which neither overflow nor underflow: any constant may be added to all of
// them. A weight of 0 is -infinity.

namespace tractable {

/// log sum_i exp(x_i). -infinity for no values, NaN if there is a NaN.
[[nodiscard]] double log_sum_exp(std::span<const double> x);

/// The effective sample size of weighted draws, (sum w)^2 / sum w^2: how many draws of equal weight estimate a mean as
/// well, if what is averaged does not depend on the weights. Between 1 and n; 0 if every weight is 0; NaN for a NaN or
/// an infinite weight. Kish (1965), Survey Sampling, sec. 11.7. Throws Error{too_few_values} for no weights.
/// It sees the drawn weights only: a proposal that misses part of the target looks well (psis.hpp looks at the tail).
[[nodiscard]] double ess_weights(std::span<const double> log_weights);

}  // namespace tractable
