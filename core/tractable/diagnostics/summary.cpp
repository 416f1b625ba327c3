#include "tractable/diagnostics/summary.hpp"

#include <string_view>

#include "tractable/base/error.hpp"
#include "tractable/diagnostics/chain_statistics.hpp"

namespace tractable {
namespace {

Summary row(ChainStatistics& of) {
  return {of.mean(),      of.sd(),      of.quantile(0.5), of.quantile(0.05), of.quantile(0.95),
          of.mcse_mean(), of.mcse_sd(), of.rhat(),        of.ess_bulk(),     of.ess_tail()};
}

}  // namespace

Summary summary(Chains x) {
  ChainStatistics statistics;
  statistics.load(x, "summary");
  return row(statistics);
}

std::vector<Summary> summaries(std::span<const double> draws, std::size_t chains, std::size_t dim) {
  if (chains == 0 || dim == 0) {
    throw_error(ErrorCode::invalid_argument, "summaries", chains == 0 ? "chains" : "dim",
                " is 0; at least 1 is needed");
  }
  const std::size_t width = chains * dim;
  if (draws.empty()) throw_error(ErrorCode::too_few_values, "summaries", "draws has 0 values; at least 1 is needed");
  if (draws.size() % width != 0) {
    throw_error(ErrorCode::shape_mismatch, "summaries", "draws has ", draws.size(), " values; ", chains, " chains of ",
                dim, " parameters cannot hold them");
  }
  const std::size_t n = draws.size() / width;
  std::vector<double> one(n * chains);
  std::vector<Summary> rows;
  ChainStatistics statistics;
  for (std::size_t d = 0; d < dim; ++d) {
    for (std::size_t i = 0; i < n; ++i) {
      for (std::size_t k = 0; k < chains; ++k) one[k * n + i] = draws[i * width + k * dim + d];
    }
    statistics.load({one, chains}, "summaries");
    rows.push_back(row(statistics));
  }
  return rows;
}

}  // namespace tractable
