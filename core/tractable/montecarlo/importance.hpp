#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "tractable/montecarlo/proposal.hpp"

// Importance sampling: draws of q count as draws of p when each is weighted by w = p / q.
//   E_p f = E_q w f                          p normalised                      importance_mean
//   E_p f ~ sum w f / sum w                  p up to a constant, biased O(1/n)  self_normalised_mean
//   Z = int p = E_q w                                                          log_evidence
// q must be positive wherever p f is: what it misses never shows among its draws (support_gap looks for it), and where
// it is too thin the weights' variance is infinite: then the standard errors are not to be believed, which k-hat says
// (diagnostics/psis.hpp).                                    Owen (2013), Monte Carlo theory, ch. 9, eqs. 9.3 to 9.9
//
// All take logarithms of weights. NaN or +infinity among them gives NaN.

namespace tractable {

struct Estimate {
  double value;
  double standard_error;  ///< NaN for fewer than 2 draws
};

struct ImportanceSample {
  std::vector<double> x;            ///< (n, d)
  std::vector<double> log_weights;  ///< (n): log p - log q; -infinity where p is 0
  std::uint64_t outside = 0;        ///< draws where p is 0: wasted, not wrong
  std::uint64_t not_a_number = 0;   ///< draws whose weight is NaN or infinite
  std::vector<double> undefined_x;  ///< (d) the first of them
};

/// Rows begin ... begin + n - 1 of the proposal's sequence. Throws Error{invalid_argument} for a missing function.
[[nodiscard]] ImportanceSample importance_sample(const LogProb& target, const Proposal& proposal, Key key,
                                                 std::size_t n, std::uint64_t begin = 0);

struct SupportGap {
  std::uint64_t rows = 0;  ///< of the probes: p > 0 and q = 0
  std::vector<double> x;   ///< (d) the one with the largest p
  double log_prob = 0;     ///< log p there
};
/// Where the target has mass and the proposal has none, among `probes` (m, d): a grid, or draws of another law.
/// Throws Error{shape_mismatch} if they are no rows of the proposal's dimension.
[[nodiscard]] SupportGap support_gap(const LogProb& target, const LogProb& proposal, std::span<const double> probes,
                                     std::size_t dim);

// Each throws Error{too_few_values} for no draws, Error{shape_mismatch} if the lengths differ.

/// (1 / n) sum w f: unbiased, for a normalised target.
[[nodiscard]] Estimate importance_mean(std::span<const double> log_weights, std::span<const double> f);

/// mu = sum w f / sum w, with the error of the delta method, sqrt(sum w^2 (f - mu)^2) / sum w. NaN if all weights are
/// 0.
[[nodiscard]] Estimate self_normalised_mean(std::span<const double> log_weights, std::span<const double> f);

/// log((1 / n) sum w) and, by the delta method, the error of that logarithm. -infinity, with error NaN, if all weights
/// are 0. Its exponential is unbiased; the logarithm is too small on average.
[[nodiscard]] Estimate log_evidence(std::span<const double> log_weights);

}  // namespace tractable
