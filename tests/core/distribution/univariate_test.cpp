// What holds for every family of the catalogue, over the members of support/distribution_cases.hpp.

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <set>
#include <vector>

#include "support/distribution_cases.hpp"
#include "support/ulp.hpp"
#include "tractable/base/error.hpp"
#include "tractable/graph/gradient.hpp"
#include "tractable/graph/ops.hpp"
#include "tractable/graph/program.hpp"

using namespace tractable;
using namespace tractable::test;

namespace {

constexpr double kInf = std::numeric_limits<double>::infinity();
constexpr double kNan = std::numeric_limits<double>::quiet_NaN();

/// The error relative to the larger of |b| and 1; 0 for the same infinity.
double miss(double a, double b) { return a == b ? 0 : std::abs(a - b) / std::max(std::abs(b), 1.0); }

/// Probabilities from the ends to the middle.
std::vector<double> probabilities() {
  std::vector<double> p{1e-60, 1e-20, 1e-9, 1e-4};
  for (int k = 1; k < 50; ++k) p.push_back(k / 50.0);
  p.insert(p.end(), {0.9999, 1 - 1e-9, 1 - 0x1p-53});
  return p;
}

/// Points with weights such that sum w exp(log p(x)) f(x) is E f(X): the whole numbers, or Gauss-Legendre's eight
/// points on each half of 120 pieces between quantiles of normal spacing.
struct Rule {
  std::vector<double> x, weight, log_p;
};
Rule rule_of(const Univariate& law) {
  constexpr double kAt[] = {0.1834346424956498, 0.5255324099163290, 0.7966664774136267, 0.9602898564975363};
  constexpr double kWeight[] = {0.3626837833783620, 0.3137066458778873, 0.2223810344533745, 0.1012285362903763};
  Rule rule;
  if (law.family().discrete) {
    const double last = law.isf(1e-25);
    for (double k = law.ppf(1e-25); k <= last; ++k) rule.x.push_back(k);
    rule.weight.assign(rule.x.size(), 1);
  } else {
    double left = std::isfinite(law.support().low) ? law.support().low : law.ppf(1e-30);
    for (int k = -120; k <= 120; ++k) {
      const double z = k / 10.0, p = 0.5 * std::erfc(std::abs(z) / std::sqrt(2));
      const double right = z < 0 ? law.ppf(p) : law.isf(p);
      const double half = (right - left) / 2, middle = left + half;
      for (int i = 0; i < 8 && half > 0; ++i) {
        rule.x.push_back(middle + (i < 4 ? half : -half) * kAt[i % 4]);
        rule.weight.push_back(half * kWeight[i % 4]);
      }
      left = std::max(left, right);
    }
  }
  rule.log_p.resize(rule.x.size());
  law.log_prob(rule.x, rule.log_p);
  return rule;
}
template <class F>
double expectation(const Rule& rule, F f) {
  double sum = 0;
  for (std::size_t i = 0; i < rule.x.size(); ++i) {
    const double p = std::exp(rule.log_p[i]);
    if (p > 0) sum += rule.weight[i] * p * f(rule.x[i], rule.log_p[i]);
  }
  return sum;
}

/// Where the density is infinite: the rule above is not made for that.
bool has_pole(const Univariate& law) {
  return law.log_prob(law.support().low) == kInf || law.log_prob(law.support().high) == kInf;
}

/// The distance between the quartiles: a scale that every law has.
double spread(const Univariate& law) { return law.ppf(0.75) - law.ppf(0.25); }

/// What the k-th parameter may be; a list has one row for all.
Domain domain_of(const Univariate& law, std::size_t k) {
  const auto rows = law.family().parameters;
  return rows[std::min(k, rows.size() - 1)].domain;
}

/// How far x is from the nearer end of the support.
double room(const Univariate& law, double x) { return std::min(x - law.support().low, law.support().high - x); }

}  // namespace

