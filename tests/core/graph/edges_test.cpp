// Legal programs and derivatives at the edges of what the rules and clean-ups assume. Each of these was wrong once.

#include <doctest/doctest.h>

#include "core/graph/programs.hpp"
#include "tractable/graph/gradient.hpp"
#include "tractable/graph/ops.hpp"

using namespace tractable;
using namespace tractable::test;

namespace {

/// Outputs that are functions of numbers, at these numbers.
std::vector<double> at(const std::vector<Expr>& outputs, const std::vector<std::pair<Expr, double>>& inputs) {
  Program<double> program(outputs);
  for (const auto& [input, value] : inputs) program.input(input)[0] = value;
  program.run();
  std::vector<double> values;
  for (const Expr output : outputs) values.push_back(program.value(output)[0]);
  return values;
}

}  // namespace

TEST_CASE("views of one memory are transposed each in its own shape") {
  Graph graph;
  const std::vector<double> values{1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12};
  const Expr wide = graph.data({3, 4}, values);
  const std::vector<Expr> outputs{matmul(wide, graph.input({3, 5}), Transpose::a),
                                  matmul(reshape(wide, 6, 2), graph.input({6, 5}), Transpose::a),
                                  matmul(graph.input({kBatch, 2}), reshape(wide, 6, 2), Transpose::b)};
  CHECK(any_difference(graph, outputs, 3, false) == "");
}

TEST_CASE("a product that is copied to more rows before its relu keeps its own rows") {
  for (const bool clean : {false, true}) {
    Graph graph({.clean = clean});
    const Expr row = matmul(graph.input({1, 4}), graph.input({4, 3}));
    const std::vector<Expr> outputs{relu(stop_gradient(expand(row, {kBatch, 3})))};
    CHECK(any_difference(graph, outputs, 5, false) == "");
  }
}

TEST_CASE("a product of very many factors is summed without recursion") {
  Graph graph;
  const Expr x = graph.input({kBatch, 3}), factor = graph.input({kBatch, 1}), row = graph.input({1, 3});
  const Expr matrix = graph.input({4, 3});
  Expr y = x, z = matrix;
  for (int i = 0; i < 200'000; ++i) {
    y = i % 2 == 0 ? factor * y : y / factor;
    z = i % 2 == 0 ? row * z : z / row;
  }
  CHECK(sum_cols(y).shape() == Shape{kBatch, 1});
  CHECK(sum_rows(z).shape() == Shape{1, 3});
  CHECK(sum_cols(-(factor * (x / factor))).id == (-(factor * (sum_cols(x) / factor))).id);
}

TEST_CASE("constants that leave the range of a number together stay apart") {
  Graph graph;
  const Expr x = graph.input({1, 1});
  const Expr down = 1e-200 * (1e-200 * x), up = 1e200 * (1e200 / x);
  CHECK(at({down, up}, {{x, 1e250}}) == std::vector{1e-200 * (1e-200 * 1e250), 1e200 * (1e200 / 1e250)});
  CHECK((2.0 * (3.0 * x)).id == (6.0 * x).id);
  CHECK(max(graph.constant(0.0), graph.constant(-0.0)).id == graph.constant(0.0).id);
  CHECK(min(graph.constant(-0.0), graph.constant(0.0)).id == graph.constant(-0.0).id);
}

TEST_CASE("a power has derivatives where its base and exponent are 0") {
  Graph graph;
  const Expr a = graph.input({1, 1}), b = graph.input({1, 1});
  const Expr first = gradient(pow(a, b), a), second = gradient(first, a), mixed = gradient(first, b);
  CHECK(at({first, second}, {{a, 0}, {b, 0}}) == std::vector{0.0, 0.0});
  CHECK(at({first, second}, {{a, 0}, {b, 1}}) == std::vector{1.0, 0.0});
  CHECK(at({first, second}, {{a, 0}, {b, 2}}) == std::vector{0.0, 2.0});
  CHECK(at({first, second, mixed}, {{a, 4}, {b, 0}}) == std::vector{0.0, 0.0, 0.25});
  const Expr none = gradient(pow(a, graph.constant(0)), a);
  CHECK(at({none}, {{a, 0}}) == std::vector{0.0});
}

TEST_CASE("the second derivative of log Phi is there in the right tail") {
  Graph graph;
  const Expr x = graph.input({1, 1});
  const Expr first = gradient(normal_log_cdf(x), x), second = gradient(first, x);
  // phi(x) and -x phi(x), to 60 digits: Phi rounds to 1.
  for (const auto& [point, density] :
       {std::pair{8.6, 3.472962748566207e-17}, std::pair{30.0, 1.4736461348785475e-196}}) {
    const auto found = at({first, second}, {{x, point}});
    CHECK(found[0] == doctest::Approx(density).epsilon(1e-12));
    CHECK(found[1] == doctest::Approx(-point * density).epsilon(1e-12));
  }
  CHECK(at({first, second}, {{x, 50}}) == std::vector{0.0, -0.0});
  // On both sides of where the formula changes it is one function.
  const auto below = at({first}, {{x, 8.5}}), above = at({first}, {{x, std::nextafter(8.5, 9.0)}});
  CHECK(below[0] == doctest::Approx(above[0]).epsilon(1e-13));
  Program<float> single(std::vector{second});
  single.input(x)[0] = 20;
  single.run();
  CHECK(single.value(second)[0] == 0);
}
