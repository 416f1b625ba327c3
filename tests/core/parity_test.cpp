// The same seed gives the same bits: these sources run natively, as SIMD WebAssembly and as scalar WebAssembly, and
// each must reproduce what is written down here. A deliberate change of an algorithm changes a hash: update it, and say
// so in the changelog, for it changes the numbers that readers see.

#include <doctest/doctest.h>

#include <algorithm>
#include <bit>
#include <cstdint>
#include <vector>

#include "support/mcmc_targets.hpp"
#include "support/optimizer_cases.hpp"
#include "tractable/density/bandwidth.hpp"
#include "tractable/density/kde.hpp"
#include "tractable/density/moments.hpp"
#include "tractable/diagnostics/autocovariance.hpp"
#include "tractable/diagnostics/distance.hpp"
#include "tractable/diagnostics/ess.hpp"
#include "tractable/diagnostics/mcse.hpp"
#include "tractable/diagnostics/summary.hpp"
#include "tractable/diagnostics/uniformity.hpp"
#include "tractable/mcmc/catalogue.hpp"
#include "tractable/mcmc/sampler.hpp"
#include "tractable/optim/optimizer.hpp"
#include "tractable/optim/schedule.hpp"
#include "tractable/simd/random.hpp"
#include "tractable/simd/reduce.hpp"

using namespace tractable;

namespace {

/// FNV-1a over the bits of doubles; every NaN counts as the same one.
class Hash {
 public:
  void add(double value) {
    const std::uint64_t bits = value == value ? std::bit_cast<std::uint64_t>(value) : 0x7ff8000000000000u;
    for (int shift = 0; shift < 64; shift += 8) hash_ = (hash_ ^ ((bits >> shift) & 0xff)) * 0x100000001b3u;
  }
  void add(const std::vector<double>& values) {
    for (const double value : values) add(value);
  }
  [[nodiscard]] std::uint64_t value() const { return hash_; }

 private:
  std::uint64_t hash_ = 0xcbf29ce484222325u;
};

/// Two bumps, some ties, and a few data far out.
std::vector<double> bumps(std::uint32_t seed, std::size_t n) {
  std::vector<double> x(n);
  std::vector<double> u(n);
  fill_normal(split_at(key_from_seed(seed), 0), std::span(x));
  fill_uniform(split_at(key_from_seed(seed), 1), std::span(u));
  for (std::size_t i = 0; i < n; ++i) {
    x[i] = u[i] < 0.5 ? x[i] : 4 + 0.5 * x[i];
    if (i % 97 == 0) x[i] = 1.5;
    if (i % 311 == 0) x[i] *= 40;
  }
  return x;
}

std::vector<double> grid(double low, double high, std::size_t n) {
  std::vector<double> x(n);
  for (std::size_t i = 0; i < n; ++i) {
    x[i] = low + (high - low) * static_cast<double>(i) / static_cast<double>(n - 1);
  }
  return x;
}

}  // namespace

TEST_CASE("random fills have the bits that are written down") {
  for (const std::uint32_t seed : {1u, 2u, 3u}) {
    Hash hash;
    std::vector<double> x(5000);
    std::vector<float> y(5000);
    fill_uniform(key_from_seed(seed), std::span(x));
    hash.add(x);
    fill_normal(key_from_seed(seed), std::span(x));
    hash.add(x);
    fill_normal(key_from_seed(seed), std::span(y));
    hash.add({y.begin(), y.end()});
    fill_uniform(key_from_seed(seed), std::span(y));
    hash.add({y.begin(), y.end()});
    const std::uint64_t expected[] = {4857539479176863570u, 6164245751621868668u, 15263031515548557236u};
    CHECK(hash.value() == expected[seed - 1]);
  }
}

TEST_CASE("bandwidths have the bits that are written down") {
  Hash hash;
  for (const std::size_t n : {20u, 300u, 5000u}) {
    for (const auto& rule : bandwidth_rules()) hash.add(rule.bandwidth(bumps(7, n)));
  }
  CHECK(hash.value() == 11206632483784490440u);
}

