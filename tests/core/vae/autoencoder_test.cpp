// Penalties against differences and formulas, corruption against its law, tied weights.

#include "tractable/vae/autoencoder.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <memory>
#include <string>
#include <vector>

#include "tractable/base/error.hpp"
#include "tractable/graph/ops.hpp"
#include "tractable/graph/program.hpp"
#include "tractable/simd/random.hpp"
#include "tractable/vae/corruption.hpp"
#include "tractable/vae/layer_stack.hpp"
#include "tractable/vae/penalty.hpp"
#include "tractable/vae/trainer.hpp"

namespace {

using namespace tractable;

/// An encoder 5 -> hidden -> 3 on 4 rows, its code and what `build` makes of it, run.
struct Encoder {
  Graph graph;
  Parameters parameters{graph};
  Expr x = graph.input({kBatch, 5}, "x");
  LayerStack stack;
  Expr code;

  Encoder(std::vector<Dim> hidden, const std::string& last)
      : stack(parameters, "encoder", 5, 3,
              {.hidden = std::move(hidden), .activation = "softplus", .last_activation = last}),
        code(stack(x)) {}

  std::vector<double> run(Expr y, std::span<const double> at, Expr noise = {}, std::span<const double> draws = {}) {
    std::vector<Expr> outputs{y};
    Program<double> program(outputs, {.batch = at.size() / 5, .parameters = parameters.exprs()});
    parameters.initialize(key_from_seed(2), program.parameters());
    std::ranges::copy(at, program.input(x).begin());
    if (noise.exists()) std::ranges::copy(draws, program.input(noise).begin());
    program.run();
    const auto value = program.value(y);
    return {value.begin(), value.end()};
  }
};

std::vector<double> rows(std::size_t n) {
  std::vector<double> x(n * 5);
  fill_normal(key_from_seed(3), x);
  return x;
}

/// mean_i ||d code / d x||_F^2 by central differences.
double by_differences(Encoder& encoder, const std::vector<double>& x) {
  constexpr double h = 1e-5;
  double sum = 0;
  for (std::size_t k = 0; k < 5; ++k) {
    auto up = x, down = x;
    for (std::size_t i = 0; i < x.size() / 5; ++i) up[i * 5 + k] += h, down[i * 5 + k] -= h;
    const auto a = encoder.run(encoder.code, up), b = encoder.run(encoder.code, down);
    for (std::size_t i = 0; i < a.size(); ++i) sum += (a[i] - b[i]) * (a[i] - b[i]) / (4 * h * h);
  }
  return sum / static_cast<double>(x.size() / 5);
}

}  // namespace

TEST_CASE("the contractive penalty is the Jacobian's squared norm, in closed form and in general") {
  const auto x = rows(4);
  for (const char* last : {"identity", "sigmoid", "tanh", "softplus"}) {
    CAPTURE(last);
    Encoder one({}, last);
    const double general = one.run(contractive_penalty(one.code, one.x), x)[0];
    CHECK(general == doctest::Approx(by_differences(one, x)).epsilon(1e-8));
    CHECK(one.run(contractive_penalty_of_layer(one.stack, one.x), x)[0] == doctest::Approx(general).epsilon(1e-12));
    Encoder two({4}, last);
    CHECK(two.run(contractive_penalty(two.code, two.x), x)[0] == doctest::Approx(by_differences(two, x)).epsilon(1e-8));
    CHECK_THROWS_WITH_AS((void)contractive_penalty_of_layer(two.stack, two.x),
                         "contractive_penalty_of_layer: the encoder has 2 layers; the closed form is of one", Error);
  }
}

TEST_CASE("the estimate of the contractive penalty has it as its mean") {
  const auto four = rows(4);
  Encoder encoder({4}, "tanh");
  const double exact = encoder.run(contractive_penalty(encoder.code, encoder.x), four)[0];
  const Expr v = encoder.graph.input({kBatch, 3}, "v");
  const Expr estimate = contractive_estimate(encoder.code, encoder.x, v);
  constexpr int draws = 4000;
  double mean = 0, squares = 0;
  std::vector<double> noise(12);
  for (int k = 0; k < draws; ++k) {
    fill_normal(fold_in(key_from_seed(6), static_cast<std::uint64_t>(k)), noise);
    const double each = encoder.run(estimate, four, v, noise)[0];
    mean += each / draws;
    squares += each * each / draws;
  }
  const double error = std::sqrt((squares - mean * mean) / draws);
  MESSAGE(mean, " +- ", error, " of ", exact);
  CHECK(error < 0.03 * exact);
  CHECK(std::abs(mean - exact) < 4.5 * error);
}

