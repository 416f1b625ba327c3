// Recipes evaluated: against values worked out by hand and by differences, and node by node.

#include "tractable/graph/evaluator.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <numeric>

#include "support/recipe_writer.hpp"
#include "tractable/base/error.hpp"
#include "tractable/graph/ops.hpp"

using namespace tractable;
using test::RecipeWriter;

namespace {

constexpr std::uint32_t kRows = RecipeWriter::kBatchRows;

/// Rosenbrock: (1 - a)^2 + 100 (b - a^2)^2.
Recipe rosenbrock() {
  RecipeWriter w;
  const auto x = w.input("x", kRows, 2);
  const auto a = w.call("gather", {x}, {0});
  const auto b = w.call("gather", {x}, {1});
  const auto first = w.call("square", {w.call("sub", {w.constant(1), a})});
  const auto second = w.call("square", {w.call("sub", {b, w.call("square", {a})})});
  return w.with_outputs({w.call("add", {first, w.call("mul", {w.constant(100), second})})});
}

ErrorCode code_of(auto action) {
  try {
    action();
  } catch (const Error& error) {
    return error.code();
  }
  return ErrorCode::internal_error;
}

}  // namespace

TEST_CASE("any number of rows, whatever the batch, with the gradient beside the value") {
  for (const std::size_t batch : {1, 3, 64}) {
    Evaluator f(rosenbrock(), {}, {.batch = batch});
    CHECK(f.dim() == 2);
    CHECK(f.batch() == batch);
    CHECK(f.steps() > 0);
    CHECK(f.bytes() > 0);
    std::vector<double> x(2 * 10);
    for (std::size_t i = 0; i < x.size(); ++i) x[i] = 0.25 * static_cast<double>(i) - 2;  // exact in binary
    std::vector<double> value(10);
    std::vector<double> gradient(20);
    f.evaluate(x, value, gradient);
    for (std::size_t i = 0; i < 10; ++i) {
      const double a = x[2 * i];
      const double b = x[2 * i + 1];
      CHECK(value[i] == (1 - a) * (1 - a) + 100 * (b - a * a) * (b - a * a));
      CHECK(gradient[2 * i] == doctest::Approx(-2 * (1 - a) - 400 * a * (b - a * a)).epsilon(1e-14));
      CHECK(gradient[2 * i + 1] == doctest::Approx(200 * (b - a * a)).epsilon(1e-14));
    }
    f.evaluate({}, {}, {});
  }
}

TEST_CASE("single precision agrees to its rounding") {
  Evaluator f(rosenbrock(), {}, {.single = true});
  std::array<double, 1> value{};
  std::array<double, 2> gradient{};
  f.evaluate(std::array{0.3, -0.7}, value, gradient);
  CHECK(value[0] == doctest::Approx(62.9).epsilon(1e-6));
  CHECK(value[0] != 62.9);
  CHECK(gradient[1] == doctest::Approx(-158).epsilon(1e-6));
}

TEST_CASE("inputs with names lie side by side, and fixed inputs keep what they were given") {
  RecipeWriter w;
  const auto mu = w.input("mu", kRows, 1);
  const auto scale = w.input("scale", 1, 3);
  const auto theta = w.input("theta", kRows, 3);
  const Recipe recipe = w.with_outputs({w.call("dot", {w.call("sub", {theta, mu}), scale})});
  Evaluator f(recipe, {}, {.batch = 2});
  CHECK(f.inputs()[2].name == "theta");
  f.set_input(1, std::array{1.0, 10.0, 100.0});
  std::vector<double> value(1);
  std::vector<double> gradient(4);
  f.evaluate(std::array{1.0, 2.0, 3.0, 4.0}, value, gradient);
  CHECK(value == std::vector{321.0});
  CHECK(gradient == std::vector{-111.0, 1.0, 10.0, 100.0});
  // The same by hand.
  f.set_input(0, std::array{1.0, 0.0});
  f.set_input(2, std::array{2.0, 3.0, 4.0, 1.0, 1.0, 1.0});
  f.run();
  CHECK(f.value(0) == std::vector{321.0, 111.0});
  CHECK(f.gradient(0) == std::vector{-111.0, -111.0});
  CHECK(f.gradient(1) == std::vector{2.0, 3.0, 4.0});
  CHECK(code_of([&] { f.set_input(3, {}); }) == ErrorCode::invalid_argument);
  CHECK(code_of([&] { f.set_input(0, std::array{1.0}); }) == ErrorCode::shape_mismatch);
  CHECK(code_of([&] { (void)f.value(1); }) == ErrorCode::invalid_argument);
  CHECK(code_of([&] { (void)f.gradient(3); }) == ErrorCode::invalid_argument);
  CHECK(code_of([&] { f.evaluate(std::array{1.0}, value, {}); }) == ErrorCode::shape_mismatch);
  CHECK(code_of([&] { f.evaluate(std::array{1.0, 2.0, 3.0, 4.0}, {}, {}); }) == ErrorCode::shape_mismatch);
}

