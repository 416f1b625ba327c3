// Draws of models: the prior site after site, new data, and the way back to unconstrained numbers.
//
// Statistical cases: fixed seed; a mean of N draws is held to 4.5 standard errors (false-fail rate 7e-6 each). The
// faults that they catch are the mutants named beside them.

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <string>
#include <vector>

#include "support/model_writer.hpp"
#include "tractable/base/error.hpp"
#include "tractable/base/key.hpp"
#include "tractable/catalogue.hpp"
#include "tractable/graph/program.hpp"
#include "tractable/target/model/model_runs.hpp"

using namespace tractable;
using test::ModelWriter;

namespace {

constexpr std::size_t kDraws = 20'000;

Model decoded(const Recipe& recipe) { return Model::decode(recipe, catalogue()); }

struct Prior {
  std::vector<double> quantities, data;
  std::size_t columns, width;
  [[nodiscard]] std::vector<double> column(std::size_t k) const { return of(quantities, columns, k); }
  [[nodiscard]] std::vector<double> datum(std::size_t k) const { return of(data, width, k); }
  static std::vector<double> of(const std::vector<double>& all, std::size_t width, std::size_t k) {
    std::vector<double> column;
    for (std::size_t i = k; i < all.size(); i += width) column.push_back(all[i]);
    return column;
  }
};

Prior prior_of(const Model& model, std::size_t count, std::uint64_t begin = 0, std::size_t batch = 64) {
  ModelRuns runs(model, batch);
  Prior draws{{}, {}, model.quantity_count(), runs.data_width()};
  draws.quantities.resize(count * draws.columns);
  draws.data.resize(count * draws.width);
  runs.prior(key_from_seed(11), draws.quantities, draws.data, begin);
  return draws;
}

struct MeanOf {
  double mean, error;
};
MeanOf mean_of(const std::vector<double>& x, const std::function<double(double)>& f = [](double v) { return v; }) {
  double sum = 0, squares = 0;
  for (const double each : x) sum += f(each);
  const double mean = sum / static_cast<double>(x.size());
  for (const double each : x) squares += (f(each) - mean) * (f(each) - mean);
  return {mean, std::sqrt(squares) / static_cast<double>(x.size())};
}
void check_mean(
    const std::vector<double>& x, double expected,
    const std::function<double(double)>& f = [](double v) { return v; }) {
  const MeanOf found = mean_of(x, f);
  CAPTURE(found.error);
  CHECK(std::abs(found.mean - expected) < 4.5 * found.error);
}
double square_of(double x) { return x * x; }

}  // namespace

