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
      // clang-format off: a line for each family
      {"bernoulli", {0.3}}, {"bernoulli", {0.999}}, {"bernoulli", {0}}, {"bernoulli", {1}},
      {"bernoulli_logit", {0}}, {"bernoulli_logit", {-3.5}}, {"bernoulli_logit", {8}},
      {"beta", {2, 5}}, {"beta", {0.5, 0.5}}, {"beta", {1, 1}}, {"beta", {0.05, 3}}, {"beta", {3, 0.4}}, {"beta", {300, 2}}, {"beta", {4e5, 6e5}},
      {"binomial", {0, 0.3}}, {"binomial", {1, 0.3}}, {"binomial", {10, 0}}, {"binomial", {10, 1}}, {"binomial", {10, 0.5}},
      {"binomial", {40, 0.26}}, {"binomial", {40, 0.75}}, {"binomial", {1000, 0.004}}, {"binomial", {20, 0.5}}, {"binomial", {5000, 0.62}},
      {"binomial_logit", {0, 0.3}}, {"binomial_logit", {10, 0}}, {"binomial_logit", {40, 1.2}}, {"binomial_logit", {40, -5}}, {"binomial_logit", {1000, 0.7}},
      {"categorical", {0, 1}}, {"categorical", {0.25, 0.75}}, {"categorical", {0, 0.1, 0, 0.6, 0.3, 0}}, {"categorical", {0.001, 0.002, 0.007, 0.05, 0.2, 0.24, 0.5}},
      {"cauchy", {0, 1}}, {"cauchy", {-20, 7}},
      {"exponential", {1}}, {"exponential", {25}},
      {"gamma", {0.05, 2}}, {"gamma", {0.7, 1}}, {"gamma", {1, 3}}, {"gamma", {1.5, 0.2}}, {"gamma", {7.9, 1}}, {"gamma", {8, 1}},
      {"gamma", {300, 20}}, {"gamma", {1e6, 1e3}},
      {"geometric", {0.01}}, {"geometric", {0.3}}, {"geometric", {0.97}}, {"geometric", {1}},
      {"half_cauchy", {1}}, {"half_cauchy", {2.5}},
      {"half_normal", {1}}, {"half_normal", {0.01}},
      {"inverse_gamma", {0.7, 2}}, {"inverse_gamma", {3, 2}}, {"inverse_gamma", {40, 60}}, {"inverse_gamma", {1e5, 3}},
      {"laplace", {0, 1}}, {"laplace", {-3, 10}},
      {"logistic", {0, 1}}, {"logistic", {2, 0.1}},
      {"lognormal", {0, 1}}, {"lognormal", {3, 0.2}},
      {"neg_binomial", {0.5, 0.1}}, {"neg_binomial", {3, 0.4}}, {"neg_binomial", {0.05, 0.6}}, {"neg_binomial", {40.5, 0.2}}, {"neg_binomial", {2, 1}}, {"neg_binomial", {900, 0.96}},
      {"normal", {0, 1}}, {"normal", {-20, 7}}, {"normal", {1e3, 1e-2}},
      {"poisson", {0.1}}, {"poisson", {1}}, {"poisson", {4.5}}, {"poisson", {9.99}}, {"poisson", {10}}, {"poisson", {13.7}}, {"poisson", {30}}, {"poisson", {1000}}, {"poisson", {123456.5}},
      {"poisson_log", {0}}, {"poisson_log", {-3}}, {"poisson_log", {2.25}}, {"poisson_log", {5.5}},
      {"student_t", {1, 0, 1}}, {"student_t", {2.5, 1, 2}}, {"student_t", {30, 0, 1}}, {"student_t", {1e6, 0, 1}}, {"student_t", {0.6, 0, 1}},
      {"uniform", {0, 1}}, {"uniform", {-2, 3.5}},
      // clang-format on
  };
  return cases;
}

}  // namespace tractable::test
