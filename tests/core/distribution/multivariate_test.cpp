// Laws of rows: against tests/reference/multivariate.json and kl_conjugate_bic.json, draws against densities, gradients
// against differences, bad input.

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <limits>
#include <set>
#include <string>
#include <vector>

#include "support/json.hpp"
#include "support/multivariate_cases.hpp"
#include "support/ulp.hpp"
#include "tractable/base/error.hpp"
#include "tractable/catalogue.hpp"
#include "tractable/distribution/catalogue.hpp"
#include "tractable/distribution/categorical.hpp"
#include "tractable/distribution/dirichlet.hpp"
#include "tractable/distribution/gaussian_mixture.hpp"
#include "tractable/distribution/multinomial.hpp"
#include "tractable/distribution/multivariate_normal.hpp"
#include "tractable/graph/gradient.hpp"
#include "tractable/graph/ops.hpp"

using namespace tractable;
using namespace tractable::test;

namespace {

constexpr double kInf = std::numeric_limits<double>::infinity();
constexpr double kNan = std::numeric_limits<double>::quiet_NaN();

bool close(double got, double expected, double tolerance) {
  return std::abs(got - expected) <= tolerance * std::max(1.0, std::abs(expected));
}

std::vector<double> softmax_of(std::vector<double> logits) {
  double sum = 0;
  for (double& each : logits) sum += each = std::exp(each);
  for (double& each : logits) each /= sum;
  return logits;
}

std::vector<double> draws_of(const Multivariate& law, std::size_t rows, std::uint32_t seed = 11) {
  std::vector<double> x(rows * law.dimension());
  law.sample(key_from_seed(seed), x);
  return x;
}

/// The Kolmogorov distance of numbers that should be uniform.
double distance_of(std::vector<double> u) {
  std::ranges::sort(u);
  double distance = 0;
  const auto n = static_cast<double>(u.size());
  for (std::size_t i = 0; i < u.size(); ++i) {
    const auto k = static_cast<double>(i);
    distance = std::max({distance, u[i] - k / n, (k + 1) / n - u[i]});
  }
  return distance;
}

}  // namespace

TEST_CASE("every law of rows has a case, and the names are in order") {
  std::set<std::string_view> seen;
  for (const MultivariateCase& each : multivariate_cases()) seen.insert(each.law()->name());
  for (const MultivariateRow& row : multivariate_rows()) CHECK_MESSAGE(seen.contains(row.name), row.name);
  CHECK(std::ranges::is_sorted(multivariate_rows(), {}, &MultivariateRow::name));
}

TEST_CASE("the laws of rows agree with mpmath and scipy") {
  const Json file = Json::reference("multivariate.json");
  for (const Json& row : file["mvn"].array()) {
    const auto mean = row["mean"].numbers(), covariance = row["cov"].numbers(), x = row["x"].numbers();
    const MultivariateNormal law(mean, {covariance, mean.size(), mean.size()});
    const MultivariateNormal same = MultivariateNormal::from_factor(mean, law.scale_tril());
    std::vector<double> got(x.size() / mean.size());
    for (const MultivariateNormal* each : {&law, &same}) {
      each->log_prob(x, got);
      for (std::size_t i = 0; i < got.size(); ++i) CHECK(close(got[i], row["logpdf"][i].number(), 1e-13));
    }
    CHECK(close(law.log_det(), row["logdet"].number(), 1e-12));
    CHECK(close(law.entropy(), row["entropy"].number(), 1e-12));
    const auto factor = row["chol"].numbers();
    for (std::size_t i = 0; i < factor.size(); ++i) CHECK(close(law.scale_tril().values[i], factor[i], 1e-12));
    for (std::size_t i = 0; i < factor.size(); ++i) CHECK(close(same.covariance().values[i], covariance[i], 1e-13));
  }
  for (const Json& row : file["dirichlet"].array()) {
    const Dirichlet law(row["alpha"].numbers());
    const auto x = row["x"].numbers(), var = row["var"].numbers(), mean_log = row["mean_log"].numbers();
    std::vector<double> got(x.size() / law.dimension());
    law.log_prob(x, got);
    for (std::size_t i = 0; i < got.size(); ++i) CHECK(close(got[i], row["logpdf"][i].number(), 1e-13));
    CHECK(close(law.entropy(), row["entropy"].number(), 1e-12));
    for (std::size_t i = 0; i < law.dimension(); ++i) {
      CHECK(close(law.mean()[i], row["mean"][i].number(), 1e-15));
      CHECK(law.covariance()(i, i) == doctest::Approx(var[i]).epsilon(1e-13));
      CHECK(close(law.mean_log()[i], mean_log[i], 1e-12));
    }
  }
  for (const Json& row : file["categorical"].array()) {
    const Univariate law = make_univariate("categorical", softmax_of(row["logits"].numbers()));
    for (std::size_t k = 0; k < row["logits"].array().size(); ++k) {
      CHECK(close(law.log_prob(static_cast<double>(k)), row["logpmf"][k].number(), 1e-13));
    }
    CHECK(close(law.entropy(), row["entropy"].number(), 1e-12));
  }
  for (const Json& row : file["multinomial"].array()) {
    const Multinomial law(row["n"].number(), softmax_of(row["logits"].numbers()));
    CHECK(close(law.log_prob(row["x"].numbers()), row["logpmf"].number(), 1e-13));
    const auto covariance = row["cov"].numbers();
    for (std::size_t i = 0; i < law.dimension(); ++i) CHECK(close(law.mean()[i], row["mean"][i].number(), 1e-13));
    for (std::size_t i = 0; i < covariance.size(); ++i) CHECK(close(law.covariance().values[i], covariance[i], 1e-13));
  }
}

