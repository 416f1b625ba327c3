#include "tractable/mcmc/start.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

#include "support/ulp.hpp"
#include "tractable/base/error.hpp"
#include "tractable/graph/ops.hpp"
#include "tractable/mcmc/catalogue.hpp"
#include "tractable/mcmc/sampler.hpp"
#include "tractable/target/zoo.hpp"

using namespace tractable;

namespace {

LogDensity density_of(const Target& target, bool gradient = true) {
  Graph graph;
  const TargetExprs e = target.build(graph);
  return {e.x, e.log_prob, {.gradient = gradient}};
}

/// log x + 3 log(1.9 - x), of the support (0, 1.9): less than half of (-2, 2).
LogDensity half_line(bool gradient, double shift = 0) {
  Graph graph;
  const Expr x = graph.input({kBatch, 1});
  const Expr y = x + graph.constant(shift);
  return {x, log(y) + 3 * log(1.9 - y), {.gradient = gradient}};
}

}  // namespace

TEST_CASE("starts lie in (-2, 2), differ, and are those of the chain's number") {
  LogDensity density = density_of(Target("standard_normal", std::vector<TargetSetting>{{"dim", 5}}));
  const auto all = draw_start(density, key_from_seed(3), 0, 400);
  REQUIRE(all.size() == 2000);
  double sum = 0;
  double squares = 0;
  for (const double x : all) {
    CHECK(std::abs(x) < 2);
    sum += x;
    squares += x * x;
  }
  // Uniform: variance 4/3, fourth moment 16/5. Four standard errors.
  CHECK(std::abs(sum / 2000) < 4 * std::sqrt(4.0 / 3 / 2000));
  CHECK(std::abs(squares / 2000 - 4.0 / 3) < 4 * std::sqrt((16.0 / 5 - 16.0 / 9) / 2000));
  const auto some = draw_start(density, key_from_seed(3), 17, 2);
  CHECK(some == std::vector<double>(all.begin() + 85, all.begin() + 95));
  CHECK(draw_start(density, key_from_seed(4), 17, 2) != some);
}

TEST_CASE("a start is drawn again until the density is finite there") {
  for (const bool gradient : {false, true}) {
    LogDensity density = half_line(gradient);
    for (const double x : draw_start(density, key_from_seed(5), 0, 200)) {
      CHECK(x > 0);
      CHECK(x < 1.9);
    }
  }
  LogDensity nowhere = half_line(false, 50);
  try {
    (void)draw_start(nowhere, key_from_seed(5), 7, 1);
    FAIL("it found a start");
  } catch (const Error& error) {
    CHECK(error.code() == ErrorCode::not_finite);
    CHECK(error.message().find("chain 7 found no start") != std::string::npos);
  }
}

TEST_CASE("a start whose gradient is not finite is none where it is needed") {
  // Finite everywhere, but too steep for a number where |x| < 0.2388.
  Graph graph;
  const Expr x = graph.input({kBatch, 1});
  const Expr steep = 1e308 * tanh(4 * x);
  LogDensity density(x, steep, {.gradient = true});
  for (const double start : draw_start(density, key_from_seed(6), 0, 100)) CHECK(std::abs(start) > 0.2388);
  LogDensity plain(x, steep, {.gradient = false});
  const auto any = draw_start(plain, key_from_seed(6), 0, 100);
  CHECK(std::ranges::any_of(any, [](double start) { return std::abs(start) < 0.2; }));
}

TEST_CASE("only one row at a time") {
  Graph graph;
  const Expr x = graph.input({kBatch, 1});
  LogDensity density(x, -(x * x), {.batch = 2});
  CHECK_THROWS_AS((void)draw_start(density, key_from_seed(1), 0, 1), Error);
}

TEST_CASE("what the page draws has the bits that are written down") {
  // tests/wasm/mcmc.test.ts draws the same through the page's methods.
  const struct {
    const char* target;
    const char* kernel;
    MetricAdaptation adaptation;
    std::uint64_t expected;
  } runs[] = {
      {"eight_schools_noncentred", "nuts", MetricAdaptation::diagonal, 15614454568195591230u},
      {"banana", "hmc", MetricAdaptation::dense, 2330486476378494627u},
      {"funnel", "random_walk", MetricAdaptation::none, 15157199705480440954u},
  };
  for (const auto& run : runs) {
    CAPTURE(std::string(run.target));
    const Target target(run.target);
    const bool gradient = kernel_row(run.kernel).gradient;
    const Key key = key_from_seed(12);
    LogDensity density = density_of(target, gradient);
    const auto start = draw_start(density, key, 2, 1);
    Sampler sampler(make_kernel(run.kernel, density_of(target, gradient)), key, start,
                    {.warmup = 300, .adaptation = run.adaptation, .first_chain = 2});
    std::vector<double> draws(1000 * target.dim());
    sampler.run(1000, draws);
    test::Hash hash;
    for (const double x : draws) hash.add(x);
    CHECK(hash.value == run.expected);
  }
}
