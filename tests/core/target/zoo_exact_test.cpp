// What the zoo says that it knows exactly (normalisers, moments, draws) against integrals of its log densities.

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <numeric>
#include <span>
#include <string>
#include <vector>

#include "support/json.hpp"
#include "support/target_cases.hpp"
#include "tractable/bayes/quadrature.hpp"
#include "tractable/distribution/catalogue.hpp"
#include "tractable/distribution/multivariate_normal.hpp"
#include "tractable/graph/program.hpp"
#include "tractable/linalg/cholesky.hpp"
#include "tractable/target/zoo.hpp"

using namespace tractable;
using namespace tractable::test;

namespace {

constexpr double kNoLine = 1e9;  // no second coordinate

/// A map from a rectangle (s, t) to the plane, with its log Jacobian and its inverse; for the line t is not read.
struct Chart {
  void (*forward)(const double* st, double* x, double& log_jacobian);
  void (*inverse)(const double* x, double* st);
};
constexpr Chart kPlain{[](const double* st, double* x, double& j) { x[0] = st[0], x[1] = st[1], j = 0; },
                       [](const double* x, double* st) { st[0] = x[0], st[1] = x[1]; }};
constexpr Chart kLogarithmic{[](const double* st, double* x, double& j) { x[0] = std::exp(st[0]), j = st[0]; },
                             [](const double* x, double* st) { st[0] = std::log(x[0]); }};
constexpr Chart kFunnel{
    [](const double* st, double* x, double& j) { x[0] = st[0], x[1] = std::exp(st[0] / 2) * st[1], j = st[0] / 2; },
    [](const double* x, double* st) { st[0] = x[0], st[1] = x[1] * std::exp(-x[0] / 2); }};
constexpr Chart kPolar{
    [](const double* st, double* x, double& j) {
      x[0] = st[0] * std::cos(st[1]), x[1] = st[0] * std::sin(st[1]), j = std::log(st[0]);
    },
    [](const double* x, double* st) { st[0] = std::hypot(x[0], x[1]), st[1] = std::atan2(x[1], x[0]); }};
constexpr Chart kTails{[](const double* st, double* x, double& j) {
                         x[0] = std::sinh(st[0]), x[1] = std::sinh(st[1]);
                         j = std::log(std::cosh(st[0])) + std::log(std::cosh(st[1]));
                       },
                       [](const double* x, double* st) { st[0] = std::asinh(x[0]), st[1] = std::asinh(x[1]); }};
constexpr Chart kTail{
    [](const double* st, double* x, double& j) { x[0] = std::sinh(st[0]), j = std::log(std::cosh(st[0])); },
    [](const double* x, double* st) { st[0] = std::asinh(x[0]); }};
/// Bent as the usual banana.
constexpr Chart kBent{
    [](const double* st, double* x, double& j) { x[0] = st[0], x[1] = st[1] + 0.5 * st[0] * st[0], j = 0; },
    [](const double* x, double* st) { st[0] = x[0], st[1] = x[1] - 0.5 * x[0] * x[0]; }};
constexpr Chart kTwisted{
    [](const double* st, double* x, double& j) { x[0] = st[0], x[1] = st[1] - 0.2 * st[0] * st[0], j = 0; },
    [](const double* x, double* st) { st[0] = x[0], st[1] = x[1] + 0.2 * x[0] * x[0]; }};

struct ExactCase {
  std::string name;
  Settings settings;
  Chart chart;
  double low_s, high_s, low_t = kNoLine, high_t = kNoLine;
};

std::vector<ExactCase> exact_cases() {
  constexpr double kPi = kPiOfCases;
  return {{"standard_normal", {}, kPlain, -9, 9, -9, 9},
          {"ar1_normal", {}, kPlain, -9, 9, -9, 9},
          {"ar1_normal", {{"rho", -0.6}}, kPlain, -9, 9, -9, 9},
          {"equicorrelated_normal", {{"dim", 2}}, kPlain, -9, 9, -9, 9},
          {"scaled_normal", {{"dim", 2}, {"low", 0.1}, {"high", 2}}, kPlain, -0.9, 0.9, -18, 18},
          {"banana", {}, kBent, -18, 18, -11, 7},
          {"twisted_normal", {}, kTwisted, -18, 18, -3.3, 5.7},
          {"ring", {}, kPlain, -4.5, 4.5, -4.5, 4.5},
          {"ring", {{"radius", 1}, {"width", 0.7}}, kPlain, -3.8, 3.8, -3.8, 3.8},
          {"donut", {}, kPolar, 1.4, 3.8, -kPi, kPi},
          {"donut", {{"radius", 1}, {"width", 2}}, kPolar, 0, 20, -kPi, kPi},
          {"funnel", {{"dim", 2}}, kFunnel, -27, 36, -9, 9},
          {"funnel_noncentred", {{"dim", 2}}, kPlain, -9, 12, -9, 9},
          {"two_normals", {}, kPlain, -8, 11},
          {"bimodal", {{"weight", 0.2}}, kPlain, -12, 12, -9, 9},
          {"bimodal", {{"dim", 1}, {"weight", 0.7}}, kPlain, -12, 12},
          {"gamma", {}, kLogarithmic, -14, 4},
          {"gamma", {{"shape", 0.7}, {"rate", 5}}, kLogarithmic, -60, 3},
          {"log_gamma", {}, kPlain, -14, 4},
          {"log_gamma", {{"shape", 0.4}, {"rate", 0.3}}, kPlain, -100, 5.5},
          {"student_t", {}, kTails, -25, 25, -25, 25},
          {"student_t", {{"dim", 1}, {"df", 1}}, kTail, -35, 35}};
}

/// Gauss-Legendre's eight points on each of 64 x 64 cells (of 512 on the line): the mass of each cell, and integrals.
struct Integrals {
  std::size_t across = 64, down = 64;
  std::vector<double> mass;
  double total = 0;
  std::vector<double> mean, second;  // of the quantities and of their products
};

Integrals integrals_of(const ExactCase& each) {
  constexpr double kAt[] = {0.1834346424956498, 0.5255324099163290, 0.7966664774136267, 0.9602898564975363};
  constexpr double kWeight[] = {0.3626837833783620, 0.3137066458778873, 0.2223810344533745, 0.1012285362903763};
  const bool line = each.low_t == kNoLine;
  Integrals found;
  if (line) found.across = 512, found.down = 1;
  const std::size_t points = line ? 8 : 64;
  Graph graph;
  const TargetExprs e = Target(each.name, each.settings).build(graph);
  Program<double> program(std::vector{e.log_prob, e.quantities}, {.batch = points});
  const auto count = static_cast<std::size_t>(e.quantities.shape().cols);
  found.mean.resize(count), found.second.resize(count * count);
  const double ds = (each.high_s - each.low_s) / static_cast<double>(found.across);
  const double dt = line ? 2 : (each.high_t - each.low_t) / static_cast<double>(found.down);
  for (std::size_t cell = 0; cell < found.across * found.down; ++cell) {
    std::vector<double> log_weight(points);
    for (std::size_t p = 0; p < points; ++p) {
      const std::size_t a = p % 8, b = p / 8;
      double st[2] = {
          each.low_s + ds * (static_cast<double>(cell % found.across) + 0.5 + (a < 4 ? 0.5 : -0.5) * kAt[a % 4]),
          each.low_t + dt * (static_cast<double>(cell / found.across) + 0.5 + (b < 4 ? 0.5 : -0.5) * kAt[b % 4])};
      double x[2] = {0, 0}, log_jacobian = 0;
      each.chart.forward(st, x, log_jacobian);
      const double weight = ds / 2 * kWeight[a % 4] * (line ? 1 : dt / 2 * kWeight[b % 4]);
      log_weight[p] = std::log(weight) + log_jacobian;
      std::copy_n(x, line ? 1 : 2, program.input(e.x).begin() + static_cast<std::ptrdiff_t>(p * (line ? 1 : 2)));
    }
    program.run();
    double mass = 0;
    for (std::size_t p = 0; p < points; ++p) {
      const double w = std::exp(program.value(e.log_prob)[p] + log_weight[p]);
      const auto q = program.value(e.quantities).subspan(p * count, count);
      mass += w;
      for (std::size_t i = 0; i < count && w > 0; ++i) {
        found.mean[i] += w * q[i];
        for (std::size_t j = 0; j < count; ++j) found.second[i * count + j] += w * q[i] * q[j];
      }
    }
    found.mass.push_back(mass);
    found.total += mass;
  }
  return found;
}

/// sup |F_n - F| of numbers whose cdf is known: bound by Dvoretzky, Kiefer, Wolfowitz and Massart at 1e-9 for 10^6.
double kolmogorov(std::vector<double> x, const std::function<double(double)>& cdf) {
  std::ranges::sort(x);
  const auto n = static_cast<double>(x.size());
  double distance = 0;
  for (std::size_t i = 0; i < x.size(); i += 200) {
    distance = std::max(distance, std::abs(cdf(x[i]) - static_cast<double>(i) / n));
  }
  return distance;
}
double kolmogorov_normal(const std::vector<double>& z) {
  return kolmogorov(z, [](double v) { return 0.5 * std::erfc(-v / std::sqrt(2.0)); });
}
constexpr double kDistance = 0.00327 + 200e-6;

std::vector<double> draws_of(const Target& target, std::size_t rows, std::uint32_t seed) {
  std::vector<double> x(rows * target.dim());
  target.sample(key_from_seed(seed), x);
  return x;
}

}  // namespace

