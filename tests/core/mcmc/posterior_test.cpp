// What the samplers say of laws whose moments are known: eight schools, banana, funnel, a hundred scales.

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <memory>
#include <string>
#include <vector>

#include "bench/graph_models.hpp"
#include "support/json.hpp"
#include "support/mcmc_targets.hpp"
#include "tractable/diagnostics/ess.hpp"
#include "tractable/diagnostics/mcse.hpp"
#include "tractable/diagnostics/rhat.hpp"
#include "tractable/mcmc/catalogue.hpp"
#include "tractable/mcmc/sampler.hpp"
#include "tractable/simd/random.hpp"

using namespace tractable;
using namespace tractable::test;

namespace {

constexpr std::size_t kChains = 4;

/// The draws of four chains after warm-up, (K, n, D), each from a start uniform on (-2, 2).
template <class Model>
std::vector<double> draws_of(Model model, std::string_view kind, std::size_t n, const Sampler::Options& options,
                             std::uint32_t seed, std::uint64_t& divergences) {
  std::vector<double> all;
  divergences = 0;
  for (std::size_t chain = 0; chain < kChains; ++chain) {
    auto kernel = make_kernel(kind, density_of(model));
    const std::size_t dim = kernel->dim();
    std::vector<double> start(dim), draws(n * dim), statistics(n * kSamplerStatistics.size());
    fill_uniform(fold_in(key_from_seed(seed), chain), start);
    for (double& x : start) x = 4 * x - 2;
    Sampler::Options own = options;
    own.first_chain = chain;
    Sampler sampler(std::move(kernel), key_from_seed(seed), start, own);
    sampler.run(options.warmup);
    sampler.run(n, draws, statistics);
    for (std::size_t i = 0; i < n; ++i) {
      divergences += statistics[i * kSamplerStatistics.size() + 5] > 0 ? 1 : 0;
    }
    all.insert(all.end(), draws.begin(), draws.end());
  }
  return all;
}

/// f of every draw, chain by chain.
template <class F>
std::vector<double> of_draws(const std::vector<double>& draws, std::size_t dim, F f) {
  std::vector<double> out;
  for (std::size_t at = 0; at < draws.size(); at += dim) out.push_back(f(&draws[at]));
  return out;
}

double mean_of(const std::vector<double>& x) {
  double sum = 0;
  for (const double value : x) sum += value;
  return sum / static_cast<double>(x.size());
}

/// The mean is within `errors` standard errors, Monte Carlo's and the reference's together; chains agree.
void check_mean(const std::vector<double>& x, double expected, double reference_error, double errors) {
  const double mcse = mcse_mean({x, kChains});
  CAPTURE(mcse);
  CHECK(std::abs(mean_of(x) - expected) < errors * std::sqrt(mcse * mcse + reference_error * reference_error));
  CHECK(rhat({x, kChains}) < 1.01);
}

}  // namespace

TEST_CASE("eight schools has the published posterior means") {
  // posteriordb, eight_schools-eight_schools_noncentered: means and their Monte Carlo standard errors. Four errors of
  // both together: with these draws a shift of a twentieth of a standard deviation shows.
  struct Expected {
    double mean, error;
  };
  const Expected schools[] = {{6.15050, 0.056}, {4.93958, 0.046}, {3.90591, 0.054}, {4.79602, 0.048},
                              {3.61444, 0.046}, {4.05115, 0.048}, {6.31717, 0.050}, {4.88400, 0.053}};
  std::uint64_t divergences = 0;
  const auto draws = draws_of(bench::eight_schools, "nuts", 4000, {.target_acceptance = 0.95}, 1, divergences);
  check_mean(of_draws(draws, 10, [](const double* x) { return x[0]; }), 4.41052, 0.033, 4);
  check_mean(of_draws(draws, 10, [](const double* x) { return std::exp(x[1]); }), 3.60206, 0.032, 4);
  for (std::size_t i = 0; i < 8; ++i) {
    CAPTURE(i);
    check_mean(of_draws(draws, 10, [i](const double* x) { return x[0] + std::exp(x[1]) * x[2 + i]; }), schools[i].mean,
               schools[i].error, 4);
  }
  CHECK(divergences == 0);
}

TEST_CASE("the banana has its moments, whichever kernel draws") {
  const Json reference = Json::reference("targets.json")["banana"];
  const auto mean = reference["E"].numbers(), variance = reference["var"].numbers();
  for (const std::string kind : {"mala", "hmc", "nuts"}) {
    CAPTURE(kind);
    std::uint64_t divergences = 0;
    const std::size_t n = kind == "nuts" ? 10'000 : kind == "hmc" ? 10'000 : 100'000;
    const auto draws = draws_of(banana, kind, n, {}, 2, divergences);
    for (std::size_t i = 0; i < 2; ++i) {
      CAPTURE(i);
      check_mean(of_draws(draws, 2, [i](const double* x) { return x[i]; }), mean[i], 0, 5);
      check_mean(of_draws(draws, 2, [i](const double* x) { return x[i] * x[i]; }), variance[i] + mean[i] * mean[i], 0,
                 5);
    }
  }
}

TEST_CASE("the funnel has its moments where a change of variables opens it, and tells of its neck where none does") {
  const Json reference = Json::reference("targets.json")["funnel_d"];
  // x1 = e^(v/2) z: the same law, in coordinates that are independent normals of scales 3 and 1.
  std::uint64_t divergences = 0;
  const auto draws = draws_of([](Graph& g) { return normals(g, {3, 1}); }, "nuts", 10'000, {}, 3, divergences);
  CHECK(divergences == 0);
  check_mean(of_draws(draws, 2, [](const double* x) { return x[0]; }), reference["E_v"].number(), 0, 5);
  check_mean(of_draws(draws, 2, [](const double* x) { return x[0] * x[0]; }), reference["var_v"].number(), 0, 5);
  const double median = reference["median_abs_x1"].number();
  // The reference's median is of draws too, good to 0.3 %: where its distribution function is 1/2, to 0.001.
  check_mean(
      of_draws(draws, 2, [&](const double* x) { return std::abs(std::exp(x[0] / 2) * x[1]) < median ? 1.0 : 0.0; }),
      0.5, 0.001, 5);
  static_cast<void>(draws_of([](Graph& g) { return funnel(g, 3); }, "nuts", 2000, {}, 3, divergences));
  CHECK(divergences > 0);
}

TEST_CASE("a hundred scales from 0.01 to 1 are found, and drawn from well") {
  std::vector<double> sd(100);
  for (std::size_t i = 0; i < 100; ++i) sd[i] = 0.01 + 0.99 * static_cast<double>(i) / 99;
  std::uint64_t divergences = 0;
  const auto draws = draws_of([&](Graph& g) { return normals(g, sd); }, "nuts", 1000, {}, 4, divergences);
  CHECK(divergences == 0);
  for (std::size_t i = 0; i < 100; ++i) {
    const auto x = of_draws(draws, 100, [&](const double* at) { return at[i] / sd[i]; });
    const auto squares = of_draws(draws, 100, [&](const double* at) { return at[i] * at[i] / (sd[i] * sd[i]); });
    check_mean(x, 0, 0, 5);
    CHECK(std::abs(mean_of(squares) - 1) < 5 * mcse_mean({squares, kChains}));
    CHECK(ess_bulk({x, kChains}) > 2000);  // of 4000 draws; Stan's trees here are as good as independent
  }
}
