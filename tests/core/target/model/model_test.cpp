// Models as data: their densities against the same models written as graphs, what is known of them, and what they
// refuse.

#include "tractable/target/model/model.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <string>
#include <vector>

#include "support/model_writer.hpp"
#include "tractable/base/error.hpp"
#include "tractable/base/key.hpp"
#include "tractable/catalogue.hpp"
#include "tractable/graph/ops.hpp"
#include "tractable/graph/program.hpp"
#include "tractable/simd/random.hpp"
#include "tractable/target/log_density.hpp"
#include "tractable/target/models.hpp"

using namespace tractable;
using test::ModelWriter;

namespace {

Recipe schools(bool centred) {
  ModelWriter w;
  const auto zero = w.constant(0), one = w.constant(1), five = w.constant(5);
  const auto y = w.data(1, 8, {28, 8, -3, 7, -1, 1, 18, 12}), sigma = w.data(1, 8, {15, 10, 16, 11, 9, 11, 10, 18});
  const auto mu = w.sample("mu", {"normal", {zero, five}});
  const auto tau = w.sample("tau", {"half_cauchy", {five}});
  std::uint32_t theta = 0;
  if (centred) {
    theta = w.sample("theta", {"normal", {mu, tau}}, 1, 8);
  } else {
    const auto z = w.sample("z", {"normal", {zero, one}}, 1, 8);
    theta = w.quantity("theta", w.call("add", {mu, w.call("mul", {tau, z})}), 1, 8);
  }
  w.observe("y", {"normal", {theta, sigma}}, y);
  return w.model();
}

Model decoded(const Recipe& recipe) { return Model::decode(recipe, catalogue()); }

struct Values {
  std::vector<double> log_prob, gradient, quantities;
};

Values values_of(const TargetExprs& e, std::span<const double> x, std::size_t rows) {
  LogDensity density(e.x, e.log_prob, {.batch = rows});
  std::ranges::copy(x, density.position().begin());
  density.evaluate();
  const Expr outputs[] = {e.quantities};
  Program<double> program(outputs, {.batch = rows});
  std::ranges::copy(x, program.input(e.x).begin());
  program.run();
  const auto q = program.value(e.quantities);
  return {{density.log_prob().begin(), density.log_prob().end()},
          {density.gradient().begin(), density.gradient().end()},
          {q.begin(), q.end()}};
}

}  // namespace

TEST_CASE("eight schools as a recipe is eight schools as a graph") {
  constexpr std::size_t kRows = 5;
  for (const bool centred : {false, true}) {
    CAPTURE(centred);
    const Model model = decoded(schools(centred));
    REQUIRE(model.dim() == 10);
    std::vector<double> x(kRows * 10);
    fill_normal(key_from_seed(1), std::span(x));
    Graph graph, by_hand;
    const Values found = values_of(model.build(graph), x, kRows);
    const Values expected =
        values_of(hierarchical_normal(by_hand, school_effects(), school_errors(), centred), x, kRows);
    for (std::size_t i = 0; i < kRows; ++i)
      CHECK(found.log_prob[i] == doctest::Approx(expected.log_prob[i]).epsilon(1e-12));
    for (std::size_t i = 0; i < x.size(); ++i) {
      CHECK(found.gradient[i] == doctest::Approx(expected.gradient[i]).epsilon(1e-11));
    }
    // mu, tau, then (not centred) z before theta.
    const std::size_t width = centred ? 10 : 18;
    REQUIRE(model.quantity_count() == width);
    for (std::size_t i = 0; i < kRows; ++i) {
      for (std::size_t k = 0; k < 10; ++k) {
        const std::size_t at = i * width + k + (k > 1 ? width - 10 : 0);
        CHECK(found.quantities[at] == doctest::Approx(expected.quantities[i * 10 + k]).epsilon(1e-14));
      }
    }
  }
}
