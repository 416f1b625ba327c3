#pragma once

#include "tractable/diagnostics/chains.hpp"

// Monte Carlo standard errors: how far an estimate from these chains may be off, one standard deviation. It falls with
// the effective sample size (ess.hpp), not with the number of draws.
//   mean      sd / sqrt(ess_mean)
//   sd        that of the variance, sqrt((mean (x - m)^4 - v^2) / ess of (x - m)^2) with v = mean (x - m)^2, over
//             2 sqrt(v): the delta method; no normality is assumed
//   quantile  half the distance of two order statistics, at the quantiles 0.1586553 and 0.8413447 of
//             beta(ess p + 1, ess (1 - p) + 1): one standard deviation to either side, without a density estimate
//   Vehtari et al. (2021), Bayesian Analysis 16(2), sec. 4. The answers are those of R's posterior 1.4.0.
// NaN where the effective sample size is NaN. All throw what the functions of ess.hpp throw.

namespace tractable {

[[nodiscard]] double mcse_mean(Chains x);
[[nodiscard]] double mcse_sd(Chains x);
/// 0 where draws are discrete and the two order statistics equal.
[[nodiscard]] double mcse_quantile(Chains x, double p);

}  // namespace tractable
