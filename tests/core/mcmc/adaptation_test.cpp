// Dual averaging, moments and windows against numpy and Stan's rules, and what warm-up makes of a kernel.

#include "tractable/mcmc/adaptation.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <limits>
#include <memory>
#include <vector>

#include "support/json.hpp"
#include "support/mcmc_targets.hpp"
#include "tractable/base/error.hpp"
#include "tractable/mcmc/hmc.hpp"
#include "tractable/mcmc/mala.hpp"
#include "tractable/mcmc/nuts.hpp"
#include "tractable/mcmc/sampler.hpp"
#include "tractable/simd/random.hpp"

using namespace tractable;
using namespace tractable::test;

TEST_CASE("dual averaging follows the reference's trace") {
  const Json reference = Json::reference("mcmc_steps.json")["dual_averaging"];
  DualAveraging averaging({.target = reference["delta"].number(),
                           .gamma = reference["gamma"].number(),
                           .t0 = reference["t0"].number(),
                           .kappa = reference["kappa"].number()});
  averaging.restart(reference["initial_eps"].number());
  CHECK(averaging.final_step_size() == reference["initial_eps"].number());
  const auto accepted = reference["accept_stats"].numbers();
  for (std::size_t i = 0; i < accepted.size(); ++i) {
    const double step = averaging.update(accepted[i]);
    const auto expected = reference["log_eps_and_log_eps_bar"][i].numbers();
    CHECK(std::log(step) == doctest::Approx(expected[0]).epsilon(1e-12));
    CHECK(std::log(averaging.final_step_size()) == doctest::Approx(expected[1]).epsilon(1e-12));
  }
  CHECK(accepted.size() == 60);
}

