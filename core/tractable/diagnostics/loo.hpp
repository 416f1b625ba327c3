#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "tractable/diagnostics/chains.hpp"

// How well a model predicts what it has not seen, from one run: leave-one-out cross-validation by Pareto-smoothed
// importance sampling. With the log-likelihood l_s of one observation at the draws s of the posterior, 1 / exp(l_s) are
// the weights that take the observation away; smoothed and normalised they are w_s, and
//
//   elpd = log sum_s w_s exp(l_s),  p_loo = log mean_s exp(l_s) - elpd,  looic = -2 elpd
//
// added up over all observations, with standard error sqrt(N var) of that sum. k-hat of an observation says whether its
// estimate may be trusted (psis.hpp). WAIC's elpd is log mean exp(l) - var(l), cheaper and worse where p_waic > 0.4.
//   Vehtari, Gelman, Gabry (2017): Practical Bayesian model evaluation using leave-one-out cross-validation and WAIC,
//   Stat. Comput. 27. As R's loo: r_eff is the effective share of exp(l) in the chains as they are, 1 where it is not
//   known (all equal; fewer than 6 draws a chain).
// An observation whose log-likelihood is the same at all draws has that as its elpd, p_loo 0 and, as in R, k =
// infinity: there is no tail to be fitted. One with a NaN or an infinity has NaN in all its numbers, and so have the
// sums.

namespace tractable {

struct LooPoint {
  double elpd, p_loo;
  double mcse;  ///< of elpd, by the normal approximation of log(sum w exp(l)); no use where k is large
  double k;
  double r_eff;
  double ess;  ///< of the smoothed weights
  double elpd_waic, p_waic;
};

/// Of one observation's log-likelihood in K chains. Throws as ess() does, and Error{too_few_values} for one draw.
[[nodiscard]] LooPoint loo_point(Chains log_likelihood);
/// The same with a relative efficiency that is known: > 0, or Error{invalid_argument or not_finite}.
[[nodiscard]] LooPoint loo_point(std::span<const double> log_likelihood, double r_eff);

/// A sum over observations and its standard error, NaN of one observation.
struct SumOfPoints {
  double value, se;
};

struct Loo {
  std::vector<LooPoint> points;
  SumOfPoints elpd, p_loo, looic, elpd_waic, p_waic;
  double mcse;          ///< of elpd's value, by those of the points
  double k_threshold;   ///< khat_threshold of all draws
  std::size_t k_above;  ///< points whose k is above it, or NaN
};

/// The sums. Throws Error{too_few_values} for no points, or fewer than 2 draws.
[[nodiscard]] Loo loo_of(std::vector<LooPoint> points, std::size_t draws);
/// log_likelihood (S, N), draw by draw, chain after chain. Throws Error{shape_mismatch} if it does not fill N columns
/// or the chains, Error{too_few_values}, Error{invalid_argument} for 0 chains.
[[nodiscard]] Loo loo(std::span<const double> log_likelihood, std::size_t points, std::size_t chains = 1);

/// elpd of b - elpd of a, with the standard error of the sum of the differences: both of the same observations. Throws
/// Error{shape_mismatch} for different numbers of points, Error{too_few_values} for none.
[[nodiscard]] SumOfPoints loo_compare(std::span<const LooPoint> a, std::span<const LooPoint> b);

}  // namespace tractable
