// Gibbs sampling: how fast it forgets, its order, and blocks that go wrong.

#include "tractable/mcmc/gibbs.hpp"

#include <doctest/doctest.h>

#include <array>
#include <cmath>
#include <string>
#include <vector>

#include "support/kernel_cases.hpp"

using namespace tractable;
using namespace tractable::test;

namespace {

double autocorrelation(std::span<const double> x, std::size_t lag) {
  double mean = 0, square = 0, product = 0;
  for (const double each : x) mean += each / static_cast<double>(x.size());
  for (std::size_t t = 0; t < x.size(); ++t) {
    square += (x[t] - mean) * (x[t] - mean);
    if (t >= lag) product += (x[t] - mean) * (x[t - lag] - mean);
  }
  return product / square;
}

}  // namespace

TEST_CASE("on two normals of correlation rho the sweep's autocorrelation is rho^2") {
  // A coordinate after each sweep is an autoregression with coefficient rho^2 = 0.64: the standard error of its
  // estimate is sqrt((1 - 0.64^2) / n) = 0.0017 (Bartlett 1946), at lag 2 0.0030.
  constexpr std::size_t kSweeps = 200'000;
  Gibbs kernel(gibbs_options(1, Gibbs::Scan::systematic));
  ChainState state = kernel.init(std::array{0.5, -0.5});
  const std::vector<double> path = run(kernel, keys_of(660, 1), state, 0, kSweeps);
  for (const std::size_t i : {std::size_t{0}, std::size_t{1}}) {
    std::vector<double> x;
    for (std::size_t t = 0; t < kSweeps; ++t) x.push_back(path[2 * t + i]);
    CHECK(std::abs(autocorrelation(x, 1) - kRho * kRho) < 5 * 0.0017);
    CHECK(std::abs(autocorrelation(x, 2) - kRho * kRho * kRho * kRho) < 5 * 0.0030);
  }
}

TEST_CASE("a random scan draws one block a transition, each equally often") {
  Gibbs kernel(gibbs_options(1, Gibbs::Scan::random));
  ChainState state = kernel.init(std::array{0.5, -0.5});
  TransitionInfo info;
  const std::vector<Key> keys = keys_of(661, 1);
  double first = 0;
  for (std::uint64_t t = 0; t < 10'000; ++t) {
    const std::vector<double> before = state.position;
    kernel.step(keys, t, state, info);
    const std::size_t drawn = kernel.block_at(keys[0], t);
    CHECK(state.position[1 - drawn] == before[1 - drawn]);
    CHECK(state.position[drawn] != before[drawn]);
    first += drawn == 0 ? 1 : 0;
  }
  CHECK(std::abs(first - 5000) < 5 * 50);
}

TEST_CASE("a sweep is its blocks, one by one") {
  Gibbs kernel(gibbs_options(1, Gibbs::Scan::systematic));
  ChainState state = kernel.init(std::array{0.5, -0.5});
  TransitionInfo info;
  const std::vector<Key> keys = keys_of(662, 1);
  std::vector<double> x = state.position;
  kernel.step(keys, 7, state, info);
  CHECK(kernel.draw_block(0, keys[0], 7, x));
  CHECK(x[1] == -0.5);
  CHECK(kernel.draw_block(1, keys[0], 7, x));
  CHECK(x == state.position);
}

TEST_CASE("a block that draws no number stays, and is told") {
  Gibbs::Options options = gibbs_options(2, Gibbs::Scan::systematic);
  options.blocks[1].draw = [](Key, std::uint64_t t, std::span<double> x) {
    x[1] = t % 2 == 0 ? std::sqrt(-x[0] * x[0] - 1) : 3;
  };
  options.log_prob = {};
  Gibbs kernel(options);
  ChainState state = kernel.init(std::array{0.5, -0.5, 0.1, 0.2});
  CHECK(std::isnan(state.log_prob[0]));
  TransitionInfo info;
  kernel.step(keys_of(663, 2), 0, state, info);
  CHECK(state.position[1] == -0.5);
  CHECK(state.position[3] == 0.2);
  CHECK(state.position[0] != 0.5);
  CHECK(info.not_finite == std::vector<std::uint8_t>{1, 1});
  kernel.step(keys_of(663, 2), 1, state, info);
  CHECK(state.position[1] == 3);
  CHECK(info.not_finite == std::vector<std::uint8_t>{0, 0});
}

TEST_CASE("blocks that do not make up the position are refused") {
  const auto with = [](auto change) {
    Gibbs::Options options = gibbs_options(1, Gibbs::Scan::systematic);
    change(options);
    return message_of([&] { return Gibbs(options); });
  };
  CHECK(with([](auto& o) { o.blocks.pop_back(); }) == "gibbs: coordinate 1 is in no block");
  CHECK(with([](auto& o) { o.blocks.clear(), o.dim = 0; }) == "gibbs: coordinate 0 is in no block");
  CHECK(with([](auto& o) { o.blocks[1].size = 2; }) ==
        "gibbs: the block second has 2 coordinates from 1; the dimension is 2");
  CHECK(with([](auto& o) { o.blocks[1].draw = {}; }) == "gibbs: the block second has no coordinates or no draw");
  CHECK(with([](auto& o) { o.chains = 0; }) == "gibbs: chains is 0; it must be at least 1");
  Gibbs::Options options = gibbs_options(1, Gibbs::Scan::systematic);
  options.log_prob = [](auto) { return -INFINITY; };
  Gibbs kernel(options);
  CHECK(message_of([&] { return kernel.init(std::array{0.0, 0.0}); }) ==
        "gibbs: chain 0 starts where log_prob is -inf");
}
