// Ways through the codes, draws from likelihoods, and what many codes say together.

#include <doctest/doctest.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <memory>
#include <vector>

#include "tractable/base/error.hpp"
#include "tractable/graph/ops.hpp"
#include "tractable/simd/random.hpp"
#include "tractable/simd/special.hpp"
#include "tractable/vae/coder.hpp"
#include "tractable/vae/diagonal_gaussian.hpp"
#include "tractable/vae/latent_walk.hpp"
#include "tractable/vae/observation.hpp"
#include "tractable/vae/posterior_measures.hpp"
#include "tractable/vae/variational.hpp"

namespace {

using namespace tractable;

std::shared_ptr<const Network> network_of(const char* likelihood, const char* target = "grey", Dim cols = 4) {
  return std::make_shared<const Network>(build_variational({.cols = cols,
                                                            .latent = 2,
                                                            .encoder_hidden = {3},
                                                            .decoder_hidden = {3},
                                                            .activation = "tanh",
                                                            .likelihood = likelihood,
                                                            .target = target}));
}

Coder<double> coder_of(const std::shared_ptr<const Network>& network, std::size_t batch = 64) {
  Coder<double> coder(network, batch);
  std::vector<double> weights(network->parameters->size());
  network->parameters->initialize(key_from_seed(5), weights);
  coder.set_weights(weights);
  return coder;
}

double log_prob(const char* likelihood, std::span<const double> output, std::span<const double> x, double sigma = 1) {
  Graph graph;
  Parameters parameters(graph);
  const auto cols = static_cast<Dim>(x.size());
  const Observation observation(parameters, cols, {.likelihood = likelihood, .sigma = sigma});
  const Expr out = graph.input({1, cols}), in = graph.input({1, cols});
  const Expr y = sum_cols(observation.log_prob(out, in));
  Program<double> program(std::array{y}, {.batch = 1, .parameters = parameters.exprs()});
  parameters.initialize(key_from_seed(1), program.parameters());
  std::ranges::copy(output, program.input(out).begin());
  std::ranges::copy(x, program.input(in).begin());
  program.run();
  return program.value(y)[0];
}

}  // namespace

TEST_CASE("likelihoods are their densities") {
  const std::vector<double> out{0.3, -1.2, 2.0}, x{0.1, 1.0, 0.6}, counts{2, 0, 5};
  double bernoulli = 0, gaussian = 0, normaliser = 0, multinomial = 0;
  for (std::size_t j = 0; j < 3; ++j) {
    const double p = 1 / (1 + std::exp(-out[j]));
    bernoulli += x[j] * std::log(p) + (1 - x[j]) * std::log(1 - p);
    gaussian += -0.5 * std::pow((x[j] - out[j]) / 0.7, 2) - std::log(0.7 * std::sqrt(2 * 3.14159265358979323846));
    normaliser += std::exp(out[j]);
  }
  for (std::size_t j = 0; j < 3; ++j) multinomial += counts[j] * (out[j] - std::log(normaliser));
  CHECK(log_prob("bernoulli", out, x) == doctest::Approx(bernoulli).epsilon(1e-13));
  CHECK(log_prob("gaussian", out, x, 0.7) == doctest::Approx(gaussian).epsilon(1e-13));
  // Learnt ones start at sigma.
  CHECK(log_prob("gaussian_learnt", out, x, 0.7) == doctest::Approx(gaussian).epsilon(1e-12));
  CHECK(log_prob("gaussian_per_pixel", out, x, 0.7) == doctest::Approx(gaussian).epsilon(1e-12));
  CHECK(log_prob("multinomial", out, counts) == doctest::Approx(multinomial).epsilon(1e-13));
  CHECK_THROWS_WITH_AS((void)log_prob("gaussian_learnt", out, x, 0.01),
                       "likelihood: sigma is 0.01; it starts above min_sigma, 0.01", Error);
}

TEST_CASE("the KL divergence at draws has the closed form as its mean") {
  Graph graph;
  constexpr std::size_t n = 40'000;
  const Expr mu = graph.input({1, 3}), s = graph.input({1, 3}), eps = graph.input({kBatch, 3});
  const DiagonalGaussian q{mu, s};
  const Expr closed = kl_to_standard_normal(q), draws = log_density_ratio(q, eps);
  Program<double> program(std::array{closed, draws}, {.batch = n});
  std::ranges::copy(std::array{0.5, -1.0, 0.0}, program.input(mu).begin());
  std::ranges::copy(std::array{-1.0, 0.6, -3.0}, program.input(s).begin());
  fill_normal(key_from_seed(8), program.input(eps));
  program.run();
  for (std::size_t j = 0; j < 3; ++j) {
    double mean = 0, squares = 0;
    for (std::size_t i = 0; i < n; ++i) mean += program.value(draws)[i * 3 + j] / n;
    for (std::size_t i = 0; i < n; ++i) squares += std::pow(program.value(draws)[i * 3 + j] - mean, 2) / n;
    CHECK(std::abs(mean - program.value(closed)[j]) < 4.5 * std::sqrt(squares / n));
  }
}