TEST_CASE("normalisers, means and covariances are integrals of the density") {
  for (const ExactCase& each : exact_cases()) {
    CAPTURE(each.name);
    const Target target(each.name, each.settings);
    const Integrals found = integrals_of(each);
    CHECK(std::abs(std::log(found.total) - target.log_normalizer()) <= 1e-9);
    const TargetMoments moments = target.moments();
    const Matrix covariance = target.covariance();
    const std::size_t count = moments.mean.size();
    REQUIRE(covariance.rows == count);
    for (std::size_t i = 0; i < count; ++i) {
      if (!std::isfinite(moments.variance[i])) continue;
      const double sd = std::sqrt(moments.variance[i]);
      CHECK(std::abs(found.mean[i] / found.total - moments.mean[i]) <= 1e-9 * sd);
      for (std::size_t j = 0; j < count; ++j) {
        const double both = found.second[i * count + j] / found.total - moments.mean[i] * moments.mean[j];
        CHECK(std::abs(both - covariance(i, j)) <= 2e-9 * sd * std::sqrt(moments.variance[j]));
      }
    }
  }
}

// Chi squared over the cells of which 50 draws are expected, and one of all others; of a right sampler one in 10^9
// fails (Wilson & Hilferty: 6 standard deviations).
TEST_CASE("exact draws have the law of log_prob") {
  constexpr std::size_t kDraws = 1'000'000;
  for (const ExactCase& each : exact_cases()) {
    CAPTURE(each.name);
    const Target target(each.name, each.settings);
    REQUIRE(target.has_draws());
    const Integrals mass = integrals_of(each);
    const std::size_t dim = target.dim();
    const std::vector<double> x = draws_of(target, kDraws, 31);
    std::vector<double> seen(mass.mass.size() + 1, 0.0);
    const auto place = [](double v, double low, double high, std::size_t n) {
      const double at = std::floor((v - low) / (high - low) * static_cast<double>(n));
      return at >= 0 && at < static_cast<double>(n) ? static_cast<std::size_t>(at) : n;
    };
    for (std::size_t i = 0; i < kDraws; ++i) {
      double st[2] = {0, 0};
      each.chart.inverse(&x[i * dim], st);
      const std::size_t a = place(st[0], each.low_s, each.high_s, mass.across);
      const std::size_t b = dim == 1 ? 0 : place(st[1], each.low_t, each.high_t, mass.down);
      ++seen[a < mass.across && b < mass.down ? b * mass.across + a : mass.mass.size()];
    }
    double chi2 = 0, rest_seen = seen.back(), rest_mass = 0;
    int cells = 0;
    for (std::size_t k = 0; k < mass.mass.size(); ++k) {
      const double expected = mass.mass[k] * kDraws;
      if (expected >= 50) {
        chi2 += (seen[k] - expected) * (seen[k] - expected) / expected;
        ++cells;
      } else {
        rest_seen += seen[k];
        rest_mass += mass.mass[k];
      }
    }
    if (rest_mass * kDraws > 1) {
      chi2 += std::pow(rest_seen - rest_mass * kDraws, 2) / (rest_mass * kDraws);
    } else {
      CHECK(rest_seen <= 20);
      --cells;
    }
    const double df = cells;
    CHECK(cells > 20);
    CHECK_MESSAGE(chi2 <= df * std::pow(1 - 2 / (9 * df) + 6 * std::sqrt(2 / (9 * df)), 3), chi2 << " of " << df);
  }
}

