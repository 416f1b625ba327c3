// Chains on a few states: laws, balance, eigenvalues, paths, and what is no chain.

#include "tractable/mcmc/finite_chain.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <vector>

#include "support/chains.hpp"

using namespace tractable;
using namespace tractable::test;

namespace {

constexpr std::size_t kStates = 5;
const std::vector<double> kPi{0.1, 0.25, 0.05, 0.4, 0.2};
/// A walk on a ring of five with different weights to both sides.
const std::vector<double> kRing{0.1, 0.6, 0.0, 0.0, 0.3, 0.4, 0.2, 0.4, 0.0, 0.0, 0.0, 0.5, 0.0,
                                0.5, 0.0, 0.0, 0.0, 0.3, 0.3, 0.4, 0.7, 0.0, 0.0, 0.2, 0.1};

MatrixView ring() { return {kRing, kStates, kStates}; }

/// Rows of uniform numbers, divided by their sums.
std::vector<double> random_chain(std::uint32_t seed, std::size_t n) {
  std::vector<double> p(n * n);
  fill_uniform(key_from_seed(seed), std::span(p));
  for (std::size_t i = 0; i < n; ++i) {
    double total = 0;
    for (std::size_t j = 0; j < n; ++j) total += p[i * n + j];
    for (std::size_t j = 0; j < n; ++j) p[i * n + j] /= total;
  }
  return p;
}

double stationarity_defect(const FiniteChain& chain, const std::vector<double>& pi) {
  const std::vector<double> after = chain.law_after(pi, 1);
  double worst = 0;
  for (std::size_t i = 0; i < pi.size(); ++i) worst = std::max(worst, std::abs(after[i] - pi[i]));
  return worst;
}

}  // namespace

TEST_CASE("the stationary law stays, to 1e-14") {
  for (const std::size_t n : {1u, 2u, 5u, 40u, 200u}) {
    for (std::uint32_t seed = 720; seed < 723; ++seed) {
      CAPTURE(n);
      const FiniteChain chain({random_chain(seed, n), n, n});
      const std::vector<double> pi = chain.stationary();
      CHECK(stationarity_defect(chain, pi) < 1e-14);
      double total = 0;
      for (const double each : pi) total += each;
      CHECK(std::abs(total - 1) < 1e-14);
    }
  }
  // Nearly two chains: the probabilities of passing are a thousandth of a rounding, and the law is exact all the same.
  const double e = 1e-19, f = 3e-19;
  const std::vector<double> nearly{0.5 - e, 0.5, e, 0, 0.5, 0.5, 0, 0, f, 0, 0.5 - f, 0.5, 0, 0, 0.5, 0.5};
  const std::vector<double> pi = FiniteChain({nearly, 4, 4}).stationary();
  const double expected[] = {0.375, 0.375, 0.125, 0.125};
  for (std::size_t i = 0; i < 4; ++i) CHECK(pi[i] == doctest::Approx(expected[i]).epsilon(1e-14).scale(0));
}

TEST_CASE("where one set of states has no way out, the others have probability 0; where two have, that is said") {
  // 0 and 3 lead to {1, 2}, which stay.
  const std::vector<double> one{0.5, 0.2, 0.0, 0.3, 0.0, 0.25, 0.75, 0.0, 0.0, 0.5, 0.5, 0.0, 0.1, 0.0, 0.2, 0.7};
  const FiniteChain chain({one, 4, 4});
  const std::vector<double> pi = chain.stationary();
  CHECK(pi[0] == 0);
  CHECK(pi[3] == 0);
  CHECK(pi[1] == doctest::Approx(0.4).epsilon(1e-14));
  CHECK(message_of([&] { return chain.eigenvalues(); }) == "finite_chain: state 0 has probability 0");
  const std::vector<double> two{1, 0, 0, 0.5, 0, 0.5, 0, 0, 1};
  CHECK(message_of([&] { return FiniteChain({two, 3, 3}).stationary(); }) ==
        "finite_chain: there are several stationary laws: no way leads from state 2 to state 0, nor back");
}

