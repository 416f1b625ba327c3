// What holds for every target of the zoo, and for each against its definition.

#include "tractable/target/zoo.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <set>
#include <string>
#include <vector>

#include "support/target_cases.hpp"
#include "tractable/base/error.hpp"
#include "tractable/simd/random.hpp"
#include "tractable/target/log_density.hpp"

using namespace tractable;
using namespace tractable::test;

namespace {

struct Case {
  std::string name;
  Settings settings;
  /// Of a donut: log of the sphere's area times the integral over r (mpmath, 30 digits).
  double log_z = 0;
};

/// Each target as it comes, and with other options.
std::vector<Case> cases() {
  return {{"standard_normal", {}},
          {"standard_normal", {{"dim", 1}}},
          {"standard_normal", {{"dim", 30}}},
          {"ar1_normal", {}},
          {"ar1_normal", {{"dim", 30}, {"rho", -0.8}}},
          {"equicorrelated_normal", {}},
          {"equicorrelated_normal", {{"dim", 30}, {"rho", 0.99}}},
          {"scaled_normal", {}},
          {"scaled_normal", {{"dim", 3}, {"low", 5}, {"high", 0.2}}},
          {"banana", {}},
          {"banana", {{"sd", 1}, {"bend", 1.3}}},
          {"twisted_normal", {}},
          {"twisted_normal", {{"stretch", 1.2}, {"bend", 0.7}}},
          {"ring", {}},
          {"ring", {{"radius", 1}, {"width", 0.7}}},
          {"donut", {}, 1.6721062161148999548},
          {"donut", {{"dim", 7}, {"radius", 1}, {"width", 2}}, 12.498370011759869296},
          {"donut", {{"dim", 40}, {"radius", 0}, {"width", 0.5}}, 9.0316541057890972945},
          {"funnel", {}},
          {"funnel", {{"dim", 2}, {"sd", 1.5}}},
          {"funnel_noncentred", {{"dim", 4}}},
          {"two_normals", {}},
          {"two_normals", {{"weight", 0.8}, {"mean1", 0}, {"sd2", 3}}},
          {"bimodal", {}},
          {"bimodal", {{"dim", 1}, {"weight", 0.2}}},
          {"bimodal", {{"dim", 5}, {"distance", 2}, {"weight", 0.7}}},
          {"gamma", {}},
          {"gamma", {{"shape", 0.7}, {"rate", 5}}},
          {"log_gamma", {}},
          {"log_gamma", {{"shape", 0.4}, {"rate", 0.3}}},
          {"student_t", {}},
          {"student_t", {{"dim", 1}, {"df", 1}}},
          {"student_t", {{"dim", 12}, {"df", 7.5}}},
          {"eight_schools", {}},
          {"eight_schools_noncentred", {}}};
}

std::vector<double> options_of(const Target& target) { return {target.options().begin(), target.options().end()}; }

/// 40 points where there is mass: exact draws, or the moments' neighbourhood.
std::vector<double> points_of(const Target& target) {
  std::vector<double> x(40 * target.dim());
  if (target.has_draws()) {
    target.sample(key_from_seed(17), x);
    return x;
  }
  fill_normal(key_from_seed(18), std::span(x));
  return x;
}

double miss(double a, double b) { return std::abs(a - b) / std::max(std::abs(b), 1.0); }

std::string message_of(auto action) {
  try {
    action();
  } catch (const Error& error) {
    return error.what();
  }
  return "nothing was thrown";
}

}  // namespace

TEST_CASE("every target has its definition's log density and gradient") {
  std::set<std::string_view> seen{"logistic_regression"};  // in models_test.cpp
  for (const Case& each : cases()) {
    CAPTURE(each.name);
    const Target target(each.name, each.settings);
    seen.insert(target.row().name);
    const std::vector<double> o = options_of(target), x = points_of(target);
    const std::size_t dim = target.dim();
    Graph graph;
    const TargetExprs e = target.build(graph);
    LogDensity density(e.x, e.log_prob, {.batch = 40});
    std::ranges::copy(x, density.position().begin());
    density.evaluate();
    for (std::size_t i = 0; i < 40; ++i) {
      const std::vector<double> at(x.begin() + static_cast<std::ptrdiff_t>(i * dim),
                                   x.begin() + static_cast<std::ptrdiff_t>((i + 1) * dim));
      CHECK(miss(density.log_prob()[i], plain_log_density(each.name, at, o, each.log_z)) <= 1e-12);
      const std::vector<double> slope = plain_gradient(each.name, at, o);
      double largest = 1;
      for (const double v : slope) largest = std::max(largest, std::abs(v));
      for (std::size_t k = 0; k < dim; ++k) {
        CHECK(std::abs(density.gradient()[i * dim + k] - slope[k]) <= 1e-12 * largest);
      }
    }
  }
  for (const TargetRow& row : targets()) CHECK_MESSAGE(seen.contains(row.name), row.name);
  CHECK(seen.size() == targets().size());
}

