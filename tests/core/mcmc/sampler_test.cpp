// Runs: cut and resumed, in lock step or alone, with what they tell; and kernels by name.

#include "tractable/mcmc/sampler.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <memory>
#include <string>
#include <vector>

#include "support/mcmc_targets.hpp"
#include "tractable/base/error.hpp"
#include "tractable/mcmc/catalogue.hpp"
#include "tractable/mcmc/gibbs.hpp"
#include "tractable/mcmc/hmc.hpp"
#include "tractable/mcmc/nuts.hpp"
#include "tractable/mcmc/sgld.hpp"
#include "tractable/simd/random.hpp"

using namespace tractable;
using namespace tractable::test;

namespace {

constexpr std::size_t kStatistics = kSamplerStatistics.size();

template <class Action>
std::string message_of(Action action) {
  try {
    action();
  } catch (const Error& error) {
    return error.what();
  }
  return "nothing was thrown";
}

struct Run {
  std::vector<double> draws, statistics;
  void next(Sampler& sampler, std::uint64_t n) {
    const auto count = static_cast<std::size_t>(n);
    std::vector<double> x(count * sampler.state().position.size());
    std::vector<double> s(count * sampler.kernel().chains() * kStatistics);
    sampler.run(n, x, s);
    draws.insert(draws.end(), x.begin(), x.end());
    statistics.insert(statistics.end(), s.begin(), s.end());
  }
};

/// Equal to the bit, NaN to NaN.
bool same(const std::vector<double>& a, const std::vector<double>& b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                    [](double x, double y) { return x == y || (std::isnan(x) && std::isnan(y)); });
}

Sampler make(std::string_view kind, std::size_t chains, Sampler::Options options) {
  std::vector<double> start(2 * chains);
  fill_normal(key_from_seed(1), start);
  options.windows = {.first = 15, .base = 20, .last = 25};
  return Sampler(make_kernel(kind, density_of(banana, chains)), key_from_seed(8), start, options);
}

}  // namespace

TEST_CASE("a run that is cut, saved and resumed has the bits of one that is not") {
  for (const std::string_view kind : {"mala", "hmc", "nuts"}) {
    for (const auto adaptation : {MetricAdaptation::none, MetricAdaptation::diagonal, MetricAdaptation::dense}) {
      for (const std::size_t chains : {1u, 3u}) {
        if (kind == "nuts" && chains > 1) continue;
        const Sampler::Options options{.warmup = 120, .adaptation = adaptation};
        Sampler whole = make(kind, chains, options);
        Run expected;
        expected.next(whole, 200);
        // Before, in and at the ends of windows (34, 94), in the last part, at the end of warm-up and behind it.
        for (const std::uint64_t cut : {0u, 7u, 20u, 34u, 35u, 60u, 94u, 95u, 119u, 120u, 150u}) {
          CAPTURE(kind);
          CAPTURE(cut);
          Sampler first = make(kind, chains, options);
          Run run;
          run.next(first, cut);
          const auto saved = first.save();
          Sampler second = make(kind, chains, options);
          second.run(3);  // what it did before does not matter
          second.restore(saved);
          CHECK(second.iteration() == cut);
          CHECK(second.warming_up() == (cut < 120));
          CHECK(same(second.save(), saved));
          run.next(second, 200 - cut);
          CHECK(same(run.draws, expected.draws));
          CHECK(same(run.statistics, expected.statistics));
          CHECK(same(second.save(), whole.save()));
        }
      }
    }
  }
}

TEST_CASE("any number of transitions at a time gives the same run") {
  for (const std::uint64_t n : {1u, 7u, 64u, 300u}) {
    Sampler whole = make("nuts", 1, {.warmup = 120}), parts = make("nuts", 1, {.warmup = 120});
    Run expected, run;
    expected.next(whole, 300);
    while (parts.iteration() < 300) run.next(parts, std::min(n, 300 - parts.iteration()));
    CHECK(same(run.draws, expected.draws));
  }
}