TEST_CASE("KL divergences of laws of rows agree with the closed forms") {
  const Json file = Json::reference("kl_conjugate_bic.json");
  int seen = 0;
  for (const Json& row : file["kl"].array()) {
    const std::string& name = row["p"].string();
    const Json &p = row["p_par"], &q = row["q_par"];
    double got = kNan;
    if (name == "dirichlet") {
      got = kl(Dirichlet(p.numbers()), Dirichlet(q.numbers()));
    } else if (name == "mvn") {
      const auto law = [](const Json& par) {
        const std::size_t d = par["mean"].array().size();
        const auto covariance = par["cov"].numbers();
        return MultivariateNormal(par["mean"].numbers(), {covariance, d, d});
      };
      got = kl(law(p), law(q));
    } else if (name == "diag_normal") {
      const std::vector<double> zero(p["mean"].array().size(), 0.0), one(zero.size(), 1.0);
      got = kl(MultivariateNormal::diagonal(p["mean"].numbers(), p["sd"].numbers()),
               MultivariateNormal::diagonal(zero, one));
    } else {
      continue;
    }
    ++seen;
    CHECK_MESSAGE(close(got, row["closed"].number(), 1e-12), name << " " << got << " " << row["closed"].number());
  }
  CHECK(seen == 9);
  const std::vector<double> p{0.2, 0.3, 0.5}, q{0.5, 0.25, 0.25};
  CHECK(kl(Multinomial(10, p), Multinomial(10, q)) ==
        doctest::Approx(10 * kl(make_univariate("categorical", p), make_univariate("categorical", q))).epsilon(1e-15));
  CHECK_THROWS_AS((void)kl(Multinomial(10, p), Multinomial(9, q)), Error);
  CHECK_THROWS_WITH_AS((void)kl(Dirichlet(p), Multinomial(9, q)),
                       "kl: there is no closed form for dirichlet and multinomial", Error);
  for (const MultivariateCase& each : multivariate_cases()) {
    if (each.name != "gaussian_mixture") CHECK(std::abs(kl(*each.law(), *each.law())) <= 1e-12);
  }
}

// 10^6 draws: all means and covariances within 6 standard errors of the law's; the standard error of a product of
// deviations comes from the draws. A transposed factor, a key used twice or a wrong share of what is left moves a
// covariance by more than 100 of them.
TEST_CASE("draws have the mean and the covariance of their law") {
  constexpr std::size_t kRows = 1'000'000;
  for (const MultivariateCase& each : multivariate_cases()) {
    const auto law = each.law();
    const std::size_t d = law->dimension();
    const std::vector<double> x = draws_of(*law, kRows);
    for (std::size_t i = 0; i < d; ++i) {
      for (std::size_t j = 0; j <= i; ++j) {
        double sum = 0, product = 0, squares = 0;
        for (std::size_t row = 0; row < kRows; ++row) {
          const double a = x[row * d + i] - law->mean()[i], b = x[row * d + j] - law->mean()[j];
          sum += a;
          product += a * b;
          squares += a * b * a * b;
        }
        const double n = kRows, variance = law->covariance()(i, i);
        product /= n;
        CAPTURE(each.name);
        CAPTURE(i);
        CAPTURE(j);
        CHECK(std::abs(sum / n) <= 6 * std::sqrt(variance / n));
        const double error = std::sqrt(std::max(squares / n - product * product, 0.0) / n);
        CHECK(std::abs(product - law->covariance()(i, j)) <= 6 * error + 1e-13 * variance);
      }
    }
  }
}