TEST_CASE("every family has a row of cases, a fallback that is allowed, and its place in the alphabet") {
  std::set<std::string_view> with_cases;
  for (const DistributionCase& each : distribution_cases()) with_cases.insert(each.family);
  for (const Family* each : families()) {
    CHECK_MESSAGE(with_cases.contains(each->name), each->name);
    std::vector<double> fallback;
    for (const ParameterRow& row : each->parameters) fallback.push_back(row.fallback);
    CHECK_NOTHROW((void)make_univariate(each->name, fallback));
    CHECK((each->quantile == nullptr) == each->discrete);
  }
  CHECK(std::ranges::is_sorted(families(), {}, [](const Family* each) { return each->name; }));
}

TEST_CASE("cdf, sf and their inverses and logarithms agree") {
  for (const DistributionCase& each : distribution_cases()) {
    const Univariate law = each.law();
    for (const double p : probabilities()) {
      CAPTURE(each.name());
      CAPTURE(p);
      const double x = law.ppf(p), y = law.isf(p);
      CHECK(law.cdf(x) + law.sf(x) == doctest::Approx(1).epsilon(1e-14));
      CHECK(miss(law.log_cdf(x), std::log(law.cdf(x))) <= 1e-12);
      CHECK(miss(law.log_sf(y), std::log(law.sf(y))) <= 1e-12);
      if (law.family().discrete) {
        CHECK(law.cdf(x) >= p);
        CHECK(law.sf(y) <= p);
        if (x > law.support().low) CHECK(law.cdf(x - 1) < p);
        if (y > law.support().low) CHECK(law.sf(y - 1) > p);
        if (law.cdf(x) < 1) CHECK(law.ppf(law.cdf(x)) == x);
      } else if (std::abs(x) > 1e-300) {
        // As well as half an ULP of x allows.
        const double blur = 2e-16 * std::abs(x) * std::exp(law.log_prob(x)) / p;
        CHECK(law.cdf(x) / p == doctest::Approx(1).epsilon(1e-12 + 2 * blur));
        const double blur_above = 2e-16 * std::abs(y) * std::exp(law.log_prob(y)) / p;
        if (y < law.support().high) CHECK(law.sf(y) / p == doctest::Approx(1).epsilon(1e-12 + 2 * blur_above));
      }
    }
    CHECK(law.ppf(0) == law.support().low);
    CHECK(law.ppf(1) == law.support().high);
    CHECK(law.isf(0) == law.support().high);
    CHECK(law.isf(1) == law.support().low);
  }
}

TEST_CASE("a number alone gives the bits that it gives among others") {
  for (const DistributionCase& each : distribution_cases()) {
    const Univariate law = each.law();
    CAPTURE(each.name());
    std::vector<double> x(331), y(331);
    law.sample(key_from_seed(9), x);
    law.log_prob(x, y);
    for (std::size_t i = 0; i < x.size(); ++i) CHECK(bits_of(law.log_prob(x[i])) == bits_of(y[i]));
  }
}