TEST_CASE("names, boxes and sizes fit, at both ends of every option, and LogDensity takes every target") {
  for (const TargetRow& row : targets()) {
    CAPTURE(row.name);
    std::vector<Settings> all{{}};
    for (const TargetOption& option : row.options) {
      CHECK(option.low <= option.usual);
      CHECK(option.usual <= option.high);
      all.push_back({{option.name, option.low}});
      all.push_back({{option.name, option.high}});
    }
    for (const Settings& settings : all) {
      const Target target(row.name, settings);
      const std::size_t dim = target.dim();
      CHECK(target.coordinates().size() == dim);
      CHECK(target.quantities().size() == dim);
      const TargetBox box = target.box();
      CHECK(box.low_x < box.high_x);
      CHECK((dim == 1) == (box.low_y == box.high_y));
      const TargetMoments moments = target.moments();
      if (row.moments != nullptr) {
        CHECK(moments.mean.size() == dim);
        CHECK(moments.variance.size() == dim);
      }
      std::vector<double> rows(2 * dim, 0.1);
      if (target.has_draws()) target.sample(key_from_seed(4), rows, 7);
      Graph graph;
      const TargetExprs e = target.build(graph);
      CHECK(e.x.shape() == Shape{kBatch, static_cast<Dim>(dim)});
      CHECK(e.quantities.shape() == e.x.shape());
      LogDensity density(e.x, e.log_prob, {.batch = 2});
      std::ranges::copy(rows, density.position().begin());
      density.evaluate();
      for (const double v : density.log_prob()) CHECK(std::isfinite(v));
      for (const double v : density.gradient()) CHECK(std::isfinite(v));
    }
  }
}

TEST_CASE("where a derivative is missing or the density ends, there are values and no accidents") {
  Graph graph;
  const TargetExprs donut = Target("donut").build(graph), gamma = Target("gamma").build(graph);
  LogDensity at_hole(donut.x, donut.log_prob), at_edge(gamma.x, gamma.log_prob, {.batch = 2});
  at_hole.position()[0] = at_hole.position()[1] = 0;
  at_hole.evaluate();
  CHECK(miss(at_hole.log_prob()[0], -0.5 * 400 - cases()[15].log_z) <= 1e-12);
  CHECK(at_hole.gradient()[0] == 0);
  CHECK(at_hole.gradient()[1] == 0);
  at_edge.position()[0] = -0.5;
  at_edge.position()[1] = std::numeric_limits<double>::quiet_NaN();
  at_edge.evaluate();
  CHECK(at_edge.log_prob()[0] == -std::numeric_limits<double>::infinity());
  CHECK(std::isnan(at_edge.log_prob()[1]));
}

TEST_CASE("a thousand dimensions cost as many nodes as ten") {
  for (const char* name : {"standard_normal", "ar1_normal", "equicorrelated_normal", "scaled_normal", "funnel"}) {
    std::size_t sizes[2]{};
    for (int k = 0; k < 2; ++k) {
      Graph graph;
      const TargetExprs e = Target(name, Settings{{"dim", k == 0 ? 10.0 : 1000.0}}).build(graph);
      const LogDensity density(e.x, e.log_prob);
      sizes[k] = graph.size();
    }
    CHECK(sizes[0] == sizes[1]);
  }
  const Target long_chain("ar1_normal", Settings{{"dim", 1000}, {"rho", 0.99}});
  std::vector<double> x(1000);
  long_chain.sample(key_from_seed(3), x);
  Graph graph;
  const TargetExprs e = long_chain.build(graph);
  LogDensity density(e.x, e.log_prob);
  std::ranges::copy(x, density.position().begin());
  density.evaluate();
  CHECK(miss(density.log_prob()[0], plain_log_density("ar1_normal", x, options_of(long_chain), 0)) <= 1e-12);
}

TEST_CASE("two of one kind in a graph share what does not depend on x") {
  Graph graph;
  const Target target("logistic_regression");
  const TargetExprs first = target.build(graph);
  const std::size_t before = graph.size();
  const TargetExprs second = target.build(graph);
  // As many nodes again less the constants and the design.
  CHECK(graph.size() - before < before);
  CHECK(first.x.id != second.x.id);
}

TEST_CASE("what there is not is named") {
  CHECK(message_of([] {
          Target("bananas");
        }).starts_with("target: name is \"bananas\"; it must be one of standard_normal, ar1_normal"));
  CHECK(message_of([] { Target("ring", Settings{{"radios", 1}}); }) ==
        "target: option is \"radios\"; it must be one of radius, width");
  CHECK(message_of([] { Target("eight_schools", Settings{{"dim", 1}}); }) ==
        "target: option is \"dim\"; there is none");
  CHECK(message_of([] { Target("ring", Settings{{"width", 2}}); }) ==
        "target: width is 2; it must lie between 0.02 and 1");
  CHECK(message_of([] { Target("funnel", Settings{{"dim", 2.5}}); }) == "target: dim is 2.5; it must be an integer");
  CHECK(message_of([] { Target("funnel", Settings{{"sd", std::nan("")}}); }) ==
        "target: sd is nan; it must be a finite number");
  CHECK(message_of([] {
          std::vector<double> rows(3);
          Target("ring").sample(Key{}, rows);
        }) == "target: there is room for 3 numbers; rows of 2 are needed");
  CHECK(message_of([] {
          std::vector<double> rows(10);
          Target("eight_schools").sample(Key{}, rows);
        }) == "target: \"eight_schools\" has no exact draws");
}
