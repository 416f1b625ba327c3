// Mixtures of laws on the line: against mpmath and quadrature, draws against the cdf, quantiles, bad input.

#include "tractable/distribution/mixture.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <string>
#include <vector>

#include "support/json.hpp"
#include "support/ulp.hpp"
#include "tractable/base/error.hpp"
#include "tractable/distribution/catalogue.hpp"

using namespace tractable;
using namespace tractable::test;

namespace {

constexpr double kInf = std::numeric_limits<double>::infinity();
constexpr double kNan = std::numeric_limits<double>::quiet_NaN();

Univariate law(const char* name, const std::vector<double>& parameters) { return make_univariate(name, parameters); }
Mixture mixture(const std::vector<double>& weights, std::vector<Univariate> laws) { return {weights, std::move(laws)}; }

Mixture heavy() { return mixture({0.25, 0.75}, {law("normal", {-2, 0.5}), law("student_t", {3, 1, 2})}); }
Mixture light() { return mixture({0.25, 0.75}, {law("normal", {-2, 0.5}), law("normal", {1, 2})}); }
Mixture counts() { return mixture({0.4, 0.6}, {law("poisson", {3}), law("binomial", {40, 0.5})}); }

/// Those that all properties are checked for.
std::vector<Mixture> mixtures() {
  return {heavy(),
          light(),
          counts(),
          mixture({0.5, 0.2, 0.3}, {law("gamma", {2, 1}), law("exponential", {0.1}), law("half_cauchy", {3})}),
          mixture({1e-6, 1 - 1e-6}, {law("normal", {1e4, 1}), law("normal", {0, 1})}),
          mixture({0.5, 0.5}, {law("uniform", {0, 1}), law("uniform", {2, 3})}),
          mixture({0, 1}, {law("cauchy", {0, 1}), law("uniform", {2, 3})}),
          mixture({1}, {law("neg_binomial", {0.5, 0.1})})};
}

bool near(double got, double expected) { return std::abs(got - expected) <= 1e-12 * std::abs(expected); }

/// int over the normal law (m, s) of f, by the trapezoidal rule: to all digits for what is smooth.
template <class F>
double normal_expectation(double m, double s, F f) {
  double sum = 0;
  constexpr double kStep = 1.0 / 64;
  for (int i = -14 * 64; i <= 14 * 64; ++i) {
    const double z = i * kStep;
    sum += kStep * std::exp(-z * z / 2) * 0.39894228040143267794 * f(m + s * z);
  }
  return sum;
}

}  // namespace

// mpmath, 40 digits.
TEST_CASE("a mixture's density and tails agree with mpmath") {
  struct Row {
    double x, log_p, cdf, sf;
  };
  constexpr Row kRows[] = {
      {-1e6, -52.27395103493833169658591, 6.615926897165695867152212e-18, 1},
      {-30, -10.77267296743124545140913, 0.0002187949442312932627164764, 0.9997812050557687067372835},
      {-2, -1.408631668981809267032905, 0.2114689494668086446056814, 0.7885310505331913553943186},
      {0.5, -2.022951056776295818733046, 0.5570233867479181249029789, 0.4429766132520818750970211},
      {4, -3.100949678506081319822046, 0.9135310505331913553943186, 0.08646894946680864460568142},
      {1e5, -43.0635666651401956731173, 0.9999999999999933838547821, 6.616145217906050983675322e-15},
  };
  const Mixture m = heavy();
  for (const Row& row : kRows) {
    CAPTURE(row.x);
    CHECK(std::abs(m.log_prob(row.x) - row.log_p) <= 1e-13 * std::max(1.0, std::abs(row.log_p)));
    CHECK(near(m.cdf(row.x), row.cdf));
    CHECK(near(m.sf(row.x), row.sf));
    CHECK(near(m.log_cdf(row.x), row.cdf > 0.9 ? std::log1p(-row.sf) : std::log(row.cdf)));
    CHECK(near(m.log_sf(row.x), row.sf > 0.9 ? std::log1p(-row.cdf) : std::log(row.sf)));
  }
  const Mixture thin = light();
  CHECK(near(thin.log_cdf(-100), -1280.253985676706901691329));
  CHECK(near(thin.log_cdf(-40), -214.3544110357155810939696));
  CHECK(near(thin.log_cdf(0), -0.7310666493322484503289881));
  CHECK(near(thin.log_sf(0), -0.6566132201003098433181048));
  CHECK(near(thin.log_sf(60), -439.7171566816020086812573));
  CHECK(near(thin.log_sf(100), -1230.234000981279155847149));
  CHECK(near(thin.log_cdf(60), -std::exp(-439.7171566816020086812573)));
}

