// Stochastic gradient Langevin dynamics: its bias is the one that theory says.

#include "tractable/mcmc/sgld.hpp"

#include <doctest/doctest.h>

#include <array>
#include <cmath>
#include <vector>

#include "support/kernel_cases.hpp"

using namespace tractable;
using namespace tractable::test;

namespace {

constexpr std::size_t kData = 50;

double datum_of(std::size_t i) { return 3 * std::sin(1.7 * static_cast<double>(i)); }

/// Of the posterior of a mean (flat prior, unit noise) by `batch` data with replacement.
Sgld::Options mini_batches(std::size_t chains, std::size_t batch, double step_size) {
  return {.chains = chains,
          .dim = 1,
          .gradient =
              [batch](Key key, std::uint64_t t, std::span<const double> x, std::span<double> gradient) {
                std::vector<double> u(batch);
                fill_uniform(key, std::span(u), t * batch);
                gradient[0] = 0;
                for (const double each : u) {
                  gradient[0] +=
                      (datum_of(static_cast<std::size_t>(each * kData)) - x[0]) * kData / static_cast<double>(batch);
                }
              },
          .step_size = step_size};
}

}  // namespace

TEST_CASE("SGLD's variance on a normal posterior is inflated by step size and mini-batch as theory says") {
  double mean = 0, spread = 0;
  for (std::size_t i = 0; i < kData; ++i) mean += datum_of(i) / kData;
  for (std::size_t i = 0; i < kData; ++i) spread += (datum_of(i) - mean) * (datum_of(i) - mean) / kData;
  for (const double eps : {0.002, 0.01, 0.03}) {
    for (const std::size_t batch : {std::size_t{2}, std::size_t{10}}) {
      CAPTURE(eps);
      CAPTURE(batch);
      constexpr double n = kData;
      const double noise = n * n * spread / static_cast<double>(batch);
      const double expected = (eps + 0.25 * eps * eps * noise) / (1 - (1 - eps * n / 2) * (1 - eps * n / 2));
      CHECK(expected > 1 / n);
      Sgld kernel(mini_batches(50, batch, eps));
      ChainState state = kernel.init(std::vector<double>(50, mean));
      const std::vector<Key> keys = keys_of(690, 50);
      static_cast<void>(run(kernel, keys, state, 0, 400));  // to forget the start: (1 - 0.05)^400
      std::vector<double> places = run(kernel, keys, state, 400, 4400), squares;
      for (double& x : places) squares.push_back((x - mean) * (x - mean));
      const SeriesMean centre = series_mean(places), variance = series_mean(squares);
      CHECK(std::abs(centre.mean - mean) < 5 * centre.error);
      CHECK(variance.error < 0.03 * expected);
      CHECK(std::abs(variance.mean - expected) < 5 * variance.error);
    }
  }
}

TEST_CASE("SGLD's steps fall as its schedule says, and a metric shapes them") {
  Sgld::Options options = noisy_gradient(1);
  options.offset = 10;
  options.decay = 0.55;
  options.metric = Metric::diagonal(std::vector{4.0, 0.25});
  Sgld kernel(options);
  CHECK(kernel.step_size_at(0) == 0.5);
  for (const std::uint64_t t : {1u, 30u, 100'000u}) {
    CHECK(kernel.step_size_at(t) ==
          doctest::Approx(0.5 * std::pow(1 + static_cast<double>(t) / 10, -0.55)).epsilon(1e-13).scale(0));
  }
  // One transition by hand.
  ChainState state = kernel.init(std::array{1.0, 2.0});
  TransitionInfo info;
  const std::vector<Key> keys = keys_of(691, 1);
  kernel.step(keys, 30, state, info);
  std::array<double, 2> z{}, g{};
  fill_normal(split_at(keys[0], 0), z, 60);
  options.gradient(split_at(keys[0], 1), 30, std::array{1.0, 2.0}, g);
  const double eps = kernel.step_size_at(30);
  CHECK(state.position[0] == doctest::Approx(1 + eps / 2 * 4 * g[0] + std::sqrt(eps) * 2 * z[0]).epsilon(1e-14));
  CHECK(state.position[1] == doctest::Approx(2 + eps / 2 * 0.25 * g[1] + std::sqrt(eps) * 0.5 * z[1]).epsilon(1e-14));
}

TEST_CASE("SGLD that runs away, and gradients that are none") {
  Sgld::Options options = noisy_gradient(1);
  options.step_size = 1e6;  // above 4 v: every step is 5e5 times as far out as the one before
  Sgld kernel(options);
  ChainState state = kernel.init(std::array{1.0, 2.0});
  TransitionInfo info;
  std::size_t told = 0;
  for (std::uint64_t t = 0; t < 200; ++t) {
    kernel.step(keys_of(692, 1), t, state, info);
    told += info.not_finite[0];
    CHECK(std::isfinite(state.position[0]));
  }
  CHECK(told > 100);
  CHECK(std::abs(state.position[0]) > 1e200);
  options.gradient = [](Key, std::uint64_t, std::span<const double>, std::span<double> g) { g[0] = g[1] = NAN; };
  Sgld none(options);
  CHECK(message_of([&] { return none.init(std::array{1.0, 2.0}); }) ==
        "sgld: chain 0 starts where its gradient is none");
  const auto with = [](auto change) {
    Sgld::Options wrong = noisy_gradient(1);
    change(wrong);
    return message_of([&] { return Sgld(wrong); });
  };
  CHECK(with([](auto& o) { o.gradient = {}; }) == "sgld: gradient is no function");
  CHECK(with([](auto& o) { o.chains = 0; }) == "sgld: 0 chains in dimension 2; both must be at least 1");
  CHECK(with([](auto& o) { o.offset = 0; }) == "sgld: offset is 0; it must be greater than 0");
  CHECK(with([](auto& o) { o.decay = 1.5; }) == "sgld: decay is 1.5; a probability lies between 0 and 1");
  CHECK(with([](auto& o) { o.step_size = 0; }) == "kernel: step_size is 0, but must be finite and > 0");
}
