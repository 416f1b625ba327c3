// NUTS: the smallest bulk effective sample size over the coordinates, for each second of sampling. One chain, 1000
// transitions of warm-up (as Stan's: diagonal metric, acceptance 0.8) and 1000 draws; the mean over 20 seeds. Warm-up
// and the diagnosis are done when the row is made: a round resumes after warm-up, and resuming draws the same bits.

#include <algorithm>
#include <cmath>
#include <memory>
#include <string>
#include <vector>

#include "bench/bench.hpp"
#include "bench/graph_models.hpp"
#include "tractable/diagnostics/ess.hpp"
#include "tractable/mcmc/nuts.hpp"
#include "tractable/mcmc/sampler.hpp"
#include "tractable/simd/kernels.hpp"
#include "tractable/simd/random.hpp"

namespace {

using bench::Density;
using bench::Row;
using tractable::Expr;
using tractable::Graph;
using tractable::kBatch;
using tractable::Sampler;

constexpr std::uint32_t kSeeds = 20;
constexpr std::size_t kDraws = 1000;

constexpr double kLogistic[] = {
#include "logistic_500x20.inc"
};

/// Two normals of correlation 0.95.
Density correlated(Graph& g) {
  using namespace tractable;
  const Expr x = g.input({kBatch, 2}), a = slice(x, 0, 1), b = slice(x, 1, 1);
  // One statement for each: the order in which a compiler evaluates operands would decide on the last bits.
  const Expr squares = square(a), mixed = 1.9 * (a * b), others = square(b);
  return {x, (-0.5 / (1 - 0.95 * 0.95)) * (squares - mixed + others)};
}

/// A hundred independent normals whose scales are evenly spaced from 0.01 to 1.
Density scaled(Graph& g) {
  using namespace tractable;
  std::vector<double> inverse(100);
  for (std::size_t i = 0; i < inverse.size(); ++i) inverse[i] = 1 / (0.01 + 0.99 * static_cast<double>(i) / 99);
  const Expr x = g.input({kBatch, 100});
  return {x, -0.5 * sum_cols(square(x * g.data({1, 100}, inverse)))};
}

struct Chains {
  std::vector<std::unique_ptr<Sampler>> sampler;
  std::vector<std::vector<double>> warm;
  std::vector<double> draws;
  double ess = 0, smallest = 1e300, mean = 0, gradients = 0, ratio = 0;  // sums over the seeds but `smallest`

  template <class Model>
  explicit Chains(Model model) {
    for (std::uint32_t seed = 0; seed < kSeeds; ++seed) add(model, seed);
  }

  template <class Model>
  void add(Model model, std::uint32_t seed) {
    Graph graph;
    const Density density = model(graph);
    const auto dim = static_cast<std::size_t>(density.x.shape().cols);
    const tractable::Key key = tractable::key_from_seed(seed);
    std::vector<double> start(dim);  // Stan's: uniform on (-2, 2)
    tractable::fill_uniform(tractable::fold_in(key, 1), start);
    for (double& x : start) x = 4 * x - 2;
    sampler.push_back(
        std::make_unique<Sampler>(std::make_unique<tractable::Nuts>(tractable::LogDensity(density.x, density.log_prob),
                                                                    tractable::Nuts::Options{}),
                                  key, start, Sampler::Options{}));
    sampler.back()->run(sampler.back()->options().warmup);
    warm.push_back(sampler.back()->save());
    draws.resize(kDraws * dim);
    constexpr std::size_t kStatistics = tractable::kSamplerStatistics.size();
    std::vector<double> statistics(kDraws * kStatistics);
    sampler.back()->run(kDraws, draws, statistics);
    double least = 1e300;
    for (std::size_t i = 0; i < dim; ++i) {
      std::vector<double> column(kDraws);
      for (std::size_t n = 0; n < kDraws; ++n) column[n] = draws[n * dim + i];
      const double bulk = tractable::ess_bulk({column, 1});
      least = std::min(least, bulk);
      mean += bulk / static_cast<double>(dim);
    }
    ess += least;
    smallest = std::min(smallest, least);
    double taken = 0;
    for (std::size_t n = 0; n < kDraws; ++n) taken += statistics[n * kStatistics + 8];
    gradients += taken;
    ratio += least / taken;
  }
};

template <class Model>
Row nuts_row(const char* name, Model model) {
  auto chains = std::make_shared<Chains>(model);
  const auto number = [](double value) { return std::to_string(value); };
  const double transitions = kSeeds * static_cast<double>(kDraws);
  const std::string params =
      "{\"seeds\":" + std::to_string(kSeeds) + ",\"draws\":" + std::to_string(kDraws) +
      ",\"mean_min_ess\":" + number(chains->ess / kSeeds) + ",\"smallest_min_ess\":" + number(chains->smallest) +
      ",\"mean_ess\":" + number(chains->mean / kSeeds) +
      ",\"gradients_per_draw\":" + number(chains->gradients / transitions) +
      ",\"ess_per_gradient\":" + number(chains->ess / chains->gradients) +
      ",\"mean_ess_per_gradient\":" + number(chains->ratio / kSeeds) + ",\"instruction_set\":\"" +
      std::string(tractable::simd::kernels().instruction_set) + "\"}";
  return {name, "ESS/s", params, [chains] {
            for (std::size_t i = 0; i < chains->sampler.size(); ++i) {
              chains->sampler[i]->restore(chains->warm[i]);
              chains->sampler[i]->run(kDraws, chains->draws);
            }
            bench::use(chains->draws[0]);
            return chains->ess;
          }};
}

const bool rows[] = {
    bench::add("nuts_eight_schools", [] { return nuts_row("nuts_eight_schools", bench::eight_schools); }),
    bench::add("nuts_gauss2d", [] { return nuts_row("nuts_gauss2d", correlated); }),
    bench::add("nuts_gauss100", [] { return nuts_row("nuts_gauss100", scaled); }),
    bench::add("nuts_logistic",
               [] { return nuts_row("nuts_logistic", [](Graph& g) { return bench::logistic(g, kLogistic, 20); }); }),
};

}  // namespace