// Kolmogorov distances of 10^6 draws, for Dirichlet laws at 1023 quantiles; bound by Dvoretzky, Kiefer, Wolfowitz and
// Massart at 1e-9.
TEST_CASE("draws of a normal law of rows are normal in every direction") {
  constexpr std::size_t kRows = 1'000'000;
  for (const MultivariateCase& each : multivariate_cases()) {
    if (!each.name.starts_with("multivariate_normal")) continue;
    const auto law = each.law();
    const std::size_t d = law->dimension();
    const std::vector<double> x = draws_of(*law, kRows, 12);
    for (int direction = 0; direction < 3; ++direction) {
      std::vector<double> w(d), u(kRows);
      for (std::size_t i = 0; i < d; ++i) w[i] = std::cos(1.7 * direction + 2.3 * static_cast<double>(i));
      double variance = 0;
      for (std::size_t i = 0; i < d; ++i) {
        for (std::size_t j = 0; j < d; ++j) variance += w[i] * w[j] * law->covariance()(i, j);
      }
      for (std::size_t row = 0; row < kRows; ++row) {
        double sum = 0;
        for (std::size_t i = 0; i < d; ++i) sum += w[i] * (x[row * d + i] - law->mean()[i]);
        u[row] = 0.5 * std::erfc(-sum / std::sqrt(2 * variance));
      }
      CHECK(distance_of(std::move(u)) <= 0.00327);
    }
  }
}

TEST_CASE("coordinates of Dirichlet draws are beta, and their pairs, too") {
  constexpr std::size_t kRows = 1'000'000;
  for (const MultivariateCase& each : multivariate_cases()) {
    if (each.name != "dirichlet") continue;
    const auto law = each.law();
    const auto& alpha = each.parameters[0];
    const std::size_t d = law->dimension();
    double total = 0;
    for (const double a : alpha) total += a;
    const std::vector<double> x = draws_of(*law, kRows, 13);
    for (std::size_t i = 0; i < d; ++i) {
      for (std::size_t j = i; j < d; ++j) {
        if (d == 2 && i != j) continue;  // their sum is 1
        const double a = i == j ? alpha[i] : alpha[i] + alpha[j];
        const Univariate margin = make_univariate("beta", std::vector{a, total - a});
        constexpr std::size_t kCells = 1024;
        std::vector<double> cut(kCells - 1), seen(kCells, 0.0);
        for (std::size_t k = 1; k < kCells; ++k) cut[k - 1] = static_cast<double>(k) / kCells;
        margin.ppf(cut, cut);
        for (std::size_t row = 0; row < kRows; ++row) {
          const double value = x[row * d + i] + (i == j ? 0 : x[row * d + j]);
          ++seen[static_cast<std::size_t>(std::ranges::lower_bound(cut, value) - cut.begin())];
        }
        double below = 0, distance = 0;
        for (std::size_t k = 0; k < kCells; ++k) {
          below += seen[k];
          distance = std::max(distance, std::abs(below / kRows - static_cast<double>(k + 1) / kCells));
        }
        CHECK(distance <= 0.00327);
      }
    }
  }
}

