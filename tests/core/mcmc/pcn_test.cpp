// Preconditioned Crank-Nicolson: the proposal of the reference, and acceptance that does not see the dimension.

#include "tractable/mcmc/pcn.hpp"

#include <doctest/doctest.h>

#include <array>
#include <cmath>
#include <vector>

#include "support/chains.hpp"
#include "support/json.hpp"
#include "tractable/mcmc/random_walk.hpp"

using namespace tractable;
using namespace tractable::test;

namespace {

Expr no_data(Expr x) { return 0.0 * sum_cols(x); }

/// Phi = 3 sigmoid(2 sum x): between 0 and 3.
Expr bounded(Expr x) { return -3.0 * sigmoid(2.0 * sum_cols(x)); }

/// Variances 1 / i^2.
std::vector<double> variances(std::size_t dim) {
  std::vector<double> v(dim);
  for (std::size_t i = 0; i < dim; ++i) v[i] = 1 / static_cast<double>((i + 1) * (i + 1));
  return v;
}

/// The mean acceptance over 20 chains of 1000 transitions from draws of the prior.
double mean_acceptance(Kernel& kernel, std::size_t dim) {
  const std::size_t chains = kernel.chains();
  std::vector<double> start(chains * dim);
  fill_normal(key_from_seed(640), std::span(start));
  for (std::size_t i = 0; i < start.size(); ++i) start[i] *= std::sqrt(variances(dim)[i % dim]);
  ChainState state = kernel.init(start);
  TransitionInfo info;
  double sum = 0;
  for (std::uint64_t t = 0; t < 1000; ++t) {
    kernel.step(keys_of(641, chains), t, state, info);
    for (const double each : info.acceptance) sum += each;
  }
  return sum / (1000.0 * static_cast<double>(chains));
}

}  // namespace

TEST_CASE("pCN proposes what the reference proposes") {
  const Json reference = Json::reference("mcmc_steps.json")["pcn"];
  const auto density = density_of(4, 1, no_data);
  const Pcn kernel(*density, {reference["beta"].number(), {}, Metric::diagonal(reference["prior_var"].numbers())});
  std::vector<double> proposal(4);
  kernel.propose_from(reference["x"].numbers(), reference["xi_std"].numbers(), proposal);
  const std::vector<double> expected = reference["proposal"].numbers();
  for (std::size_t i = 0; i < 4; ++i) CHECK(proposal[i] == doctest::Approx(expected[i]).epsilon(1e-14).scale(0));
}

TEST_CASE("without data pCN accepts everything, in every dimension, and its chain has the prior's law") {
  for (const std::size_t dim : {1u, 2u, 10u, 100u, 1000u}) {
    CAPTURE(dim);
    const auto density = density_of(dim, 1, no_data);
    Pcn kernel(*density, {.beta = 0.3});
    ChainState state = kernel.init(std::vector<double>(dim, 0.1));
    TransitionInfo info;
    const std::vector<Key> keys = keys_of(642, 1);
    bool always = true;
    for (std::uint64_t t = 0; t < 300; ++t) {
      kernel.step(keys, t, state, info);
      always = always && info.acceptance[0] == 1 && info.accepted[0] == 1;
    }
    CHECK(always);
  }
  const auto density = density_of(2, 200, no_data);
  Pcn kernel(*density, {.beta = 0.5, .mean = {1, -2}, .covariance = Metric::diagonal(std::vector{4.0, 0.25})});
  check_leaves_law(
      kernel,
      [](Key key, std::span<double> x) {
        fill_normal(key, x);
        for (std::size_t i = 0; i < x.size(); i += 2) x[i] = 1 + 2 * x[i], x[i + 1] = -2 + 0.5 * x[i + 1];
      },
      {[](auto x) { return phi((x[0] - 1) / 2); }, [](auto x) { return phi((x[1] + 2) / 0.5); }}, 3);
}

TEST_CASE("with a bounded potential pCN's acceptance is flat from 10 to 1000 dimensions, a random walk's falls to 0") {
  // Standard errors are below 0.003.
  std::vector<double> pcn, walk;
  for (const std::size_t dim : {10u, 100u, 1000u}) {
    const auto likelihood = density_of(dim, 20, bounded);
    Pcn kernel(*likelihood, {.beta = 0.5, .covariance = Metric::diagonal(variances(dim))});
    pcn.push_back(mean_acceptance(kernel, dim));
    const auto posterior = density_of(dim, 20, [&](Expr x) {
      std::vector<double> precision;
      for (const double v : variances(dim)) precision.push_back(1 / v);
      return bounded(x) - 0.5 * sum_cols(square(x) * x.graph->data({1, static_cast<Dim>(dim)}, precision));
    });
    RandomWalk other(*posterior, {0.5, Metric::diagonal(variances(dim))});
    walk.push_back(mean_acceptance(other, dim));
  }
  CHECK(pcn[0] > 0.5);
  CHECK(pcn[0] < 0.95);
  CHECK(std::abs(pcn[1] - pcn[0]) < 0.02);
  CHECK(std::abs(pcn[2] - pcn[0]) < 0.02);
  CHECK(walk[0] > 0.25);
  CHECK(walk[1] < 0.05);
  CHECK(walk[2] < 1e-10);
}

TEST_CASE("a beta above 1 draws from the prior, and what does not fit is refused") {
  const auto density = density_of(2, 1, no_data);
  Pcn kernel(*density, {.beta = 1e6});
  std::vector<double> x(2);
  kernel.propose_from(std::array{1e3, -1e3}, std::array{0.25, -0.5}, x);
  CHECK(x == std::vector{0.25, -0.5});
  CHECK(message_of([&] { return Pcn(*density, {.beta = 0}); }) == "kernel: step_size is 0, but must be finite and > 0");
  CHECK(message_of([&] { return Pcn(*density, {.mean = {1, 2, 3}}); }) ==
        "pcn: the prior has a mean of length 3 and a covariance of dimension 2; the density has dimension 2");
  CHECK(message_of([&] { return Pcn(*density, {.mean = {1, NAN}}); }).starts_with("pcn: mean"));
}