TEST_CASE("a row's numbers do not depend on the batch") {
  std::vector<double> x(4 * 23);
  fill_uniform(key_from_seed(1), x);
  const auto network = network_of("bernoulli");
  auto one = coder_of(network, 1), many = coder_of(network, 10);
  CHECK(one.encode(x).mu == many.encode(x).mu);
  CHECK(one.encode(x).sigma == many.encode(x).sigma);
  CHECK(one.reconstruct(x) == many.reconstruct(x));
  const auto a = one.losses(x, key_from_seed(4)), b = many.losses(x, key_from_seed(4));
  CHECK(a.log_weight == b.log_weight);
  CHECK(a.kl == b.kl);
  const auto tail = many.losses(std::span<const double>(x).subspan(4 * 20), key_from_seed(4), {}, 20);
  CHECK(std::vector<double>(a.log_weight.begin() + 20, a.log_weight.end()) == tail.log_weight);
  CHECK_THROWS_WITH_AS((void)one.encode(std::span<const double>(x).first(3)),
                       "coder: x has 3 values, which are no rows of 4", Error);
  x[9] = std::nan("");
  CHECK_THROWS_AS((void)one.encode(x), Error);
}

TEST_CASE("pixels: thresholded ones are those above a half, stochastic ones are on with their probability") {
  std::vector<double> x(4 * 2000), sharp;
  for (std::size_t i = 0; i < x.size(); ++i) x[i] = std::array{0.1, 0.5, 0.7, 0.95}[i % 4];
  for (const double each : x) sharp.push_back(each > 0.5 ? 1.0 : 0.0);
  auto grey = coder_of(network_of("bernoulli")), thresholded = coder_of(network_of("bernoulli", "thresholded"));
  CHECK(thresholded.encode(x).mu == grey.encode(sharp).mu);
  CHECK(thresholded.losses(x, key_from_seed(2)).reconstruction == grey.losses(sharp, key_from_seed(2)).reconstruction);
  // A decoder that knows nothing of z: the expected loss of drawn pixels is the loss of their means.
  const auto network = network_of("bernoulli", "stochastic");
  std::vector<double> weights(network->parameters->size());
  const Parameter& bias = (*network->parameters)["decoder.1.bias"];
  for (std::size_t j = 0; j < 4; ++j) weights[bias.offset + j] = 0.5 * static_cast<double>(j) - 1;
  Coder<double> drawn(network), same(network_of("bernoulli"));
  drawn.set_weights(weights);
  same.set_weights(weights);
  const auto losses = drawn.losses(x, key_from_seed(9)).reconstruction;
  const double expected = same.losses(x, key_from_seed(9)).reconstruction[0];
  double mean = 0, squares = 0;
  for (const double each : losses) mean += each / 2000;
  for (const double each : losses) squares += (each - mean) * (each - mean) / 2000;
  CHECK(squares > 0.1);
  CHECK(std::abs(mean - expected) < 4.5 * std::sqrt(squares / 2000));
}

TEST_CASE("draws of x have the likelihood's law") {
  const std::vector<double> code{0.4, -0.8};
  constexpr std::size_t n = 20'000;
  std::vector<double> z;
  for (std::size_t i = 0; i < n; ++i) z.insert(z.end(), code.begin(), code.end());
  for (const char* likelihood : {"bernoulli", "gaussian_per_pixel", "multinomial"}) {
    CAPTURE(likelihood);
    auto coder = coder_of(network_of(likelihood));
    const auto p = coder.decode(code);
    constexpr std::size_t words = 7;
    const auto x = coder.draw(z, key_from_seed(3), words);
    const bool counts = coder.network().multinomial, normal = coder.network().variance.has_value();
    for (std::size_t j = 0; j < 4; ++j) {
      double mean = 0, squares = 0;
      for (std::size_t i = 0; i < n; ++i) mean += x[i * 4 + j] / n;
      for (std::size_t i = 0; i < n; ++i) squares += std::pow(x[i * 4 + j] - mean, 2) / n;
      const double expected = counts ? words * p[j] : p[j];
      const double variance = normal ? 1.0 : counts ? words * p[j] * (1 - p[j]) : p[j] * (1 - p[j]);
      CHECK(std::abs(mean - expected) < 4.5 * std::sqrt(variance / n));
      CHECK(squares == doctest::Approx(variance).epsilon(0.06));
    }
    if (counts) CHECK(x[0] + x[1] + x[2] + x[3] == words);
  }
}