TEST_CASE("divergences from and to a mixture agree with quadrature of many digits") {
  const Json file = Json::reference("kl_conjugate_bic.json");
  int seen = 0;
  for (const Json& row : file["kl"].array()) {
    if (row["q"].string() != "normal_mixture") continue;
    ++seen;
    const auto p = row["p_par"].numbers(), q = row["q_par"].numbers();
    const Univariate normal = law("normal", p);
    const Mixture m = mixture({q[0], 1 - q[0]}, {law("normal", {q[1], q[3]}), law("normal", {q[2], q[4]})});
    const double forward = normal_expectation(p[0], p[1], [&](double x) { return normal.log_prob(x) - m.log_prob(x); });
    CHECK(near(forward, row["quadrature"].number()));
    const auto gain = [&](double x) { return m.log_prob(x) - normal.log_prob(x); };
    const double reverse =
        q[0] * normal_expectation(q[1], q[3], gain) + (1 - q[0]) * normal_expectation(q[2], q[4], gain);
    CHECK(near(reverse, row["reverse_quadrature"].number()));
    // Mean and variance are expectations, too.
    const auto moment = [&](auto f) {
      return q[0] * normal_expectation(q[1], q[3], f) + (1 - q[0]) * normal_expectation(q[2], q[4], f);
    };
    CHECK(std::abs(moment([](double x) { return x; }) - m.mean()) <= 1e-13);
    CHECK(near(moment([&](double x) { return (x - m.mean()) * (x - m.mean()); }), m.variance()));
  }
  CHECK(seen == 3);
}

TEST_CASE("a mixture's quantiles are where its tails reach them") {
  for (const Mixture& m : mixtures()) {
    for (const double p : {1e-300, 1e-60, 1e-9, 1e-3, 0.1, 0.3, 0.5, 0.50001, 0.77, 0.999, 1 - 1e-9, 1 - 0x1p-53}) {
      CAPTURE(m.components()[0].family().name);
      CAPTURE(p);
      const double x = m.ppf(p), y = m.isf(p);
      if (m.discrete()) {
        CHECK(m.cdf(x) >= p);
        if (x > 0) CHECK(m.cdf(x - 1) < p);
        CHECK(m.sf(y) <= p);
        if (y > 0) CHECK(m.sf(y - 1) > p);
        continue;
      }
      // As well as half an ULP of x allows.
      const double blur = 2e-16 * std::abs(x) * std::exp(m.log_prob(x)) / p;
      if (std::abs(x) < 1e300) CHECK(std::abs(m.cdf(x) / p - 1) <= 1e-12 + 2 * blur);
      const double blur_above = 2e-16 * std::abs(y) * std::exp(m.log_prob(y)) / p;
      if (std::abs(y) < 1e300) CHECK(std::abs(m.sf(y) / p - 1) <= 1e-12 + 2 * blur_above);
    }
    CHECK(m.ppf(0) == m.support().low);
    CHECK(m.ppf(1) == m.support().high);
    CHECK(m.isf(0) == m.support().high);
    CHECK(std::isnan(m.ppf(kNan)));
    CHECK(std::isnan(m.ppf(-0.1)));
    CHECK(std::isnan(m.log_prob(kNan)));
    CHECK(std::isnan(m.cdf(kNan)));
  }
  // A quantile in the gap between two components is at its left end.
  const Mixture gap = mixture({0.5, 0.5}, {law("uniform", {0, 1}), law("uniform", {2, 3})});
  CHECK(gap.ppf(0.5) == doctest::Approx(1).epsilon(1e-15));
  CHECK(gap.log_prob(1.5) == -kInf);
  CHECK(gap.cdf(1.5) == 0.5);
  // A component without weight is not there.
  const Mixture alone = mixture({0, 1}, {law("cauchy", {0, 1}), law("uniform", {2, 3})});
  CHECK(alone.support().low == 2);
  CHECK(alone.mean() == 2.5);
  CHECK(alone.log_prob(0) == -kInf);
  CHECK(mixture({0, 1}, {law("beta", {0.5, 1}), law("uniform", {0, 1})}).log_prob(0) == 0);
}

