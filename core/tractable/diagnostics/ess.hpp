#pragma once

#include "tractable/diagnostics/chains.hpp"

// Effective sample size: how many independent draws would estimate as well as the chains do,
//   N / tau,  tau = -1 + 2 sum_t (rho_2t + rho_2t+1),
// over the N draws of all chains, with the autocorrelations rho_t of all chains together (a chain that sits elsewhere
// lowers it), summed while pairs are positive and made to descend (Geyer's initial monotone sequence), and at most
// N log10(N). More than N where draws alternate about the mean. Chains are split into halves, so that one that drifts
// counts as two that disagree; of an odd number the middle draw is left out.
//   Geyer (1992), Stat. Sci. 7(4), sec. 3.3. Vehtari, Gelman, Simpson, Carpenter, Buerkner (2021): Rank-normalization,
//   folding, and localization, Bayesian Analysis 16(2), eqs. 10-13 and sec. 4. The answers are those of R's posterior
//   1.4.0 (tests/reference/diagnostics.json).
//
// NaN, for what is not known (R: NA):
//   a draw that is NaN or infinite;   all draws equal: a constant and a chain that is stuck look alike;
//   fewer than 6 draws a chain (3 a half);   a statistic that is the same for all draws, such as the indicator of an
//   upper quantile of binary draws, or the distance from the mean of a fair coin's.
// From 6 to 11 draws a chain tau is 2 whatever they are: there are too few lags to look at.
// Each throws Error{invalid_argument} for 0 chains, Error{too_few_values} for no draws, Error{shape_mismatch} if the
// draws do not fill the chains, and Error{invalid_argument} or Error{not_finite} unless 0 <= p <= 1.

namespace tractable {

/// Of the mean, of the chains as they are: not split. For curves over time and for comparing with theory.
[[nodiscard]] double ess(Chains x);
/// Of the mean.
[[nodiscard]] double ess_mean(Chains x);
/// Of the standard deviation: of |x - mean|.
[[nodiscard]] double ess_sd(Chains x);
/// Of the normal scores of the ranks: of the location, also where there is no mean. The one to report.
[[nodiscard]] double ess_bulk(Chains x);
/// The smaller of those of the quantiles 0.05 and 0.95.
[[nodiscard]] double ess_tail(Chains x);
/// Of the quantile p: of the indicator x <= quantile.
[[nodiscard]] double ess_quantile(Chains x, double p);
/// Of the median.
[[nodiscard]] double ess_median(Chains x);

}  // namespace tractable