TEST_CASE("ways through the codes") {
  const auto z = sample_prior(key_from_seed(6), 20'000, 3, 0.49);
  double squares = 0;
  for (const double each : z) squares += each * each / 60'000;
  CHECK(std::abs(squares / 0.49 - 1) < 4.5 * std::sqrt(2.0 / 60'000));
  const auto tail = sample_prior(key_from_seed(6), 10, 3, 0.49, 100);
  CHECK(std::equal(tail.begin(), tail.end(), z.begin() + 300));
  CHECK(sample_prior(key_from_seed(6), 2, 3, 0) == std::vector<double>(6, 0.0));

  const std::vector<double> a{1.5, 0.1, -2}, b{0.3, 2.2, 0.7}, t{0, 0.25, 1};
  for (const char* kind : {"linear", "spherical"}) {
    const auto way = interpolate(a, b, t, kind);
    CHECK(std::equal(a.begin(), a.end(), way.begin()));
    CHECK(std::equal(b.begin(), b.end(), way.begin() + 6));
  }
  const auto line = interpolate(a, b, t);
  CHECK(line[3] == 0.75 * 1.5 + 0.25 * 0.3);
  // On a sphere: equal lengths stay, and the angle grows with t.
  const std::vector<double> e{3, 0, 0}, f{-1.5, 1.5 * std::sqrt(3.0), 0};  // 120 degrees
  const auto arc = interpolate(e, f, std::vector<double>{0.25, 0.5}, "spherical");
  CHECK(arc[0] == doctest::Approx(3 * std::cos(3.14159265358979323846 / 6)).epsilon(1e-14));
  CHECK(arc[1] == doctest::Approx(1.5).epsilon(1e-14));
  CHECK(arc[3] == doctest::Approx(1.5).epsilon(1e-14));
  const std::vector<double> opposite{-3, 0, 0};
  CHECK(interpolate(e, opposite, std::vector<double>{0.5}, "spherical")[0] == 0.0);
  CHECK_THROWS_AS((void)interpolate(e, f, t, "cubic"), Error);
  CHECK_THROWS_AS((void)interpolate(e, f, std::vector<double>{1.1}), Error);

  const auto corners = blend(std::vector<double>{0, 0, 1, 0, 0, 1, 1, 1}, 5);
  CHECK(std::vector<double>(corners.begin() + 2 * (2 * 5 + 1), corners.begin() + 2 * (2 * 5 + 1) + 2) ==
        std::vector<double>{0.25, 0.5});

  const auto grid = latent_grid(4, 3, 0, 2, std::vector<double>{9, 7, 9});
  CHECK(grid.size() == 48);
  CHECK(grid[0] == normal_ppf(0.125));
  CHECK(grid[1] == 7);
  CHECK(grid[2] == normal_ppf(0.875));  // the first row is the top
  CHECK(grid[3 * 15] == normal_ppf(0.875));
  CHECK(grid[3 * 15 + 2] == normal_ppf(0.125));
  CHECK_THROWS_AS((void)latent_grid(4, 3, 1, 1), Error);
}

TEST_CASE("active units and the aggregate posterior's moments") {
  // mu: the first dimension has variance 1.25, the second 0; sigma 0.5 and 2.
  const Codes codes{{-1.5, 3, -0.5, 3, 0.5, 3, 1.5, 3}, {0.5, 2, 0.5, 2, 0.5, 2, 0.5, 2}};
  const ActiveUnits units = active_units(codes, 2);
  CHECK(units.count == 1);
  CHECK(units.variance[0] == doctest::Approx(1.25).epsilon(1e-14));
  CHECK(units.variance[1] == 0);
  const AggregateMoments moments = aggregate_moments(codes, 2);
  CHECK(moments.mean == std::vector<double>{0, 3});
  CHECK(moments.covariance == std::vector<double>{1.5, 0, 0, 4});
  CHECK_THROWS_AS((void)active_units({{1, 2}, {}}, 2), Error);
}

TEST_CASE("the KL divergence is mutual information and the aggregate posterior's own") {
  // All rows alike: no information. Rows far apart: ln n of it.
  const Codes alike{std::vector<double>(10, 0.7), std::vector<double>(10, 0.5)};
  const KlParts none = kl_parts(alike, 1, key_from_seed(1), 200);
  CHECK(std::abs(none.information) < 1e-12);
  CHECK(std::abs(none.marginal - none.kl) < 4.5 * none.sum_error);
  Codes apart{{}, std::vector<double>(8, 0.01)};
  for (int i = 0; i < 8; ++i) apart.mu.push_back(i - 3.5);
  const KlParts all = kl_parts(apart, 1, key_from_seed(2), 50);
  CHECK(all.information == doctest::Approx(std::log(8.0)).epsilon(1e-12));
  CHECK(std::abs(all.information + all.marginal - all.kl) < 4.5 * all.sum_error);
  // In between, two dimensions; the exact information of two rows by the trapezoidal rule in one.
  const Codes two{{-0.6, 0.6}, {0.8, 0.8}};
  double information = 0;
  for (double z = -8; z < 8; z += 1e-3) {
    const auto density = [&](double mu) {
      return std::exp(-0.5 * std::pow((z - mu) / 0.8, 2)) / (0.8 * 2.5066282746310002);
    };
    const double p = density(-0.6), q = density(0.6);
    information += 1e-3 * 0.5 * (p * std::log(2 * p / (p + q)) + q * std::log(2 * q / (p + q)));
  }
  const KlParts parts = kl_parts(two, 1, key_from_seed(3), 40'000);
  CHECK(parts.information == doctest::Approx(information).epsilon(0.02));
  CHECK(std::abs(parts.information + parts.marginal - parts.kl) < 0.01);
  CHECK_THROWS_AS((void)kl_parts({std::vector<double>(200'000), std::vector<double>(200'000, 1.0)}, 2, {}), Error);
}
