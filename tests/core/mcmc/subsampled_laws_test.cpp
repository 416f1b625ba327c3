// What samplers on a part of the data draw from: where it is known in closed form, and what the samplers do.

#include "tractable/mcmc/subsampled_laws.hpp"

#include <doctest/doctest.h>

#include <array>
#include <cmath>
#include <vector>

#include "tractable/base/error.hpp"

using namespace tractable;

TEST_CASE("with one row a step the law is a mixture of bells about the data") {
  const std::vector<double> y{-1.5, 0.2, 0.3, 2.0, 4.0};
  // The mean of five normals of variance 1/5: variances add.
  const LawMoments law = carried_moments(y, 1);
  CHECK(law.mean == doctest::Approx(1.0).epsilon(1e-13));
  CHECK(law.variance == doctest::Approx(0.2 + (6.25 + 0.64 + 0.49 + 1 + 9) / 5).epsilon(1e-13));
  const std::vector<double> logs = carried_log_law(y, 1, std::array{0.0, 1.0});
  double at_zero = 0, at_one = 0;
  for (const double each : y) {
    at_zero += std::exp(-2.5 * each * each) / 5;
    at_one += std::exp(-2.5 * (each - 1) * (each - 1)) / 5;
  }
  CHECK(logs[0] == doctest::Approx(std::log(at_zero)).epsilon(1e-13));
  CHECK(logs[1] == doctest::Approx(std::log(at_one)).epsilon(1e-13));
}

TEST_CASE("equal data leave nothing to choose: the posterior; many rows of normal data add their s^2 / n") {
  const LawMoments one = carried_moments(std::vector<double>(16, 0.25), 4);
  CHECK(one.mean == doctest::Approx(0.25).epsilon(1e-13));
  CHECK(one.variance == doctest::Approx(1.0 / 16).epsilon(1e-12));
  std::vector<double> y;
  for (std::size_t i = 0; i < 200; ++i) y.push_back(std::sin(1.7 * static_cast<double>(i)));
  // s^2 = 1/2; to leading order in 1/n, as the data are not normal.
  const LawMoments many = carried_moments(y, 100);
  CHECK(many.variance == doctest::Approx(1.0 / 200 + 0.5 / 100).epsilon(0.02));
}

TEST_CASE("SGLD's variance: the limit of small steps, a value by hand, and where it runs away") {
  CHECK(sgld_variance(0.04, 100, 1e-9) == doctest::Approx(0.04).epsilon(1e-6));
  // (0.04 + 0.0004 * 100) / (1 - 0.25)
  CHECK(sgld_variance(0.04, 100, 0.04) == doctest::Approx(0.08 / 0.75).epsilon(1e-15));
  CHECK(std::isinf(sgld_variance(0.04, 0, 0.16)));
  for (const double tiny : {1e-17, 1e-300}) {
    CHECK(sgld_variance(0.04, 100, tiny) == doctest::Approx(0.04).epsilon(1e-15));
  }
  CHECK_THROWS_AS(static_cast<void>(sgld_variance(0, 1, 1)), Error);
  CHECK_THROWS_AS(static_cast<void>(sgld_variance(1, -1, 1)), Error);
  CHECK_THROWS_AS(static_cast<void>(carried_moments({}, 1)), Error);
  CHECK_THROWS_AS(static_cast<void>(carried_moments(std::array{1.0}, 0)), Error);
}

TEST_CASE("data too far apart for the quadrature are refused, whatever the size of a size_t") {
  for (const double far : {1e7, 1e12, 1e300}) {
    CHECK_THROWS_WITH_AS(static_cast<void>(carried_moments(std::array{0.0, far}, 1)), doctest::Contains("y spans 0 to"),
                         Error);
  }
}
