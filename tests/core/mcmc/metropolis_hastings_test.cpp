// Kernels on five states, where their transition matrix can be written down: proposals of the caller's and of one law.

#include "tractable/mcmc/metropolis_hastings.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <functional>
#include <string>
#include <vector>

#include "support/kernel_cases.hpp"
#include "tractable/distribution/catalogue.hpp"
#include "tractable/mcmc/finite_chain.hpp"

using namespace tractable;
using namespace tractable::test;

namespace {

constexpr std::size_t kStates = 5;
const std::vector<double> kPi{0.1, 0.25, 0.05, 0.4, 0.2};
/// Not symmetric; 0 -> 4 is possible, 4 -> 0 is not.
const std::vector<double> kProposal{0.2, 0.5, 0.1, 0.0, 0.2, 0.3, 0.1, 0.4, 0.2,  0.0,  0.1, 0.1, 0.2,
                                    0.3, 0.3, 0.0, 0.3, 0.4, 0.1, 0.2, 0.0, 0.25, 0.05, 0.3, 0.4};

std::size_t state_of(double x) { return static_cast<std::size_t>(x); }

/// log pi on the numbers 0 ... 4.
Expr five_states(Expr x) {
  Expr log_prob = x.graph->constant(-INFINITY);
  for (std::size_t i = 0; i < kStates; ++i) {
    const Expr far = greater(abs(x - static_cast<double>(i)), x.graph->constant(0.25));
    log_prob = select(far, log_prob, x.graph->constant(std::log(kPi[i])));
  }
  return log_prob;
}

/// The transition matrix of a kernel on the five states, from the acceptance that it tells for each pair: `chosen` is
/// what its proposal will be, q_ij how likely that is.
Matrix matrix_of(Kernel& kernel, double& chosen, const std::function<double(std::size_t, std::size_t)>& q) {
  Matrix p(kStates, kStates);
  TransitionInfo info;
  for (std::size_t i = 0; i < kStates; ++i) {
    double leaving = 0;
    for (std::size_t j = 0; j < kStates; ++j) {
      if (j == i || q(i, j) == 0) continue;
      ChainState state = kernel.init(std::array{static_cast<double>(i)});
      chosen = static_cast<double>(j);
      kernel.step(keys_of(static_cast<std::uint32_t>(700 + 8 * i + j), 1), 0, state, info);
      p(i, j) = q(i, j) * info.acceptance[0];
      leaving += p(i, j);
    }
    p(i, i) = 1 - leaving;
  }
  return p;
}

void check_balance(const Matrix& p) {
  const FiniteChain chain(p);
  CHECK(chain.detailed_balance_defect(kPi) < 1e-12);
  CHECK(total_variation(chain.stationary(), kPi) < 1e-12);
}

}  // namespace

TEST_CASE("on five states the kernels that propose and accept are in detailed balance, to 1e-12") {
  const auto density = density_of(1, 1, five_states);
  double chosen = 0;
  const auto draw = [&](Key, std::uint64_t, std::span<const double>, std::span<double> to) { to[0] = chosen; };
  const auto q = [](std::size_t i, std::size_t j) { return kProposal[i * kStates + j]; };
  SUBCASE("metropolis_hastings") {
    MetropolisHastings kernel(*density, {.draw = draw, .log_density = [&](auto from, auto to) {
                                           return std::log(q(state_of(from[0]), state_of(to[0])));
                                         }});
    const Matrix p = matrix_of(kernel, chosen, q);
    check_balance(p);
    const FiniteChain expected = metropolis_chain(kPi, {kProposal, kStates, kStates});
    for (std::size_t k = 0; k < p.values.size(); ++k)
      CHECK(std::abs(p.values[k] - expected.matrix().values[k]) < 1e-12);
  }
  SUBCASE("a symmetric proposal does without its density: a walk on a ring") {
    MetropolisHastings kernel(*density, {.draw = draw, .hastings = false});
    check_balance(matrix_of(kernel, chosen, [](std::size_t i, std::size_t j) {
      return (i + 1) % kStates == j || (j + 1) % kStates == i ? 0.5 : 0;
    }));
  }
  SUBCASE("without Hastings' term balance is lost") {
    MetropolisHastings kernel(*density, {.draw = draw, .hastings = false});
    const FiniteChain wrong(matrix_of(kernel, chosen, q));
    const FiniteChain expected = metropolis_chain(kPi, {kProposal, kStates, kStates}, false);
    CHECK(wrong.detailed_balance_defect(kPi) > 0.01);
    CHECK(total_variation(wrong.stationary(), kPi) > 0.02);
    CHECK(total_variation(wrong.stationary(), expected.stationary()) < 1e-12);
  }
  SUBCASE("independence") {
    const std::vector<double> law{0.3, 0.1, 0.2, 0.15, 0.25};
    Independence kernel(*density, {[&](std::span<const double> x, std::span<double> log_prob) {
                                     for (std::size_t i = 0; i < x.size(); ++i)
                                       log_prob[i] = std::log(law[state_of(x[i])]);
                                   },
                                   [&](Key, std::uint64_t, std::span<double> x) { std::ranges::fill(x, chosen); }});
    check_balance(matrix_of(kernel, chosen, [&](std::size_t, std::size_t j) { return law[j]; }));
  }
}