TEST_CASE("rows that depend on each other are not evaluated one by one") {
  const auto message = [](auto write) {
    RecipeWriter w;
    const auto x = w.input("x", kRows, 2);
    Evaluator f(w.with_outputs({write(w, x)}), {}, {.gradient = false});
    try {
      std::array<double, 1> value{};
      f.evaluate(std::array{1.0, 2.0}, value, {});
    } catch (const Error& error) {
      return error.message();
    }
    return std::string();
  };
  CHECK(message([](auto& w, auto x) { return w.call("sum", {w.call("mean_rows", {x})}); }).find("are joined by") !=
        std::string::npos);
  CHECK(message([](auto& w, auto x) { return w.call("sum", {w.call("mul", {x, w.call("batch_size", {})})}); }) ==
        "the value depends on the number of rows");
  // No batch_size stands there, but rows are counted.
  CHECK(message([](auto& w, auto x) {
          const auto copies = w.call("cumsum", {w.call("expand", {w.data(1, 2, {1, 2})}, {-1, 2})});
          return w.call("sum", {w.call("mul", {x, w.call("sum_rows", {copies})})});
        }) == "the value depends on the number of rows");
  CHECK(message([](auto& w, auto) { return w.data(2, 1, {1, 2}); }) ==
        "the value has the shape (2, 1), not one row for each row of x");
  CHECK(message([](auto& w, auto) { return w.constant(7); }).empty());
}

TEST_CASE("a value that does not depend on x is the same in each row, and its gradient 0") {
  RecipeWriter w;
  w.input("x", kRows, 2);
  Evaluator f(w.with_outputs({w.constant(7)}), {});
  std::array<double, 3> value{};
  std::array<double, 6> gradient{1, 1, 1, 1, 1, 1};
  f.evaluate(std::array<double, 6>{}, value, gradient);
  CHECK(value == std::array{7.0, 7.0, 7.0});
  CHECK(gradient == std::array<double, 6>{});
}

TEST_CASE("the first operation that is not finite is named with its record") {
  RecipeWriter w;
  const auto x = w.input("x", kRows, 1);
  const auto root = w.call("sqrt", {x});
  const auto y = w.call("exp", {w.call("add", {root, x})});
  Evaluator f(w.with_outputs({y}), {}, {.batch = 1});
  f.set_input(0, std::array{4.0});
  f.run();
  CHECK_FALSE(f.first_not_finite().has_value());
  f.set_input(0, std::array{-4.0});
  f.run();
  const auto found = f.first_not_finite();
  REQUIRE(found.has_value());
  CHECK(found->record == root);
  CHECK(found->what == "sqrt(x)");
}

