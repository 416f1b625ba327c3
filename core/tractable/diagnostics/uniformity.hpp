#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

// Are N ranks uniform on 0 ... L? Two tests: whether their empirical distribution function stays within a band that has
// the chance 1 - alpha to hold a uniform one at all points at once, and chi-square over bins.
//
// At the points z_j = j / K, j = 1 ... K - 1, the number of ranks below floor(z_j (L + 1)) is binomial; the band holds
// it between its quantiles gamma / 2 and 1 - gamma / 2, with the largest gamma for which a curve leaves the band at any
// point with probability at most alpha. That probability is computed, not simulated: the counts between points are
// independent Poisson numbers given their sum, so that the probability of the paths within the band is a chain of short
// convolutions, exact to 1e-11.
//   Saeilynoja, Buerkner, Vehtari (2022), Stat. Comput. 32, sec. 2; the recursion as in Steck (1971), Ann. Math.
//   Stat. 42.

namespace tractable {

struct EcdfBand {
  std::size_t ranks;                        ///< N
  std::uint32_t most;                       ///< L
  double gamma;                             ///< the pointwise level
  double alarm;                             ///< the probability to leave it, exact; at most alpha
  std::vector<double> z;                    ///< (K - 1)
  std::vector<std::uint32_t> limit;         ///< (K - 1): the ranks below it are counted, floor(z_j (L + 1))
  std::vector<std::uint32_t> lower, upper;  ///< (K - 1), counts; both belong to the band
};

/// `points`: K, 0 for min(L + 1, 100). Throws Error{invalid_argument} unless 1 <= ranks <= 20 000, L >= 1, K = 0 or
/// 2 <= K <= L + 1, and 1e-9 <= alpha <= 0.5. N = 1000, L = 99 takes some ten milliseconds.
[[nodiscard]] EcdfBand ecdf_band(std::size_t ranks, std::uint32_t most, double alpha, std::size_t points = 0);

/// The probability that uniform ranks leave the band somewhere, from its limits and bounds; absolute error 1e-11.
[[nodiscard]] double alarm_probability(const EcdfBand& band);

/// The counts of the ranks at the band's points, and where they leave it. Throws Error{shape_mismatch} unless there are
/// band.ranks of them, Error{invalid_argument} for one above band.most.
struct EcdfTest {
  std::vector<std::uint32_t> counts;  ///< (K - 1)
  std::size_t outside;                ///< at how many points they are out of the band: 0 is a pass
};
[[nodiscard]] EcdfTest ecdf_test(std::span<const std::uint32_t> ranks, const EcdfBand& band);

struct RankChiSquare {
  double statistic;                   ///< sum (count - expected)^2 / expected
  double p_value;                     ///< of bins - 1 degrees of freedom
  std::vector<std::uint32_t> counts;  ///< (bins)
};

/// Ranks r in bin floor(r bins / (L + 1)). Throws Error{too_few_values} for no ranks, Error{invalid_argument} unless
/// 2 <= bins <= L + 1 and every rank is at most L.
[[nodiscard]] RankChiSquare rank_chi_square(std::span<const std::uint32_t> ranks, std::uint32_t most, std::size_t bins);

}  // namespace tractable
