// The LKJ law of Cholesky factors: density and entropy against mpmath, through the bijector it integrates to 1, draws
// have the margins of its correlations.

#include "tractable/distribution/lkj_cholesky.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

#include "tractable/base/error.hpp"
#include "tractable/bijector/catalogue.hpp"
#include "tractable/distribution/catalogue.hpp"
#include "tractable/graph/gradient.hpp"
#include "tractable/graph/ops.hpp"
#include "tractable/graph/program.hpp"

using namespace tractable;

namespace {

using Row = std::vector<double>;
const Row kTwo{1, 0, 0.6, 0.8};
const Row kThree{1, 0, 0, 0.6, 0.8, 0, -0.48, 0.6, 0.64};
const Row kFour{1, 0, 0, 0, 0.6, 0.8, 0, 0, -0.48, 0.6, 0.64, 0, 0.384, 0.48, 0.6, 0.512};

}  // namespace

// By mpmath, 50 digits: the products of L_kk^(n - k + 2 eta - 2) and gamma functions.
TEST_CASE("the LKJ law agrees with mpmath") {
  struct Case {
    const Row& x;
    double eta, log_prob, entropy;
  };
  const Case cases[] = {
      {kTwo, 1, -0.69314718055994530942, 0.69314718055994530942},
      {kTwo, 0.003, -5.3683388922759895858, -325.14768640634244758},
      {kThree, 0.5, -2.0847371443408713023, 1.531024246969290793},
      {kThree, 2, -2.1774881973265968842, 1.4449248798069647303},
      {kThree, 1e9, -1338861277.4017366986, -27.867803928145516473},
      {kFour, 1.5, -3.7500842618481358601, 2.7912374709458197691},
  };
  for (const Case& each : cases) {
    const auto n = static_cast<std::size_t>(std::sqrt(static_cast<double>(each.x.size())));
    const LkjCholesky law(n, each.eta);
    CAPTURE(each.eta);
    // log 0.8, rounded by half an ULP, counts 2e9 times.
    CHECK(std::abs(law.log_prob(each.x) - each.log_prob) <= 2e-14 * std::max(1.0, std::abs(each.log_prob)));
    CHECK(std::abs(law.entropy() - each.entropy) <= (each.eta > 1e6 ? 1e-6 : 1e-13) * std::abs(each.entropy));
  }
}

TEST_CASE("through its bijector the LKJ law integrates to 1") {
  for (const double eta : {0.7, 1.0, 3.5}) {
    for (const Dim n : {2, 3}) {
      Graph graph;
      const Dim dim = n * (n - 1) / 2;
      const Expr x = graph.input({kBatch, dim});
      const Transformed out = forward(bijector("correlation_cholesky"), x, n);
      const Expr outputs[] = {exp(lkj_cholesky_log_prob(out.value, graph.constant(eta)) + out.log_det)};
      // The rule of trapezoids, which converges faster than any power of the step.
      const double step = n == 2 ? 0.1 : 0.25, reach = n == 2 ? 25 : 12.5;
      const auto count = static_cast<std::size_t>(2 * reach / step);
      Program<double> program(outputs, {.batch = count});
      double sum = 0;
      for (std::size_t k = 0; k < (n == 2 ? 1 : count * count); ++k) {
        const auto at = program.input(x);
        for (std::size_t i = 0; i < count; ++i) {
          double* point = &at[i * static_cast<std::size_t>(dim)];
          point[0] = -reach + step * static_cast<double>(i);
          if (n == 3) point[1] = -reach + step * static_cast<double>(k % count);
          if (n == 3) point[2] = -reach + step * static_cast<double>(k / count);
        }
        program.run();
        for (const double each : program.value(outputs[0])) sum += each;
      }
      CAPTURE(eta);
      CAPTURE(n);
      CHECK(sum * std::pow(step, dim) == doctest::Approx(1).epsilon(1e-7));
    }
  }
}

