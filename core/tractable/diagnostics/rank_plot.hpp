#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "tractable/diagnostics/chains.hpp"

// Do the chains look alike? Every draw is replaced by its rank among the draws of all chains; if the chains agree, each
// chain's ranks are uniform, and a histogram of them shows place (a slope), scale (a bowl or a hill) and stickiness
// (spikes) at a glance, where a trace shows a caterpillar.
//   Vehtari et al. (2021), Bayesian Analysis 16(2), sec. 5. Saeilynoja, Buerkner, Vehtari (2022): Graphical test for
//   discrete uniformity and its applications in goodness-of-fit evaluation and multiple sample comparison, Stat.
//   Comput. 32, sec. 3 (the ecdf difference).
// Both throw Error{not_finite} for a draw that is NaN or infinite and else what the functions of ess.hpp throw.

namespace tractable {

/// (K, bins): how many of chain k's draws have a rank in bin b of `bins` equal parts of all N ranks, n / bins expected.
/// Equal draws share the mean of their ranks. Throws Error{invalid_argument} unless 1 <= bins <= N.
[[nodiscard]] std::vector<std::uint32_t> rank_histogram(Chains x, std::size_t bins);

/// (K, points): for each chain the part of its draws whose rank is at most z N, less z, at z = j / points for j = 1 ...
/// points. 0 at the end. Throws Error{invalid_argument} unless 1 <= points <= N.
[[nodiscard]] std::vector<double> rank_ecdf_difference(Chains x, std::size_t points);

}  // namespace tractable