TEST_CASE("without adaptation, chains of one sampler are those of samplers of their own") {
  constexpr std::size_t kChains = 4;
  Sampler together = make("hmc", kChains, {.warmup = 0});
  Run all;
  all.next(together, 50);
  for (std::size_t b = 0; b < kChains; ++b) {
    std::vector<double> start(2 * kChains);
    fill_normal(key_from_seed(1), start);
    Sampler alone(make_kernel("hmc", density_of(banana)), key_from_seed(8), std::span(start).subspan(2 * b, 2),
                  {.warmup = 0, .first_chain = b});
    Run own;
    own.next(alone, 50);
    for (std::size_t n = 0; n < 50; ++n) {
      for (std::size_t i = 0; i < 2; ++i) CHECK(own.draws[2 * n + i] == all.draws[(n * kChains + b) * 2 + i]);
      for (std::size_t s = 0; s < kStatistics; ++s) {
        CHECK(own.statistics[n * kStatistics + s] == all.statistics[(n * kChains + b) * kStatistics + s]);
      }
    }
  }
}

TEST_CASE("statistics are what the transition told, in their order") {
  Sampler sampler = make("nuts", 1, {.warmup = 0});
  for (int n = 0; n < 20; ++n) {
    std::vector<double> x(2), s(kStatistics);
    const double step = sampler.kernel().tuning().step_size;
    sampler.run(1, x, s);
    const TransitionInfo& info = sampler.info();
    CHECK(x == sampler.state().position);
    CHECK(s == std::vector<double>{sampler.state().log_prob[0], info.acceptance[0], double(info.accepted[0]),
                                   info.energy[0], info.energy_error[0], double(info.divergent[0]),
                                   double(info.not_finite[0]), double(info.depth[0]), double(info.evaluations[0]),
                                   step});
    CHECK(s[8] >= 1);
  }
  CHECK(kSamplerStatistics[0] == "log_prob");
  CHECK(kSamplerStatistics[9] == "step_size");
}

TEST_CASE("chains of other numbers are other chains") {
  const auto draws = [](std::uint64_t chain, std::uint32_t seed) {
    Sampler sampler(make_kernel("nuts", density_of(banana)), key_from_seed(seed), std::vector{0.1, 0.2},
                    {.warmup = 0, .first_chain = chain});
    Run run;
    run.next(sampler, 3);
    return run.draws;
  };
  CHECK(draws(0, 1) == draws(0, 1));
  CHECK(draws(0, 1) != draws(1, 1));
  CHECK(draws(0, 1) != draws(0, 2));
}

TEST_CASE("no draws, no kernel, no room: each has its answer") {
  Sampler sampler = make("nuts", 1, {});
  sampler.run(0);
  sampler.run(0, {}, {});
  CHECK(sampler.iteration() == 0);
  std::vector<double> room(7);
  CHECK(message_of([&] { sampler.run(3, room); }) ==
        "sampler: draws has room for 7 numbers; 3 transitions have 2 each");
  CHECK(message_of([&] { sampler.run(3, {}, room); }) ==
        "sampler: statistics has room for 7 numbers; 3 transitions have 10 each");
  // 2^63 transitions of 2 numbers each: their product is 0 in 64 bits.
  CHECK(message_of([&] { sampler.run(std::uint64_t{1} << 63, room); }).find("has room for 7") != std::string::npos);
  CHECK(sampler.iteration() == 0);
  CHECK(message_of([] { Sampler none(nullptr, key_from_seed(1), {}, {}); }) == "sampler: there is no kernel");
  for (const double target : {1.0, -0.5, std::numeric_limits<double>::quiet_NaN()}) {
    CHECK(message_of([&] {
            static_cast<void>(make("nuts", 1, {.target_acceptance = target}));
          }).find("target_acceptance is") != std::string::npos);
  }
  CHECK(message_of([] {
          Sampler nowhere(make_kernel("nuts", density_of(banana)), key_from_seed(1), std::vector<double>(3), {});
        }) == "init: position has 3 values, but must be (1, 2)");
}

