// Models as data: their densities against the same models written as graphs, what is known of them, and what they
// refuse.

#include "tractable/target/model/model.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <string>
#include <vector>

#include "core/graph/allocations.hpp"
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

namespace {

/// The Error of decoding, or one with an empty `where`.
Error fault(const Recipe& recipe) {
  try {
    (void)decoded(recipe);
  } catch (const Error& error) {
    return error;
  }
  return {ErrorCode::internal_error, "", "there was no error"};
}

double log_joint(const Model& model, std::vector<double> x, bool jacobian = true) {
  Graph graph;
  const TargetExprs e = model.build(graph, jacobian);
  return values_of(e, x, 1).log_prob[0];
}

}  // namespace

TEST_CASE("what is known of a model: sites, names, parents, plates") {
  const Model model = decoded(schools(false));
  const auto sites = model.sites();
  REQUIRE(sites.size() == 5);
  CHECK(sites[0].name == "mu");
  CHECK(sites[0].transform == "real");
  CHECK(sites[1].transform == "lower");
  CHECK(sites[1].first == 1);
  CHECK(sites[2].first == 2);
  CHECK(sites[2].size == 8);
  CHECK(sites[3].kind == ModelSite::Kind::quantity);
  CHECK(sites[3].parents == std::vector<std::size_t>{0, 1, 2});
  CHECK(sites[4].kind == ModelSite::Kind::observe);
  CHECK(sites[4].parents == std::vector<std::size_t>{3});
  CHECK(sites[4].observed == std::vector<double>{28, 8, -3, 7, -1, 1, 18, 12});
  CHECK(sites[4].likelihood);
  CHECK(model.plates().size() == 1);
  CHECK(model.plates()[0] == 8);
  CHECK(sites[0].plate == -1);
  for (const std::size_t k : {2, 3, 4}) CHECK(sites[k].plate == 0);
  CHECK(model.quantity_names().front() == "mu");
  CHECK(model.quantity_names()[2] == "z[1]");
  CHECK(model.quantity_names().back() == "theta[8]");
  CHECK(model.coordinate_names()[9] == "z[8]");
  CHECK(model.likelihood_width() == 8);
}

TEST_CASE("a site that is gathered from a smaller one keeps a plate of its own") {
  ModelWriter w;
  const auto zero = w.constant(0), one = w.constant(1);
  const auto a = w.sample("a", {"normal", {zero, one}}, 1, 3);
  const auto b = w.sample("b", {"normal", {zero, one}}, 1, 3);
  const auto of_a = w.call("gather", {a}, {0, 0, 1, 2, 2}), of_b = w.call("gather", {b}, {0, 0, 1, 2, 2});
  const auto y = w.data(1, 5, {1, 2, 3, 4, 5});
  w.observe("y", {"normal", {w.call("add", {of_a, of_b}), one}}, y);
  const Model model = decoded(w.model());
  const auto sites = model.sites();
  CHECK(sites[0].plate == sites[1].plate);  // by one list
  CHECK(sites[2].plate != sites[0].plate);
  REQUIRE(model.plates().size() == 2);
  CHECK(model.plates()[static_cast<std::size_t>(sites[0].plate)] == 3);
  CHECK(model.plates()[static_cast<std::size_t>(sites[2].plate)] == 5);
  CHECK(sites[2].parents == std::vector<std::size_t>{0, 1});
}

TEST_CASE("rows of a matrix are named as Stan does") {
  ModelWriter w;
  w.sample("m", {"normal", {w.constant(0), w.constant(1)}}, 2, 3);
  w.sample("p", {"dirichlet", {w.data(1, 3, {1, 2, 3})}}, 1, 3);
  const Model model = decoded(w.model());
  CHECK(model.dim() == 8);
  CHECK(model.quantity_names()[3] == "m[2,1]");
  CHECK(model.quantity_names()[8] == "p[3]");
  CHECK(model.coordinate_names()[7] == "p~[2]");
  CHECK(model.sites()[1].plate == -1);
}

