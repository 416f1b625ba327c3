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
