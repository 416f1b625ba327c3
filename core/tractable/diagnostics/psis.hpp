#pragma once

#include <cstddef>
#include <span>
#include <vector>

// Pareto-smoothed importance sampling: the largest importance weights are replaced by the expected order statistics of
// a generalised Pareto law fitted to them. Its shape k-hat says whether the estimate may be trusted: the weights have
// about 1 / k finite moments, so that above 1/2 their variance is infinite and above `khat_threshold` the number of
// draws is too small to help.
//   Vehtari, Simpson, Gelman, Yao, Gabry (2024): Pareto smoothed importance sampling, JMLR 25(72).
//   Zhang, Stephens (2009): A new and efficient estimation method for the generalized Pareto distribution,
//   Technometrics 51, sec. 4; with the weakly informative prior of the former: k is drawn to 1/2 as by ten draws.
// The results are those of R's loo 2.5.1 (tests/reference/psis.json).

namespace tractable {

/// x of law 1 - (1 + k x / sigma)^(-1/k) on x > 0.
struct GeneralizedPareto {
  double k;
  double sigma;
  /// The quantile of 0 <= p < 1.
  [[nodiscard]] double ppf(double p) const;
};

/// The fit to excesses in ascending order, none negative. `prior`: whether k is drawn to 1/2, k' = (n k + 5) / (n +
/// 10); sigma is that of k. k = +infinity if there is no fit: the first quarter is 0, or a value is not finite.
/// Throws Error{too_few_values} for fewer than 5.
[[nodiscard]] GeneralizedPareto fit_generalized_pareto(std::span<const double> ascending, bool prior = true);

struct Psis {
  std::vector<double> log_weights;  ///< (n), smoothed and normalised: their exponentials sum to 1
  double k;                         ///< k-hat
  std::size_t tail_length;  ///< how many of the largest were looked at: min(n / 5, 3 sqrt(n / r_eff)), rounded up
  double ess;               ///< r_eff / sum w^2 of the smoothed weights
};

/// `log_ratios` (n): log target - log proposal of each draw, up to a constant. `r_eff`: the relative efficiency of the
/// draws, 1 if they are independent.
///   fewer than 5 draws in the tail (n <= 20), or all of it equal:  k = +infinity, nothing is smoothed
///   -infinity (a weight of 0) stays;  so many that the tail's first quarter is 0:  k = +infinity, nothing is smoothed
///   NaN or +infinity, or every weight 0:  k, ess and all weights are NaN
/// Throws Error{too_few_values} for no ratios, Error{not_finite} or Error{invalid_argument} unless r_eff > 0.
[[nodiscard]] Psis psis(std::span<const double> log_ratios, double r_eff = 1);

/// The largest k-hat at which n draws give a usable estimate, min(1 - 1 / log10(n), 0.7). Vehtari et al. (2024),
/// sec. 3. Throws Error{too_few_values} for fewer than 2.
[[nodiscard]] double khat_threshold(std::size_t n);

}  // namespace tractable
