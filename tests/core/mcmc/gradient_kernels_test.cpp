// MALA, HMC and NUTS: they leave their target's law as it is, chains beside each other do not meet, and numbers that go
// wrong are rejected and told.

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <memory>
#include <string>
#include <vector>

#include "core/graph/allocations.hpp"
#include "support/mcmc_targets.hpp"
#include "tractable/base/error.hpp"
#include "tractable/diagnostics/kolmogorov_smirnov.hpp"
#include "tractable/mcmc/gradient_kernel.hpp"
#include "tractable/mcmc/hmc.hpp"
#include "tractable/mcmc/mala.hpp"
#include "tractable/mcmc/nuts.hpp"
#include "tractable/simd/random.hpp"

using namespace tractable;
using namespace tractable::test;

namespace {

constexpr double kInf = std::numeric_limits<double>::infinity();

/// `count` rows (2) of exact draws of the banana.
std::vector<double> banana_draws(std::size_t count, std::uint32_t seed) {
  std::vector<double> x(2 * count);
  fill_normal(key_from_seed(seed), x);
  for (std::size_t i = 0; i < count; ++i) {
    x[2 * i] *= 2;
    x[2 * i + 1] += 0.5 * (x[2 * i] * x[2 * i] - 4);
  }
  return x;
}

/// Largest distance of the empirical distribution of `x` from the standard normal's, in units of 1 / sqrt(n).
double distance_from_normal(std::vector<double> x) {
  std::sort(x.begin(), x.end());
  const auto n = static_cast<double>(x.size());
  double most = 0;
  for (std::size_t i = 0; i < x.size(); ++i) {
    const double f = 0.5 * std::erfc(-x[i] / std::sqrt(2.0));
    most = std::max({most, f - static_cast<double>(i) / n, static_cast<double>(i + 1) / n - f});
  }
  return most * std::sqrt(n);
}

/// Checks that the rows (2) of `x` are draws of the banana: its two independent standard normals, their squares and
/// product.
void check_banana(const std::vector<double>& x) {
  const std::size_t n = x.size() / 2;
  std::vector<double> a(n), b(n);
  double product = 0, mixed = 0;
  for (std::size_t i = 0; i < n; ++i) {
    a[i] = x[2 * i] / 2;
    b[i] = x[2 * i + 1] - 0.5 * (x[2 * i] * x[2 * i] - 4);
    product += a[i] * b[i];
    mixed += (a[i] * a[i] - 1) * b[i];
  }
  // P(K > 2.7) = 9e-7 for the supremum, and 5 standard errors: a fault of 0.02 in a distribution function shows.
  CHECK(distance_from_normal(a) < 2.7);
  CHECK(distance_from_normal(b) < 2.7);
  const double root = std::sqrt(static_cast<double>(n));
  CHECK(std::abs(product / root) < 5);
  CHECK(std::abs(mixed / (std::sqrt(2.0) * root)) < 5);
}

std::vector<double> moved(Kernel& kernel, std::vector<double> start, std::uint64_t transitions, double& acceptance) {
  const std::size_t chains = kernel.chains(), dim = kernel.dim(), groups = start.size() / (chains * dim);
  TransitionInfo info;
  info.reset(chains, dim);
  acceptance = 0;
  for (std::size_t group = 0; group < groups; ++group) {
    const auto here = std::span(start).subspan(group * chains * dim, chains * dim);
    ChainState state = kernel.init(here);
    const auto keys = split(fold_in(key_from_seed(77), group), chains);
    for (std::uint64_t t = 0; t < transitions; ++t) {
      kernel.step(keys, t, state, info);
      for (const double a : info.acceptance) acceptance += a / static_cast<double>(transitions * groups * chains);
    }
    std::copy(state.position.begin(), state.position.end(), here.begin());
  }
  return start;
}

const Metric& dense_metric() {
  static const std::vector<double> covariance{1.5, 0.6, 0.6, 0.8};
  static const Metric metric = Metric::dense({covariance, 2, 2});
  return metric;
}

}  // namespace

