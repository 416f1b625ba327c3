#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "tractable/diagnostics/chains.hpp"

// What a Hamiltonian chain says about itself beside its draws: how well the random momentum moves it between levels of
// energy, and how often its trajectories left the right one.

namespace tractable {

/// The energy Bayesian fraction of missing information of each chain, from the energies H of its draws (K, n):
///   E-BFMI = sum_{i > 1} (H_i - H_{i-1})^2 / sum_i (H_i - mean H)^2,
/// Betancourt (2016): Diagnosing suboptimal cotangent disintegrations in Hamiltonian Monte Carlo, arXiv:1604.00695, eq.
/// 3.2. 2 for independent energies, about 1 where momenta move freely; below 0.3 the momentum's energy varies too
/// little for the target's: its tails are reached too seldom. NaN for fewer than 3 draws, equal energies, and a NaN or
/// infinity. Throws what the functions of ess.hpp throw.
[[nodiscard]] std::vector<double> e_bfmi(Chains energies);

/// How many of each chain's transitions are marked: flags (K, n), not 0 for a divergence (or for a tree of full depth).
/// Any divergence means that a region was not explored.
/// Throws Error{invalid_argument} for 0 chains, Error{shape_mismatch} if the flags do not fill them.
[[nodiscard]] std::vector<std::size_t> count_marked(std::span<const std::uint8_t> flags, std::size_t chains);

}  // namespace tractable
