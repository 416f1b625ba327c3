// Models with data of one's own: logistic regression and the hierarchical normal model.

#include "tractable/target/models.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

#include "support/target_cases.hpp"
#include "tractable/base/error.hpp"
#include "tractable/simd/random.hpp"
#include "tractable/target/log_density.hpp"

using namespace tractable;
using namespace tractable::test;

namespace {

std::string message_of(auto action) {
  try {
    action();
  } catch (const Error& error) {
    return error.what();
  }
  return "nothing was thrown";
}

/// By probabilities, with a complex step.
std::complex<double> logistic(const Matrix& design, const std::vector<double>& y, double sd,
                              const std::vector<std::complex<double>>& b) {
  std::complex<double> sum = 0;
  for (std::size_t i = 0; i < y.size(); ++i) {
    std::complex<double> logit = b[0];
    for (std::size_t k = 0; k < design.cols; ++k) logit += b[k + 1] * design(i, k);
    const std::complex<double> p = 1.0 / (1.0 + std::exp(-logit));
    sum += y[i] == 1 ? std::log(p) : std::log(1.0 - p);
  }
  for (const auto& v : b) sum += log_normal_density(v, 0.0, sd);
  return sum;
}

}  // namespace

TEST_CASE("logistic regression is the product of its probabilities and prior") {
  Matrix design(50, 3);
  fill_normal(key_from_seed(1), std::span(design.values));
  std::vector<double> y(50), b(10 * 4);
  fill_normal(key_from_seed(2), std::span(b));
  for (std::size_t i = 0; i < 50; ++i) y[i] = i % 3 == 0 ? 1 : 0;
  Graph graph;
  const TargetExprs e = logistic_regression(graph, design, y, 1.5);
  LogDensity density(e.x, e.log_prob, {.batch = 10});
  std::ranges::copy(b, density.position().begin());
  density.evaluate();
  for (std::size_t i = 0; i < 10; ++i) {
    std::vector<std::complex<double>> at(b.begin() + static_cast<std::ptrdiff_t>(4 * i),
                                         b.begin() + static_cast<std::ptrdiff_t>(4 * i + 4));
    CHECK(density.log_prob()[i] == doctest::Approx(logistic(design, y, 1.5, at).real()).epsilon(1e-12));
    for (std::size_t k = 0; k < 4; ++k) {
      const std::complex<double> kept = at[k];
      at[k] += std::complex<double>(0, 1e-30);
      CHECK(density.gradient()[4 * i + k] ==
            doctest::Approx(logistic(design, y, 1.5, at).imag() / 1e-30).epsilon(1e-12).scale(10));
      at[k] = kept;
    }
  }
}

TEST_CASE("the zoo's logistic data come from their own law") {
  // At the coefficients that made them, the standardised score X'(y - p) / sqrt(X' p (1 - p) X) is standard normal: of
  // 100 data sets of 400 rows the mean square of intercept's is 1 within 6 standard errors.
  double squares = 0;
  for (int seed = 0; seed < 100; ++seed) {
    const Target target("logistic_regression",
                        Settings{{"rows", 400}, {"covariates", 2}, {"seed", static_cast<double>(seed)}});
    const Key key = key_from_seed(static_cast<std::uint32_t>(seed));
    std::vector<double> truth(3), design(800);
    fill_normal(split_at(key, 1), std::span(truth));
    fill_normal(split_at(key, 0), std::span(design));
    Graph graph;
    const TargetExprs e = target.build(graph);
    LogDensity density(e.x, e.log_prob);
    std::ranges::copy(truth, density.position().begin());
    density.evaluate();
    double information = 0;
    for (std::size_t i = 0; i < 400; ++i) {
      const double p = 1 / (1 + std::exp(-(truth[0] + truth[1] * design[2 * i] + truth[2] * design[2 * i + 1])));
      information += p * (1 - p);
    }
    const double score = density.gradient()[0] + truth[0] / 6.25;
    squares += score * score / information / 100;
  }
  CHECK(std::abs(squares - 1) <= 6 * std::sqrt(2 / 100.0));
}

TEST_CASE("models that cannot be are named, with what is wrong") {
  Graph graph;
  const std::vector<double> one{1}, two{1, 0}, half{1, 0.5};
  const Matrix design(2, 1);
  CHECK(message_of([&] { (void)logistic_regression(graph, design, one); }) ==
        "logistic_regression: design is (2, 1) and y has 1 values");
  CHECK(message_of([&] { (void)logistic_regression(graph, design, half); }) ==
        "logistic_regression: y[1] is 0.5; it must be 0 or 1");
  CHECK_THROWS_AS((void)logistic_regression(graph, design, two, 0), Error);
  CHECK(message_of([&] { (void)hierarchical_normal(graph, one, two, true); }) ==
        "hierarchical_normal: there are 1 effects and 2 errors");
  CHECK_THROWS_AS((void)hierarchical_normal(graph, two, two, true), Error);
  CHECK_THROWS_AS((void)hierarchical_normal(graph, {}, {}, true), Error);
}
