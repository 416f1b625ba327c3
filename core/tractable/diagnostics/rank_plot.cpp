#include "tractable/diagnostics/rank_plot.hpp"

#include <string>
#include <string_view>

#include "tractable/base/error.hpp"
#include "tractable/diagnostics/sort_ranked.hpp"

namespace tractable {
namespace {

/// Twice the rank of each draw among all, 2 ... 2 N: whole numbers also where equal draws share a rank.
std::vector<std::size_t> double_ranks(Chains x, std::size_t cells, std::string_view where, std::string_view name) {
  const std::size_t n = x.draws.size();
  if (x.count == 0) throw_error(ErrorCode::invalid_argument, where, "chains is 0; at least 1 is needed");
  if (n == 0) throw_error(ErrorCode::too_few_values, where, "draws has 0 values; at least 1 is needed");
  if (n % x.count != 0) {
    throw_error(ErrorCode::shape_mismatch, where, "draws has ", n, " values; ", x.count,
                " chains of one length cannot hold them");
  }
  require_finite(x.draws, where, "draws");
  if (cells == 0 || cells > n) {
    throw_error(ErrorCode::invalid_argument, where, name, " is ", cells,
                "; it must be between 1 and the number of draws, ", n);
  }
  std::vector<Ranked> order;
  std::vector<Ranked> work;
  sort_ranked(x.draws, order, work);
  std::vector<std::size_t> ranks(n);
  for (std::size_t i = 0; i < n;) {
    std::size_t end = i;
    while (end < n && order[end].value == order[i].value) ++end;
    for (std::size_t j = i; j < end; ++j) ranks[order[j].index] = i + 1 + end;
    i = end;
  }
  return ranks;
}

/// Draws by chain and cell: rank r of N lies in cell b if b / cells < r / N <= (b + 1) / cells.
std::vector<std::uint32_t> counts_of(Chains x, std::size_t cells, std::string_view where, std::string_view name) {
  const std::vector<std::size_t> ranks = double_ranks(x, cells, where, name);
  const std::size_t n = ranks.size();
  std::vector<std::uint32_t> counts(x.count * cells);
  for (std::size_t i = 0; i < n; ++i) {
    const auto cell = static_cast<std::size_t>((std::uint64_t{ranks[i]} * cells - 1) / (2 * n));
    ++counts[i / x.length() * cells + cell];
  }
  return counts;
}

}  // namespace

std::vector<std::uint32_t> rank_histogram(Chains x, std::size_t bins) {
  return counts_of(x, bins, "rank_histogram", "bins");
}

std::vector<double> rank_ecdf_difference(Chains x, std::size_t points) {
  const std::vector<std::uint32_t> counts = counts_of(x, points, "rank_ecdf_difference", "points");
  std::vector<double> difference(counts.size());
  const auto n = static_cast<double>(x.length());
  for (std::size_t k = 0; k < x.count; ++k) {
    double below = 0;
    for (std::size_t j = 0; j < points; ++j) {
      below += counts[k * points + j];
      difference[k * points + j] = below / n - static_cast<double>(j + 1) / static_cast<double>(points);
    }
  }
  return difference;
}

}  // namespace tractable