TEST_CASE("draws of a multinomial law have its masses, which sum to 1") {
  constexpr std::size_t kRows = 1'000'000;
  for (const MultivariateCase& each : multivariate_cases()) {
    if (each.name != "multinomial" || each.parameters[1].size() != 3) continue;
    const auto law = each.law();
    const auto n = static_cast<std::size_t>(each.parameters[0][0]);
    const std::vector<double> x = draws_of(*law, kRows, 14);
    std::vector<double> seen((n + 1) * (n + 1), 0.0);
    for (std::size_t row = 0; row < kRows; ++row) {
      CHECK(x[3 * row] + x[3 * row + 1] + x[3 * row + 2] == each.parameters[0][0]);
      ++seen[static_cast<std::size_t>(x[3 * row]) * (n + 1) + static_cast<std::size_t>(x[3 * row + 1])];
    }
    double total = 0, chi2 = 0, rest_seen = 0, rest_mass = 0, entropy = 0;
    int cells = -1;
    const auto count = [&](double got, double mass) {
      if (mass > 0) chi2 += (got - mass * kRows) * (got - mass * kRows) / (mass * kRows), ++cells;
    };
    for (std::size_t a = 0; a <= n; ++a) {
      for (std::size_t b = 0; a + b <= n; ++b) {
        const std::vector<double> row{static_cast<double>(a), static_cast<double>(b), static_cast<double>(n - a - b)};
        const double log_mass = law->log_prob(row), mass = std::exp(log_mass), got = seen[a * (n + 1) + b];
        total += mass;
        if (mass > 0) entropy -= mass * log_mass;
        if (mass * kRows >= 50) {
          count(got, mass);
        } else {
          rest_seen += got;
          rest_mass += mass;
        }
        if (mass == 0) CHECK(got == 0);
      }
    }
    count(rest_seen, rest_mass);
    CHECK(total == doctest::Approx(1).epsilon(1e-13));
    CHECK(law->entropy() == doctest::Approx(entropy).epsilon(1e-12));
    // Wilson & Hilferty: 6 standard deviations, 1e-9.
    const double df = cells;
    CHECK(chi2 <= df * std::pow(1 - 2 / (9 * df) + 6 * std::sqrt(2 / (9 * df)), 3));
  }
  // By the entropy of two categories, a binomial law's, where terms are left out: sd 474.
  const std::vector<double> p{0.1, 0.9};
  const double binomial = make_univariate("binomial", std::vector{2.5e6, 0.1}).entropy();
  CHECK(Multinomial(2.5e6, p).entropy() == doctest::Approx(binomial).epsilon(1e-12));
}

// The responsibilities of draws average to the weights: of 10^6 draws within 6 standard errors.
TEST_CASE("a Gaussian mixture's draws have its density") {
  constexpr std::size_t kRows = 1'000'000;
  for (const MultivariateCase& each : multivariate_cases()) {
    if (each.name != "gaussian_mixture") continue;
    const auto made = each.law();
    const auto& law = dynamic_cast<const GaussianMixture&>(*made);
    const std::size_t count = law.weights().size();
    const std::vector<double> x = draws_of(law, kRows, 15);
    std::vector<double> r(kRows * count), p(kRows);
    law.responsibilities(x, r);
    law.log_prob(x, p);
    for (std::size_t k = 0; k < count; ++k) {
      double sum = 0, squares = 0;
      for (std::size_t i = 0; i < kRows; ++i) {
        sum += r[i * count + k];
        squares += r[i * count + k] * r[i * count + k];
      }
      const double mean = sum / kRows, error = std::sqrt(std::max(squares / kRows - mean * mean, 0.0) / kRows);
      CHECK(std::abs(mean - law.weights()[k]) <= 6 * error + 1e-12);
    }
    // The density by hand at some of them.
    for (std::size_t i = 0; i < 100; ++i) {
      double sum = 0;
      const auto row = std::span(x).subspan(i * law.dimension(), law.dimension());
      for (std::size_t k = 0; k < count; ++k) {
        if (law.weights()[k] > 0) sum += law.weights()[k] * std::exp(law.components()[k].log_prob(row));
      }
      CHECK(std::exp(p[i]) == doctest::Approx(sum).epsilon(1e-12));
    }
  }
}