TEST_CASE("Metropolis' chain has the law that was asked for, in detailed balance to 1e-12") {
  for (const bool hastings : {true, false}) {
    const FiniteChain chain = metropolis_chain(kPi, ring(), hastings);
    CHECK((chain.detailed_balance_defect(kPi) < 1e-12) == hastings);
    CHECK((total_variation(chain.stationary(), kPi) < 1e-12) == hastings);
    if (!hastings) CHECK(total_variation(chain.stationary(), kPi) > 0.05);
  }
  CHECK(FiniteChain(ring()).detailed_balance_defect(FiniteChain(ring()).stationary()) > 0.01);
  std::vector<double> unnormalised = kPi;
  for (double& each : unnormalised) each *= 1e-300;
  CHECK(total_variation(metropolis_chain(unnormalised, ring()).stationary(), kPi) < 1e-12);
}

TEST_CASE("powers of the matrix, laws after t transitions, and their distance from pi") {
  const FiniteChain chain(ring());
  const std::vector<double> start{0, 0, 1, 0, 0};
  const Matrix identity = chain.power(0), third = chain.power(3);
  for (std::size_t i = 0; i < kStates; ++i) {
    for (std::size_t j = 0; j < kStates; ++j) CHECK(identity(i, j) == (i == j ? 1 : 0));
  }
  const std::vector<double> after = chain.law_after(start, 3);
  for (std::size_t j = 0; j < kStates; ++j) CHECK(after[j] == doctest::Approx(third(2, j)).epsilon(1e-14).scale(1));
  CHECK(third(2, 0) ==
        doctest::Approx(0.5 * 0.2 * 0.4 + 0.5 * 0.4 * 0.1 + 0.5 * 0.4 * 0.7 + 0.5 * 0.3 * 0 + 0.5 * 0.4 * 0.7 * 0)
            .epsilon(1e-14)
            .scale(1));
  CHECK(total_variation(chain.law_after(start, 1'000'000'000), chain.stationary()) < 1e-14);
  CHECK(total_variation(chain.law_after(start, 200), chain.stationary()) < 1e-14);
  // The distance never grows.
  double before = 1;
  for (std::uint64_t t = 0; t < 30; ++t) {
    const double now = total_variation(chain.law_after(start, t), chain.stationary());
    CHECK(now <= before + 1e-15);
    before = now;
  }
}

TEST_CASE("the second eigenvalue is the rate at which the start is forgotten") {
  const FiniteChain chain = metropolis_chain(kPi, ring());
  const std::vector<double> values = chain.eigenvalues();
  CHECK(values.back() == doctest::Approx(1).epsilon(1e-13));
  CHECK(std::ranges::is_sorted(values));
  double trace = 0, sum = 0;
  for (std::size_t i = 0; i < kStates; ++i) trace += chain.matrix()(i, i), sum += values[i];
  CHECK(sum == doctest::Approx(trace).epsilon(1e-13));
  const double rate = chain.second_eigenvalue_modulus();
  const std::vector<double> start{1, 0, 0, 0, 0};
  const double early = total_variation(chain.law_after(start, 40), kPi);
  const double late = total_variation(chain.law_after(start, 60), kPi);
  CHECK(std::pow(late / early, 1.0 / 20) == doctest::Approx(rate).epsilon(1e-6));
  // Two states: 1 - a - b, also where it is below 0.
  const std::vector<double> two{0.1, 0.9, 0.8, 0.2};
  CHECK(FiniteChain({two, 2, 2}).second_eigenvalue_modulus() == doctest::Approx(0.7).epsilon(1e-14));
  CHECK(FiniteChain({std::vector{1.0}, 1, 1}).second_eigenvalue_modulus() == 0);
  // A simple walk on a ring of n: cos(2 pi k / n).
  constexpr std::size_t n = 12;
  Matrix circle(n, n);
  for (std::size_t i = 0; i < n; ++i) circle(i, (i + 1) % n) = circle(i, (i + n - 1) % n) = 0.5;
  std::vector<double> expected;
  for (std::size_t k = 0; k < n; ++k)
    expected.push_back(std::cos(2 * 3.14159265358979323846 * static_cast<double>(k) / n));
  std::ranges::sort(expected);
  const std::vector<double> found = FiniteChain(circle).eigenvalues();
  for (std::size_t k = 0; k < n; ++k) CHECK(std::abs(found[k] - expected[k]) < 1e-13);
}

TEST_CASE("paths visit the states as often as pi says, and step as P says, however they are cut") {
  const FiniteChain chain(ring());
  const std::vector<double> pi = chain.stationary();
  constexpr std::size_t kLength = 200'000;
  const std::vector<std::uint32_t> path = chain.path(key_from_seed(730), 0, kLength);
  std::vector<double> visits(kStates);
  Matrix moves(kStates, kStates);
  std::uint32_t state = 0;
  for (const std::uint32_t next : path) {
    moves(state, next) += 1;
    visits[state] += 1;
    state = next;
  }
  for (std::size_t i = 0; i < kStates; ++i) {
    std::vector<double> here;
    for (const std::uint32_t each : path) here.push_back(each == i ? 1 : 0);
    const SeriesMean mean = series_mean(here);
    CHECK(mean.error < 0.003);
    CHECK(std::abs(mean.mean - pi[i]) < 5 * mean.error);
    for (std::size_t j = 0; j < kStates; ++j) {
      const double p = chain.matrix()(i, j);
      CHECK(std::abs(moves(i, j) / visits[i] - p) <= 5 * std::sqrt(p * (1 - p) / visits[i]));
    }
  }
  std::vector<std::uint32_t> cut = chain.path(key_from_seed(730), 0, 777);
  const auto rest = chain.path(key_from_seed(730), cut.back(), 223, 777);
  cut.insert(cut.end(), rest.begin(), rest.end());
  CHECK(std::equal(cut.begin(), cut.end(), path.begin()));
  CHECK(chain.path(key_from_seed(1), 0, 0).empty());
}

TEST_CASE("what is no chain and no law is refused by name") {
  const auto made_of = [](std::vector<double> p, std::size_t rows, std::size_t cols) {
    return message_of([&] { return FiniteChain({p, rows, cols}); });
  };
  CHECK(made_of({0.5, 0.5, 0.5, 0.25}, 2, 2) == "finite_chain: row 1 adds up to 0.75; it must to 1");
  CHECK(made_of({1.5, -0.5, 0.5, 0.5}, 2, 2) == "finite_chain: p(0, 1) is -0.5, below 0");
  CHECK(made_of({0.5, 0.5}, 1, 2) == "finite_chain: p is 1 by 2; it must be square");
  CHECK(made_of({}, 0, 0) == "finite_chain: p is 0 by 0; it must be square");
  CHECK(made_of({NAN}, 1, 1).starts_with("finite_chain: p(0, 0) is nan"));
  CHECK(made_of(std::vector<double>(513 * 513, 1.0 / 513), 513, 513) ==
        "finite_chain: 513 states; at most 512 are allowed");
  const FiniteChain chain(ring());
  CHECK(message_of([&] { return chain.law_after(std::vector{0.5, 0.5}, 1); }) ==
        "finite_chain: the law has 2 probabilities; there are 5 states");
  CHECK(message_of([&] { return chain.law_after(std::vector{0.5, 0.2, 0.0, 0.0, 0.0}, 1); }) ==
        "finite_chain: the law adds up to 0.7; it must to 1");
  CHECK(message_of([&] { return chain.law_after(std::vector{1.5, -0.5, 0.0, 0.0, 0.0}, 1); }) ==
        "finite_chain: the law's probability 1 is -0.5");
  CHECK(message_of([&] { return chain.path(key_from_seed(1), 5, 3); }) ==
        "finite_chain: state is 5; there are 5 states");
  CHECK(message_of([&] { return chain.eigenvalues(); }).starts_with("finite_chain: the chain is not reversible"));
  CHECK(message_of([&] { return metropolis_chain(std::vector{0.5, 0.5}, ring()); }) ==
        "metropolis_chain: pi has 2 numbers; q has 5 states");
  CHECK(message_of([&] { return metropolis_chain(std::vector{0.5, 0.0, 0.1, 0.2, 0.2}, ring()); }) ==
        "metropolis_chain: pi is 0; it must be greater than 0");
  CHECK(message_of([&] { return total_variation(kPi, std::vector{1.0}); }) ==
        "total_variation: the laws have 5 and 1 probabilities");
}