TEST_CASE("densities of laws: bounded, mixed, of rows, against what they are made of") {
  // log p(x) by hand, of sites that are all tried at once.
  ModelWriter w;
  const auto zero = w.constant(0), one = w.constant(1), two = w.constant(2), three = w.constant(3);
  const auto low = w.sample("low", {"uniform", {zero, two}});
  const auto high = w.call("add", {low, three});
  w.sample("flat", {"flat", {}}, 1, 1, {"interval", {low, high}});
  const auto left = w.law({"normal", {zero, one}}), right = w.law({"normal", {three, two}});
  const auto logits = w.data(1, 2, {0, std::log(3.0)});
  const auto y = w.data(1, 3, {-1, 0.5, 4});
  w.observe("y", {"mixture", {logits, left, right}}, y);
  w.factor("f", w.call("neg", {low}));
  const Model model = decoded(w.model());
  const double u = 0.3, v = -0.7;
  const auto s = [](double x) { return 1 / (1 + std::exp(-x)); };
  const double at = 2 * s(u);
  double expected = std::log(0.5) + std::log(2 * s(u) * s(-u)) + std::log(3 * s(v) * s(-v)) - at;
  for (const double each : {-1.0, 0.5, 4.0}) {
    const double a = std::exp(-0.5 * each * each), z = (each - 3) / 2, b = std::exp(-0.5 * z * z) / 2;
    expected += std::log((0.25 * a + 0.75 * b) / std::sqrt(2 * 3.14159265358979323846));
  }
  CHECK(log_joint(model, {u, v}) == doctest::Approx(expected).epsilon(1e-13));
  const double jacobian = std::log(2 * s(u) * s(-u)) + std::log(3 * s(v) * s(-v));
  CHECK(log_joint(model, {u, v}, false) == doctest::Approx(expected - jacobian).epsilon(1e-13));
  CHECK(model.sites()[1].parents == std::vector<std::size_t>{0});
}

TEST_CASE("several rows are several values of a law of rows") {
  // Two rows of counts, and of points in the plane; logits of one row are for both, or each has its own.
  ModelWriter w;
  const auto zero = w.constant(0), one = w.constant(1);
  const auto a = w.sample("a", {"normal", {zero, one}}, 1, 2);
  const auto scale = w.data(2, 2, {1, 0, 0.5, 2});
  const auto points = w.data(2, 2, {1, 2, -1, 0.5});
  w.observe("points", {"multivariate_normal", {a, scale}}, points);
  const auto counts = w.data(2, 2, {3, 1, 0, 4});
  w.observe("counts", {"multinomial", {w.constant(4), a}}, counts);
  w.observe("class", {"categorical", {a}}, w.data(1, 3, {0, 1, 1}));
  const Model model = decoded(w.model());
  const double x = 0.4, z = -0.2;
  const auto density = [&](double p, double q) {
    const double first = p - x, second = (q - z - 0.5 * first) / 2;
    return -0.5 * (first * first + second * second) - std::log(2.0) - std::log(2 * 3.14159265358979323846);
  };
  const double p0 = std::exp(x) / (std::exp(x) + std::exp(z)), p1 = 1 - p0;
  double expected = -0.5 * (x * x + z * z) - std::log(2 * 3.14159265358979323846);
  expected += density(1, 2) + density(-1, 0.5);
  expected += std::log(4 * p0 * p0 * p0 * p1) + std::log(p1 * p1 * p1 * p1);
  expected += std::log(p0) + 2 * std::log(p1);
  CHECK(log_joint(model, {x, z}) == doctest::Approx(expected).epsilon(1e-13));
  CHECK(model.sites()[1].width == 2);
  CHECK(model.sites()[3].width == 3);
}

TEST_CASE("a row is the same alone and among others; two decodes are equal; runs do not depend on the batch") {
  const Model model = decoded(schools(false)), again = decoded(schools(false));
  std::vector<double> x(70);
  fill_normal(key_from_seed(2), std::span(x));
  Graph graph, other;
  const Values all = values_of(model.build(graph), x, 7);
  CHECK(values_of(again.build(other), x, 7).log_prob == all.log_prob);
  for (std::size_t i = 0; i < 7; ++i) {
    Graph own;
    const Values one = values_of(model.build(own), std::span(x).subspan(i * 10, 10), 1);
    CHECK(one.log_prob[0] == all.log_prob[i]);
    for (std::size_t k = 0; k < 10; ++k) CHECK(one.gradient[k] == all.gradient[i * 10 + k]);
    for (std::size_t k = 0; k < 18; ++k) CHECK(one.quantities[k] == all.quantities[i * 18 + k]);
  }
}