TEST_CASE("a sample of rows is the same in parts, and rows have the same density alone") {
  for (const MultivariateCase& each : multivariate_cases()) {
    const auto law = each.law();
    const std::size_t d = law->dimension();
    std::vector<double> whole(700 * d), parts(whole.size()), log_p(700);
    law->sample(key_from_seed(5), whole, 1000);
    for (std::size_t from = 0; from < 700;) {
      const std::size_t n = std::min<std::size_t>(1 + from * 7 % 300, 700 - from);
      law->sample(key_from_seed(5), std::span(parts).subspan(from * d, n * d), 1000 + from);
      from += n;
    }
    CAPTURE(each.name);
    CHECK(whole == parts);
    if (law->covariance()(0, 0) > 0) CHECK(draws_of(*law, 700, 6) != draws_of(*law, 700, 7));
    law->log_prob(whole, log_p);
    for (std::size_t i = 0; i < 700; i += 61) {
      CHECK(bits_of(law->log_prob(std::span(whole).subspan(i * d, d))) == bits_of(log_p[i]));
      CHECK(std::isfinite(log_p[i]));
    }
  }
}

TEST_CASE("rows outside of the support have log density -inf, rows with NaN have NaN") {
  const Dirichlet dirichlet(std::vector{0.5, 1.0, 2.0});
  using Row = std::vector<double>;
  CHECK(dirichlet.log_prob(Row{0.5, 0.6, 0.1}) == -kInf);
  CHECK(dirichlet.log_prob(Row{-0.1, 0.5, 0.6}) == -kInf);
  CHECK(dirichlet.log_prob(Row{0, 0.4, 0.6}) == kInf);
  CHECK(dirichlet.log_prob(Row{0.4, 0.6, 0}) == -kInf);
  CHECK(std::isnan(dirichlet.log_prob(Row{0.4, kNan, 0.6})));
  // Gamma(3.5) / (Gamma(0.5) Gamma(2)) 0.4^-0.5 0.6, also at and near the edge at which the exponent is 0.
  const double at_edge = std::log(1.875 / std::sqrt(0.4) * 0.6);
  CHECK(close(dirichlet.log_prob(Row{0.4, 0, 0.6}), at_edge, 1e-13));
  CHECK(close(dirichlet.log_prob(Row{0.4, 1e-300, 0.6}), at_edge, 1e-13));
  CHECK(close(dirichlet.log_prob(Row{0.4, 1e-200, 0.6}), at_edge, 1e-13));
  const Multinomial counts(3, std::vector{0.5, 0.5, 0.0});
  CHECK(counts.log_prob(Row{1, 2, 0}) == doctest::Approx(std::log(0.375)).epsilon(1e-14));
  CHECK(counts.log_prob(Row{1, 1, 0}) == -kInf);
  CHECK(counts.log_prob(Row{1, 1, 1}) == -kInf);
  CHECK(counts.log_prob(Row{4, -1, 0}) == -kInf);
  CHECK(counts.log_prob(Row{1.5, 1.5, 0}) == -kInf);
  CHECK(std::isnan(counts.log_prob(Row{kNan, 1, 1})));
  CHECK(Multinomial(0, std::vector{0.5, 0.5}).log_prob(Row{0, 0}) == 0);
  // 10^9 trials: by loggamma of 50 digits.
  CHECK(close(Multinomial(1e9, std::vector{0.25, 0.25, 0.5}).log_prob(Row{250'010'000, 249'980'000, 500'010'000}),
              -21.92828295151920296567, 1e-12));
  const auto normal = multivariate_cases()[11].law();
  CHECK(normal->log_prob(Row{kInf, 0}) == -kInf);
  CHECK(std::isnan(normal->log_prob(Row{kNan, 0})));
}

