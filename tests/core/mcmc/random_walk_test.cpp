// Random-walk Metropolis, and what all kernels that propose and accept share: laws, repeats, bits, bad input.

#include "tractable/mcmc/random_walk.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <vector>

#include "support/chains.hpp"

using namespace tractable;
using namespace tractable::test;

TEST_CASE("a rejected step repeats the state, and the share of rejections is what Metropolis' rule says") {
  // On the line with target and proposal normal, the acceptance of steps of size s is (2 / pi) atan(2 / s).
  constexpr std::uint64_t kSteps = 200'000;
  const auto density = density_of(1, 1, standard_normal);
  RandomWalk kernel(*density, {2.4, {}});
  const std::vector<Key> keys = keys_of(610, 1);
  ChainState state = kernel.init(std::array{0.5});
  TransitionInfo info;
  std::vector<double> moved, acceptance, squares;
  bool faithful = true;
  for (std::uint64_t t = 0; t < kSteps; ++t) {
    const double before = state.position[0];
    kernel.step(keys, t, state, info);
    moved.push_back(state.position[0] != before ? 1 : 0);
    acceptance.push_back(info.acceptance[0]);
    squares.push_back(state.position[0] * state.position[0]);
    faithful = faithful && moved.back() == info.accepted[0] &&
               state.position[0] == (info.accepted[0] == 1 ? info.proposal[0] : before) &&
               state.log_prob[0] == -0.5 * squares.back() && info.evaluations[0] == 1;
  }
  CHECK(faithful);
  const double expected = 2 / 3.14159265358979323846 * std::atan(2 / 2.4);
  for (const auto& series : {moved, acceptance}) {
    const SeriesMean mean = series_mean(series);
    CHECK(mean.error < 0.003);
    CHECK(std::abs(mean.mean - expected) < 5 * mean.error);
  }
  const SeriesMean variance = series_mean(squares);
  CHECK(variance.error < 0.02);
  CHECK(std::abs(variance.mean - 1) < 5 * variance.error);
}

TEST_CASE("at 2.38 / sqrt(D) a random walk accepts 0.234 and moves most") {
  // The limit for D to infinity; at D = 50 the acceptance is within 0.015 of it, and half or twice the step size make
  // the squared jumps smaller by a third.
  constexpr std::size_t kDim = 50, kChains = 40;
  const auto density = density_of(kDim, kChains, standard_normal);
  std::vector<double> start(kDim * kChains);
  fill_normal(key_from_seed(611), std::span(start));
  const auto measure = [&](double factor) {
    RandomWalk kernel(*density, {factor * 2.38 / std::sqrt(double{kDim}), {}});
    ChainState state = kernel.init(start);
    TransitionInfo info;
    double acceptance = 0, jump = 0;
    for (std::uint64_t t = 0; t < 2000; ++t) {
      const std::vector<double> before = state.position;
      kernel.step(keys_of(612, kChains), t, state, info);
      for (const double each : info.acceptance) acceptance += each / (2000 * kChains);
      for (std::size_t i = 0; i < before.size(); ++i) {
        jump += (state.position[i] - before[i]) * (state.position[i] - before[i]) / (2000 * kChains);
      }
    }
    return std::array{acceptance, jump};
  };
  const auto best = measure(1);
  CHECK(std::abs(best[0] - 0.234) < 0.015);
  CHECK(measure(0.5)[1] < 0.75 * best[1]);
  CHECK(measure(2)[1] < 0.75 * best[1]);
}

TEST_CASE("a random walk meets numbers that are none, borders, and step sizes far too large") {
  // log x^3 is NaN for x < 0, -infinity at 0 and below 1e-200; x > 0.5 is allowed.
  const auto density = density_of(1, 1, [](Expr x) { return 3 * log(x) - x; });
  RandomWalk kernel(*density, {3, {}});
  ChainState state = kernel.init(std::array{0.2});
  TransitionInfo info;
  const std::vector<Key> keys = keys_of(616, 1);
  std::size_t undefined = 0;
  for (std::uint64_t t = 0; t < 1000; ++t) {
    kernel.step(keys, t, state, info);
    undefined += info.not_finite[0];
    CHECK(state.position[0] > 0);
    CHECK(info.not_finite[0] == (info.proposal[0] < 0 ? 1 : 0));
    if (info.not_finite[0] == 1) CHECK(info.acceptance[0] == 0);
  }
  CHECK(undefined > 50);
  kernel.set_step_size(1e6);
  std::size_t accepted = 0;
  for (std::uint64_t t = 0; t < 1000; ++t) {
    kernel.step(keys, t, state, info);
    accepted += info.accepted[0];
  }
  CHECK(accepted == 0);
  // Where log_prob is +infinity, nobody may go.
  const auto spike = density_of(1, 1, [](Expr x) { return -log(max(abs(x) - 1, x * 0)); });
  RandomWalk careful(*spike, {1, {}});
  ChainState outside = careful.init(std::array{2.0});
  for (std::uint64_t t = 0; t < 200; ++t) careful.step(keys, t, outside, info);
  CHECK(std::isfinite(outside.log_prob[0]));

  CHECK(message_of([&] { return kernel.set_step_size(0), 0; }) == "kernel: step_size is 0, but must be finite and > 0");
  CHECK(message_of([&] { return RandomWalk(*density, {-1, {}}); }) ==
        "kernel: step_size is -1, but must be finite and > 0");
  CHECK(message_of([&] { return RandomWalk(*density, {1, Metric::identity(2)}); }) ==
        "kernel: metric has dimension 2, the target has 1");
  CHECK(message_of([&] { return kernel.init(std::array{1.0, 2.0}); }) ==
        "random_walk: position has 2 numbers; 1 chains in dimension 1 have 1");
  CHECK(message_of([&] { return kernel.init(std::array{std::numeric_limits<double>::quiet_NaN()}); }) ==
        "random_walk: chain 0 starts at nan in coordinate 0");
  CHECK(message_of([&] { return kernel.init(std::array{0.0}); }) ==
        "random_walk: chain 0 starts where log_prob is -inf");
  CHECK(message_of([&] { return kernel.init(std::array{-1.0}); }) ==
        "random_walk: chain 0 starts where log_prob is nan");
  CHECK(message_of([&] { return careful.init(std::array{0.5}); }) ==
        "random_walk: chain 0 starts where log_prob is inf");
}
