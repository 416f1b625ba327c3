// Layers and initialisers: values against plain loops, the laws that weights are drawn from, names and errors.

#include <doctest/doctest.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <string>
#include <vector>

#include "tractable/base/error.hpp"
#include "tractable/diagnostics/kolmogorov_smirnov.hpp"
#include "tractable/graph/gradient.hpp"
#include "tractable/graph/ops.hpp"
#include "tractable/graph/program.hpp"
#include "tractable/nn/activation.hpp"
#include "tractable/nn/dense.hpp"
#include "tractable/simd/random.hpp"
#include "tractable/simd/special.hpp"

namespace {

using namespace tractable;

/// Runs y at x with the parameters drawn under `seed`.
std::vector<double> evaluate(const Parameters& parameters, Expr x, Expr y, std::span<const double> at,
                             std::vector<double>& flat) {
  flat.resize(parameters.size());
  parameters.initialize(key_from_seed(7), flat);
  const auto batch = at.size() / static_cast<std::size_t>(x.shape().cols);
  Program<double> program(std::array{y}, {.batch = batch, .parameters = parameters.exprs()});
  std::ranges::copy(flat, program.parameters().begin());
  std::ranges::copy(at, program.input(x).begin());
  program.run();
  const auto value = program.value(y);
  return {value.begin(), value.end()};
}

}  // namespace

TEST_CASE("an MLP is the loops of its layers") {
  Graph graph;
  Parameters parameters(graph);
  const Expr x = graph.input({kBatch, 3}, "x");
  const Expr y = mlp(parameters, "net", x, std::array<Dim, 2>{5, 2}, {.activation = "tanh", .bias = {"normal", 0.3}});
  CHECK(y.shape() == Shape{kBatch, 2});
  CHECK(parameters.size() == 3 * 5 + 5 + 5 * 2 + 2);
  CHECK(parameters["net.1.bias"].offset == 3 * 5 + 5 + 5 * 2);
  const std::array at{0.3, -1.2, 2.0, 1.5, 0.1, -0.4};
  std::vector<double> flat;
  const auto got = evaluate(parameters, x, y, at, flat);
  for (std::size_t row = 0; row < 2; ++row) {
    for (std::size_t j = 0; j < 2; ++j) {
      double out = flat[30 + j];
      for (std::size_t h = 0; h < 5; ++h) {
        double hidden = flat[15 + h];
        for (std::size_t i = 0; i < 3; ++i) hidden += at[row * 3 + i] * flat[i * 5 + h];
        out += std::tanh(hidden) * flat[20 + h * 2 + j];
      }
      CHECK(got[row * 2 + j] == doctest::Approx(out).epsilon(1e-14));
    }
  }
}

TEST_CASE("a masked layer has no connection where the mask is 0, also in its derivative") {
  Graph graph;
  Parameters parameters(graph);
  const Expr x = graph.input({kBatch, 3}, "x");
  const std::array<double, 9> mask{0, 1, 1, 0, 0, 1, 0, 0, 0};  // output j sees inputs before j
  const Expr y = masked_dense(parameters, "made", x, 3, mask, {.activation = "softplus"});
  const Expr slopes =
      concat(std::array{gradient(slice(y, 0, 1), x), gradient(slice(y, 1, 1), x), gradient(slice(y, 2, 1), x)});
  std::vector<double> flat;
  const auto jacobian = evaluate(parameters, x, slopes, std::array{0.5, -0.2, 0.9}, flat);
  for (std::size_t j = 0; j < 3; ++j) {
    for (std::size_t i = 0; i < 3; ++i) CHECK((jacobian[j * 3 + i] != 0) == (i < j));
  }
  CHECK_THROWS_WITH_AS(
      (void)masked_dense(parameters, "m2", x, 3, std::array{0.5, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0}),
      "masked_dense: mask[0] is 0.5, not 0 or 1", Error);
  CHECK_THROWS_WITH_AS((void)masked_dense(parameters, "m2", x, 3, std::array{1.0}),
                       "masked_dense: mask has 1 elements; 3 inputs and 3 outputs need 9", Error);
}