// Every expression of the catalogue, at four rows, each row with parameters of its own: its gradient with respect to
// every operand that is not a count against a central difference of fourth order.
TEST_CASE("the gradients of densities of rows are those of differences") {
  struct Case {
    std::string_view name;
    std::vector<std::vector<double>> operands;
    std::vector<bool> smooth;
  };
  const std::vector<Case> cases{
      {"categorical.log_prob", {{2}, {0.3, -1, 2, 0}}, {false, true}},
      {"dirichlet.log_prob", {{0.2, 0.3, 0.5}, {0.7, 3, 40}}, {false, true}},
      {"gaussian_mixture.log_prob",
       {{0.3, -1}, {0.1, 0.7}, {0, 0, 1, -2}, {1, 0, 0.5, 2, 0.7, 0, -0.2, 0.4}},
       {true, true, true, true}},
      {"lkj_cholesky.log_prob", {{1, 0, 0, 0.6, 0.8, 0, -0.48, 0.6, 0.64}, {1.7}}, {false, true}},
      {"mixture.log_prob", {{0.2, 1}, {-3}, {-1}}, {true, true, true}},
      {"multinomial.log_prob", {{4, 0, 7}, {11}, {0.2, -1, 0.7}}, {false, false, true}},
      {"multivariate_normal.log_prob", {{1, 2}, {0.5, -0.5}, {2, 0, 0.7, 0.8}}, {true, true, true}},
      {"multivariate_normal.sample", {{1, 2}, {0.5, -0.5}, {2, 0, 0.7, 0.8}}, {true, true, true}},
      {"multivariate_normal_diagonal.log_prob", {{1, 2}, {0.5, -0.5}, {2, 0.8}}, {true, true, true}},
      {"multivariate_normal_diagonal.sample", {{1, 2}, {0.5, -0.5}, {2, 0.8}}, {true, true, true}},
  };
  CHECK(cases.size() == multivariate_builders().size());
  for (const Case& each : cases) {
    CAPTURE(each.name);
    const auto rows = catalogue();
    const auto row = std::ranges::find(rows, each.name, &BuilderRow::name);
    REQUIRE(row != rows.end());
    Graph graph;
    std::vector<Expr> in;
    for (const auto& operand : each.operands) in.push_back(graph.input({kBatch, static_cast<Dim>(operand.size())}));
    const Expr value = row->build({graph, in, {}})[0];
    std::vector<Expr> outputs = gradient(sum(value), in);
    outputs.push_back(value);
    Program<double> program(outputs, {.batch = 4});
    const auto width = static_cast<std::size_t>(value.shape().cols);
    for (std::size_t k = 0; k < in.size(); ++k) {
      const std::size_t cols = each.operands[k].size();
      for (std::size_t i = 0; i < 4 * cols; ++i) {
        const bool shifted = each.smooth[k] && each.operands[k][i % cols] != 0;
        program.input(in[k])[i] = each.operands[k][i % cols] * (shifted ? 1 + 0.01 * static_cast<double>(i / cols) : 1);
      }
    }
    program.run();
    for (std::size_t k = 0; k < in.size(); ++k) {
      if (!each.smooth[k]) continue;
      const std::size_t cols = each.operands[k].size();
      const auto got = program.value(outputs[k]);
      const std::vector<double> exact(got.begin(), got.end());
      for (std::size_t i = 0; i < 4 * cols; ++i) {
        double& x = program.input(in[k])[i];
        const double at = x, h = 2e-3 * std::max(std::abs(at), 0.1);
        const auto shifted = [&](double by) {
          x = at + by;
          program.run();
          double sum = 0;
          for (std::size_t c = 0; c < width; ++c) sum += program.value(value)[i / cols * width + c];
          x = at;
          return sum;
        };
        const double numeric = (8 * (shifted(h) - shifted(-h)) - (shifted(2 * h) - shifted(-2 * h))) / (12 * h);
        CHECK_MESSAGE(std::abs(exact[i] - numeric) <= 1e-8 * (1 + std::abs(numeric)), exact[i] << " " << numeric);
      }
      program.run();
    }
  }
}

TEST_CASE("the formula of a Dirichlet density has the gradient (a - 1) / x") {
  Graph graph;
  const Expr x = graph.input({kBatch, 3}), alpha = graph.data({1, 3}, std::vector{0.7, 3.0, 40.0});
  const Expr wrt[] = {x};
  const Expr outputs[] = {gradient(sum(dirichlet_log_prob(x, alpha)), wrt)[0]};
  Program<double> program(outputs);
  const double at[] = {0.2, 0.3, 0.5};
  std::ranges::copy(at, program.input(x).begin());
  program.run();
  CHECK(program.value(outputs[0])[0] == doctest::Approx(-0.3 / 0.2).epsilon(1e-12));
  CHECK(program.value(outputs[0])[1] == doctest::Approx(2 / 0.3).epsilon(1e-12));
  CHECK(program.value(outputs[0])[2] == doctest::Approx(39 / 0.5).epsilon(1e-12));
}