TEST_CASE("a long chain on five states visits each as often as pi says") {
  // Batch means: the standard errors are below 0.003.
  const auto density = density_of(1, 1, five_states);
  const FiniteChain proposal({kProposal, kStates, kStates});
  MetropolisHastings kernel(
      *density,
      {.draw = [&](Key key, std::uint64_t t, std::span<const double> from,
                   std::span<double> to) { to[0] = proposal.path(key, static_cast<std::uint32_t>(from[0]), 1, t)[0]; },
       .log_density = [&](auto from,
                          auto to) { return std::log(proposal.matrix()(state_of(from[0]), state_of(to[0]))); }});
  ChainState state = kernel.init(std::array{3.0});
  const std::vector<double> path = run(kernel, keys_of(670, 1), state, 0, 100'000);
  for (std::size_t i = 0; i < kStates; ++i) {
    std::vector<double> visits;
    for (const double x : path) visits.push_back(state_of(x) == i ? 1 : 0);
    const SeriesMean mean = series_mean(visits);
    CHECK(mean.error < 0.006);
    CHECK(std::abs(mean.mean - kPi[i]) < 5 * mean.error);
  }
}

TEST_CASE("proposals that cannot be made or weighed") {
  const auto density = density_of(2, 1, correlated(0.5));
  MetropolisHastings::Options options = drifting_proposal();
  options.draw = [](Key, std::uint64_t, std::span<const double>, std::span<double> to) { to[0] = to[1] = NAN; };
  MetropolisHastings kernel(*density, options);
  ChainState state = kernel.init(std::array{0.5, 0.5});
  TransitionInfo info;
  kernel.step(keys_of(671, 1), 0, state, info);
  CHECK(info.not_finite[0] == 1);
  CHECK(info.acceptance[0] == 0);
  CHECK(state.position == std::vector{0.5, 0.5});
  CHECK(std::isnan(kernel.target_acceptance()));
  CHECK(message_of([&] { return MetropolisHastings(*density, {}); }) == "metropolis_hastings: draw is no function");
  CHECK(message_of([&] { return MetropolisHastings(*density, {.draw = options.draw}); }) ==
        "metropolis_hastings: log_density is no function");
  CHECK(message_of([&] { return Independence(*density, {}); }) ==
        "independence: proposal lacks its log_prob or its draw");
}

TEST_CASE("the independence sampler takes laws of the catalogue and leaves each place at the rate 1 / M or faster") {
  // Target Gamma(3, rate 2), proposal exponential of rate 2/3: p / q = 6 x^2 exp(-4 x / 3) is largest at 1.5, M
  // = 1.827.
  const auto density = density_of(1, 200, gamma_3_2);
  const Univariate law(family("exponential"), {2.0 / 3});
  Independence kernel(*density, row_law(law));
  const double acceptance = check_leaves_law(
      kernel,
      [](Key key, std::span<double> rows) {
        std::vector<double> u(3 * rows.size());
        fill_uniform(key, u);
        for (std::size_t i = 0; i < rows.size(); ++i) {
          rows[i] = -(std::log(u[3 * i]) + std::log(u[3 * i + 1]) + std::log(u[3 * i + 2])) / 2;
        }
      },
      {[](auto x) { return gamma_p(3, 2 * x[0]); }}, 4);
  // In balance the acceptance is at least 1 / M.
  CHECK(acceptance > std::exp(2.0) / 13.5);
  // From the place of the largest weight the chain leaves with probability 1 / M exactly.
  TransitionInfo info;
  double leaving = 0;
  for (std::uint32_t round = 0; round < 500; ++round) {
    ChainState state = kernel.init(std::vector<double>(200, 1.5));
    kernel.step(keys_of(680 + round, 200), 0, state, info);
    for (const double each : info.acceptance) leaving += each / 1e5;
  }
  CHECK(std::abs(leaving - std::exp(2.0) / 13.5) < 5 * 0.35 / std::sqrt(1e5));
}