TEST_CASE("prior draws have the moments of their laws, one site after the other") {
  ModelWriter w;
  const auto zero = w.constant(0), one = w.constant(1), two = w.constant(2);
  const auto mu = w.sample("mu", {"normal", {one, two}});         // 0
  const auto s = w.sample("s", {"gamma", {w.constant(3), two}});  // 1: mean 1.5
  w.sample("x", {"normal", {mu, s}}, 1, 2);                       // 2, 3: variance 4 + E s^2 = 4 + 3
  w.sample("u", {"uniform", {mu, w.call("add", {mu, two})}});     // 4: mean 2
  w.sample("o", {"normal", {zero, one}}, 2, 2, {"ordered"});      // 5 ... 8
  w.sample("p", {"dirichlet", {w.data(1, 3, {1, 2, 3})}}, 1, 3);  // 9, 10, 11
  w.sample("m", {"multivariate_normal", {w.data(1, 2, {1, -1}), w.data(2, 2, {2, 0, 1, 3})}}, 1, 2);  // 12, 13
  const auto part = w.law({"normal", {zero, one}}), other = w.law({"normal", {w.constant(5), one}});
  w.sample("mix", {"mixture", {w.data(1, 2, {0, std::log(3.0)}), part, other}}, 1, 2);  // 14, 15
  const auto law = w.law({"normal", {zero, one}});
  w.sample("t", {"truncated", {law, one}, w.choice("bounds", "low")});  // 16
  w.sample("h", {"normal", {zero, one}}, 1, 1, {"lower", {zero}});      // 17
  w.sample("f", {"flat", {}}, 1, 1, {"interval", {zero, two}});         // 18
  w.sample("L", {"lkj_cholesky", {two}}, 2, 2);                         // 19 ... 22
  w.quantity("q", w.call("square", {s}));                               // 23
  w.observe("k", {"poisson", {s}}, w.data(1, 2, {0, 0}));
  w.observe("c", {"categorical", {w.data(1, 3, {0, std::log(2.0), 0})}}, w.data(1, 2, {0, 0}));
  w.observe("n", {"multinomial", {w.constant(10), w.data(1, 2, {0, 0})}}, w.data(1, 2, {4, 6}));
  const Model model = decoded(w.model());
  const Prior draws = prior_of(model, kDraws);
  REQUIRE(draws.columns == 24);
  REQUIRE(draws.width == 6);
  const double pi = 3.14159265358979323846;
  check_mean(draws.column(0), 1);
  check_mean(draws.column(0), 5, square_of);
  check_mean(draws.column(1), 1.5);
  check_mean(draws.column(2), 1);
  check_mean(draws.column(3), 1);
  check_mean(draws.column(2), 1 + 4 + 3, square_of);
  check_mean(draws.column(4), 2);
  // The larger of two normal numbers: 1 / sqrt(pi).
  for (const std::size_t row : {5, 7}) {
    check_mean(draws.column(row), -1 / std::sqrt(pi));
    check_mean(draws.column(row + 1), 1 / std::sqrt(pi));
  }
  for (std::size_t i = 0; i < kDraws; ++i) REQUIRE(draws.quantities[i * 24 + 5] < draws.quantities[i * 24 + 6]);
  check_mean(draws.column(9), 1.0 / 6);
  check_mean(draws.column(11), 0.5);
  check_mean(draws.column(12), 1);
  check_mean(draws.column(13), -1);
  check_mean(draws.column(13), 1 + 10, square_of);
  check_mean(draws.column(14), 3.75);  // mutant model_mixture_first_part
  check_mean(draws.column(15), 0.25 * 1 + 0.75 * 26, square_of);
  const double tail = 0.5 * std::erfc(1 / std::sqrt(2.0));
  check_mean(draws.column(16), std::exp(-0.5) / std::sqrt(2 * pi) / tail);
  CHECK(std::ranges::min(draws.column(16)) >= 1);
  check_mean(draws.column(17), std::sqrt(2 / pi));
  check_mean(draws.column(18), 1);
  // L's lower left is the correlation: mean 0, variance 1 / (2 eta + 1).
  check_mean(draws.column(21), 0);
  check_mean(draws.column(21), 0.2, square_of);
  check_mean(draws.column(23), 3);
  check_mean(draws.datum(0), 1.5);
  check_mean(draws.datum(1), 1.5 + 3, square_of);
  check_mean(draws.datum(2), 1);
  check_mean(draws.datum(3), 0.25 * 0 + 0.5 * 1 + 0.25 * 4, square_of);
  check_mean(draws.datum(4), 5);
  // Numbers of different sites and places are independent given their parameters.
  std::vector<double> products;
  for (std::size_t i = 0; i < kDraws; ++i) {
    products.push_back((draws.data[i * 6] - draws.quantities[i * 24 + 1]) *
                       (draws.data[i * 6 + 1] - draws.quantities[i * 24 + 1]));
  }
  check_mean(products, 0);
}

TEST_CASE("a draw is a function of key and place alone") {
  ModelWriter w;
  const auto rate = w.sample("rate", {"gamma", {w.constant(3), w.constant(2)}}, 1, 3);
  w.observe("k", {"poisson", {rate}}, w.data(1, 3, {0, 1, 2}));
  const auto a = w.law({"normal", {rate, w.constant(1)}}),
             b = w.law({"student_t", {w.constant(3), w.constant(0), w.constant(1)}});
  w.observe("m", {"mixture", {w.data(1, 2, {0, 0}), a, b}}, w.data(1, 3, {0, 1, 2}));
  const Model model = decoded(w.model());
  const Prior all = prior_of(model, 100), other = prior_of(model, 100, 0, 7), rest = prior_of(model, 60, 40);
  CHECK(all.quantities == other.quantities);
  CHECK(all.data == other.data);
  CHECK(std::equal(rest.data.begin(), rest.data.end(), all.data.begin() + 40 * 6));
  CHECK(std::equal(rest.quantities.begin(), rest.quantities.end(), all.quantities.begin() + 40 * 3));
  // Predictions from the draws of the prior, as x.
  ModelRuns runs(model, 16), single(model, 1);
  std::vector<double> x;
  for (std::size_t i = 0; i < 100; ++i) {
    const auto row = runs.unconstrain(std::span(all.quantities).subspan(i * 3, 3));
    x.insert(x.end(), row.begin(), row.end());
  }
  std::vector<double> data(600), part(60), one(600);
  runs.predict(x, key_from_seed(3), data);
  single.predict(x, key_from_seed(3), one);
  CHECK(data == one);
  runs.predict(std::span(x).subspan(90 * 3), key_from_seed(3), part, 90);
  CHECK(std::equal(part.begin(), part.end(), data.begin() + 90 * 6));
  // log rate and back is not the same to the last bit, but these draws hardly depend on it.
  runs.predict(x, key_from_seed(11), data);
  std::size_t differ = 0;
  for (std::size_t i = 0; i < data.size(); ++i) differ += std::abs(data[i] - all.data[i]) > 1e-9 ? 1 : 0;
  CHECK(differ < 3);
}