// Each correlation of R = L L' is (2 B - 1), B ~ Beta(a, a), a = eta - 1 + n / 2 (Lewandowski et al., sec. 3): the
// Kolmogorov distance of 200 000 draws, bound by Dvoretzky, Kiefer, Wolfowitz and Massart at 1e-9. And the mean of
// -log p within 6 standard errors of the entropy, that of log(p / q) of the divergence.
TEST_CASE("draws of the LKJ law have its correlations, its entropy and its divergences") {
  constexpr std::size_t kRows = 200'000;
  for (const auto& [n, eta] : {std::pair<std::size_t, double>{2, 0.6}, {3, 1.0}, {4, 3.0}, {5, 0.9}}) {
    CAPTURE(n);
    const LkjCholesky law(n, eta), other(n, eta + 1.5);
    Row x(kRows * n * n), p(kRows), q(kRows);
    law.sample(key_from_seed(31), x);
    const double a = eta - 1 + 0.5 * static_cast<double>(n);
    const Univariate margin = make_univariate("beta", Row{a, a});
    for (std::size_t i = 1; i < n; ++i) {
      for (std::size_t j = 0; j < i; ++j) {
        Row u(kRows);
        for (std::size_t row = 0; row < kRows; ++row) {
          const double* l = &x[row * n * n];
          double r = 0;
          for (std::size_t k = 0; k <= j; ++k) r += l[i * n + k] * l[j * n + k];
          u[row] = std::clamp(0.5 * (r + 1), 0.0, 1.0);
        }
        std::ranges::sort(u);
        constexpr std::size_t kStride = 97;
        double distance = 0;
        for (std::size_t k = 0; k < kRows; k += kStride) {
          distance = std::max(distance, std::abs(margin.cdf(u[k]) - (static_cast<double>(k) + 0.5) / kRows));
        }
        CHECK(distance <= 0.00732);
      }
    }
    law.log_prob(x, p);
    other.log_prob(x, q);
    const auto mean_within = [&](const Row& values, double expected) {
      double sum = 0, squares = 0;
      for (const double each : values) sum += each, squares += each * each;
      const double mean = sum / kRows, error = std::sqrt((squares / kRows - mean * mean) / kRows);
      CHECK_MESSAGE(std::abs(mean - expected) <= 6 * error, mean << " " << expected << " " << error);
    };
    Row ratio(kRows);
    for (std::size_t i = 0; i < kRows; ++i) ratio[i] = p[i] - q[i], p[i] = -p[i];
    mean_within(p, law.entropy());
    mean_within(ratio, kl(law, other));
  }
  CHECK_THROWS_AS((void)kl(LkjCholesky(2, 1), LkjCholesky(3, 1)), Error);
}

TEST_CASE("the LKJ law knows its support, reads the lower part only and has a gradient there") {
  constexpr double kInf = std::numeric_limits<double>::infinity(), kNan = std::numeric_limits<double>::quiet_NaN();
  const LkjCholesky law(2, 1.5);
  const double at = law.log_prob(kTwo);
  CHECK(at == doctest::Approx(std::log(0.8) * 1 - std::log(std::acos(-1) / 2)).epsilon(1e-14));  // int sqrt(1 - r^2)
  CHECK(law.log_prob(Row{1, 7, 0.6, 0.8}) == at);
  CHECK(law.log_prob(Row{1, kNan, 0.6, 0.8}) == at);
  CHECK(law.log_prob(Row{1, 0, 0.6, -0.8}) == -kInf);
  CHECK(law.log_prob(Row{-1, 0, 0.6, 0.8}) == -kInf);
  CHECK(law.log_prob(Row{1, 0, 0.6, 0.81}) == -kInf);
  CHECK(law.log_prob(Row{1, 0, 1, 0}) == -kInf);
  CHECK(std::isnan(law.log_prob(Row{1, 0, kNan, 0.8})));
  Graph graph;
  const Expr x = graph.input({kBatch, 9}), eta = graph.input({kBatch, 1});
  const Expr y = lkj_cholesky_log_prob(x, eta);
  const Expr outputs[] = {gradient(sum(y), x)};
  Program<double> program(outputs, {.batch = 2});
  for (std::size_t row = 0; row < 2; ++row) {
    std::ranges::copy(kThree, program.input(x).begin() + static_cast<long>(9 * row));
    program.input(eta)[row] = row == 0 ? 0.7 : 4;
  }
  program.run();
  const auto slope = program.value(outputs[0]);
  for (std::size_t row = 0; row < 2; ++row) {
    const double base = 2 * program.input(eta)[row] - 2;
    for (std::size_t i = 0; i < 9; ++i) {
      const double want = i == 4 ? (1 + base) / 0.8 : i == 8 ? base / 0.64 : 0;
      CHECK(slope[9 * row + i] == doctest::Approx(want).epsilon(1e-13));
    }
  }
}

TEST_CASE("large factors can be drawn, and misuse is named") {
  constexpr std::size_t kSize = 50;
  Row x(2 * kSize * kSize);
  sample_lkj_cholesky(kSize, 2, key_from_seed(1), x);
  require_value(bijector("correlation_cholesky"), x, kSize, {}, "test", "x");
  CHECK_THROWS_WITH_AS(LkjCholesky(33, 1), "lkj_cholesky: n is 33; it must be 2 ... 32", Error);
  CHECK_THROWS_WITH_AS(sample_lkj_cholesky(3, 1, key_from_seed(1), x),
                       "lkj_cholesky: out has 5000 numbers; a row has 9", Error);
  CHECK_THROWS_WITH_AS(sample_lkj_cholesky(3, -1, key_from_seed(1), x),
                       "lkj_cholesky: eta is -1; it must be greater than 0", Error);
}