TEST_CASE("only the lower part of a factor is read") {
  Graph graph;
  const Expr x = graph.input({kBatch, 2}), mu = graph.data({1, 2}, std::vector{0.0, 0.0});
  const Expr clean = graph.data({1, 4}, std::vector{2.0, 0.0, 1.0, 3.0});
  const Expr dirty = graph.data({1, 4}, std::vector{2.0, kNan, 1.0, 3.0});
  const Expr outputs[] = {multivariate_normal_log_prob(x, mu, clean), multivariate_normal_log_prob(x, mu, dirty),
                          multivariate_normal_sample(x, mu, clean), multivariate_normal_sample(x, mu, dirty)};
  Program<double> program(outputs);
  program.input(x)[0] = 1;
  program.input(x)[1] = -2;
  program.run();
  CHECK(program.value(outputs[0])[0] == program.value(outputs[1])[0]);
  CHECK(program.value(outputs[2])[0] == 2);
  CHECK(program.value(outputs[2])[1] == -5);
  CHECK(program.value(outputs[3])[1] == -5);
}

TEST_CASE("bad laws of rows are named, with what is wrong") {
  using Lists = std::vector<std::vector<double>>;
  struct Bad {
    std::string_view name;
    Lists parameters;
    std::string_view message;
  };
  const Bad table[] = {
      {"multivariate_normal",
       {{0, 0}, {1, 2, 2, 1}},
       "multivariate_normal: covariance is not positive definite: pivot 1 of 0 to 1 is -3; it must be greater than 0"},
      {"multivariate_normal",
       {{0, 0}, {0, 0, 0, 1}},
       "multivariate_normal: covariance is not positive definite: pivot 0 of 0 to 1 is 0; it must be greater than 0"},
      {"multivariate_normal",
       {{0, 0}, {1, 0.5, 0.4, 1}},
       "multivariate_normal: covariance is not symmetric: (1, 0) is 0.4 and (0, 1) is 0.5"},
      {"multivariate_normal", {{0, 0}, {1, 0, 0}}, "multivariate_normal: covariance has 3 numbers; it must have 2 x 2"},
      {"multivariate_normal",
       {{0, kNan}, {1, 0, 0, 1}},
       "multivariate_normal: mean[1] is nan; every value must be a finite number"},
      {"multivariate_normal", {{}, {}}, "multivariate_normal: mean is empty"},
      {"multivariate_normal", {{1}}, "multivariate_normal: there are 1 lists of parameters; it has 2"},
      {"multivariate_normal_diagonal",
       {{0, 0}, {1, 0}},
       "multivariate_normal_diagonal: sigma[1] is 0; it must be greater than 0"},
      {"multivariate_normal_diagonal", {{0, 0}, {1}}, "multivariate_normal_diagonal: mean has 2 numbers and sigma 1"},
      {"dirichlet", {{1}}, "dirichlet: alpha has 1 numbers; it needs two"},
      {"dirichlet", {{1, 0}}, "dirichlet: alpha[1] is 0; it must be greater than 0"},
      {"lkj_cholesky", {{1}, {2}}, "lkj_cholesky: n is 1; it must be a whole number, 2 ... 32"},
      {"lkj_cholesky", {{3}, {0}}, "lkj_cholesky: eta is 0; it must be greater than 0"},
      {"lkj_cholesky", {{3}, {1, 2}}, "lkj_cholesky: eta has 2 numbers; it must have 1"},
      {"multinomial", {{1.5}, {0.5, 0.5}}, "multinomial: n is 1.5; it must be a whole number, 0 ... 2^53"},
      {"multinomial", {{1, 2}, {0.5, 0.5}}, "multinomial: n has 2 numbers; it must have 1"},
      {"multinomial", {{1}, {0.5, 0.4}}, "multinomial: p sums to 0.9; probabilities must sum to 1"},
      {"gaussian_mixture",
       {{0.5, 0.5}, {0, 1}, {1, 0}},
       "multivariate_normal: covariance is not positive definite: pivot 0 of 0 to 0 is 0; it must be greater than 0"},
      {"gaussian_mixture",
       {{0.5, 0.5}, {0, 1, 2}, {1, 0}},
       "gaussian_mixture: means has 3 numbers; it must have 2 x 1"},
      {"gaussian_mixture",
       {{0.5, 0.6}, {0, 1}, {1, 1}},
       "gaussian_mixture: weights sums to 1.1; probabilities must sum to 1"},
      {"dirichlett",
       {},
       "multivariate: there is no dirichlett; there are dirichlet, gaussian_mixture, lkj_cholesky, multinomial, "
       "multivariate_normal, multivariate_normal_diagonal"},
  };
  for (const Bad& bad : table) {
    std::string message;
    try {
      (void)make_multivariate(bad.name, bad.parameters);
    } catch (const Error& error) {
      message = error.what();
    }
    CHECK(message == bad.message);
  }
  const std::vector<double> mean{0, 0};
  CHECK_THROWS_WITH_AS((void)MultivariateNormal::from_factor(mean, {std::vector{1.0, 1.0, 0.0, 1.0}, 2, 2}),
                       "multivariate_normal: scale_tril(0, 1) is 1; above the diagonal it must be 0", Error);
  CHECK_THROWS_WITH_AS((void)MultivariateNormal::from_factor(mean, {std::vector{1.0, 0.0, 0.0, -1.0}, 2, 2}),
                       "multivariate_normal: scale_tril(1, 1) is -1; it must be greater than 0", Error);
  const auto law = multivariate_cases()[11].law();
  std::vector<double> three(3), one(1);
  CHECK_THROWS_WITH_AS(law->sample(key_from_seed(1), three), "multivariate_normal: out has 3 numbers; a row has 2",
                       Error);
  CHECK_THROWS_WITH_AS(law->log_prob(three, one), "multivariate_normal: x has 3 numbers; a row has 2", Error);
  std::vector<double> four(4);
  CHECK_THROWS_WITH_AS(law->log_prob(four, one), "multivariate_normal: x has 2 rows and y 1 numbers", Error);
}