TEST_CASE("density estimates have the bits that are written down") {
  Hash hash;
  for (const std::size_t n : {1u, 50u, 4000u}) {
    const GaussianKde kde(bumps(11, n), 0.3);
    std::vector<double> out(401);
    kde.density(grid(-200, 200, 401), out);
    hash.add(out);
    kde.log_density(grid(-300, 300, 401), out);
    hash.add(out);
    kde.cdf(grid(-10, 10, 401), out);
    hash.add(out);
    kde.sf(grid(-10, 10, 401), out);
    hash.add(out);
    kde.ppf(grid(1e-9, 1 - 1e-9, 401), out);
    hash.add(out);
    if (n > 1) hash.add(kde.leave_one_out_log_likelihood());
  }
  CHECK(hash.value() == 6496766424555022260u);
}

TEST_CASE("sums and moments have the bits that are written down") {
  Hash hash;
  const auto x = bumps(13, 10'007);
  hash.add(sum(x));
  hash.add(sum_squares(x, 0.25));
  Moments moments;
  for (std::size_t i = 0; i < x.size(); i += 1000) {
    moments.add(std::span(x).subspan(i, std::min<std::size_t>(1000, x.size() - i)));
  }
  hash.add(moments.mean());
  hash.add(moments.variance());
  CHECK(hash.value() == 13631414188276146177u);
}

TEST_CASE("optimizers and schedules have the bits that are written down") {
  Hash hash;
  for (const auto& [method, options] : test::optimizer_cases()) {
    std::vector<float> q(37);
    std::vector<double> p(37);
    fill_normal(key_from_seed(17), std::span(q));
    fill_normal(key_from_seed(17), std::span(p));
    auto wide = make_optimizer<double>(method, options, p.size());
    auto single = make_optimizer<float>(method, options, q.size());
    const Schedule schedule("cosine", {{"steps", 30}});
    for (std::uint32_t t = 0; t < 25; ++t) {
      wide.step(p, bumps(t, p.size()), {.learning_rate = schedule(t)});
      const auto g = bumps(t, q.size());
      single.step(q, std::vector<float>(g.begin(), g.end()), {.learning_rate = schedule(t)});
    }
    hash.add(wide.save());
    hash.add(p);
    hash.add(single.save());
    hash.add({q.begin(), q.end()});
  }
  CHECK(hash.value() == 3737832212085217098u);
}

TEST_CASE("diagnostics have the bits that are written down") {
  Hash hash;
  for (const std::size_t n : {6u, 101u, 2000u}) {
    const auto x = bumps(19, 4 * n);
    hash.add(autocorrelation(x, n));
    for (const auto& row : summaries(x, 2, 2)) {
      hash.add({row.mean, row.sd, row.median, row.q5, row.q95, row.mcse_mean, row.mcse_sd, row.rhat, row.ess_bulk,
                row.ess_tail});
    }
    hash.add({ess({x, 4}), ess_sd({x, 4}), mcse_quantile({x, 4}, 0.3), wasserstein(x, bumps(20, n))});
  }
  hash.add(EnergyDistance(bumps(21, 300), 3)(bumps(22, 90)));
  const EcdfBand band = ecdf_band(300, 63, 0.01);
  hash.add({band.gamma, band.alarm});
  CHECK(hash.value() == 6269953501747489520u);
}

TEST_CASE("chains have the bits that are written down") {
  // The first 1000 states and all that was told of them, warm-up's 300 among them, of a diagonal and a dense metric.
  struct Written {
    const char* kernel;
    std::uint64_t diagonal, dense;
  };
  constexpr Written kWritten[] = {{"hmc", 11748877563991294538u, 15428397825150173218u},
                                  {"mala", 12867398613982459269u, 55321411358239628u},
                                  {"nuts", 9311845970989801526u, 15957701191647994831u}};
  for (const auto& [kernel, diagonal, dense] : kWritten) {
    CAPTURE(kernel);
    for (const auto adaptation : {MetricAdaptation::diagonal, MetricAdaptation::dense}) {
      Graph graph;
      const auto target = test::banana(graph);
      Sampler sampler(make_kernel(kernel, LogDensity(target.x, target.log_prob)), key_from_seed(19),
                      std::vector{0.5, -0.5}, {.warmup = 300, .adaptation = adaptation});
      std::vector<double> draws(2000), statistics(1000 * kSamplerStatistics.size());
      sampler.run(1000, draws, statistics);
      Hash hash;
      hash.add(draws);
      hash.add(statistics);
      hash.add(sampler.save());
      CHECK(hash.value() == (adaptation == MetricAdaptation::dense ? dense : diagonal));
    }
  }
}
