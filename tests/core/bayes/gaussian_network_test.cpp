#include "tractable/bayes/gaussian_network.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <limits>

#include "tractable/base/error.hpp"
#include "tractable/linalg/cholesky.hpp"
#include "tractable/simd/random.hpp"

using namespace tractable;
using Arrow = DirectedGraph::Arrow;
using Nodes = std::vector<std::size_t>;

namespace {

const std::vector<Arrow> kSprinkler{{0, 1}, {0, 2}, {1, 3}, {2, 3}, {3, 4}};
GaussianNetwork sprinkler() {
  return {5, kSprinkler, std::vector{0.7, 0.8, 0.9, 1.1, 0.6}, std::vector{1.0, 0.5, 1.0, 1.5, 0.8}};
}

std::vector<Nodes> subsets(std::size_t d, std::size_t a, std::size_t b) {
  std::vector<Nodes> result;
  for (std::size_t code = 0; code < std::size_t{1} << d; ++code) {
    if (code >> a & 1 || code >> b & 1) continue;
    Nodes given;
    for (std::size_t i = 0; i < d; ++i) {
      if (code >> i & 1) given.push_back(i);
    }
    result.push_back(given);
  }
  return result;
}

}  // namespace

TEST_CASE("gaussian network: the precision is (I - W)' S^-1 (I - W), whatever the order of the nodes") {
  // Node 0 last: x_2 -> x_1 -> x_0 and x_2 -> x_0.
  const GaussianNetwork network(3, std::vector<Arrow>{{2, 1}, {1, 0}, {2, 0}}, std::vector{0.5, -2.0, 3.0},
                                std::vector{0.3, 2.0, 1.5});
  const Matrix precision = Cholesky(network.covariance()).inverse();
  const double rows[3][3] = {{1, 2, -3}, {0, 1, -0.5}, {0, 0, 1}};  // x - W x = noise
  const double noise[] = {0.3, 2, 1.5};
  for (std::size_t i = 0; i < 3; ++i) {
    for (std::size_t j = 0; j < 3; ++j) {
      double expected = 0;
      for (std::size_t k = 0; k < 3; ++k) expected += rows[k][i] * rows[k][j] / (noise[k] * noise[k]);
      CHECK(precision(i, j) == doctest::Approx(expected).epsilon(1e-11));
    }
  }
}

TEST_CASE("gaussian network: partial correlations vanish exactly where the graph says so") {
  const GaussianNetwork network = sprinkler();
  const Matrix covariance = network.covariance();
  int separated = 0;
  for (std::size_t a = 0; a < 5; ++a) {
    for (std::size_t b = a + 1; b < 5; ++b) {
      for (const Nodes& given : subsets(5, a, b)) {
        const double r = partial_correlation(covariance, a, b, given);
        CAPTURE(a);
        CAPTURE(b);
        CAPTURE(given.size());
        if (network.graph().d_separated(a, b, given)) {
          ++separated;
          CHECK(std::abs(r) < 1e-14);
        } else {
          CHECK(std::abs(r) > 1e-3);  // these weights hide nothing
        }
      }
    }
  }
  CHECK(separated == 16);
  // The book's formula for one given coordinate.
  const auto plain = [&](std::size_t i, std::size_t j) {
    return covariance(i, j) / std::sqrt(covariance(i, i) * covariance(j, j));
  };
  const double r = (plain(1, 2) - plain(1, 3) * plain(2, 3)) /
                   std::sqrt((1 - plain(1, 3) * plain(1, 3)) * (1 - plain(2, 3) * plain(2, 3)));
  CHECK(partial_correlation(covariance, 1, 2, Nodes{3}) == doctest::Approx(r).epsilon(1e-12));
}

TEST_CASE("gaussian network: ancestral draws have the law, and Fisher's z the error that it says") {
  // Eighty questions of 20 000 draws: 4.5 standard errors each, one false alarm in 2000 runs; finds a correlation that
  // is off by 0.03. Kills ancestral_drops_first_parent.
  const GaussianNetwork network = sprinkler();
  const Matrix covariance = network.covariance();
  const Matrix draws = network.sample(key_from_seed(1), 0, 20'000);
  const Matrix seen = sample_covariance(draws);
  for (std::size_t a = 0; a < 5; ++a) {
    for (std::size_t b = a + 1; b < 5; ++b) {
      for (const Nodes& given : subsets(5, a, b)) {
        const FisherZ test = fisher_z(partial_correlation(seen, a, b, given),
                                      partial_correlation(covariance, a, b, given), 20'000, given.size());
        CHECK(std::abs(test.z - test.expected) < 4.5 * test.standard_error);
        CHECK(test.p_value > 6e-6);
      }
    }
  }
  // Calibrated: of 400 tests of a true independence 5 % have p < 0.05, give or take 1.1 %.
  int rejected = 0;
  for (std::uint64_t run = 0; run < 400; ++run) {
    const Matrix few = network.sample(split_at(key_from_seed(2), run), 0, 60);
    const double r = partial_correlation(sample_covariance(few), 1, 2, Nodes{0});
    if (fisher_z(r, 0, 60, 1).p_value < 0.05) ++rejected;
  }
  CHECK(rejected > 6);  // 3.2 standard deviations
  CHECK(rejected < 34);
  // What is left has the partial correlation as its plain one.
  const auto left = [&](std::size_t node) { return what_is_left(draws, seen, node, Nodes{0, 3}); };
  const std::vector<double> u = left(1);
  const std::vector<double> v = left(2);
  Matrix both(20'000, 2);
  for (std::size_t i = 0; i < u.size(); ++i) {
    both(i, 0) = u[i];
    both(i, 1) = v[i];
  }
  CHECK(partial_correlation(sample_covariance(both), 0, 1, {}) ==
        doctest::Approx(partial_correlation(seen, 1, 2, Nodes{0, 3})).epsilon(1e-10));
  const Matrix part = network.sample(key_from_seed(1), 500, 3);
  for (std::size_t j = 0; j < 5; ++j) CHECK(part(2, j) == draws(502, j));
}

TEST_CASE("gaussian network: misuse") {
  const std::vector<double> weights(5, 0.5);
  const std::vector<double> noise(5, 1.0);
  CHECK_THROWS_WITH_AS(GaussianNetwork(5, kSprinkler, std::vector{1.0}, noise), doctest::Contains("1 weights of 5"),
                       Error);
  CHECK_THROWS_WITH_AS(GaussianNetwork(5, kSprinkler, weights, std::vector{1.0, 1.0, 0.0, 1.0, 1.0}),
                       doctest::Contains("noise[2] is 0"), Error);
  CHECK_THROWS_AS(GaussianNetwork(5, kSprinkler, std::vector{1.0, 1.0, 1.0, 1.0, std::nan("")}, noise), Error);
  const Matrix covariance = sprinkler().covariance();
  CHECK_THROWS_WITH_AS((void)partial_correlation(covariance, 1, 1, {}), doctest::Contains("must be two of 5"), Error);
  CHECK_THROWS_WITH_AS((void)partial_correlation(covariance, 1, 2, Nodes{2}),
                       doctest::Contains("asked about and given"), Error);
  CHECK_THROWS_AS((void)partial_correlation(covariance, 1, 2, Nodes{0, 0}), Error);
  CHECK_THROWS_WITH_AS((void)fisher_z(0.1, 0, 4, 1), doctest::Contains("more than 4"), Error);
  CHECK_THROWS_WITH_AS((void)fisher_z(1, 0, 40, 1), doctest::Contains("found is 1"), Error);
  CHECK_THROWS_AS((void)sample_covariance({std::vector{1.0}, 1, 1}), Error);
}