TEST_CASE("what models refuse, in words") {
  struct Bad {
    std::string words;
    Recipe recipe;
    std::string where = {};
  };
  std::vector<Bad> bad;
  const auto add = [&](std::string words, auto write, std::string where = {}) {
    ModelWriter w;
    write(w);
    bad.push_back({std::move(words), w.model(), std::move(where)});
  };
  const auto normal = [](ModelWriter& w) { return test::WrittenLaw{"normal", {w.constant(0), w.constant(1)}}; };
  add("the model has no parameters", [&](ModelWriter& w) { w.observe("y", normal(w), w.constant(3)); }, "model");
  add("sample a: the name a is used twice", [&](ModelWriter& w) {
    w.sample("a", normal(w));
    w.sample("a", normal(w));
  });
  add("observe y: y[1] is -2; poisson has whole numbers from 0 on", [&](ModelWriter& w) {
    const auto rate = w.sample("rate", {"exponential", {w.constant(1)}});
    w.observe("y", {"poisson", {rate}}, w.data(1, 3, {1, -2, 3}));
  });
  add("observe y: y[2] is 1.5; poisson has whole", [&](ModelWriter& w) {
    const auto rate = w.sample("rate", {"exponential", {w.constant(1)}});
    w.observe("y", {"poisson", {rate}}, w.data(1, 3, {1, 2, 1.5}));
  });
  add("observe y: y[0] is 8; binomial has whole numbers from 0 to 7", [&](ModelWriter& w) {
    const auto p = w.sample("p", {"beta", {w.constant(1), w.constant(1)}});
    w.observe("y", {"binomial", {w.data(1, 2, {7, 9}), p}}, w.data(1, 2, {8, 9}));
  });
  add("observe y: y is -1; half_normal has numbers from 0 on", [&](ModelWriter& w) {
    const auto s = w.sample("s", {"exponential", {w.constant(1)}});
    w.observe("y", {"half_normal", {s}}, w.constant(-1));
  });
  add("observe y: y[1] is 3; the categories are 0 ... 2", [&](ModelWriter& w) {
    const auto logits = w.sample("logits", normal(w), 1, 3);
    w.observe("y", {"categorical", {logits}}, w.data(1, 2, {2, 3}));
  });
  add("sum to 0.9; dirichlet has numbers that sum to 1", [&](ModelWriter& w) {
    const auto a = w.sample("a", {"exponential", {w.constant(1)}}, 1, 2);
    w.observe("y", {"dirichlet", {a}}, w.data(1, 2, {0.4, 0.5}));
  });
  add("sample theta: normal.log_prob: mu is (batch, 3), theta is (batch, 8)", [&](ModelWriter& w) {
    const auto mu = w.sample("mu", normal(w), 1, 3);
    w.sample("theta", {"normal", {mu, w.constant(1)}}, 1, 8);
  });
  add("observe y: normal.log_prob: mu is (batch, 3), y is (1, 2)", [&](ModelWriter& w) {
    const auto mu = w.sample("mu", normal(w), 1, 3);
    w.observe("y", {"normal", {mu, w.constant(1)}}, w.data(1, 2, {1, 2}));
  });
  add("sample k: poisson is discrete: sum it out",
      [&](ModelWriter& w) { w.sample("k", {"poisson", {w.constant(3)}}); });
  add("there is no law \"normall\"; there are bernoulli, ",
      [&](ModelWriter& w) { w.sample("k", {"normall", {w.constant(3), w.constant(1)}}); });
  add("normal: sigma is -1; it must be greater than 0",
      [&](ModelWriter& w) { w.sample("k", {"normal", {w.constant(3), w.constant(-1)}}); });
  add("what is observed depends on parameters", [&](ModelWriter& w) {
    const auto a = w.sample("a", normal(w));
    w.observe("y", normal(w), a);
  });
  add("it uses record 2, which has no value", [&](ModelWriter& w) {
    const auto law = w.law(normal(w));
    w.call("exp", {law});
  });
  add("it takes record 0 for a law, which it is not",
      [&](ModelWriter& w) { w.sample("a", {"mixture", {w.constant(0), 0}}); });
  add("it is 2 x 3, which no correlation_cholesky is",
      [&](ModelWriter& w) { w.sample("L", {"flat", {}}, 2, 3, {"correlation_cholesky"}); });
  add("the sample has no name", [&](ModelWriter& w) { w.sample("", normal(w)); });
  add("a model has no inputs", [&](ModelWriter& w) { w.input("x", 1, 2); }, "model");
  for (const Bad& each : bad) {
    CAPTURE(each.words);
    const Error error = fault(each.recipe);
    CHECK_MESSAGE(std::string(error.what()).find(each.words) != std::string::npos, error.what());
    CHECK((each.where.empty() ? error.where().starts_with("record ") : error.where() == each.where));
  }
}