// Of 10^6 draws the Kolmogorov distance, bound by Dvoretzky, Kiefer, Wolfowitz and Massart at 1e-9.
TEST_CASE("a mixture's draws have its cdf") {
  std::vector<double> x(1'000'000);
  for (const Mixture& m : mixtures()) {
    m.sample(key_from_seed(21), x);
    std::ranges::sort(x);
    double distance = 0;
    for (std::size_t i = 499; i < x.size(); i += 500) {
      if (m.discrete() && i + 1 < x.size() && x[i + 1] == x[i]) continue;  // not its last
      distance = std::max(distance, std::abs(m.cdf(x[i]) - static_cast<double>(i + 1) * 1e-6));
    }
    CHECK(distance <= 0.00327);
    std::vector<double> whole(1500), parts(1500);
    m.sample(key_from_seed(5), whole, 1000);
    for (std::size_t from = 0; from < parts.size();) {
      const std::size_t n = std::min<std::size_t>(1 + from * 7 % 300, parts.size() - from);
      m.sample(key_from_seed(5), std::span(parts).subspan(from, n), 1000 + from);
      from += n;
    }
    CHECK(whole == parts);
    for (const double draw : whole) CHECK(std::isfinite(m.log_prob(draw)));
  }
}

TEST_CASE("responsibilities are the components' parts of the density") {
  const Mixture m = heavy();
  const std::vector<double> x{-2, 0, 50};
  std::vector<double> r(6);
  m.responsibilities(x, r);
  for (std::size_t i = 0; i < 3; ++i) {
    const double first = 0.25 * std::exp(m.components()[0].log_prob(x[i]));
    const double second = 0.75 * std::exp(m.components()[1].log_prob(x[i]));
    CHECK(r[2 * i] == doctest::Approx(first / (first + second)).epsilon(1e-13));
    CHECK(r[2 * i + 1] == doctest::Approx(second / (first + second)).epsilon(1e-13));
  }
}

TEST_CASE("bad mixtures are named, with what is wrong") {
  const auto normal = law("normal", {0, 1});
  CHECK_THROWS_WITH_AS((void)mixture({}, {}), "mixture: weights is empty", Error);
  CHECK_THROWS_WITH_AS((void)mixture({0.5, 0.6}, {normal, normal}),
                       "mixture: weights sums to 1.1; probabilities must sum to 1", Error);
  CHECK_THROWS_WITH_AS((void)mixture({1.5, -0.5}, {normal, normal}),
                       "mixture: weights[0] is 1.5; a probability lies between 0 and 1", Error);
  CHECK_THROWS_WITH_AS((void)mixture({1}, {normal, normal}), "mixture: there are 1 weights and 2 components", Error);
  CHECK_THROWS_WITH_AS((void)mixture({0.5, 0.5}, {normal, law("poisson", {1})}),
                       "mixture: normal and poisson have no common density: one is discrete, the other is not", Error);
  std::vector<double> two(2), three(3);
  CHECK_THROWS_AS(heavy().evaluate(UnivariateFunction::cdf, two, three), Error);
  CHECK_THROWS_AS(heavy().responsibilities(two, three), Error);
}
