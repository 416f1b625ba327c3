#include "tractable/density/quantile_steps.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <vector>

#include "tractable/base/error.hpp"
#include "tractable/simd/random.hpp"

using namespace tractable;

namespace {

/// Two bumps far apart: between them the density is nearly 0 and Newton's step goes far outside.
GaussianKde two_bumps() {
  std::vector<double> x(200);
  fill_normal(key_from_seed(4), std::span(x));
  for (std::size_t i = 0; i < x.size(); i += 2) x[i] += 40;
  return {x, 0.5};
}

}  // namespace

TEST_CASE("every method that keeps a bracket ends at the quantile, and the steps say how") {
  const GaussianKde kde = two_bumps();
  for (const double p : {0.01, 0.3, 0.5, 0.77, 0.999}) {
    const double quantile = kde.ppf(p);
    for (const std::string_view method : {"bisection", "bracketed_newton", "brent"}) {
      CAPTURE(std::string(method));
      const auto steps = quantile_steps(kde, p, method);
      CHECK(steps.back().miss <= 1e-13);
      for (const auto& [x, miss] : steps) CHECK(miss == std::abs(kde.cdf(x) - p));
      // Where the density is f, a miss of 1e-13 is a distance of 1e-13 / f.
      CHECK(std::abs(steps.back().x - quantile) <= 1e-13 / kde.density(quantile) + 1e-12);
    }
  }
}

TEST_CASE("bisection halves its bracket, bracketed Newton needs a fraction of its steps") {
  const GaussianKde kde = two_bumps();
  const auto slow = quantile_steps(kde, 0.3, "bisection");
  for (std::size_t i = 2; i < slow.size(); ++i) {
    CHECK(std::abs(slow[i].x - slow[i - 1].x) <= 0.51 * std::abs(slow[i - 1].x - slow[i - 2].x) + 1e-12);
  }
  CHECK(slow.size() > 35);
  CHECK(quantile_steps(kde, 0.3, "bracketed_newton").size() < 20);
}

TEST_CASE("Newton alone is lost between two far bumps and exact near one") {
  const auto lost = quantile_steps(two_bumps(), 0.3, "newton");
  CHECK_FALSE(lost.back().miss <= 1e-3);
  std::vector<double> x(100);
  fill_normal(key_from_seed(5), std::span(x));
  const auto found = quantile_steps(GaussianKde(x, 0.4), 0.45, "newton");
  CHECK(found.back().miss <= 1e-13);
  CHECK(found.size() < 9);
}

TEST_CASE("one datum needs no search, and misuse is named") {
  const std::vector<double> one{3};
  const GaussianKde kde(one, 2);
  CHECK(quantile_steps(kde, 0.975, "brent").size() == 1);
  CHECK(quantile_steps(kde, 0.975, "brent")[0].x == doctest::Approx(3 + 2 * 1.959963984540054));
  CHECK_THROWS_WITH_AS((void)quantile_steps(kde, 0, "brent"), "quantile_steps: p is 0; that quantile is infinite",
                       Error);
  CHECK_THROWS_AS((void)quantile_steps(kde, 1.5, "brent"), Error);
  CHECK_THROWS_WITH_AS((void)quantile_steps(two_bumps(), 0.5, "regula_falsi"),
                       "quantile_steps: method is \"regula_falsi\"; it must be one of bisection, newton, "
                       "bracketed_newton, brent",
                       Error);
  CHECK_THROWS_AS((void)quantile_steps(kde, 0.5, "regula_falsi"), Error);  // also where no search is needed
  CHECK(root_methods().size() == 4);
  const std::vector<double> wide{-1.7e308, 1.7e308};
  for (const auto& [x, miss] : quantile_steps(GaussianKde(wide, 1e308), 0.999, "bisection")) {
    CHECK(std::isfinite(x));
    CHECK(std::isfinite(miss));
  }
}
