// Laws by the logit of a chance and by the logarithm of a rate: those by the chance and the rate, and values where
// these round to 0 or 1 (mpmath, 50 digits).

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

#include "support/distribution_cases.hpp"
#include "tractable/base/error.hpp"
#include "tractable/distribution/bernoulli_logit.hpp"
#include "tractable/distribution/binomial_logit.hpp"
#include "tractable/distribution/poisson_log.hpp"
#include "tractable/graph/gradient.hpp"
#include "tractable/graph/ops.hpp"
#include "tractable/graph/program.hpp"

using namespace tractable;

namespace {

double miss(double a, double b) { return a == b ? 0 : std::abs(a - b) / std::max(std::abs(b), 1.0); }

}  // namespace

TEST_CASE("laws by logit and log rate are those by chance and rate") {
  struct Pair {
    Univariate by_logit, plain;
  };
  std::vector<Pair> pairs;
  for (const double p : {0.003, 0.2, 0.5, 0.75, 0.98}) {
    const double logit = std::log(p) - std::log1p(-p);
    pairs.push_back(
        {make_univariate("bernoulli_logit", std::vector{logit}), make_univariate("bernoulli", std::vector{p})});
    for (const double n : {0.0, 1.0, 7.0, 300.0}) {
      pairs.push_back(
          {make_univariate("binomial_logit", std::vector{n, logit}), make_univariate("binomial", std::vector{n, p})});
    }
  }
  for (const double rate : {0.01, 1.0, 14.0, 300.0}) {
    pairs.push_back(
        {make_univariate("poisson_log", std::vector{std::log(rate)}), make_univariate("poisson", std::vector{rate})});
  }
  for (const auto& [a, b] : pairs) {
    CAPTURE(b.family().name);
    CAPTURE(b.parameters().back());
    for (double k = -1; k <= std::min(b.support().high + 1, 400.0); k += k < 12 ? 0.5 : 9) {
      CHECK(miss(a.log_prob(k), b.log_prob(k)) <= 1e-12);
      CHECK(miss(a.log_cdf(k), b.log_cdf(k)) <= 1e-11);
      CHECK(miss(a.log_sf(k), b.log_sf(k)) <= 1e-11);
    }
    CHECK(miss(a.mean(), b.mean()) <= 1e-13);
    CHECK(miss(a.variance(), b.variance()) <= 1e-13);
    CHECK(miss(a.entropy(), b.entropy()) <= 1e-11);
  }
}

TEST_CASE("a logit far out keeps its digits") {
  const Univariate rare = make_univariate("bernoulli_logit", std::vector{-50.0});
  CHECK(rare.log_prob(1) == -50);  // -50 - e^-50
  CHECK(rare.log_prob(0) == doctest::Approx(-1.9287498479639177830e-22).epsilon(1e-13));
  const Univariate sure = make_univariate("bernoulli_logit", std::vector{800.0});
  CHECK(sure.log_prob(0) == -800);
  CHECK(sure.log_prob(1) == 0);
  CHECK(make_univariate("bernoulli_logit", std::vector{40.0}).log_cdf(0) == doctest::Approx(-40).epsilon(1e-15));
  // 10 trials, logit 60: nine successes.
  const Univariate nine = make_univariate("binomial_logit", std::vector{10.0, 60.0});
  CHECK(miss(nine.log_prob(9), -57.697414907005954316) <= 1e-14);
  CHECK(miss(nine.log_cdf(9), -57.697414907005954316) <= 1e-14);
  CHECK(nine.variance() == doctest::Approx(8.7565107626965203385e-26).epsilon(1e-13));
  CHECK(miss(make_univariate("poisson_log", std::vector{-90.0}).log_prob(2), -180.69314718055994531) <= 1e-14);
}

TEST_CASE("gradients by logits and log rates are what is seen less what is expected") {
  Graph graph;
  const Expr k = graph.input({1, 4}), eta = graph.input({1, 4}), n = graph.constant(9);
  const Expr outputs[] = {gradient(sum(bernoulli_logit_log_prob(greater(k, graph.constant(0)), eta)), eta),
                          gradient(sum(binomial_logit_log_prob(k, n, eta)), eta),
                          gradient(sum(poisson_log_log_prob(k, eta)), eta)};
  Program<double> program(outputs);
  const double counts[] = {0, 3, 9, 2}, etas[] = {-1.5, 0, 2.5, -30};
  std::ranges::copy(counts, program.input(k).begin());
  std::ranges::copy(etas, program.input(eta).begin());
  program.run();
  for (std::size_t i = 0; i < 4; ++i) {
    const double p = 1 / (1 + std::exp(-etas[i]));
    CHECK(program.value(outputs[0])[i] == doctest::Approx((counts[i] > 0 ? 1 : 0) - p).epsilon(1e-13));
    CHECK(program.value(outputs[1])[i] == doctest::Approx(counts[i] - 9 * p).epsilon(1e-13));
    CHECK(program.value(outputs[2])[i] == doctest::Approx(counts[i] - std::exp(etas[i])).epsilon(1e-13));
  }
  CHECK_THROWS_WITH_AS((void)make_univariate("poisson_log", std::vector{701.0}),
                       "poisson_log: log_rate is 701; it must be within -700 ... 700", Error);
}
