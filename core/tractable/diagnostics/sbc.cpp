#include "tractable/diagnostics/sbc.hpp"

#include <algorithm>
#include <cmath>

#include "tractable/base/error.hpp"
#include "tractable/base/mutant.hpp"
#include "tractable/simd/random.hpp"

namespace tractable {

std::uint32_t sbc_rank(double truth, std::span<const double> draws, double u) {
  std::uint32_t below = 0;
  std::uint32_t equal = 0;
  for (const double draw : draws) {
    below += draw < truth ? 1 : 0;
    equal += draw == truth ? 1 : 0;
  }
  if (mutant("sbc_ties_below")) return below + equal;
  const auto place = static_cast<std::uint32_t>(u * (equal + 1.0));
  return below + std::min(place, equal);
}

SbcResult sbc(std::size_t simulations, std::uint32_t draws, std::size_t quantities, Key key,
              const SbcSimulation& simulate) {
  if (simulations == 0 || draws == 0 || quantities == 0) {
    throw_error(ErrorCode::invalid_argument, "sbc",
                simulations == 0 ? "simulations"
                : draws == 0     ? "draws"
                                 : "quantities",
                " is 0; at least 1 is needed");
  }
  std::vector<std::vector<std::uint32_t>> rows(quantities);
  std::vector<double> truth(quantities);
  std::vector<double> posterior(quantities * draws);
  std::vector<double> u(quantities);
  SbcResult result{quantities, draws, {}, 0};
  const auto undefined = [](double value) { return std::isnan(value); };
  for (std::size_t i = 0; i < simulations; ++i) {
    const Key own = fold_in(key, i);
    simulate(split_at(own, 0), truth, posterior);
    if (std::any_of(truth.begin(), truth.end(), undefined) ||
        std::any_of(posterior.begin(), posterior.end(), undefined)) {
      ++result.left_out;
      continue;
    }
    fill_uniform(split_at(own, 1), u);
    for (std::size_t q = 0; q < quantities; ++q) {
      rows[q].push_back(sbc_rank(truth[q], std::span(posterior).subspan(q * draws, draws), u[q]));
    }
  }
  for (const auto& row : rows) result.ranks.insert(result.ranks.end(), row.begin(), row.end());
  return result;
}

}  // namespace tractable
