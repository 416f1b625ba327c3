// The walk by factors, with and without Hastings' term.

#include "tractable/mcmc/log_normal_walk.hpp"

#include <doctest/doctest.h>

#include <array>
#include <cmath>
#include <memory>
#include <vector>

#include "support/chains.hpp"
#include "tractable/mcmc/sampler.hpp"

using namespace tractable;
using namespace tractable::test;

TEST_CASE("Gamma(3, rate 2) has mean 1.5, and without Hastings' term mean 1") {
  // Without it the chain's law is p(x) / x: Gamma(2, rate 2). 20 chains of 20 000; the standard error is 0.003.
  for (const bool hastings : {true, false}) {
    CAPTURE(hastings);
    const auto density = density_of(1, 20, gamma_3_2);
    LogNormalWalk kernel(*density, {.step_size = 1.3, .hastings = hastings});
    ChainState state = kernel.init(std::vector<double>(20, 1.0));
    const std::vector<double> path = run(kernel, keys_of(630, 20), state, 0, 20'000);
    const SeriesMean mean = series_mean(path);
    CHECK(mean.error < 0.01);
    CHECK(std::abs(mean.mean - (hastings ? 1.5 : 1.0)) < 5 * mean.error);
    std::vector<double> squares;
    for (const double x : path) squares.push_back(x * x);
    const SeriesMean square = series_mean(squares);
    CHECK(std::abs(square.mean - (hastings ? 3.0 : 1.5)) < 5 * square.error);
  }
}

TEST_CASE("a walk by factors stays above 0, whatever its step size") {
  const auto density = density_of(1, 1, [](Expr x) { return -x; });  // finite at 0 and below
  LogNormalWalk kernel(*density, {.step_size = 1e6});
  ChainState state = kernel.init(std::array{1.0});
  TransitionInfo info;
  const std::vector<Key> keys = keys_of(631, 1);
  std::size_t left = 0;
  for (std::uint64_t t = 0; t < 500; ++t) {
    kernel.step(keys, t, state, info);
    left += info.not_finite[0];
    CHECK(state.position[0] == 1);
  }
  CHECK(left == 500);  // each factor is 0 or infinite
  CHECK(message_of([&] { return kernel.init(std::array{0.0}); }) ==
        "log_normal_walk: chain 0 starts at 0 in coordinate 0; a walk by factors needs numbers > 0");
}

TEST_CASE("warm-up learns the covariance of log x, which the walk's metric is") {
  // x = 1000 y, y of Gamma(3, rate 2): x has variance 750 000, log x has trigamma(3) = 0.395.
  const auto density = density_of(1, 1, [](Expr x) { return gamma_3_2(x * 1e-3); });
  Sampler sampler(std::make_unique<LogNormalWalk>(*density, LogNormalWalk::Options{}), key_from_seed(632),
                  std::array{1000.0}, {.warmup = 2000});
  sampler.run(2000);
  const double variance = sampler.kernel().tuning().metric.values()[0];
  // The last window has some 1000 transitions, of which one in five is effective: a standard error of 0.05.
  CHECK(std::abs(variance - 0.395) < 0.2);
}