TEST_CASE("sparse penalties are their formulas") {
  const auto x = rows(6);
  Encoder encoder({}, "sigmoid");
  const auto code = encoder.run(encoder.code, x);
  double l1 = 0, sparsity = 0;
  for (const double h : code) l1 += std::abs(h) / 6;
  CHECK(encoder.run(l1_penalty(encoder.code), x)[0] == doctest::Approx(l1).epsilon(1e-14));
  const double rho = 0.1;
  for (std::size_t j = 0; j < 3; ++j) {
    double hat = 0;
    for (std::size_t i = 0; i < 6; ++i) hat += code[i * 3 + j] / 6;
    sparsity += rho * std::log(rho / hat) + (1 - rho) * std::log((1 - rho) / (1 - hat));
  }
  CHECK(encoder.run(sparsity_penalty(encoder.code, encoder.graph.constant(rho)), x)[0] ==
        doctest::Approx(sparsity).epsilon(1e-13));
}

TEST_CASE("trained under the sparsity penalty, units are as active as was asked for") {
  std::vector<double> z(400 * 8);
  fill_normal(key_from_seed(12), z);
  const std::vector<float> x(z.begin(), z.end());
  auto network = std::make_shared<const Network>(build_autoencoder({.cols = 8,
                                                                    .latent = 5,
                                                                    .code_activation = "sigmoid",
                                                                    .penalty = "sparsity",
                                                                    .penalty_weight = 50,
                                                                    .sparsity = 0.2}));
  TrainerOptions options;
  options.batch = 400;
  options.optimizer_options = {{"learning_rate", 0.02}};
  options.key = key_from_seed(1);
  Trainer<double> trainer(network, {{x, 400, 8}}, {}, options);
  trainer.train(800);
  CHECK(trainer.last_step().terms[1] < 0.01);
  CHECK(trainer.last_step().loss ==
        doctest::Approx(trainer.last_step().terms[0] + 50 * trainer.last_step().terms[1]).epsilon(1e-12));
}

TEST_CASE("corruption has its law, and keeps the rest as it is") {
  Graph graph;
  constexpr std::size_t n = 100'000;
  const Expr x = graph.input({1, n}, "x"), noise = graph.input({1, n}, "noise"), level = graph.input({1, 1}, "level");
  const auto corrupted = [&](const char* kind, double value) {
    const Expr y = corrupt(kind, x, noise, level);
    Program<double> program(std::array{y}, {.batch = 1});
    std::ranges::fill(program.input(x), 0.25);
    program.input(level)[0] = value;
    if (corruption_law(kind) == NoiseLaw::normal) {
      fill_normal(key_from_seed(3), program.input(noise));
    } else {
      fill_uniform(key_from_seed(3), program.input(noise));
    }
    program.run();
    const auto out = program.value(y);
    return std::vector<double>(out.begin(), out.end());
  };
  const auto share = [&](const std::vector<double>& y, double value) {
    return static_cast<double>(std::ranges::count(y, value)) / n;
  };
  // 4.5 standard errors of a share of 10^5: at most 0.0071.
  const auto masked = corrupted("masking", 0.3);
  CHECK(std::abs(share(masked, 0) - 0.3) < 0.0066);
  CHECK(share(masked, 0) + share(masked, 0.25) == 1);
  const auto salted = corrupted("salt_and_pepper", 0.4);
  CHECK(std::abs(share(salted, 0) - 0.2) < 0.0057);
  CHECK(std::abs(share(salted, 1) - 0.2) < 0.0057);
  CHECK(std::abs(share(salted, 0.25) - 0.6) < 0.007);
  const auto noisy = corrupted("gaussian", 0.5);
  double mean = 0, squares = 0;
  for (const double y : noisy) mean += y / n, squares += (y - 0.25) * (y - 0.25) / n;
  CHECK(std::abs(mean - 0.25) < 4.5 * 0.5 / std::sqrt(double(n)));
  CHECK(std::abs(squares / 0.25 - 1) < 4.5 * std::sqrt(2.0 / n));
  CHECK_THROWS_WITH_AS((void)corrupt("blur", x, noise, level),
                       "corruption: corruption is \"blur\"; it must be one of none, gaussian, masking, salt_and_pepper",
                       Error);
}

TEST_CASE("what an autoencoder refuses") {
  CHECK_THROWS_WITH_AS((void)build_autoencoder({.penalty = "sparsity"}),
                       "autoencoder: code_activation is \"identity\"; the penalty sparsity needs sigmoid, whose values "
                       "are probabilities",
                       Error);
  CHECK_THROWS_AS((void)build_autoencoder({.code_activation = "sigmoid", .penalty = "sparsity", .sparsity = 1}), Error);
  CHECK_THROWS_AS((void)build_autoencoder({.corruption = "masking", .corruption_level = 1.5}), Error);
  CHECK_THROWS_AS((void)build_autoencoder({.penalty = "l3"}), Error);
  CHECK_THROWS_WITH_AS((void)build_autoencoder({.encoder_hidden = {0}}),
                       "encoder: layer 0 has width 0; at least 1 is needed", Error);
}