TEST_CASE("in many dimensions the normal targets are the normal law of their covariance") {
  for (const auto& [name, settings] :
       std::vector<std::pair<std::string, Settings>>{{"ar1_normal", {{"dim", 10}, {"rho", -0.7}}},
                                                     {"equicorrelated_normal", {{"dim", 10}, {"rho", 0.8}}},
                                                     {"scaled_normal", {{"dim", 10}}}}) {
    CAPTURE(name);
    const Target target(name, settings);
    const Matrix covariance = target.covariance();
    const MultivariateNormal law(target.moments().mean, covariance);
    std::vector<double> x = draws_of(target, 100'000, 5);
    Graph graph;
    const TargetExprs e = target.build(graph);
    Program<double> program(std::vector{e.log_prob}, {.batch = 50});
    std::copy_n(x.begin(), 500, program.input(e.x).begin());
    program.run();
    for (std::size_t i = 0; i < 50; ++i) {
      CHECK(program.value(e.log_prob)[i] ==
            doctest::Approx(law.log_prob(std::span(x).subspan(10 * i, 10))).epsilon(1e-12));
    }
    // Whitened draws: 10^6 standard normals whose products average to 0, within 6 standard errors.
    const Cholesky factor(covariance);
    std::vector<double> products(100, 0.0);
    for (std::size_t i = 0; i < 100'000; ++i) {
      const std::span row = std::span(x).subspan(10 * i, 10);
      factor.solve_lower(row);
      for (std::size_t k = 0; k < 100; ++k) products[k] += row[k / 10] * row[k % 10] / 1e5;
    }
    CHECK(kolmogorov_normal(x) <= kDistance);
    for (std::size_t k = 0; k < 100; ++k) {
      CHECK(std::abs(products[k] - (k / 10 == k % 10 ? 1 : 0)) <= 6 * std::sqrt(2 / 1e5));
    }
  }
}

TEST_CASE("in many dimensions donut, funnel and Student's t have the laws of their parts") {
  constexpr std::size_t kDraws = 1'000'000;
  const auto squares = [](const std::vector<double>& x, std::size_t dim, std::size_t from = 0) {
    std::vector<double> sum(x.size() / dim, 0.0);
    for (std::size_t i = 0; i < x.size(); ++i) sum[i / dim] += i % dim >= from ? x[i] * x[i] : 0;
    return sum;
  };
  // About 0 the donut is a normal law; about R its distance's cdf is an integral, and so is its mean square.
  const std::vector<double> about_zero =
      squares(draws_of(Target("donut", Settings{{"dim", 5}, {"radius", 0}, {"width", 0.5}}), kDraws, 7), 5);
  const Univariate chi2 = make_univariate("gamma", std::vector{2.5, 2.0});
  CHECK(kolmogorov(about_zero, [&](double v) { return chi2.cdf(v); }) <= kDistance);
  const Target donut("donut", Settings{{"dim", 5}, {"radius", 2}, {"width", 0.7}});
  const std::vector<double> rows = draws_of(donut, kDraws, 8);
  const auto shell = [](int power) {
    return [power](double r) { return std::pow(r, power) * std::exp(-0.5 * sq((r - 2) / 0.7)); };
  };
  const double whole = integrate(shell(4), {0, 10}).value;
  CHECK(donut.moments().variance[3] == doctest::Approx(integrate(shell(6), {0, 10}).value / whole / 5).epsilon(1e-9));
  CHECK(kolmogorov(squares(rows, 5), [&](double v) {
          return integrate(shell(4), {0, std::sqrt(v)}, {.relative = 1e-6}).value / whole;
        }) <= kDistance);
  std::vector<double> sums(5, 0.0);
  for (std::size_t i = 0; i < rows.size(); ++i) sums[i % 5] += rows[i];
  for (const double sum : sums) CHECK(std::abs(sum / kDraws) <= 6 * std::sqrt(donut.moments().variance[0] / kDraws));

  const Target funnel("funnel");
  std::vector<double> x = draws_of(funnel, kDraws / 10, 9), v, z;
  for (std::size_t i = 0; i < x.size(); i += 10) {
    v.push_back(x[i] / 3);
    for (std::size_t j = 1; j < 10; ++j) z.push_back(x[i + j] * std::exp(-x[i] / 2));
  }
  CHECK(kolmogorov_normal(v) <= 0.0107);  // of 10^5
  CHECK(kolmogorov_normal(z) <= kDistance * std::sqrt(10 / 9.0));

  const std::vector<double> tails =
      squares(draws_of(Target("student_t", Settings{{"dim", 5}, {"df", 4}}), kDraws, 10), 5);
  const Univariate beta = make_univariate("beta", std::vector{2.5, 2.0});
  CHECK(kolmogorov(tails, [&](double s) { return beta.cdf(s / (4 + s)); }) <= kDistance);
}

TEST_CASE("moments are those of the reference") {
  const Json reference = Json::reference("targets.json");
  const auto same = [](const Json& expected, const std::vector<double>& got) {
    const std::vector<double> all = expected.numbers();
    REQUIRE(all.size() <= got.size());
    for (std::size_t i = 0; i < all.size(); ++i) CHECK(got[i] == doctest::Approx(all[i]).epsilon(1e-14));
  };
  const TargetMoments banana = Target("banana").moments(), funnel = Target("funnel").moments();
  const TargetMoments two = Target("two_normals").moments();
  same(reference["banana"]["E"], banana.mean);
  same(reference["banana"]["var"], banana.variance);
  same(reference["funnel_d"]["E_v"], funnel.mean);
  same(reference["funnel_d"]["var_v"], funnel.variance);
  same(reference["mixture_0.3N(-3,.5)+0.7N(2,1)"]["E"], two.mean);
  same(reference["mixture_0.3N(-3,.5)+0.7N(2,1)"]["var"], two.variance);
  // The reference's median has an error of 0.3 %, under which the probability moves by 0.0005.
  const double median = reference["funnel_d"]["median_abs_x1"].number();
  const double below =
      integrate(
          [&](double v) {
            return std::exp(log_normal_density(v, 0.0, 3.0)) * std::erf(median * std::exp(-v / 2) / std::sqrt(2.0));
          },
          {-30, 30})
          .value;
  CHECK(std::abs(below - 0.5) <= 0.001);
  // The course's own figures.
  const Target twisted("twisted_normal");
  same(Json::parse("[0, 0.4]"), twisted.moments().mean);
  same(Json::parse("[4, 1.53]"), twisted.moments().variance);
  CHECK(twisted.covariance()(0, 1) == doctest::Approx(0.5).epsilon(1e-14));
  // Where there is none.
  CHECK(std::isnan(Target("student_t", Settings{{"df", 1}}).moments().mean[0]));
  CHECK(Target("student_t", Settings{{"df", 2}}).moments().variance[1] == INFINITY);
  CHECK(Target("student_t", Settings{{"df", 2}}).covariance()(0, 1) == 0);
  CHECK(Target("eight_schools").covariance().rows == 0);
  CHECK(Target("logistic_regression").moments().mean.empty());
  CHECK(std::isnan(Target("logistic_regression").log_normalizer()));
}

// Given tau, mu and the effects are normal: what is left is an integral over tau.
TEST_CASE("the eight schools' moments and evidence are integrals over tau, near posteriordb's") {
  constexpr double kY[] = {28, 8, -3, 7, -1, 1, 18, 12}, kS[] = {15, 10, 16, 11, 9, 11, 10, 18};
  struct Given {
    double density, mean, precision;
  };
  const auto given = [&](double tau) {
    double precision = 0.04, weighted = 0, squares = 0, log_det = 0;
    for (int j = 0; j < 8; ++j) {
      const double v = kS[j] * kS[j] + tau * tau;
      precision += 1 / v, weighted += kY[j] / v, squares += kY[j] * kY[j] / v, log_det += std::log(v);
    }
    const double mean = weighted / precision;
    const double log_p = -4 * kLog2Pi - 0.5 * (log_det + std::log(precision) + squares - mean * mean * precision) -
                         std::log(5.0) + std::log(2 / (5 * kPiOfCases)) - std::log1p(tau * tau / 25);
    return Given{std::exp(log_p + 30), mean, precision};
  };
  const auto average = [&](auto f) {
    return integrate([&](double tau) { return given(tau).density * f(tau, given(tau)); }, {0, INFINITY},
                     {.relative = 1e-11})
        .value;
  };
  const double evidence = average([](double, const Given&) { return 1.0; });
  const TargetMoments moments = Target("eight_schools").moments();
  CHECK(Target("eight_schools").log_normalizer() == doctest::Approx(std::log(evidence) - 30).epsilon(1e-11));
  CHECK(Target("eight_schools_noncentred").moments().mean == moments.mean);
  const auto check = [&](std::size_t i, double first, double second) {
    const double mean = first / evidence;
    CHECK(moments.mean[i] == doctest::Approx(mean).epsilon(1e-9));
    CHECK(moments.variance[i] == doctest::Approx(second / evidence - mean * mean).epsilon(1e-8));
  };
  check(0, average([](double, const Given& g) { return g.mean; }),
        average([](double, const Given& g) { return g.mean * g.mean + 1 / g.precision; }));
  check(1, average([](double tau, const Given&) { return tau; }),
        average([](double tau, const Given&) { return tau * tau; }));
  for (std::size_t j = 0; j < 8; ++j) {
    const auto mean = [&](double tau, const Given& g) {
      return (tau * tau * kY[j] + kS[j] * kS[j] * g.mean) / (tau * tau + kS[j] * kS[j]);
    };
    check(j + 2, average(mean), average([&](double tau, const Given& g) {
            const double own = kS[j] * kS[j] / (tau * tau + kS[j] * kS[j]);
            return sq(mean(tau, g)) + own * tau * tau + own * own / g.precision;
          }));
  }
  // mu, tau, theta: posteriordb's means and their standard errors.
  constexpr double kMeans[] = {4.41052, 3.60206, 6.15050, 4.93958, 3.90591,
                               4.79602, 3.61444, 4.05115, 6.31717, 4.88400};
  constexpr double kErrors[] = {0.033, 0.032, 0.056, 0.046, 0.056, 0.056, 0.056, 0.056, 0.056, 0.056};
  for (std::size_t i = 0; i < 10; ++i) CHECK(std::abs(moments.mean[i] - kMeans[i]) <= 4 * kErrors[i]);
}

TEST_CASE("a target's draws are the same in parts, and others with another key") {
  for (const TargetRow& row : targets()) {
    const Target target(row.name);
    if (!target.has_draws()) continue;
    CAPTURE(row.name);
    const std::size_t dim = target.dim();
    std::vector<double> whole(700 * dim), parts(700 * dim), other(700 * dim);
    target.sample(key_from_seed(5), whole, 1000);
    target.sample(key_from_seed(6), other, 1000);
    for (std::size_t from = 0; from < 700;) {
      const std::size_t n = std::min<std::size_t>(1 + from * 7 % 300, 700 - from);
      target.sample(key_from_seed(5), std::span(parts).subspan(from * dim, n * dim), 1000 + from);
      from += n;
    }
    CHECK(whole == parts);
    CHECK(whole != other);
  }
}
