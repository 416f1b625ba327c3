#pragma once

#include "tractable/diagnostics/chains.hpp"

// Do the chains agree? R-hat compares the variance between chains with that within,
//   sqrt(((n - 1) / n W + B / n) / W),   B = n var(chain means), W = the mean of the chains' variances,
// and falls to 1 as they forget where they began; 1.01 is a common limit. It is taken of halves of chains (one chain
// can disagree with itself), of the normal scores of the ranks (heavy tails do no harm), and again of the draws folded
// at the median, |x - median|, which sees chains of different scale; the larger counts.
//   Vehtari, Gelman, Simpson, Carpenter, Buerkner (2021), Bayesian Analysis 16(2), eqs. 1-4 and sec. 4. The answers are
//   those of R's posterior 1.4.0.
//
// NaN (R: NA): a draw that is NaN or infinite, all draws equal, fewer than 4 draws a chain (2 a half), and draws of
// which all are equally far from the median, as a fair coin's may be. +infinity: halves that stand still at different
// places. The two draws next to the median of an even number are equally far from it but for rounding, and their order
// there follows rounding, as in R: with few draws R-hat's third digit may hang on it. Both throw what the functions of
// ess.hpp throw.

namespace tractable {

/// The larger of rank-normalised split R-hat and folded rank-normalised split R-hat.
[[nodiscard]] double rhat(Chains x);

/// Gelman & Rubin's: of the draws themselves. NaN for one chain that is not split.
[[nodiscard]] double rhat_basic(Chains x, bool split = true);

}  // namespace tractable
