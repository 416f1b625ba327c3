// Slice sampling where its steps count: chains that cross between bumps, numbers that are none, and the account.

#include "tractable/mcmc/slice.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <vector>

#include "support/chains.hpp"

using namespace tractable;
using namespace tractable::test;

namespace {

/// Normals at -2 (weight 0.3) and 2 (weight 0.7), of standard deviation 0.6.
Expr two_bumps(Expr x) {
  const Expr left = -0.5 * square((x + 2) / 0.6) + std::log(0.3), right = -0.5 * square((x - 2) / 0.6) + std::log(0.7);
  return log_sum_exp(concat(left, right));
}
void draw_bumps(Key key, std::span<double> x) {
  std::vector<double> u(x.size());
  fill_uniform(split_at(key, 0), std::span(u));
  fill_normal(split_at(key, 1), x);
  for (std::size_t i = 0; i < x.size(); ++i) x[i] = (u[i] < 0.3 ? -2 : 2) + 0.6 * x[i];
}
double bumps_cdf(std::span<const double> x) { return 0.3 * phi((x[0] + 2) / 0.6) + 0.7 * phi((x[0] - 2) / 0.6); }

}  // namespace

TEST_CASE("a slice of two pieces keeps its law, from tiny widths to huge ones") {
  for (const double width : {0.3, 2.0, 40.0}) {
    for (const std::uint32_t most : {1u, 4u, 100u}) {
      CAPTURE(width);
      CAPTURE(most);
      const auto density = density_of(1, 200, two_bumps);
      Slice kernel(*density, {.step_size = width, .max_widths = most});
      check_leaves_law(kernel, draw_bumps, {bumps_cdf}, 3);
    }
  }
}

TEST_CASE("evaluations of a slice: two for the ends, those of stepping out, those of shrinking") {
  // Of a uniform target on (-1, 1) every place inside is on the slice: where the width is 100, stepping out takes two
  // evaluations (one where chance gives a side no widths), then the interval shrinks by a factor of about e a place
  // tried, from 100 to 2.
  const auto density = density_of(1, 1, [](Expr x) {
    return select(greater(x.graph->constant(1.0), abs(x)), 0.0 * x, x.graph->constant(-INFINITY));
  });
  Slice kernel(*density, {.step_size = 100});
  ChainState state = kernel.init(std::array{0.2});
  TransitionInfo info;
  std::vector<double> evaluations;
  for (std::uint64_t t = 0; t < 20'000; ++t) {
    kernel.step(keys_of(650, 1), t, state, info);
    CHECK(std::abs(state.position[0]) < 1);
    CHECK(info.accepted[0] == 1);
    evaluations.push_back(info.evaluations[0]);
  }
  CHECK(*std::ranges::min_element(evaluations) == 2);
  const SeriesMean mean = series_mean(evaluations);
  CHECK(mean.mean > 5);
  CHECK(mean.mean < 12);
  kernel.set_step_size(0.01);  // 100 widths are 1 long at most
  kernel.step(keys_of(651, 1), 0, state, info);
  CHECK(info.evaluations[0] > 50);
  CHECK(info.evaluations[0] <= 110);
  CHECK(state.log_prob[0] == 0);
}

TEST_CASE("places without a number are outside of the slice") {
  const auto density = density_of(1, 1, [](Expr x) { return 3 * log(x) - x; });  // NaN below 0
  Slice kernel(*density, {.step_size = 10});
  ChainState state = kernel.init(std::array{0.5});
  TransitionInfo info;
  std::size_t told = 0;
  std::vector<double> path;
  for (std::uint64_t t = 0; t < 20'000; ++t) {
    kernel.step(keys_of(652, 1), t, state, info);
    told += info.not_finite[0];
    path.push_back(state.position[0]);
    CHECK(state.position[0] > 0);
  }
  CHECK(told > 1000);
  const SeriesMean mean = series_mean(path);  // Gamma(4, 1)
  CHECK(mean.error < 0.05);
  CHECK(std::abs(mean.mean - 4) < 5 * mean.error);
  CHECK(message_of([&] { return Slice(*density, {.max_widths = 0}); }) ==
        "slice: max_widths is 0; it must be at least 1");
  CHECK(message_of([&] { return kernel.init(std::array{-1.0}); }) == "slice: chain 0 starts where log_prob is nan");
  // A step size of a million only costs evaluations: the law stays.
  kernel.set_step_size(1e6);
  for (std::uint64_t t = 0; t < 20; ++t) {
    kernel.step(keys_of(653, 1), t, state, info);
    CHECK(info.evaluations[0] < 100);
    CHECK(std::isfinite(state.log_prob[0]));
  }
}