TEST_CASE("what another sampler saved is refused, and nothing is changed") {
  Sampler sampler = make("nuts", 1, {.warmup = 120});
  sampler.run(50);
  const auto saved = sampler.save();
  const auto refused = [&](std::vector<double> other) {
    const std::string message = message_of([&] { sampler.restore(other); });
    CHECK(sampler.save() == saved);
    return message;
  };
  CHECK(refused({}) == "sampler: what is to be restored was not saved by a sampler like this one");
  CHECK(refused(make("hmc", 3, {}).save()).find("was not saved by a sampler like this") != std::string::npos);
  CHECK(refused(make("nuts", 1, {.adaptation = MetricAdaptation::dense}).save()).find("numbers, not") !=
        std::string::npos);
  const auto with = [&](std::size_t i, double value) {
    auto other = saved;
    other[i] = value;
    return refused(other);
  };
  CHECK(with(0, 2) == "sampler: what is to be restored was not saved by a sampler like this one");
  CHECK(with(4, -1) == "sampler: the saved iteration is -1");
  CHECK(with(4, 0.5) == "sampler: the saved iteration is 0.5");
  CHECK(with(5, 0) == "kernel: step_size is 0, but must be finite and > 0");
  CHECK(with(6, 3) == "sampler: the saved metric is of kind 3");
  CHECK(with(7, std::numeric_limits<double>::quiet_NaN()).find("the saved state") != std::string::npos);
  // The averaging's five numbers stand before the 1 + 2 + 2 of the window: a run cannot go on from a NaN there.
  CHECK(with(saved.size() - 7, std::numeric_limits<double>::quiet_NaN()).find("the saved adaptation") !=
        std::string::npos);
  auto longer = saved;
  longer.push_back(0);
  CHECK(refused(longer).find("numbers, not") != std::string::npos);
}

TEST_CASE("kernels whose log_prob is not known, or whose gradient went wrong, are saved and resumed too") {
  const auto gibbs = [] {
    Gibbs::Options options{.dim = 2};
    options.blocks.push_back(
        {"x", 0, 2, [](Key key, std::uint64_t t, std::span<double> x) { fill_normal(key, x, 2 * t); }});
    return Sampler(std::make_unique<Gibbs>(options), key_from_seed(3), std::array{0.5, 1.0}, {.warmup = 0});
  };
  const auto sgld = [] {
    Sgld::Options options{.dim = 2};
    options.gradient = [](Key, std::uint64_t t, std::span<const double> x, std::span<double> g) {
      for (std::size_t i = 0; i < 2; ++i) g[i] = t % 2 == 0 ? -x[i] : std::numeric_limits<double>::quiet_NaN();
    };
    return Sampler(std::make_unique<Sgld>(options), key_from_seed(3), std::array{0.5, 1.0}, {.warmup = 0});
  };
  const auto check = [](auto made) {
    Sampler whole = made(), first = made(), second = made();
    Run expected, run;
    expected.next(whole, 10);
    run.next(first, 4);
    second.restore(first.save());
    run.next(second, 6);
    CHECK(same(run.draws, expected.draws));
    CHECK(same(run.statistics, expected.statistics));
  };
  check(gibbs);
  check(sgld);
}

TEST_CASE("a step size set by hand in warm-up is where adaptation goes on, behind it what stays") {
  Sampler tuned = make("nuts", 1, {.warmup = 120, .adaptation = MetricAdaptation::none});
  tuned.run(60);
  tuned.tune({1e-3, Metric::identity(2)});
  tuned.run(1);
  // Of dual averaging that begins anew: 10 times the step size, and after one transition at most exp(0.8 / (0.05 * 11))
  // times less or exp(0.2 / (0.05 * 11)) times more.
  const double next = tuned.kernel().tuning().step_size;
  CHECK(next > 1e-2 * std::exp(-0.8 / 0.55) * 0.999);
  CHECK(next < 1e-2 * std::exp(0.2 / 0.55) * 1.001);
  tuned.run(100);
  tuned.tune({0.125, Metric::identity(2)});
  tuned.run(10);
  CHECK(tuned.kernel().tuning().step_size == 0.125);
  CHECK(message_of([&] { tuned.tune({0, Metric::identity(2)}); }).find("step_size is 0") != std::string::npos);
}

