#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "tractable/vae/coder.hpp"

// Missing values filled in by pseudo-Gibbs sampling between encoder and decoder: draw z ~ q(z|x), put a draw (or the
// mean) of p(x_missing|z) in the place of what is missing, and again. Its law is near p(x_missing|x_seen) as far as q
// is near the posterior.                                       Rezende, Mohamed & Wierstra (2014), app. F, eq. 55-57

namespace tractable {

struct ImputeOptions {
  std::size_t rounds = 20;
  bool draw = false;  ///< pixels are drawn; else their means are put in
};

/// A row x (cols) and what of it is missing (1, else 0), `chains` times over: after each round what stands in x,
/// (chains, cols), handed to `see(round, x)`. What is missing starts as 0. Returns the last. Throws
/// Error{shape_mismatch}, Error{not_finite}, and Error{invalid_argument} for a network without q(z|x), or no rounds or
/// chains.
template <class T, class See>
std::vector<double> impute(Coder<T>& coder, std::span<const double> x, std::span<const std::uint8_t> missing, Key key,
                           std::size_t chains, const ImputeOptions& options, const See& see,
                           std::span<const std::uint8_t> labels = {});

namespace detail {
/// One round: x (chains, cols) in place.
template <class T>
void impute_round(Coder<T>& coder, std::span<double> x, std::span<const std::uint8_t> missing, Key key, bool draw,
                  std::span<const std::uint8_t> labels);
/// The start, (chains, cols).
[[nodiscard]] std::vector<double> begin_imputation(const Network& network, std::span<const double> x,
                                                   std::span<const std::uint8_t> missing, std::size_t chains);
}  // namespace detail

template <class T, class See>
std::vector<double> impute(Coder<T>& coder, std::span<const double> x, std::span<const std::uint8_t> missing, Key key,
                           std::size_t chains, const ImputeOptions& options, const See& see,
                           std::span<const std::uint8_t> labels) {
  std::vector<double> filled = detail::begin_imputation(coder.network(), x, missing, chains);
  for (std::size_t round = 0; round < options.rounds; ++round) {
    detail::impute_round(coder, std::span(filled), missing, fold_in(key, round), options.draw, labels);
    see(round, std::span<const double>(filled));
  }
  return filled;
}

}  // namespace tractable
