#include "tractable/bayes/gaussian_levels.hpp"

#include <doctest/doctest.h>

#include <cmath>

#include "tractable/base/error.hpp"
#include "tractable/diagnostics/chi_square.hpp"
#include "tractable/simd/random.hpp"

using namespace tractable;

namespace {

/// Counts of (theta, z, x) in 4 x 4 x 4 cells with borders at -width, 0 and width of each.
std::vector<double> cells(const LevelDraws& draws, double of_theta, double of_z, double of_x) {
  const auto place = [](double value, double width) {
    return static_cast<std::size_t>(value < -width ? 0 : value < 0 ? 1 : value < width ? 2 : 3);
  };
  std::vector<double> counts(64);
  for (std::size_t i = 0; i < draws.x.size(); ++i) {
    counts[16 * place(draws.theta[i], of_theta) + 4 * place(draws.z[i], of_z) + place(draws.x[i], of_x)] += 1;
  }
  return counts;
}

}  // namespace

TEST_CASE("gaussian levels: downwards and upwards are draws of one joint law") {
  // Three alphas, p > 1e-4 each: one false alarm in 3300 runs. Kills levels_z_is_x.
  for (const double alpha : {0.2, 1.5, 4.0}) {
    const GaussianLevels levels(alpha, 1, 0.5);
    const LevelDraws down = levels.sample(key_from_seed(1), 0, 50'000);
    const LevelDraws up = levels.sample_from_data(key_from_seed(2), 0, 50'000);
    const double spread = std::sqrt(alpha * alpha + 1);
    const ChiSquare found = chi_square_two_samples(cells(down, 0.7 * alpha, 0.7 * spread, 0.7 * spread),
                                                   cells(up, 0.7 * alpha, 0.7 * spread, 0.7 * spread));
    CAPTURE(alpha);
    CHECK(found.p_value > 1e-4);
    CHECK(found.cells > 20);
    const LevelDraws part = levels.sample_from_data(key_from_seed(2), 700, 5);
    CHECK(part.theta[4] == up.theta[704]);
    CHECK(part.x[4] == up.x[704]);
  }
}

TEST_CASE("gaussian levels: the double integral, the closed form and the mean of the likelihood are one number") {
  for (const double alpha : {0.05, 1.5, 6.0}) {
    for (const double x : {0.0, 2.5, -7.0}) {
      const GaussianLevels levels(alpha, 1, 0.5);
      CAPTURE(alpha);
      CAPTURE(x);
      const double variance = alpha * alpha + 1.25;
      const double exact = -0.5 * (std::log(2 * std::acos(-1.0) * variance) + x * x / variance);
      CHECK(levels.log_evidence(x) == doctest::Approx(exact).epsilon(1e-14));
      const Integral found = levels.evidence_by_quadrature(x);
      CHECK(found.converged);
      CHECK(std::abs(found.value / std::exp(exact) - 1) < 1e-6);
    }
  }
  // p(x) = E p(x | z) over ancestral draws: within 4 standard errors, one false alarm in 16 000 runs.
  const GaussianLevels levels(1.5, 1, 0.5);
  const LevelDraws draws = levels.sample(key_from_seed(3), 0, 40'000);
  double total = 0;
  double squares = 0;
  for (const double z : draws.z) {
    const double p = std::exp(-2 * (2.5 - z) * (2.5 - z)) / (0.5 * std::sqrt(2 * std::acos(-1.0)));
    total += p / 40'000;
    squares += p * p / 40'000;
  }
  const double error = std::sqrt((squares - total * total) / 40'000);
  CHECK(std::abs(total - std::exp(levels.log_evidence(2.5))) < 4 * error);
}

TEST_CASE("gaussian levels: the best alpha has a slope of 0, or is 0") {
  const double best = best_alpha(3, 1, 0.5);
  CHECK(best == doctest::Approx(std::sqrt(7.75)).epsilon(1e-15));
  const auto at = [](double alpha) { return GaussianLevels(alpha, 1, 0.5).log_evidence(3); };
  CHECK(at(best) > at(best + 0.01));
  CHECK(at(best) > at(best - 0.01));
  CHECK(std::abs(at(best + 1e-4) - at(best - 1e-4)) / 2e-4 < 1e-6);
  CHECK(best_alpha(1, 1, 0.5) == 0);
  CHECK_THROWS_WITH_AS(GaussianLevels(0, 1, 1), doctest::Contains("alpha is 0"), Error);
  CHECK_THROWS_WITH_AS(GaussianLevels(1, 1, -1), doctest::Contains("sd_x is -1"), Error);
  CHECK_THROWS_AS((void)GaussianLevels(1, 1, 1).evidence_by_quadrature(std::nan("")), Error);
  CHECK_THROWS_AS((void)best_alpha(1, 0, 1), Error);
}