TEST_CASE("kernels give an empty info its sizes") {
  for (const KernelRow& row : kernel_rows()) {
    CAPTURE(row.name);
    const auto kernel = make_kernel(row.name, density_of(banana));
    ChainState state = kernel->init(std::array{0.5, 1.0});
    TransitionInfo info;
    kernel->step(std::array{key_from_seed(1)}, 0, state, info);
    CHECK(info.acceptance.size() == 1);
    CHECK(info.proposal.size() == 2);
  }
}

TEST_CASE("kernels have names, and options within their ranges") {
  for (const KernelRow& row : kernel_rows()) {
    CAPTURE(row.name);
    const auto kernel = make_kernel(row.name, density_of(banana));
    CHECK(kernel->name() == row.name);
    CHECK(kernel->chains() == 1);
    CHECK(kernel->dim() == 2);
    CHECK(!row.summary.empty());
    for (const KernelOption& option : row.options) {
      CAPTURE(option.name);
      CHECK(option.low <= option.usual);
      CHECK(option.usual <= option.high);
      const std::vector<std::string> name{std::string(option.name)};
      for (const double value : {option.low, option.high}) {
        CHECK(make_kernel(row.name, density_of(banana), name, std::vector{value})->name() == row.name);
      }
      CHECK(message_of([&] {
              static_cast<void>(make_kernel(row.name, density_of(banana), name, std::vector{2 * option.high + 1}));
            }).find(std::string(option.name) + " is ") != std::string::npos);
    }
  }
  CHECK(std::is_sorted(kernel_rows().begin(), kernel_rows().end(),
                       [](const KernelRow& a, const KernelRow& b) { return a.name < b.name; }));
  CHECK(make_kernel("hmc", density_of(banana), std::vector<std::string>{"step_size"}, std::vector{0.25})
            ->tuning()
            .step_size == 0.25);
}

TEST_CASE("an unknown kernel or option is answered with those that there are") {
  const auto message = [](std::string_view kind, std::vector<std::string> names, std::vector<double> values) {
    return message_of([&] { static_cast<void>(make_kernel(kind, density_of(banana), names, values)); });
  };
  CHECK(message("gibs", {}, {}).find("make_kernel: the kernel is \"gibs\"; it must be one of ") == 0);
  CHECK(message("gibs", {}, {}).find("nuts") != std::string::npos);
  CHECK(message("nuts", {"depth"}, {3}) ==
        "make_kernel: an option of nuts is \"depth\"; it must be one of step_size, max_depth");
  CHECK(message("nuts", {"max_depth", "max_depth"}, {3, 4}) == "make_kernel: max_depth is given twice");
  CHECK(message("nuts", {"max_depth"}, {2.5}) == "make_kernel: max_depth is 2.5; it must be an integer from 1 to 10");
  CHECK(message("nuts", {"step_size"}, {0}).find("make_kernel: step_size is 0; it must be from 1e-10") == 0);
  CHECK(message("nuts", {"step_size"}, {std::nan("")}).find("step_size is nan") != std::string::npos);
  CHECK(message("nuts", {"step_size"}, {}) == "make_kernel: there are 1 names of options and 0 values");
  CHECK(message_of([] {
          Graph g;
          const auto density = banana(g);
          static_cast<void>(make_kernel("nuts", LogDensity(density.x, density.log_prob, {.gradient = false})));
        }) == "make_kernel: nuts needs the target's gradient");
}
