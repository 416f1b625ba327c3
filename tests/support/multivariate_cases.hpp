#pragma once

#include <memory>
#include <string_view>
#include <vector>

#include "tractable/distribution/multivariate_catalogue.hpp"

// Laws of rows that their tests go through. A row of the catalogue without a case fails.

namespace tractable::test {

struct MultivariateCase {
  std::string_view name;
  std::vector<std::vector<double>> parameters;

  [[nodiscard]] std::unique_ptr<Multivariate> law() const { return make_multivariate(name, parameters); }
};

inline const std::vector<MultivariateCase>& multivariate_cases() {
  static const std::vector<MultivariateCase> cases{
      {"dirichlet", {{1, 1, 1}}},
      {"dirichlet", {{0.5, 2}}},
      {"dirichlet", {{10, 3, 0.2, 4}}},
      {"dirichlet", {{100, 250, 30}}},
      {"gaussian_mixture", {{0.3, 0, 0.7}, {-1, 0, 5, 5, 2, 1}, {1, 0.5, 0.5, 2, 1, 0, 0, 1, 0.3, -0.1, -0.1, 0.2}}},
      {"gaussian_mixture", {{1}, {3}, {4}}},
      {"multinomial", {{0}, {0.5, 0.5}}},
      {"multinomial", {{1}, {0.2, 0, 0.8}}},
      {"multinomial", {{7}, {0.1, 0.2, 0.7}}},
      {"multinomial", {{60}, {0.5, 0.3, 0.2}}},
      {"multivariate_normal", {{2}, {9}}},
      {"multivariate_normal", {{1, -2}, {2, 1.2, 1.2, 1}}},
      {"multivariate_normal", {{0, 1, 2}, {4, -1, 0.5, -1, 2, 0.3, 0.5, 0.3, 1}}},
      {"multivariate_normal_diagonal", {{1, -2, 0.5}, {0.1, 3, 1}}},
      {"lkj_cholesky", {{2}, {1}}},
      {"lkj_cholesky", {{3}, {0.4}}},
      {"lkj_cholesky", {{4}, {7}}},
  };
  return cases;
}

}  // namespace tractable::test
