#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "tractable/diagnostics/chains.hpp"

// The table that a run of Markov chains ends with, one row a parameter: what was estimated, how far it may be off, and
// whether the chains may be trusted. Formulas, sources and the answers for chains that say nothing stand in ess.hpp,
// rhat.hpp and mcse.hpp. The draws of a parameter are copied and sorted once for the row; of 4 x 1000 draws a row takes
// a third of a millisecond, so that it can be shown while the chains run.

namespace tractable {

struct Summary {
  double mean;
  double sd;  ///< with count - 1; 0 if all draws are equal
  double median, q5, q95;
  double mcse_mean, mcse_sd;
  double rhat;
  double ess_bulk, ess_tail;
};

/// Everything NaN if a draw is not finite. Throws what the functions of ess.hpp throw.
[[nodiscard]] Summary summary(Chains x);

/// One row for each of D parameters. draws (n, K, D): the first draw of each of K chains, then the second, as they come
/// from chains that move together; n D K values, so that the first draws of a longer run are the front of its array.
/// Throws Error{invalid_argument} for 0 chains or parameters, Error{too_few_values} for no draws, Error{shape_mismatch}
/// if they do not fill the chains.
[[nodiscard]] std::vector<Summary> summaries(std::span<const double> draws, std::size_t chains, std::size_t dim);

}  // namespace tractable
