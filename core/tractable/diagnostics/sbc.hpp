#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <span>
#include <vector>

#include "tractable/base/key.hpp"

// Simulation-based calibration: does a sampler draw from the posterior of its model? Draw parameters from the prior,
// data given them, L draws from the posterior given the data; then the rank of each true parameter among its L draws is
// uniform on 0 ... L, and so is that of any function of parameters and data. A slope of the ranks' histogram is a bias,
// a bowl a posterior that is too narrow, a hill one that is too wide. The log likelihood as a test quantity sees what
// no parameter's rank does: a sampler that ignores the data and draws from the prior.
//   Talts, Betancourt, Simpson, Vehtari, Gelman (2018): Validating Bayesian inference algorithms with simulation-based
//   calibration, arXiv:1804.06788, algorithm 1. Modrak, Moon, Kim, Buerkner, Huurre, Faltejskova, Gelman, Vehtari
//   (2023): Simulation-based calibration checking for Bayesian computation: the choice of test quantities shapes
//   sensitivity.
// The draws are to be nearly independent: thin a chain. uniformity.hpp tests the ranks.

namespace tractable {

/// How many draws are below `truth`; each of those equal to it is below or not with equal chance for every place among
/// them: u in (0, 1) decides, rank = below + floor(u (equal + 1)). Without this, ranks of discrete quantities are not
/// uniform (Modrak et al., sec. 3).
[[nodiscard]] std::uint32_t sbc_rank(double truth, std::span<const double> draws, double u);

struct SbcResult {
  std::size_t quantities;            ///< Q
  std::uint32_t draws;               ///< L
  std::vector<std::uint32_t> ranks;  ///< (Q, N) row by row, of the simulations that are not left out
  std::size_t left_out;              ///< simulations with a truth or a draw that is NaN

  [[nodiscard]] std::span<const std::uint32_t> of(std::size_t quantity) const {
    return std::span(ranks).subspan(quantity * (ranks.size() / quantities), ranks.size() / quantities);
  }
};

/// One simulation: with the randomness of the key, the true quantities (Q), and L posterior draws of each, (Q, L).
using SbcSimulation = std::function<void(Key, std::span<double> truth, std::span<double> draws)>;

/// `simulations` of them, the i-th with keys that depend on key and i only.
/// Throws Error{invalid_argument} for 0 simulations, draws or quantities, and what `simulate` throws.
[[nodiscard]] SbcResult sbc(std::size_t simulations, std::uint32_t draws, std::size_t quantities, Key key,
                            const SbcSimulation& simulate);

}  // namespace tractable
