#include "tractable/diagnostics/energy.hpp"

#include <limits>

#include "tractable/base/error.hpp"
#include "tractable/diagnostics/chain_statistics.hpp"
#include "tractable/simd/reduce.hpp"

namespace tractable {

std::vector<double> e_bfmi(Chains energies) {
  ChainStatistics statistics;
  statistics.load(energies, "e_bfmi");
  const std::size_t n = energies.length();
  std::vector<double> fractions;
  std::vector<double> step(n);
  for (std::size_t k = 0; k < energies.count; ++k) {
    const auto h = energies.draws.subspan(k * n, n);
    statistics.load({h, 1}, "e_bfmi");
    const double sd = statistics.sd();  // 0 for equal energies
    for (std::size_t i = 1; i < n; ++i) step[i - 1] = (h[i] - h[i - 1]) / sd;
    const double steps = sum_squares(std::span(step).first(n - 1));
    fractions.push_back(n < 3 ? std::numeric_limits<double>::quiet_NaN() : steps / static_cast<double>(n - 1));
  }
  return fractions;
}

std::vector<std::size_t> count_marked(std::span<const std::uint8_t> flags, std::size_t chains) {
  if (chains == 0) throw_error(ErrorCode::invalid_argument, "count_marked", "chains is 0; at least 1 is needed");
  if (flags.size() % chains != 0) {
    throw_error(ErrorCode::shape_mismatch, "count_marked", "flags has ", flags.size(), " values; ", chains,
                " chains of one length cannot hold them");
  }
  std::vector<std::size_t> counts(chains);
  for (std::size_t i = 0; i < flags.size(); ++i) counts[i / (flags.size() / chains)] += flags[i] != 0 ? 1 : 0;
  return counts;
}

}  // namespace tractable