TEST_CASE("expressions of rows name the operand that has other columns") {
  struct Bad {
    std::string_view name;
    std::vector<Dim> columns;
    std::string_view message;
  };
  const Bad table[] = {
      {"categorical.log_prob", {2, 3}, "categorical.log_prob: x has 2 columns; it must have 1"},
      {"categorical.log_prob",
       {1, 1 << 24},
       "categorical.log_prob: logits would have 16777216 columns; at most 4194304 are possible"},
      {"dirichlet.log_prob", {1, 3}, "dirichlet.log_prob: x has 1 columns; it must have 3"},
      {"lkj_cholesky.log_prob", {8, 1}, "lkj_cholesky.log_prob: x has 8 columns; a matrix of n rows has n n, n >= 2"},
      {"lkj_cholesky.log_prob", {9, 2}, "lkj_cholesky.log_prob: eta has 2 columns; it must have 1"},
      {"multinomial.log_prob", {1, 1, 3}, "multinomial.log_prob: x has 1 columns; it must have 3"},
      {"multinomial.log_prob", {3, 2, 3}, "multinomial.log_prob: n has 2 columns; it must have 1"},
      {"multivariate_normal.log_prob",
       {2, 2, 3},
       "multivariate_normal.log_prob: scale_tril has 3 columns; it must have 4"},
      {"multivariate_normal.sample", {2, 2, 3}, "multivariate_normal.sample: scale_tril has 3 columns; it must have 4"},
      {"multivariate_normal.sample",
       {1 << 20, 1, 1},
       "multivariate_normal.sample: scale_tril would have 1099511627776 columns; at most 4194304 are possible"},
      {"gaussian_mixture.log_prob", {2, 3, 4, 12}, "gaussian_mixture.log_prob: mu has 4 columns; it must have 6"},
      {"gaussian_mixture.log_prob",
       {2, 3, 6, 6},
       "gaussian_mixture.log_prob: scale_tril has 6 columns; it must have 12"},
      {"mixture.log_prob", {3, 1, 1}, "mixture.log_prob: logits has 3 columns for 2 log densities of 1 values"},
      {"mixture.log_prob", {2, 2, 3}, "mixture.log_prob: log_prob has 2 columns; it must have 3"},
  };
  for (const Bad& bad : table) {
    const auto rows = catalogue();
    const auto row = std::ranges::find(rows, bad.name, &BuilderRow::name);
    REQUIRE(row != rows.end());
    Graph graph;
    std::vector<Expr> in;
    for (const Dim columns : bad.columns) in.push_back(graph.input({kBatch, columns}));
    std::string message;
    try {
      (void)row->build({graph, in, {}});
    } catch (const Error& error) {
      message = error.what();
    }
    CHECK(message == bad.message);
  }
}