TEST_CASE("predictions follow the draws that they are made of") {
  // y ~ normal(mu, 2) at two values of mu.
  ModelWriter w;
  const auto mu = w.sample("mu", {"normal", {w.constant(0), w.constant(1)}});
  w.observe("y", {"normal", {mu, w.constant(2)}}, w.data(1, 2, {0, 0}));
  w.observe("z", {"binomial", {w.constant(10), w.call("sigmoid", {mu})}}, w.constant(3));
  const Model model = decoded(w.model());
  ModelRuns runs(model);
  for (const double at : {-1.0, 3.0}) {
    const std::vector<double> x(kDraws, at);
    std::vector<double> data(kDraws * 3);
    runs.predict(x, key_from_seed(4), data);
    const auto first = Prior::of(data, 3, 0), second = Prior::of(data, 3, 1), third = Prior::of(data, 3, 2);
    check_mean(first, at);
    check_mean(first, at * at + 4, square_of);
    check_mean(second, at);
    const double p = 1 / (1 + std::exp(-at));
    check_mean(third, 10 * p);
    std::vector<double> products;
    for (std::size_t i = 0; i < kDraws; ++i) products.push_back((first[i] - at) * (second[i] - at));
    check_mean(products, 0);
  }
}

TEST_CASE("priors that cannot be drawn say which site it is") {
  const auto fault = [](auto write) {
    ModelWriter w;
    write(w);
    const Model model = decoded(w.model());
    ModelRuns runs(model);
    std::vector<double> q(model.quantity_count()), data(runs.data_width());
    try {
      runs.prior(key_from_seed(1), q, data);
    } catch (const Error& error) {
      return std::string(error.what());
    }
    return std::string("no error");
  };
  CHECK(fault([](ModelWriter& w) { w.sample("a", {"flat", {}}); }) ==
        "prior: sample a has a flat prior, which cannot be drawn");
  CHECK(fault([](ModelWriter& w) {
          const auto a = w.sample("a", {"normal", {w.constant(0), w.constant(1)}});
          w.factor("f", a);
        }).starts_with("prior: factor f changes the prior"));
}

TEST_CASE("unconstrain is the way back, and names what is no value") {
  ModelWriter w;
  const auto low = w.sample("low", {"normal", {w.constant(0), w.constant(1)}});
  w.sample("b", {"flat", {}}, 1, 2, {"lower", {low}});
  w.sample("p", {"dirichlet", {w.constant(1)}}, 1, 3);
  const Model model = decoded(w.model());
  ModelRuns runs(model);
  const std::vector<double> values{-1, 2, -0.5, 0.2, 0.3, 0.5};
  const std::vector<double> x = runs.unconstrain(values);
  REQUIRE(x.size() == 5);
  CHECK(x[1] == doctest::Approx(std::log(3.0)));
  Graph graph;
  const TargetExprs e = model.build(graph);
  Program<double> program(std::span(&e.quantities, 1));
  std::ranges::copy(x, program.input(e.x).begin());
  program.run();
  for (std::size_t k = 0; k < values.size(); ++k) {
    CHECK(program.value(e.quantities)[k] == doctest::Approx(values[k]).epsilon(1e-14));
  }
  CHECK_THROWS_WITH_AS((void)runs.unconstrain(std::vector<double>{-1, 2, -1.5, 0.2, 0.3, 0.5}),
                       doctest::Contains("b[1] is -1.5; it must be greater than low, -1"), Error);
  CHECK_THROWS_AS((void)runs.unconstrain(std::vector<double>{1, 2}), Error);
}
