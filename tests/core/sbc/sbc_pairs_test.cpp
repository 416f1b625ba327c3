// Simulation-based calibration of models by samplers: is what comes out of each a draw from its posterior? Some pairs
// with few simulations always, all of them with TRACTABLE_LONG set.

#include "support/sbc_pairs.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <chrono>
#include <set>
#include <string>
#include <vector>

#include "support/long_run.hpp"
#include "tractable/diagnostics/ess.hpp"
#include "tractable/diagnostics/uniformity.hpp"

using namespace tractable;
using namespace tractable::test;

namespace {

// Thinned so that the draws are nearly independent, which the long run checks.
const std::vector<SbcPair>& pairs() {
  static const std::vector<SbcPair> kPairs{
      {"normal_mean", "random_walk", 300, 20},
      {"normal_mean", "pcn", 300, 20},
      {"normal_mean", "slice", 100, 3},
      {"normal_mean", "mala", 300, 8},
      {"normal_mean", "hmc", 300, 5},
      {"normal_both", "gibbs", 50, 3},
      {"normal_both", "nuts", 300, 3},
      {"regression", "gibbs", 50, 3},
      {"regression", "hmc", 300, 6},
      {"regression", "random_walk", 1000, 60},
      {"beta_binomial", "random_walk", 300, 20},
      {"beta_binomial", "slice", 100, 3},
      {"beta_binomial", "nuts", 300, 3},
      {"gamma_poisson", "log_normal_walk", 300, 20},
      {"gamma_poisson", "hmc", 300, 5},
      {"eight_schools", "nuts", 500, 6},
      {"eight_schools", "hmc", 500, 10},
      {"logistic", "nuts", 300, 3},
      {"logistic", "pcn", 500, 80},
      {"logistic", "mala", 300, 20},
      {"mixture", "gibbs", 200, 40},
      {"mixture", "nuts", 500, 15},
      {"autoregression", "nuts", 300, 4},
      {"autoregression", "slice", 200, 6},
  };
  return kPairs;
}

/// At how many points the ranks of each quantity leave their band.
std::vector<std::size_t> outside(const SbcResult& result, double alpha) {
  const EcdfBand band = ecdf_band(result.of(0).size(), result.draws, alpha);
  std::vector<std::size_t> all;
  for (std::size_t q = 0; q < result.quantities; ++q) all.push_back(ecdf_test(result.of(q), band).outside);
  return all;
}

/// The mean effective size of 99 draws over 20 simulations, of the quantity that has the smallest.
double effective(const SbcPair& pair) {
  const std::size_t count = sbc_model(pair.model).quantities.size();
  std::vector<double> sums(count, 0.0);
  (void)sbc(20, 99, count, key_from_seed(5), [&](Key key, std::span<double> truth, std::span<double> draws) {
    sbc_simulation(pair)(key, truth, draws);
    for (std::size_t q = 0; q < count; ++q) sums[q] += std::min(99.0, ess_mean({draws.subspan(q * 99, 99)})) / 20;
  });
  return *std::ranges::min_element(sums);
}

const std::vector<SbcPair>& wrong_pairs() {
  static const std::vector<SbcPair> kPairs{{"gamma_poisson", "log_normal_walk_without_hastings", 300, 20},
                                           {"normal_mean", "sgld", 300, 5}};
  return kPairs;
}

}  // namespace

// Every sampler once. Of each quantity of a right one a thousandth of fresh seeds alarm; this seed is fixed.
TEST_CASE("short calibration: each sampler on a model, and two that are wrong") {
  for (const SbcPair& pair :
       {SbcPair{"normal_mean", "random_walk", 300, 20}, SbcPair{"normal_mean", "pcn", 300, 20},
        SbcPair{"normal_mean", "mala", 300, 8}, SbcPair{"gamma_poisson", "log_normal_walk", 300, 20},
        SbcPair{"beta_binomial", "slice", 100, 3}, SbcPair{"regression", "gibbs", 50, 3},
        SbcPair{"normal_both", "nuts", 200, 3}, SbcPair{"gamma_poisson", "hmc", 200, 5}}) {
    CAPTURE(pair.model);
    CAPTURE(pair.sampler);
    const SbcResult result = run_pair(pair, 500, 63, 1);
    CHECK(result.left_out == 0);
    for (const std::size_t points : outside(result, 0.001)) CHECK(points == 0);
  }
  for (const SbcPair& pair : wrong_pairs()) {
    CAPTURE(pair.sampler);
    const std::vector<std::size_t> points = outside(run_pair(pair, 500, 63, 1), 1e-5);
    CHECK(*std::ranges::max_element(points) > 0);
  }
}

TEST_CASE("long calibration: all pairs") {
  std::set<std::string_view> models, seen;
  for (const SbcModel& model : sbc_models()) models.insert(model.name);
  for (const SbcPair& pair : pairs()) seen.insert(pair.model);
  CHECK(models == seen);
  CHECK(pairs().size() >= 12);
  if (cases(0, 1) == 0) return;
  for (const SbcPair& pair : pairs()) {
    CAPTURE(pair.model);
    CAPTURE(pair.sampler);
    const auto begin = std::chrono::steady_clock::now();
    SbcResult result = run_pair(pair, 500, 99, 2);
    std::vector<std::size_t> points = outside(result, 0.001);
    // 24 pairs of three quantities or so: with a fresh seed one of a dozen sweeps would alarm somewhere. An alarm is
    // looked into with four times as many simulations and a hundredth of the level, which finds smaller faults.
    const bool alarm = *std::ranges::max_element(points) > 0;
    if (alarm) {
      result = run_pair(pair, 2000, 99, 3);
      points = outside(result, 1e-5);
    }
    CHECK(result.left_out == 0);
    for (std::size_t q = 0; q < points.size(); ++q) {
      CHECK_MESSAGE(points[q] == 0, sbc_model(pair.model).quantities[q]);
    }
    const std::chrono::duration<double> time = std::chrono::steady_clock::now() - begin;
    const double size = effective(pair);
    CHECK(size >= 70);
    MESSAGE(pair.model << " by " << pair.sampler << ": " << time.count() << " s, 99 draws worth " << size
                       << std::string(alarm ? ", with a second look" : ""));
  }
  for (const SbcPair& pair : wrong_pairs()) {
    CAPTURE(pair.sampler);
    const std::vector<std::size_t> points = outside(run_pair(pair, 500, 99, 2), 1e-5);
    CHECK(*std::ranges::max_element(points) > 0);
  }
}