TEST_CASE("no acceptance drives the step size out of what a kernel takes") {
  DualAveraging averaging;
  averaging.restart(1e-3);
  for (int i = 0; i < 10'000; ++i) {
    const double step = averaging.update(i % 2 == 0 ? 0 : std::numeric_limits<double>::quiet_NaN());
    CHECK_UNARY(std::isfinite(step) && step > 0);
  }
  averaging.restart(1e3);
  for (int i = 0; i < 10'000; ++i) CHECK_UNARY(std::isfinite(averaging.update(1)));
  CHECK_UNARY(std::isfinite(averaging.final_step_size()));
}

TEST_CASE("moments and their shrinkage are the reference's") {
  const Json reference = Json::reference("mcmc_steps.json")["stan_diag_metric"];
  Welford moments(3, false);
  for (const Json& sample : reference["samples"].array()) moments.add(sample.numbers());
  auto variances = moments.covariance();
  const auto expected = reference["welford_var"].numbers(), shrunk = reference["regularised"].numbers();
  for (std::size_t i = 0; i < 3; ++i) CHECK(variances[i] == doctest::Approx(expected[i]).epsilon(1e-12));
  regularize(variances, 3, moments.count());
  for (std::size_t i = 0; i < 3; ++i) CHECK(variances[i] == doctest::Approx(shrunk[i]).epsilon(1e-12));
}

TEST_CASE("a covariance is that of two passes, far from zero too") {
  constexpr std::size_t kDim = 4, kPoints = 300;
  std::vector<double> x(kPoints * kDim);
  fill_normal(key_from_seed(5), x);
  Welford dense(kDim, true), diagonal(kDim, false);
  for (std::size_t n = 0; n < kPoints; ++n) {
    for (std::size_t i = kDim - 1; i > 0; --i) x[n * kDim + i] += 0.5 * x[n * kDim + i - 1];
    for (std::size_t i = 0; i < kDim; ++i) x[n * kDim + i] += 1e6;
    dense.add(std::span(x).subspan(n * kDim, kDim));
    diagonal.add(std::span(x).subspan(n * kDim, kDim));
  }
  const auto covariance = dense.covariance(), variances = diagonal.covariance();
  std::vector<double> mean(kDim);
  for (std::size_t n = 0; n < kPoints; ++n) {
    for (std::size_t i = 0; i < kDim; ++i) mean[i] += (x[n * kDim + i] - 1e6) / kPoints;
  }
  for (std::size_t i = 0; i < kDim; ++i) {
    CHECK(variances[i] == covariance[i * kDim + i]);
    for (std::size_t j = 0; j < kDim; ++j) {
      double sum = 0;
      for (std::size_t n = 0; n < kPoints; ++n) {
        sum += (x[n * kDim + i] - 1e6 - mean[i]) * (x[n * kDim + j] - 1e6 - mean[j]) / (kPoints - 1);
      }
      CHECK(covariance[i * kDim + j] == covariance[j * kDim + i]);
      CHECK(covariance[i * kDim + j] == doctest::Approx(sum).epsilon(1e-8));
    }
  }
  std::vector<double> shrunk{2, 4, 6, 8};  // n = 5: half of it, and 1/2000 more on the diagonal
  regularize(shrunk, 2, 5);
  CHECK(shrunk[0] == doctest::Approx(1.0005).epsilon(1e-15));
  CHECK(shrunk[1] == 2);
  CHECK(shrunk[2] == 3);
  CHECK(shrunk[3] == doctest::Approx(4.0005).epsilon(1e-15));
  Welford none(2, true);
  CHECK(none.covariance() == std::vector<double>(4));
}

TEST_CASE("windows double and end where Stan's do") {
  using Ends = std::vector<std::uint64_t>;
  CHECK(metric_window_ends(1000) == Ends{99, 149, 249, 449, 949});
  CHECK(metric_window_ends(2000) == Ends{99, 149, 249, 449, 849, 1949});
  CHECK(metric_window_ends(300) == Ends{99, 149, 249});
  CHECK(metric_window_ends(200) == Ends{99, 149});
  CHECK(metric_window_ends(151) == Ends{100});
  CHECK(metric_window_ends(150) == Ends{99});
  CHECK(metric_window_ends(149) == Ends{134});  // 22 + 113 + 14
  CHECK(metric_window_ends(20) == Ends{17});    // 3 + 15 + 2
  CHECK(metric_window_ends(19) == Ends{});
  CHECK(metric_window_ends(0) == Ends{});
  CHECK(metric_window_ends(100, {.first = 0, .base = 50, .last = 0}) == Ends{49, 99});
  CHECK(metric_window_ends(100, {.first = 0, .base = 20, .last = 0}) == Ends{19, 99});
  CHECK(metric_window_ends(100, {.first = ~std::uint64_t{0}, .base = 20, .last = 3}) == Ends{89});
}

namespace {

template <class K>
Sampler sampler_for(const std::vector<double>& sd, const Sampler::Options& options, std::uint32_t seed = 3) {
  auto target = density_of([&](Graph& g) { return normals(g, sd); });
  return Sampler(std::make_unique<K>(std::move(target), typename K::Options{}), key_from_seed(seed),
                 std::vector<double>(sd.size(), 0.1), options);
}

}  // namespace

TEST_CASE("the metric changes after its windows only, the step size in warm-up only") {
  auto sampler = sampler_for<Nuts>({0.1, 1, 10}, {.warmup = 200});
  std::vector<double> before, steps;
  for (std::uint64_t t = 0; t < 260; ++t) {
    const auto values = sampler.kernel().tuning().metric.values();
    before.assign(values.begin(), values.end());
    const double step = sampler.kernel().tuning().step_size;
    CHECK(sampler.warming_up() == (t < 200));
    sampler.run(1);
    const auto after = sampler.kernel().tuning().metric.values();
    CAPTURE(t);
    CHECK((std::vector<double>(after.begin(), after.end()) == before) == (t != 99 && t != 149));
    CHECK((sampler.kernel().tuning().step_size != step) == (t < 200));
  }
}

TEST_CASE("warm-up finds the scales of the target and the acceptance that was asked for") {
  // The last window has 500 points: a variance from them has a relative error of about 9 % at an ESS of 250, so 45 %
  // is five of those; a metric that is turned upside down is off by powers of ten. The step size is Stan's, whose mean
  // acceptance ends above its target.
  const std::vector<double> sd{0.01, 0.1, 1, 10, 100};
  for (const auto kind : {MetricAdaptation::diagonal, MetricAdaptation::dense}) {
    auto sampler = sampler_for<Nuts>(sd, {.adaptation = kind});
    sampler.run(1000);
    const Metric& metric = sampler.kernel().tuning().metric;
    CHECK(metric.kind() == (kind == MetricAdaptation::dense ? Metric::Kind::dense : Metric::Kind::diagonal));
    for (std::size_t i = 0; i < sd.size(); ++i) {
      const double variance = metric.values()[kind == MetricAdaptation::dense ? 6 * i : i];
      const double regularized = sd[i] * sd[i] + 1e-3 / 101;  // 500 points
      CHECK(variance == doctest::Approx(regularized).epsilon(0.45));
    }
    std::vector<double> statistics(1000 * kSamplerStatistics.size());
    sampler.run(1000, {}, statistics);
    double acceptance = 0;
    for (std::size_t n = 0; n < 1000; ++n) acceptance += statistics[n * kSamplerStatistics.size() + 1] / 1000;
    CHECK(acceptance > 0.75);
    CHECK(acceptance < 0.95);
  }
}

TEST_CASE("each kernel is led to its acceptance, or to another if one is asked for") {
  const auto acceptance = [](auto sampler) {
    sampler.run(sampler.options().warmup);
    std::vector<double> statistics(4000 * kSamplerStatistics.size());
    sampler.run(4000, {}, statistics);
    double sum = 0;
    for (std::size_t n = 0; n < 4000; ++n) sum += statistics[n * kSamplerStatistics.size() + 1] / 4000;
    return sum;
  };
  const std::vector<double> sd(20, 1.0);
  // After 50 transitions, Stan's last part, the average still remembers the first and too large steps; after 2000 what
  // is left is that the acceptance of the mean log step is not the mean acceptance.
  const auto options = [](double target) {
    return Sampler::Options{.warmup = 3000, .target_acceptance = target, .windows = {.last = 2000}};
  };
  CHECK(std::abs(acceptance(sampler_for<Mala>(sd, options(0))) - 0.574) < 0.04);
  CHECK(std::abs(acceptance(sampler_for<Mala>(sd, options(0.8))) - 0.8) < 0.04);
  CHECK(std::abs(acceptance(sampler_for<Hmc>(sd, options(0.6))) - 0.6) < 0.04);
  CHECK(std::abs(acceptance(sampler_for<Nuts>(sd, options(0.95))) - 0.95) < 0.04);
}

TEST_CASE("what is not to be adapted stays") {
  auto fixed =
      sampler_for<Nuts>({1, 2}, {.warmup = 100, .adaptation = MetricAdaptation::none, .adapt_step_size = false});
  fixed.run(100);
  CHECK(fixed.kernel().tuning().step_size == 0.1);
  CHECK(fixed.kernel().tuning().metric.kind() == Metric::Kind::identity);
  auto none = sampler_for<Nuts>({1, 2}, {.warmup = 0});
  none.run(10);
  CHECK(none.kernel().tuning().step_size == 0.1);
  // Without the search the first step size is the kernel's own.
  auto given = sampler_for<Nuts>({1e-3, 1e-3}, {.warmup = 100, .find_initial_step = false});
  CHECK(given.kernel().tuning().step_size == 0.1);
  auto found = sampler_for<Nuts>({1e-3, 1e-3}, {.warmup = 100});
  CHECK(found.kernel().tuning().step_size < 0.01);
}
