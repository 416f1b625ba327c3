// Diagnostics of 4 chains of 1 000 draws: the table of 10 parameters; autocorrelations of a long chain; the band of
// ranks; a distance to exact draws.

#include <memory>
#include <vector>

#include "bench/bench.hpp"
#include "tractable/diagnostics/autocovariance.hpp"
#include "tractable/diagnostics/distance.hpp"
#include "tractable/diagnostics/summary.hpp"
#include "tractable/diagnostics/uniformity.hpp"
#include "tractable/simd/random.hpp"

namespace {

using bench::Row;

std::shared_ptr<std::vector<double>> normal_draws(std::uint32_t seed, std::size_t count) {
  auto draws = std::make_shared<std::vector<double>>(count);
  tractable::fill_normal(tractable::key_from_seed(seed), std::span(*draws));
  return draws;
}

const bool rows[] = {
    bench::add("chain_summaries",
               [] {
                 auto draws = normal_draws(1, 40'000);
                 return Row{"chain_summaries", "ms", "{\"chains\":4,\"draws\":1000,\"dim\":10}", [=] {
                              bench::use(tractable::summaries(*draws, 4, 10)[3].rhat);
                              return 1.0;
                            }};
               }),
    bench::add("autocorrelation",
               [] {
                 auto draws = normal_draws(2, 100'000);
                 return Row{"autocorrelation", "ms", "{\"draws\":100000}", [=] {
                              bench::use(tractable::autocorrelation(*draws, 100)[7]);
                              return 1.0;
                            }};
               }),
    bench::add("ecdf_band",
               [] {
                 return Row{"ecdf_band", "ms", "{\"ranks\":1000,\"most\":99}", [] {
                              bench::use(tractable::ecdf_band(1000, 99, 0.001).gamma);
                              return 1.0;
                            }};
               }),
    bench::add("energy_distance",
               [] {
                 auto draws = normal_draws(3, 2'000);
                 auto exact = std::make_shared<tractable::EnergyDistance>(*normal_draws(4, 2'000), 2);
                 return Row{"energy_distance", "ms", "{\"draws\":1000,\"exact\":1000,\"dim\":2}", [=] {
                              bench::use((*exact)(*draws));
                              return 1.0;
                            }};
               }),
};

}  // namespace