TEST_CASE("every initialiser draws from its law") {
  // 10^5 draws: a Kolmogorov-Smirnov p-value under 1e-9 in any of 6 laws means the law is wrong; a variance that is off
  // by 2 % is found with certainty.
  constexpr std::size_t n = 100'000;
  const Fans fans{300, 100};
  struct Law {
    const char* name;
    double scale, sd;
    bool normal;
  };
  const Law laws[] = {{"normal", 0.5, 0.5, true},
                      {"uniform", 2, 2 / std::sqrt(3.0), false},
                      {"glorot_uniform", 1, std::sqrt(2.0 / 400), false},
                      {"glorot_normal", 2, 2 * std::sqrt(2.0 / 400), true},
                      {"he_uniform", 1, std::sqrt(1.0 / 300), false},
                      {"he_normal", std::sqrt(2.0), std::sqrt(2.0 / 300), true},
                      {"lecun_normal", 1, std::sqrt(1.0 / 300), true}};
  std::vector<double> draws(n);
  for (const Law& law : laws) {
    const std::string name = law.name;
    CAPTURE(name);
    initialize({law.name, law.scale}, fans, key_from_seed(11), draws);
    for (double& x : draws) {
      const double z = x / law.sd;
      x = law.normal ? normal_cdf(z) : (z / std::sqrt(3.0) + 1) / 2;
    }
    CHECK(ks_p_value(ks_distance_from_uniform(draws), n) > 1e-9);
  }
  initialize({"constant", -3}, fans, key_from_seed(1), draws);
  CHECK(draws[5] == -3);
  initialize({"zeros", 5}, fans, key_from_seed(1), draws);
  CHECK(draws[5] == 0);
  std::vector<float> single(8);
  std::vector<double> same(8);
  initialize({"he_normal", 1}, fans, key_from_seed(3), single);
  initialize({"constant", 0.25}, fans, key_from_seed(3), std::span<float>(single).first(2));
  CHECK(single[1] == 0.25F);
  CHECK(single[2] != 0);
}

TEST_CASE("what is wrong with layers and parameters is said") {
  Graph graph;
  Parameters parameters(graph);
  const Expr x = graph.input({kBatch, 2}, "x");
  (void)dense(parameters, "a", x, 3);
  CHECK_THROWS_WITH_AS((void)dense(parameters, "a", x, 3), "parameter: the name 'a.weight' is taken", Error);
  CHECK_THROWS_WITH_AS((void)dense(parameters, "b", x, 0), "dense: outputs is 0; at least 1 is needed", Error);
  CHECK_THROWS_WITH_AS((void)dense(parameters, "b", x, 2, {.activation = "rely"}),
                       "activation: 'rely' is none of identity, relu, leaky_relu, elu, silu, tanh, sigmoid, softplus",
                       Error);
  CHECK_THROWS_WITH_AS((void)dense(parameters, "b", x, 2, {.weights = {"he_normal", -1}}),
                       "initialize: scale is -1; at least 0 is needed", Error);
  CHECK_THROWS_AS((void)dense(parameters, "c", x, 2, {.weights = {"magic"}}), Error);
  CHECK_THROWS_AS((void)mlp(parameters, "m", x, {}), Error);
  CHECK_THROWS_WITH_AS((void)parameters["z"], "parameter: 'z' is none of a.weight, a.bias", Error);
  CHECK_THROWS_AS((void)parameters.add("batchy", {kBatch, 2}), Error);
  CHECK_THROWS_AS((void)parameters.add("", {1, 2}), Error);
  std::vector<double> flat(3);
  CHECK_THROWS_WITH_AS(parameters.initialize(key_from_seed(1), flat), "initialize: the parameters are 9 numbers, not 3",
                       Error);
}

TEST_CASE("every activation has the value of its formula") {
  Graph graph;
  const Expr x = graph.input({1, 4}, "x");
  std::vector<Expr> outputs;
  for (const Activation& row : activations()) outputs.push_back(expand(row.apply(x) + 0.0 * x, {1, 4}));
  Program<double> program(outputs);
  const std::array at{-2.0, -0.5, 0.0, 1.5};
  std::ranges::copy(at, program.input(x).begin());
  program.run();
  const auto sigmoid_of = [](double v) { return 1 / (1 + std::exp(-v)); };
  for (std::size_t i = 0; i < 4; ++i) {
    const double v = at[i];
    const double expected[] = {v,
                               v > 0 ? v : 0,
                               v > 0 ? v : 0.01 * v,
                               v > 0 ? v : std::expm1(v),
                               v * sigmoid_of(v),
                               std::tanh(v),
                               sigmoid_of(v),
                               std::log1p(std::exp(v))};
    for (std::size_t k = 0; k < outputs.size(); ++k) {
      CHECK(program.value(outputs[k])[i] == doctest::Approx(expected[k]).epsilon(1e-14));
    }
  }
}

TEST_CASE("elu has its slope at 0, where the inputs of an empty picture lie") {
  Graph graph;
  const Expr x = graph.input({1, 3}, "x");
  const Expr slope = gradient(activation("elu").apply(x), x);
  Program<double> program(std::vector{slope});
  std::ranges::copy(std::array{-1.0, 0.0, 2.0}, program.input(x).begin());
  program.run();
  CHECK(program.value(slope)[0] == doctest::Approx(std::exp(-1.0)).epsilon(1e-14));
  CHECK(program.value(slope)[1] == 1);
  CHECK(program.value(slope)[2] == 1);
}