TEST_CASE("laws inside laws are many only if they are written") {
  // Each is a mixture of the one before with itself: 2^40 laws if each stood in full.
  ModelWriter w;
  auto law = w.law({"normal", {w.constant(0), w.constant(1)}});
  for (int k = 0; k < 40; ++k) law = w.law({"mixture", {w.data(1, 2, {0, 0}), law, law}});
  CHECK(fault(w.model()).code() == ErrorCode::too_large);
}

TEST_CASE("transforms: the log density has the Jacobian of each") {
  // By differences of the values that determine the others: of a simplex all but the last, of a factor those below the
  // diagonal.
  ModelWriter w;
  const auto one = w.constant(1);
  const auto low = w.sample("low", {"normal", {w.constant(0), one}});
  w.sample("above", {"flat", {}}, 1, 2, {"lower", {low}});
  w.sample("below", {"flat", {}}, 1, 1, {"upper", {low}});
  w.sample("p", {"dirichlet", {w.constant(1)}}, 2, 3);
  w.sample("o", {"flat", {}}, 1, 3, {"ordered"});
  w.sample("q", {"exponential", {one}}, 1, 2, {"ordered"});
  w.sample("L", {"lkj_cholesky", {one}}, 3, 3);
  const Model model = decoded(w.model());
  CHECK(model.sites()[5].transform == "positive_ordered");
  const std::size_t dim = model.dim();
  REQUIRE(dim == 1 + 2 + 1 + 4 + 3 + 2 + 3);
  const std::vector<std::size_t> kept{0, 1, 2, 3, 4, 5, 7, 8, 10, 11, 12, 13, 14, 18, 21, 22};
  std::vector<double> x(dim);
  fill_normal(key_from_seed(7), std::span(x));
  constexpr double kStep = 1e-5;
  std::vector<double> matrix(dim * dim);
  for (std::size_t k = 0; k < dim; ++k) {
    std::vector<double> both(x);
    both.insert(both.end(), x.begin(), x.end());
    both[k] += kStep;
    both[dim + k] -= kStep;
    Graph graph;
    const auto found = values_of(model.build(graph), both, 2).quantities;
    for (std::size_t i = 0; i < dim; ++i) {
      matrix[i * dim + k] = (found[kept[i]] - found[model.quantity_count() + kept[i]]) / (2 * kStep);
    }
  }
  double log_det = 0;
  for (std::size_t k = 0; k < dim; ++k) {
    std::size_t pivot = k;
    for (std::size_t i = k; i < dim; ++i)
      pivot = std::abs(matrix[i * dim + k]) > std::abs(matrix[pivot * dim + k]) ? i : pivot;
    for (std::size_t c = 0; c < dim; ++c) std::swap(matrix[k * dim + c], matrix[pivot * dim + c]);
    log_det += std::log(std::abs(matrix[k * dim + k]));
    for (std::size_t i = k + 1; i < dim; ++i) {
      const double factor = matrix[i * dim + k] / matrix[k * dim + k];
      for (std::size_t c = k; c < dim; ++c) matrix[i * dim + c] -= factor * matrix[k * dim + c];
    }
  }
  CHECK(log_joint(model, x) - log_joint(model, x, false) == doctest::Approx(log_det).epsilon(1e-7));
}

