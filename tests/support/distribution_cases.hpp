#pragma once

#include <cmath>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "tractable/distribution/catalogue.hpp"

// Members of each family that the tests of distributions go through: ordinary ones, extreme ones, and those at which a
// formula or a sampler changes. A family without a row fails.

namespace tractable::test {

struct DistributionCase {
  std::string_view family;
  std::vector<double> parameters;

  [[nodiscard]] Univariate law() const { return make_univariate(family, parameters); }
  [[nodiscard]] std::string name() const {
    std::string out(family);
    for (const double p : parameters) out += " " + std::to_string(p);
    return out;
  }
};

inline const std::vector<DistributionCase>& distribution_cases() {
  static const std::vector<DistributionCase> cases{
      {"binomial", {0, 0.3}},  {"binomial", {1, 0.3}},     {"binomial", {10, 0}},    {"binomial", {10, 1}},
      {"binomial", {10, 0.5}}, {"binomial", {40, 0.26}},   {"binomial", {40, 0.75}}, {"binomial", {1000, 0.004}},
      {"binomial", {20, 0.5}}, {"binomial", {5000, 0.62}}, {"gamma", {0.05, 2}},     {"gamma", {0.7, 1}},
      {"gamma", {1, 3}},       {"gamma", {1.5, 0.2}},      {"gamma", {7.9, 1}},      {"gamma", {8, 1}},
      {"gamma", {300, 20}},    {"gamma", {1e6, 1e3}},      {"normal", {0, 1}},       {"normal", {-20, 7}},
      {"normal", {1e3, 1e-2}},
  };
  return cases;
}

}  // namespace tractable::test