// mpmath 1.3, 45 digits: log C(n, k) p^k (1 - p)^(n - k) by loggamma, tails as sums of masses.
TEST_CASE("counts of 10^9 and extreme probabilities") {
  struct Mass {
    double n, p, k, log_mass;
  };
  constexpr Mass kMasses[] = {
      {1e9, 0.5, 5e8, -10.58742427136793301044406},
      {1e9, 0.5, 500'100'000, -30.58742438470126809044409},
      {1e9, 1e-9, 0, -1.000000000500000062614925},
      {1e9, 1e-9, 1, -0.9999999994999999998333333},
      {1e9, 1e-9, 5, -5.787491748282045757954668},
      {1e9, 1 - 1e-9, 999'999'998, -1.69314720834187760082544},
      {1e9, 0.3, 299'950'000, -16.4527698882542292279896},
      {0x1p53, 0.25, 2251799826030926, -18.49547473421110308717566},
      {1e9, 1e-300, 1, -670.0522620612672940241764},
      {10, 1e-300, 3, -2067.539091951859069546767},
      {1e9, 0.5, 0, -693147180.5599453094172321},
      {1e9, 0.5, 1e9, -693147180.5599453094172321},
      {1e9, 0.999999, 999'999'999, -993.0927437500776341095793},
      {10, 1 - 0x1p-53, 4, -215.0736958873451401582504},
  };
  for (const Mass& row : kMasses) {
    CAPTURE(row.n);
    CAPTURE(row.p);
    CAPTURE(row.k);
    CHECK(miss(make_univariate("binomial", std::vector{row.n, row.p}).log_prob(row.k), row.log_mass) <= 1e-13);
  }
  const Univariate rare = make_univariate("binomial", std::vector{1e9, 1e-9});
  const Univariate half = make_univariate("binomial", std::vector{1e9, 0.5});
  const Univariate law = make_univariate("binomial", std::vector{1e9, 0.3});
  const auto close = [](double got, double expected) { return std::abs(got / expected - 1) <= 1e-12; };
  CHECK(close(rare.cdf(0), 0.367879440987502578021044));
  CHECK(close(rare.sf(0), 0.632120559012497421978956));
  CHECK(close(rare.cdf(3), 0.9810118431851594273081698));
  CHECK(close(rare.sf(3), 0.01898815681484057269183019));
  CHECK(close(half.cdf(499'900'000), 1.270074179877283387326134e-10));
  CHECK(close(law.sf(300'100'000), 2.591434886525431078683582e-12));
  for (const double p : {1e-12, 0.3, 1 - 1e-9}) {
    const double x = law.ppf(p);
    CHECK(law.cdf(x) >= p);
    CHECK(law.cdf(x - 1) < p);
  }
  // log(2 pi e n p q) / 2 + (4 p q - 1) / (12 n p q), whose next term is some 1 / n^2; at n = 2000 by adding up.
  CHECK(law.entropy() == doctest::Approx(11.00024757748205206).epsilon(1e-12));
  CHECK(make_univariate("binomial", std::vector{2000.0, 0.3}).entropy() ==
        doctest::Approx(4.439034084078792126).epsilon(1e-12));
  // Mean and variance of 10^5 draws, 5 standard errors.
  std::vector<double> draws(100'000);
  law.sample(key_from_seed(3), draws);
  double sum = 0, squares = 0;
  for (const double x : draws) {
    sum += x - law.mean();
    squares += (x - law.mean()) * (x - law.mean());
  }
  CHECK(std::abs(sum / 1e5) <= 5 * std::sqrt(law.variance() / 1e5));
  CHECK(std::abs(squares / 1e5 / law.variance() - 1) <= 5 * std::sqrt(2 / 1e5));
}

TEST_CASE("outside of the support, at infinity and at NaN") {
  for (const DistributionCase& each : distribution_cases()) {
    const Univariate law = each.law();
    CAPTURE(each.name());
    const Support support = law.support();
    std::vector<double> left{-kInf}, right{kInf};
    if (std::isfinite(support.low)) left.push_back(support.low - 1);
    if (std::isfinite(support.high)) right.push_back(support.high + 1);
    for (const double x : left) {
      CHECK(law.log_prob(x) == -kInf);
      CHECK(law.cdf(x) == 0);
      CHECK(law.sf(x) == 1);
      CHECK(law.log_cdf(x) == -kInf);
      CHECK(law.log_sf(x) == 0);
    }
    for (const double x : right) {
      CHECK(law.log_prob(x) == -kInf);
      CHECK(law.cdf(x) == 1);
      CHECK(law.sf(x) == 0);
      CHECK(law.log_cdf(x) == 0);
      CHECK(law.log_sf(x) == -kInf);
    }
    for (const UnivariateFunction f :
         {UnivariateFunction::log_prob, UnivariateFunction::cdf, UnivariateFunction::log_sf, UnivariateFunction::ppf}) {
      double x = kNan;
      law.evaluate(f, {&x, 1}, {&x, 1});
      CHECK(std::isnan(x));
    }
    CHECK(std::isnan(law.ppf(-1e-9)));
    CHECK(std::isnan(law.isf(1 + 1e-9)));
    if (law.family().discrete) {
      CHECK(law.log_prob(0.5) == -kInf);
      CHECK(law.cdf(2.5) == law.cdf(2));
    }
  }
}

TEST_CASE("the density is that of the cdf, and mean, variance and entropy are its integrals") {
  for (const DistributionCase& each : distribution_cases()) {
    const Univariate law = each.law();
    CAPTURE(each.name());
    if (law.family().discrete) {
      for (double k = law.ppf(1e-12); k <= law.isf(1e-12); k += std::max(1.0, std::floor(law.variance() / 300))) {
        const double mass = std::exp(law.log_prob(k));
        CHECK(std::abs(law.cdf(k) - (k > 0 ? law.cdf(k - 1) : 0) - mass) < 1e-14 + 1e-12 * mass);
      }
    } else {
      for (const double p : {1e-3, 0.1, 0.3, 0.45, 0.8, 0.99}) {
        const double x = law.ppf(p);
        const double h = 2e-3 * std::min(spread(law), room(law, x));
        const double slope =  // a central difference of fourth order
            (8 * (law.cdf(x + h) - law.cdf(x - h)) - (law.cdf(x + 2 * h) - law.cdf(x - 2 * h))) / (12 * h);
        CHECK(slope == doctest::Approx(std::exp(law.log_prob(x))).epsilon(1e-7));
      }
    }
    if (has_pole(law)) continue;
    const double mean = law.mean(), sd = std::sqrt(law.variance());
    const Rule rule = rule_of(law);
    CHECK(expectation(rule, [](double, double) { return 1.0; }) == doctest::Approx(1).epsilon(1e-10));
    // What the rule leaves out must not count: heavy tails have most of their variance there.
    const double far = law.isf(1e-30) - mean;
    if (std::isfinite(mean) && far * far * 1e-30 < 1e-12 * sd * sd) {
      CHECK(std::abs(expectation(rule, [&](double x, double) { return x - mean; })) <= 1e-10 * (sd + std::abs(mean)));
      CHECK(expectation(rule, [&](double x, double) { return (x - mean) * (x - mean); }) ==
            doctest::Approx(law.variance()).epsilon(1e-9));
    }
    CHECK(std::abs(expectation(rule, [](double, double log_p) { return -log_p; }) - law.entropy()) <= 1e-9);
  }
}

TEST_CASE("sample has the law of log_prob") {
  constexpr std::size_t kDraws = 1'000'000;
  std::vector<double> x(kDraws);
  for (const DistributionCase& each : distribution_cases()) {
    const Univariate law = each.law();
    CAPTURE(each.name());
    law.sample(key_from_seed(2024), x);
    if (!law.family().discrete) {
      // The Kolmogorov distance at 4 095 quantiles, at most 1/4096 below that everywhere; its bound by Dvoretzky,
      // Kiefer, Wolfowitz and Massart at 1e-9: sqrt(log(2e9) / (2 n)).
      constexpr std::size_t kCells = 4096;
      std::vector<double> seen(kCells, 0.0), cut(kCells - 1);
      for (std::size_t k = 1; k < kCells; ++k) cut[k - 1] = static_cast<double>(k) / kCells;
      law.ppf(cut, cut);
      for (const double draw : x) ++seen[static_cast<std::size_t>(std::ranges::lower_bound(cut, draw) - cut.begin())];
      double below = 0, distance = 0;
      for (std::size_t k = 0; k < kCells; ++k) {
        below += seen[k];
        distance = std::max(distance, std::abs(below / kDraws - static_cast<double>(k + 1) / kCells));
      }
      CHECK(distance <= 0.00327);
      continue;
    }
    // Chi squared over cells of at least 100 expected draws; a value without mass is a failure by itself.
    std::sort(x.begin(), x.end());
    double chi2 = 0, seen_below = 0, mass_below = 0;
    int cells = 0;
    std::size_t at = 0;
    const double last = law.isf(1e-9);
    for (double k = law.ppf(1e-9), mass = 0;; ++k) {
      mass = k >= last ? 1 - mass_below : law.cdf(k) - mass_below;
      if (mass * kDraws < 100 && k < last) continue;
      while (at < kDraws && (x[at] <= k || k >= last)) ++at;
      const double seen = static_cast<double>(at) - seen_below, expected = mass * kDraws;
      if (expected > 0) {
        chi2 += (seen - expected) * (seen - expected) / expected;
        ++cells;
      }
      seen_below = static_cast<double>(at);
      mass_below += mass;
      if (k >= last) break;
    }
    CHECK(std::isfinite(law.log_prob(x.front())));
    CHECK(std::isfinite(law.log_prob(x.back())));
    // Wilson & Hilferty: 6 standard deviations, 1e-9.
    const double df = std::max(cells - 1, 1), bound = df * std::pow(1 - 2 / (9 * df) + 6 * std::sqrt(2 / (9 * df)), 3);
    CHECK_MESSAGE(chi2 <= bound, chi2 << " over " << cells << " cells");
  }
}

TEST_CASE("a sample is the same in parts, and another one with another key") {
  for (const DistributionCase& each : distribution_cases()) {
    const Univariate law = each.law();
    CAPTURE(each.name());
    std::vector<double> whole(1500), parts(1500), other(1500);
    law.sample(key_from_seed(5), whole, 1000);
    for (std::size_t from = 0; from < parts.size();) {
      const std::size_t n = std::min<std::size_t>(1 + from * 7 % 300, parts.size() - from);
      law.sample(key_from_seed(5), std::span(parts).subspan(from, n), 1000 + from);
      from += n;
    }
    CHECK(whole == parts);
    law.sample(key_from_seed(6), other, 1000);
    if (law.variance() != 0) CHECK(whole != other);
  }
}

TEST_CASE("the density's gradient is that of differences") {
  for (const DistributionCase& each : distribution_cases()) {
    const Univariate law = each.law();
    if (law.variance() == 0) continue;
    Graph graph;
    std::vector<Expr> in{graph.input({kBatch, 1})};
    for (std::size_t k = 0; k < each.parameters.size(); ++k) in.push_back(graph.input({1, 1}));
    const Expr value = law.family().log_prob(in[0], std::span(in).subspan(1));
    std::vector<Expr> outputs{value};
    for (const Expr g : gradient(sum(value), in)) outputs.push_back(g);
    Program<double> program(outputs);
    // As far as the k-th number may go and the density with it.
    const auto step = [&](std::size_t k, const std::vector<double>& v) {
      const double inside = room(law, v[0]);
      if (k == 0) return std::min(spread(law), inside);
      if (each.family == "uniform") return std::min(spread(law), inside * 1e3);
      const Domain domain = domain_of(law, k - 1);
      if (domain == Domain::probability) return std::min(v[k], 1 - v[k]);
      return domain == Domain::positive ? v[k] : spread(law);
    };
    const auto at = [&](std::vector<double> v) {
      for (std::size_t k = 0; k < in.size(); ++k) program.input(in[k])[0] = v[k];
      program.run();
      return program.value(value)[0];
    };
    for (const double p : {1e-6, 0.02, 0.4, 0.9}) {
      std::vector<double> v{law.ppf(p)};
      v.insert(v.end(), each.parameters.begin(), each.parameters.end());
      for (std::size_t k = law.family().discrete ? 1 : 0; k < v.size(); ++k) {
        if (k > 0 && domain_of(law, k - 1) == Domain::count) continue;
        CAPTURE(each.name());
        CAPTURE(p);
        CAPTURE(k);
        const double h = 1e-4 * step(k, v);
        if (h == 0) continue;  // a probability of 0
        const auto shifted = [&](double by) {
          std::vector<double> w = v;
          w[k] += by;
          return at(w);
        };
        const double numeric = (8 * (shifted(h) - shifted(-h)) - (shifted(2 * h) - shifted(-2 * h))) / (12 * h);
        (void)at(v);
        const double exact = program.value(outputs[k + 1])[0];
        const double noise = 1e-13 * (std::abs(at(v)) + 30) / h;
        CHECK(std::abs(exact - numeric) <= 1e-8 * std::abs(numeric) + noise);
      }
    }
  }
}

TEST_CASE("bad parameters are named, with their value") {
  struct Bad {
    std::string_view family;
    std::vector<double> parameters;
    std::string_view message;
  };
  const Bad table[] = {
      {"normal", {0, 0}, "normal: sigma is 0; it must be greater than 0"},
      {"normal", {0, -1}, "normal: sigma is -1; it must be greater than 0"},
      {"normal", {kNan, 1}, "normal: mu is nan; it must be a finite number"},
      {"normal", {0, kInf}, "normal: sigma is inf; it must be a finite number"},
      {"normal", {0}, "normal: there are 1 parameters; it has 2"},
      {"gamma", {0, 1}, "gamma: shape is 0; it must be greater than 0"},
      {"gamma", {1, -2}, "gamma: rate is -2; it must be greater than 0"},
      {"beta", {0, 1}, "beta: a is 0; it must be greater than 0"},
      {"cauchy", {0, 0}, "cauchy: scale is 0; it must be greater than 0"},
      {"exponential", {-1}, "exponential: rate is -1; it must be greater than 0"},
      {"half_cauchy", {0}, "half_cauchy: scale is 0; it must be greater than 0"},
      {"half_normal", {-1}, "half_normal: sigma is -1; it must be greater than 0"},
      {"inverse_gamma", {1, 0}, "inverse_gamma: scale is 0; it must be greater than 0"},
      {"laplace", {kInf, 1}, "laplace: loc is inf; it must be a finite number"},
      {"logistic", {0, -2}, "logistic: scale is -2; it must be greater than 0"},
      {"lognormal", {0, 0}, "lognormal: sigma is 0; it must be greater than 0"},
      {"student_t", {0, 0, 1}, "student_t: df is 0; it must be greater than 0"},
      {"uniform", {1, 1}, "uniform: low is 1 and high is 1; low must be less than high, by a finite width"},
      {"bernoulli", {1.5}, "bernoulli: p is 1.5; a probability lies between 0 and 1"},
      {"categorical", {1}, "categorical: there are 1 parameters; it has 2 or more"},
      {"categorical", {0.5, 0.6}, "categorical: p sums to 1.1; probabilities must sum to 1"},
      {"categorical", {1.5, -0.5}, "categorical: p[0] is 1.5; a probability lies between 0 and 1"},
      {"categorical", {0.5, kNan}, "categorical: p[1] is nan; it must be a probability"},
      {"geometric", {0}, "geometric: p is 0; it must be greater than 0"},
      {"geometric", {-0.1}, "geometric: p is -0.1; a probability lies between 0 and 1"},
      {"neg_binomial", {0, 0.5}, "neg_binomial: r is 0; it must be greater than 0"},
      {"neg_binomial", {2, 0}, "neg_binomial: p is 0; it must be greater than 0"},
      {"poisson", {0}, "poisson: rate is 0; it must be greater than 0"},
      {"poisson", {kInf}, "poisson: rate is inf; it must be a finite number"},
      {"binomial", {10.5, 0.5}, "binomial: n is 10.5; it must be a whole number, 0 ... 2^53"},
      {"binomial", {-1, 0.5}, "binomial: n is -1; it must be a whole number, 0 ... 2^53"},
      {"binomial", {10, 1.5}, "binomial: p is 1.5; a probability lies between 0 and 1"},
  };
  for (const Bad& bad : table) {
    std::string message;
    try {
      (void)make_univariate(bad.family, bad.parameters);
    } catch (const Error& error) {
      message = error.what();
    }
    CHECK(message == bad.message);
  }
  std::string names;
  for (const Family* each : families()) names += (names.empty() ? "" : ", ") + std::string(each->name);
  const std::string message = "distribution: there is no norml; there are " + names;
  CHECK_THROWS_WITH_AS((void)make_univariate("norml", {}), message.c_str(), Error);
}