TEST_CASE("a truncated law is divided by what is left of it") {
  ModelWriter w;
  const auto zero = w.constant(0), one = w.constant(1), two = w.constant(2);
  const auto normal = w.law({"normal", {zero, one}});
  w.sample("t", {"truncated", {normal, one, two}, w.choice("bounds", "both")});
  const auto counts = w.law({"poisson", {two}});
  w.observe("k", {"truncated", {counts, one}, w.choice("bounds", "low")}, w.data(1, 2, {1, 3}));
  const Model model = decoded(w.model());
  CHECK(model.sites()[0].transform == "interval");
  const double u = 0.4, s = 1 / (1 + std::exp(-u)), t = 1 + s;
  const double mass = 0.5 * (std::erfc(1 / std::sqrt(2.0)) - std::erfc(2 / std::sqrt(2.0)));
  double expected = -0.5 * t * t - 0.5 * std::log(2 * 3.14159265358979323846) - std::log(mass) + std::log(s * (1 - s));
  const double left = std::log1p(-std::exp(-2.0));
  expected += (std::log(2.0) - 2 - left) + (3 * std::log(2.0) - 2 - std::log(6.0) - left);
  CHECK(log_joint(model, {u}) == doctest::Approx(expected).epsilon(1e-13));
  ModelWriter v;
  const auto law = v.law({"poisson", {v.constant(2)}});
  v.sample("a", {"normal", {v.constant(0), v.constant(1)}});
  v.observe("k", {"truncated", {law, v.constant(1)}, v.choice("bounds", "low")}, v.constant(0));
  CHECK(std::string(fault(v.model()).what()).find("k is 0; it is truncated to 1 ... inf") != std::string::npos);
}

TEST_CASE("a law can be truncated where parameters and bounds are sampled") {
  ModelWriter w;
  const auto zero = w.constant(0), one = w.constant(1);
  const auto mu = w.sample("mu", {"normal", {zero, one}});
  const auto low = w.sample("low", {"normal", {zero, one}});
  const auto law = w.law({"normal", {mu, one}});
  w.sample("t", {"truncated", {law, low}, w.choice("bounds", "low")}, 1, 2);
  const Model model = decoded(w.model());
  CHECK(model.sites()[2].parents == std::vector<std::size_t>{0, 1});
  const double m = 0.3, l = 0.9, u = -0.5, v = 1.2, half_log = 0.5 * std::log(2 * 3.14159265358979323846);
  double expected = -0.5 * (m * m + l * l) - 2 * half_log;
  for (const double free : {u, v}) {
    const double t = l + std::exp(free), mass = 0.5 * std::erfc((l - m) / std::sqrt(2.0));
    expected += -0.5 * (t - m) * (t - m) - half_log - std::log(mass) + free;
  }
  CHECK(log_joint(model, {m, l, u, v}) == doctest::Approx(expected).epsilon(1e-13));
  Graph graph;
  const Values found = values_of(model.build(graph), std::vector<double>{m, l, u, v}, 1);
  constexpr double kStep = 1e-5;
  const double slope = (log_joint(model, {m, l + kStep, u, v}) - log_joint(model, {m, l - kStep, u, v})) / (2 * kStep);
  CHECK(found.gradient[1] == doctest::Approx(slope).epsilon(1e-8));
}

TEST_CASE("many categories: logits for all, or for each") {
  ModelWriter w;
  const auto a = w.sample("a", {"normal", {w.constant(0), w.constant(1)}}, 1, 6);
  const auto y = w.data(1, 3, {1, 0, 1});
  const auto classes = w.name("classes");
  w.recipe.numbers.push_back(2);
  w.observe("each", {"categorical", {a}, {1, classes, 0}}, y);
  w.observe("all", {"categorical", {a}}, w.data(1, 4, {5, 0, 3, 3}));
  const Model model = decoded(w.model());
  const std::vector<double> x{0.1, -0.4, 0.7, 1.1, -0.2, 0.3};
  double expected = 0, sum = 0;
  for (const double each : x) {
    expected -= 0.5 * each * each + 0.5 * std::log(2 * 3.14159265358979323846);
    sum += std::exp(each);
  }
  expected += x[1] - std::log(std::exp(x[0]) + std::exp(x[1])) + x[2] - std::log(std::exp(x[2]) + std::exp(x[3])) +
              x[5] - std::log(std::exp(x[4]) + std::exp(x[5]));
  expected += x[5] + x[0] + 2 * x[3] - 4 * std::log(sum);
  CHECK(log_joint(model, x) == doctest::Approx(expected).epsilon(1e-13));
  CHECK(model.likelihood_width() == 7);
}

TEST_CASE("a model runs without an allocation") {
  Graph graph;
  const TargetExprs e = decoded(schools(false)).build(graph);
  LogDensity density(e.x, e.log_prob, {.batch = 4});
  density.evaluate();
  const std::size_t before = test::allocations();
  for (int k = 0; k < 3; ++k) density.evaluate();
  CHECK(test::allocations() == before);
}
