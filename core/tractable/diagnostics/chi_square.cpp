#include "tractable/diagnostics/chi_square.hpp"

#include <algorithm>
#include <cmath>
#include <utility>
#include <vector>

#include "tractable/base/error.hpp"
#include "tractable/base/mutant.hpp"
#include "tractable/simd/incomplete_gamma.hpp"
#include "tractable/simd/reduce.hpp"

namespace tractable {
namespace {

constexpr const char* kWhere = "chi_square_two_samples";
constexpr double kFewest = 5;

void require_counts(std::span<const double> counts, const char* name) {
  for (std::size_t i = 0; i < counts.size(); ++i) {
    if (counts[i] >= 0 && counts[i] <= 0x1p53 && counts[i] == std::trunc(counts[i])) continue;
    throw_error(ErrorCode::invalid_argument, kWhere, name, "[", i, "] is ", counts[i], "; it must be a count");
  }
}

}  // namespace

ChiSquare chi_square_two_samples(std::span<const double> a, std::span<const double> b) {
  if (a.size() != b.size()) {
    throw_error(ErrorCode::shape_mismatch, kWhere, "a has ", a.size(), " cells, b ", b.size());
  }
  require_counts(a, "a");
  require_counts(b, "b");
  const double of_a = sum(a);
  const double of_b = sum(b);
  const double least = kFewest * (of_a + of_b) / std::min(of_a, of_b);  // of both together
  std::vector<std::pair<double, double>> cells;
  bool full = true;  // the last cell
  for (std::size_t i = 0; i < a.size(); ++i) {
    if (full) cells.emplace_back(0, 0);
    cells.back().first += a[i];
    cells.back().second += b[i];
    full = cells.back().first + cells.back().second >= least;
  }
  if (!full && cells.size() > 1) {
    const auto rest = cells.back();
    cells.pop_back();
    cells.back().first += rest.first;
    cells.back().second += rest.second;
  }
  if (cells.size() < 2 || !(least < of_a + of_b)) {
    throw_error(ErrorCode::too_few_values, kWhere, "there are ", of_a, " and ", of_b,
                " values; two cells must expect 5 of each");
  }
  ChiSquare result{.degrees = static_cast<double>(cells.size() - 1), .cells = static_cast<int>(cells.size())};
  for (const auto& [in_a, in_b] : cells) {
    // Both histograms' terms of a cell in one.
    const double away = in_a * of_b - in_b * of_a;
    result.statistic += away * away / ((in_a + in_b) * of_a * of_b);
  }
  if (mutant("chi_square_one_sided_scale")) result.statistic /= 2;
  result.p_value = gamma_q(result.degrees / 2, result.statistic / 2);
  return result;
}

}  // namespace tractable