TEST_CASE("exact draws stay exact draws: mala") {
  for (const bool dense : {false, true}) {
    Mala kernel(density_of(banana, 1000), {.step_size = 1});
    kernel.set_tuning({1.0, dense ? dense_metric() : Metric::diagonal(std::vector{1.0, 0.5})});
    double acceptance = 0;
    check_banana(moved(kernel, banana_draws(20'000, 1), 20, acceptance));
    CHECK(acceptance > 0.3);
    CHECK(acceptance < 0.8);
  }
}

TEST_CASE("exact draws stay exact draws: hmc") {
  for (const double jitter : {0.0, 0.5}) {
    for (const bool dense : {false, true}) {
      Hmc kernel(density_of(banana, 1000), {.step_size = 0.6, .steps = 4, .jitter = jitter});
      kernel.set_tuning({0.6, dense ? dense_metric() : Metric::diagonal(std::vector{1.0, 0.5})});
      double acceptance = 0;
      check_banana(moved(kernel, banana_draws(20'000, 2), 10, acceptance));
      CHECK(acceptance > 0.3);
      CHECK(acceptance < 0.9);
    }
  }
}

TEST_CASE("exact draws stay exact draws: nuts") {
  for (const bool dense : {false, true}) {
    Nuts kernel(density_of(banana), {.step_size = 0.6});
    kernel.set_tuning({0.6, dense ? dense_metric() : Metric::diagonal(std::vector{1.0, 0.5})});
    double acceptance = 0;
    check_banana(moved(kernel, banana_draws(20'000, 3), 10, acceptance));
    CHECK(acceptance > 0.3);
    CHECK(acceptance < 0.9);
  }
}

TEST_CASE("chains in lock step are the chains alone, bit for bit") {
  constexpr std::size_t kChains = 5;
  const auto start = banana_draws(kChains, 6);
  const auto compare = [&](auto make) {
    const auto all = make(kChains);
    const auto keys = split(key_from_seed(9), kChains);
    ChainState together = all->init(start);
    TransitionInfo info;
    info.reset(kChains, 2);
    for (std::uint64_t t = 0; t < 100; ++t) all->step(keys, t, together, info);
    for (std::size_t b = 0; b < kChains; ++b) {
      const auto one = make(1);
      ChainState alone = one->init(std::span(start).subspan(2 * b, 2));
      TransitionInfo own;
      own.reset(1, 2);
      for (std::uint64_t t = 0; t < 100; ++t) one->step({&keys[b], 1}, t, alone, own);
      for (std::size_t i = 0; i < 2; ++i) {
        CHECK(alone.position[i] == together.position[2 * b + i]);
        CHECK(alone.gradient[i] == together.gradient[2 * b + i]);
        CHECK(own.proposal[i] == info.proposal[2 * b + i]);
      }
      CHECK(alone.log_prob[0] == together.log_prob[b]);
      CHECK(own.acceptance[0] == info.acceptance[b]);
      CHECK(own.energy[0] == info.energy[b]);
    }
  };
  compare([](std::size_t n) {
    return std::make_unique<Hmc>(density_of(banana, n), Hmc::Options{.step_size = 0.4, .jitter = 0.3});
  });
  compare([](std::size_t n) { return std::make_unique<Mala>(density_of(banana, n), Mala::Options{.step_size = 0.8}); });
}

TEST_CASE("hmc takes as many steps as its length asks for") {
  const auto steps = [](Hmc::Options options) { return Hmc(density_of(banana), options).steps(); };
  CHECK(steps({.steps = 7}) == 7);
  CHECK(steps({.step_size = 0.1, .length = 1.05}) == 10);
  CHECK(steps({.step_size = 2, .length = 1}) == 1);
  CHECK(steps({.step_size = 1e-9, .length = 1}) == Hmc::kMaxSteps);
  const auto message = [&](Hmc::Options options) {
    try {
      static_cast<void>(steps(options));
    } catch (const Error& error) {
      return error.message();
    }
    return std::string("nothing was thrown");
  };
  CHECK(message({.steps = 0}) == "steps is 0; it must be from 1 to 10000");
  CHECK(message({.steps = 10'001}) == "steps is 10001; it must be from 1 to 10000");
  CHECK(message({.length = -1}) == "length is -1; it must be finite and at least 0");
  CHECK(message({.jitter = 1.5}) == "jitter is 1.5; it must be from 0 to 1");
}

namespace {

/// A law on x > 0 without a gradient at 1, written so that the second argument of each is reached.
bench::Density broken(Graph& g) {
  const Expr x = g.input({kBatch, 1});
  // log x is -inf at 0 and NaN below; its gradient 1 / x is not finite at 0.
  return {x, log(x) - x};
}

template <class Action>
std::string message_of(Action action) {
  try {
    action();
  } catch (const Error& error) {
    return error.what();
  }
  return "nothing was thrown";
}

std::vector<std::unique_ptr<Kernel>> kernels_on(auto model, double step_size) {
  std::vector<std::unique_ptr<Kernel>> kernels;
  kernels.push_back(std::make_unique<Mala>(density_of(model), Mala::Options{.step_size = step_size}));
  kernels.push_back(std::make_unique<Hmc>(density_of(model), Hmc::Options{.step_size = step_size, .steps = 5}));
  kernels.push_back(std::make_unique<Nuts>(density_of(model), Nuts::Options{.step_size = step_size}));
  return kernels;
}

}  // namespace

TEST_CASE("a chain does not start where its target is not usable") {
  for (const auto& kernel : kernels_on(broken, 0.1)) {
    const auto start = [&](double x) { return message_of([&] { static_cast<void>(kernel->init(std::vector{x})); }); };
    CHECK(start(1) == "nothing was thrown");
    CHECK(start(0) == "init: log_prob of chain 0 is -inf where it starts");
    CHECK(start(-1) == "init: log_prob of chain 0 is nan where it starts");
    CHECK(start(kInf) == "init: position of chain 0 is inf in coordinate 0");
    CHECK(message_of([&] { static_cast<void>(kernel->init(std::vector{1.0, 2.0})); }) ==
          "init: position has 2 values, but must be (1, 1)");
  }
  // sqrt has a value at 0, but no gradient.
  for (const auto& kernel : kernels_on(
           [](Graph& g) {
             const Expr x = g.input({kBatch, 1});
             return bench::Density{x, sqrt(x) - x};
           },
           0.1)) {
    CHECK(message_of([&] { static_cast<void>(kernel->init(std::vector{0.0})); }) ==
          "init: the gradient of chain 0 is not finite where it starts");
  }
}

TEST_CASE("a proposal that is no number is rejected and told, and the chain goes on") {
  for (const auto& kernel : kernels_on(broken, 0.9)) {
    CAPTURE(kernel->name());
    const Key key = key_from_seed(5);
    ChainState state = kernel->init(std::vector{0.5});
    TransitionInfo info;
    info.reset(1, 1);
    int broken_ones = 0, moves = 0;
    for (std::uint64_t t = 0; t < 2000; ++t) {
      const double before = state.position[0];
      kernel->step({&key, 1}, t, state, info);
      CHECK(state.position[0] > 0);
      CHECK_UNARY(std::isfinite(state.log_prob[0]) && std::isfinite(state.gradient[0]));
      if (info.not_finite[0] != 0) {
        CHECK(info.divergent[0] == 1);
        if (kernel->name() != "nuts") {
          CHECK(info.accepted[0] == 0);
          CHECK(info.acceptance[0] == 0);
        }
        ++broken_ones;
      }
      moves += state.position[0] != before ? 1 : 0;
    }
    CHECK(broken_ones > 10);
    CHECK(moves > 500);
  }
}

TEST_CASE("a step of a million is rejected, a step of nothing is refused") {
  for (const auto& kernel : kernels_on(banana, 1e6)) {
    CAPTURE(kernel->name());
    const Key key = key_from_seed(5);
    ChainState state = kernel->init(std::vector{0.5, 0.0});
    TransitionInfo info;
    info.reset(1, 2);
    for (std::uint64_t t = 0; t < 50; ++t) {
      kernel->step({&key, 1}, t, state, info);
      CHECK(info.divergent[0] == 1);
      CHECK(info.accepted[0] == 0);
      CHECK(info.acceptance[0] == 0);
      CHECK(state.position == std::vector{0.5, 0.0});
    }
    for (const double step : {0.0, -1.0, kInf}) {
      CHECK(message_of([&] { kernel->set_step_size(step); }).find("step_size is") != std::string::npos);
    }
    CHECK(kernel->tuning().step_size == 1e6);
    CHECK(message_of([&] { kernel->set_tuning({1, Metric::identity(3)}); }) ==
          "kernel: metric has dimension 3, the target has 2");
  }
  CHECK(message_of([] { kernels_on(banana, 0); }).find("step_size is 0") != std::string::npos);
}

TEST_CASE("a target without its gradient is refused") {
  const auto without = [] {
    Graph g;
    const auto density = banana(g);
    return LogDensity(density.x, density.log_prob, {.gradient = false});
  };
  CHECK(message_of([&] { Mala kernel(without(), {}); }) == "mala: mala needs the target's gradient");
  CHECK(message_of([&] { Hmc kernel(without(), {}); }) == "hmc: hmc needs the target's gradient");
  CHECK(message_of([&] { Nuts kernel(without(), {}); }) == "nuts: nuts needs the target's gradient");
}

TEST_CASE("mala and hmc allocate nothing after their first transition") {
  for (const auto& kernel : kernels_on(banana, 0.2)) {
    const Key key = key_from_seed(5);
    ChainState state = kernel->init(std::vector{0.5, 0.0});
    TransitionInfo info;
    info.reset(1, 2);
    kernel->step({&key, 1}, 0, state, info);
    const std::size_t before = allocations();
    for (std::uint64_t t = 1; t < 2000; ++t) kernel->step({&key, 1}, t, state, info);
    CHECK(allocations() == before);
  }
}
