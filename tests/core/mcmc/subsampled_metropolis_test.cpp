// Metropolis on mini-batches: it is wrong, and by how much is known.

#include "tractable/mcmc/subsampled_metropolis.hpp"

#include <doctest/doctest.h>

#include <array>
#include <cmath>
#include <vector>

#include "support/chains.hpp"
#include "tractable/mcmc/finite_chain.hpp"

using namespace tractable;
using namespace tractable::test;

namespace {

using Batch = SubsampledMetropolis::Batch;

/// Ten data, half of them -1 and half 1: their mean is 0, their variance 1.
constexpr std::size_t kData = 10;
double datum(std::uint32_t i) { return i % 2 == 0 ? -1 : 1; }

SubsampledMetropolis::Options posterior(std::size_t chains, std::size_t batch_rows, Batch batch, double step_size) {
  return {.chains = chains,
          .dim = 1,
          .rows = kData,
          .batch_rows = batch_rows,
          .batch = batch,
          .log_likelihood =
              [](std::span<const double> x, std::span<const std::uint32_t> rows) {
                double sum = 0;
                for (const std::uint32_t i : rows) sum -= 0.5 * (datum(i) - x[0]) * (datum(i) - x[0]);
                return sum;
              },
          .step_size = step_size};
}

/// Mean square, with its error, of 20 chains of `length` transitions each.
SeriesMean mean_square(SubsampledMetropolis::Options options, std::uint64_t length) {
  SubsampledMetropolis kernel(std::move(options));
  ChainState state = kernel.init(std::vector<double>(20, 0.0));
  const std::vector<Key> keys = keys_of(710, 20);
  static_cast<void>(run(kernel, keys, state, 0, 500));
  std::vector<double> squares = run(kernel, keys, state, 500, 500 + length);
  for (double& x : squares) x *= x;
  return series_mean(squares);
}

/// The variance of the density exp(log_density) on the line, by a fine sum.
double variance_of(double (*log_density)(double)) {
  double total = 0, square = 0;
  for (int i = -40'000; i <= 40'000; ++i) {
    const double x = i * 1e-4, p = std::exp(log_density(x));
    total += p;
    square += p * x * x;
  }
  return square / total;
}

/// Of the chain whose places are judged by a mini-batch of 2 (mean -1, 0 or 1 with probability 1/4, 1/2, 1/4), from the
/// transition matrix on 401 places: the posterior of a mini-batch is normal with its mean and variance 1 / N.
double shared_variance(double step_size) {
  constexpr std::size_t kPlaces = 401;
  const auto place = [](std::size_t i) { return -3 + 6 * static_cast<double>(i) / (kPlaces - 1); };
  Matrix p(kPlaces, kPlaces);
  for (std::size_t i = 0; i < kPlaces; ++i) {
    double leaving = 0;
    for (std::size_t j = 0; j < kPlaces; ++j) {
      if (j == i) continue;
      const double x = place(i), y = place(j), move = (y - x) / step_size;
      double acceptance = 0;
      for (const double c : {-1.0, 0.0, 0.0, 1.0}) {
        acceptance += 0.25 * std::min(1.0, std::exp(-0.5 * kData * ((y - c) * (y - c) - (x - c) * (x - c))));
      }
      p(i, j) = std::exp(-0.5 * move * move) / std::sqrt(2 * 3.14159265358979323846) / step_size * 6 / (kPlaces - 1) *
                acceptance;
      leaving += p(i, j);
    }
    p(i, i) = 1 - leaving;
  }
  const std::vector<double> pi = FiniteChain(p).stationary();
  double square = 0;
  for (std::size_t i = 0; i < kPlaces; ++i) square += pi[i] * place(i) * place(i);
  return square;
}

}  // namespace

TEST_CASE("with the estimate carried along the law is prior(x) E exp(estimate), wider than the posterior by s^2 / n") {
  // (mean_i exp(-(N/n) (y_i - x)^2 / 2))^n for n = 20 > N, so that the chain moves at all: about N(0, 1/10 + 1/20).
  const double expected = variance_of([](double x) {
    return 20 * std::log(0.5 * std::exp(-0.25 * (x - 1) * (x - 1)) + 0.5 * std::exp(-0.25 * (x + 1) * (x + 1)));
  });
  CHECK(expected == doctest::Approx(0.15).epsilon(0.1));
  const SeriesMean square = mean_square(posterior(20, 20, Batch::carried, 0.5), 20'000);
  CHECK(square.error < 0.003);
  CHECK(std::abs(square.mean - expected) < 5 * square.error);
  CHECK(square.mean > 0.1 + 10 * square.error);
}

TEST_CASE("judged by the transition's own rows, short steps are nearly right and long ones are not") {
  double before = 0.1;
  for (const double step : {0.1, 0.4, 1.2}) {
    CAPTURE(step);
    const double expected = shared_variance(step);
    CHECK(expected > before);
    before = expected;
    const SeriesMean square = mean_square(posterior(20, 2, Batch::shared, step), 20'000);
    CHECK(square.error < 0.03 * expected);
    CHECK(std::abs(square.mean - expected) < 5 * square.error);
  }
  CHECK(before > 0.3);  // three times the posterior's variance; at most 1/10 + 1/2
  CHECK(shared_variance(0.05) < 0.15);
}

TEST_CASE("on all rows it is right") {
  const SeriesMean square = mean_square(posterior(20, 2, Batch::full, 0.6), 20'000);
  CHECK(square.error < 0.002);
  CHECK(std::abs(square.mean - 0.1) < 5 * square.error);
  // With a prior N(0, 1/10) half of that.
  SubsampledMetropolis::Options options = posterior(20, 2, Batch::full, 0.6);
  options.log_prior = [](std::span<const double> x) { return -5 * x[0] * x[0]; };
  const SeriesMean narrow = mean_square(options, 20'000);
  CHECK(std::abs(narrow.mean - 0.05) < 5 * narrow.error);
}

TEST_CASE("mini-batches that cannot be") {
  const auto with = [](auto change) {
    SubsampledMetropolis::Options wrong = posterior(1, 2, Batch::shared, 1);
    change(wrong);
    return message_of([&] { return SubsampledMetropolis(wrong); });
  };
  CHECK(with([](auto& o) { o.log_likelihood = {}; }) == "subsampled_metropolis: log_likelihood is no function");
  CHECK(with([](auto& o) { o.batch_rows = 0; }) ==
        "subsampled_metropolis: 1 chains in dimension 1, 0 of 10 rows; each must be at least 1, the rows at most 2^32 "
        "- 1");
  SubsampledMetropolis::Options options = posterior(1, 2, Batch::carried, 1);
  options.log_prior = [](std::span<const double> x) { return x[0] > 0.5 ? -INFINITY : x[0] < -0.5 ? NAN : 0; };
  SubsampledMetropolis kernel(options);
  CHECK(message_of([&] { return kernel.init(std::array{1.0}); }) ==
        "subsampled_metropolis: chain 0 starts where log_prob is -inf");
  ChainState state = kernel.init(std::array{0.0});
  TransitionInfo info;
  for (std::uint64_t t = 0; t < 300; ++t) {
    kernel.step(keys_of(711, 1), t, state, info);
    CHECK(std::abs(state.position[0]) <= 0.5);
    CHECK(info.not_finite[0] == (info.proposal[0] < -0.5 ? 1 : 0));
  }
}
