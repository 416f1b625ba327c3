// A log density with its gradient for many rows at once, and the expressions that are none.

#include "tractable/target/log_density.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <memory>
#include <string>
#include <vector>

#include "tractable/base/error.hpp"
#include "tractable/graph/ops.hpp"

using namespace tractable;

namespace {

struct Banana {
  std::unique_ptr<Graph> graph = std::make_unique<Graph>();
  Expr x = graph->input({kBatch, 2}, "x");
  Expr log_prob = [&] {
    const Expr a = slice(x, 0, 1);
    return -0.5 * square(a) - 2.0 * square(slice(x, 1, 1) - square(a));
  }();
};

}  // namespace

TEST_CASE("values and gradients are the closed form, row by row, after the graph is gone") {
  Banana banana;
  LogDensity density(banana.x, banana.log_prob, {.batch = 3});
  LogDensity one(banana.x, banana.log_prob);
  banana.graph.reset();
  CHECK(density.dim() == 2);
  CHECK(density.batch() == 3);
  const std::vector at{0.3, -0.2, 1.1, 0.7, -0.5, 2.0};
  std::ranges::copy(at, density.position().begin());
  density.evaluate();
  for (std::size_t i = 0; i < 3; ++i) {
    const double a = at[2 * i];
    const double q = at[2 * i + 1] - a * a;
    CHECK(density.log_prob()[i] == doctest::Approx(-0.5 * a * a - 2 * q * q).epsilon(1e-14));
    CHECK(density.gradient()[2 * i] == doctest::Approx(-a + 8 * a * q).epsilon(1e-13));
    CHECK(density.gradient()[2 * i + 1] == doctest::Approx(-4 * q).epsilon(1e-13));
    // A chain does not see how many there are beside it.
    std::copy_n(at.begin() + static_cast<std::ptrdiff_t>(2 * i), 2, one.position().begin());
    one.evaluate();
    CHECK(one.log_prob()[0] == density.log_prob()[i]);
    CHECK(one.gradient()[0] == density.gradient()[2 * i]);
    CHECK(one.gradient()[1] == density.gradient()[2 * i + 1]);
  }
}

TEST_CASE("a density moves with its values, does without its gradient, and has inputs beside x") {
  Graph graph;
  const Expr x = graph.input({kBatch, 2}, "x");
  const Expr temperature = graph.input({1, 1}, "temperature");
  LogDensity first(x, -0.5 * sum_cols(square(x)) / temperature, {.gradient = false});
  LogDensity density(std::move(first));
  density.input(temperature)[0] = 2;
  density.position()[0] = 3;
  density.position()[1] = -1;
  density.evaluate();
  CHECK(density.log_prob()[0] == -2.5);
  CHECK(density.gradient().empty());
}

TEST_CASE("the place where a number stopped being finite is found") {
  Graph graph;
  const Expr x = graph.input({kBatch, 1}, "x");
  graph.set_origin(4);
  const Expr root = sqrt(x);
  graph.set_origin(5);
  LogDensity density(x, -root - exp(x));
  density.position()[0] = 4;
  density.evaluate();
  CHECK(density.first_not_finite() == 0);
  density.position()[0] = -1;
  density.evaluate();
  CHECK(std::isnan(density.log_prob()[0]));
  CHECK(density.first_not_finite() == 4);
}

TEST_CASE("what is no density of rows is refused") {
  Graph graph;
  const Expr x = graph.input({kBatch, 2}, "x");
  const Expr shared = graph.input({1, 2}, "mu");
  const auto message = [](auto make) {
    try {
      make();
    } catch (const Error& error) {
      return std::string(error.what());
    }
    return std::string("nothing was thrown");
  };
  CHECK(message([&] { LogDensity(x, square(x)); }) ==
        "log_density: log_prob must be (batch, 1), not (batch, 2); it is mul(x, x)");
  CHECK(message([&] { LogDensity(shared, sum_cols(shared)); }) ==
        "log_density: x must be an input whose rows are the batch");
  CHECK(message([&] { LogDensity(square(x), sum_cols(x)); }) ==
        "log_density: x must be an input whose rows are the batch");
  CHECK(message([&] { LogDensity(x, Expr{}); }) == "log_density: log_prob is no expression of a graph");
  CHECK(message([&] { LogDensity(x, sum_cols(x - sum_rows(x))); }) ==
        "log_density: each row must be a density of its own, but sum_rows(x) joins the rows of the batch");
  CHECK_THROWS_AS(LogDensity(x, sum_cols(x), {.batch = 0}), Error);
}