TEST_CASE("inspect gives each node its value and its adjoint") {
  // y = sin(a) * b + a: dy/da = cos(a) b + 1, dy/db = sin(a), dy/d(sin a) = b, dy/d(sin(a) b) = 1.
  RecipeWriter w;
  const auto x = w.input("x", kRows, 2);
  const auto a = w.call("gather", {x}, {0});
  const auto b = w.call("gather", {x}, {1});
  const auto sine = w.call("sin", {a});
  const auto product = w.call("mul", {sine, b});
  const auto y = w.call("add", {product, a});
  Evaluator f(w.with_outputs({y}), {});
  const std::vector<double> at{0.5, 3, -1, 2};
  const auto nodes = f.inspect(at, 2);
  const auto of = [&](std::uint32_t record) -> const InspectedNode& {
    for (const InspectedNode& node : nodes) {
      if (node.is_forward && node.expr.graph->origin(node.expr.id) == record + 1) return node;
    }
    FAIL("no such node");
    return nodes[0];
  };
  const auto adjoint = [&](std::uint32_t record) {
    const Expr expr = of(record).adjoint;
    REQUIRE(expr.exists());
    const auto found = std::ranges::find_if(nodes, [&](const InspectedNode& node) { return node.expr.id == expr.id; });
    REQUIRE(found != nodes.end());
    return found->value;
  };
  const double sine0 = 0.479425538604203;
  const double sine1 = -0.8414709848078965;
  CHECK(of(x).value == at);
  CHECK(of(sine).value[0] == doctest::Approx(sine0).epsilon(1e-15));
  CHECK(of(y).value[0] == doctest::Approx(3 * sine0 + 0.5).epsilon(1e-15));
  CHECK(adjoint(y)[0] == 1);
  CHECK(adjoint(product)[1] == 1);
  CHECK(adjoint(sine) == std::vector{3.0, 2.0});
  CHECK(adjoint(b)[1] == doctest::Approx(sine1).epsilon(1e-15));
  CHECK(adjoint(a)[0] == doctest::Approx(3 * 0.8775825618903728 + 1).epsilon(1e-15));
  const auto dx = adjoint(x);
  REQUIRE(dx.size() == 4);
  CHECK(dx[2] == doctest::Approx(2 * 0.5403023058681398 + 1).epsilon(1e-15));
  CHECK(dx[3] == doctest::Approx(sine1).epsilon(1e-15));
  // Operands stand before their readers.
  for (std::size_t i = 1; i < nodes.size(); ++i) CHECK(nodes[i - 1].expr.id < nodes[i].expr.id);
  CHECK(code_of([&] { (void)f.inspect(at, 3); }) == ErrorCode::shape_mismatch);
  CHECK(code_of([&] { (void)f.inspect({}, 0); }) == ErrorCode::invalid_argument);
}

TEST_CASE("inspect refuses what is too large, and inputs of another size") {
  Graph g;
  const Expr x = g.input({kBatch, 2}, "x");
  Expr y = x;
  for (int k = 0; k < 20; ++k) y = sin(y);
  const std::array values{1.0, 2.0};
  const std::array given{InspectInput{x, values}};
  CHECK(inspect(y, 1, given).size() > 20);
  CHECK(code_of([&] { (void)inspect(y, 1, given, {.max_nodes = 20}); }) == ErrorCode::too_large);
  CHECK(code_of([&] { (void)inspect(y, 1, given, {.max_numbers = 60}); }) == ErrorCode::too_large);
  CHECK(code_of([&] { (void)inspect(y, 2, given); }) == ErrorCode::shape_mismatch);
  CHECK(code_of([&] { (void)inspect(y, 1, {}); }) == ErrorCode::invalid_argument);
}

TEST_CASE("an evaluator prints its expression") {
  const Evaluator f(rosenbrock(), {});
  CHECK(f.print().starts_with("x = input  (batch, 2)\n"));
  CHECK(f.to_dot().starts_with("digraph"));
  CHECK(f.outputs()[0].shape == Shape{kBatch, 1});
  CHECK(f.has_gradient());
}

TEST_CASE("a recipe's fault and a program's limit are Errors of the evaluator") {
  RecipeWriter w;
  const auto x = w.input("x", kRows, 2);
  CHECK(code_of([&] { Evaluator f(w.with_outputs({9}), {}); }) == ErrorCode::parse_error);
  const Recipe good = w.with_outputs({x});
  CHECK(code_of([&] { Evaluator f(good, {}, {.batch = 0}); }) == ErrorCode::invalid_argument);
  CHECK(code_of([&] { Evaluator f(good, {}, {.batch = std::size_t{1} << 31}); }) == ErrorCode::too_large);
  CHECK(code_of([&] { Evaluator f(good, {}, {.batch = 1000, .max_bytes = 1000}); }) == ErrorCode::too_large);
}
