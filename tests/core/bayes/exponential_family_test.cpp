#include "tractable/bayes/exponential_family.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <limits>
#include <vector>

#include "tractable/base/error.hpp"
#include "tractable/bayes/conjugate.hpp"
#include "tractable/simd/special.hpp"

using namespace tractable;

namespace {

constexpr double kInf = std::numeric_limits<double>::infinity();

struct Case {
  const char* name;
  double known;
  std::vector<double> etas;
  std::vector<double> data;
};

const std::vector<Case>& cases() {
  static const std::vector<Case> all{
      // Not beyond 6: there the law itself rounds its 1 - p.
      {"bernoulli", 1, {-30, -3, -0.5, 0, 0.1, 2, 6}, {1, 0, 1, 1}},
      {"poisson", 1, {-5, -1, 0, 0.7, 2, 5}, {0, 3, 1, 7}},
      {"normal_mean", 1, {-4, 0, 0.3, 5}, {-1.5, 0.2, 2}},
      {"normal_mean", 2.5, {-4, 0, 0.3, 5}, {-1.5, 0.2, 2}},
      {"normal_precision", 1, {-20, -2, -0.5, -0.01}, {-1.5, 0.2, 2}},
      {"gamma_rate", 1, {-9, -1, -0.25}, {0.3, 2, 0.01}},
      {"gamma_rate", 3.5, {-9, -1, -0.25}, {0.3, 2, 0.01}},
  };
  return all;
}

}  // namespace

TEST_CASE("an exponential family is the law of distribution/: densities, and the moments of x where T is x") {
  for (const Case& c : cases()) {
    CAPTURE(c.name);
    const ExponentialFamily family(c.name, c.known);
    for (const double eta : c.etas) {
      CAPTURE(eta);
      const Univariate law = family.law(eta);
      std::vector<double> x = c.data;
      x.insert(x.end(), {-2, 0, 0.5, 1, 4, kInf, -kInf});
      for (const double each : x) {
        CAPTURE(each);
        const double expected = law.log_prob(each);
        if (std::isinf(expected))
          CHECK(family.log_prob(eta, each) == expected);
        else
          CHECK(family.log_prob(eta, each) == doctest::Approx(expected).epsilon(1e-12));
      }
      CHECK(std::isnan(family.log_prob(eta, std::nan(""))));
      const double tolerance = 1e-12;
      if (std::string_view(c.name) == "normal_precision") {
        // x^2 has the variance as its mean, and 2 sigma^4 as its variance.
        const double variance = law.variance();
        CHECK(family.mean(eta) == doctest::Approx(variance).epsilon(tolerance));
        CHECK(family.variance(eta) == doctest::Approx(2 * variance * variance).epsilon(tolerance));
      } else {
        CHECK(family.mean(eta) == doctest::Approx(law.mean()).epsilon(tolerance));
        CHECK(family.variance(eta) == doctest::Approx(law.variance()).epsilon(tolerance));
      }
    }
  }
}

TEST_CASE("the derivatives of the log-partition function are the mean and the variance") {
  for (const Case& c : cases()) {
    CAPTURE(c.name);
    const ExponentialFamily family(c.name, c.known);
    for (const double eta : c.etas) {
      if (std::abs(eta) > 20) continue;  // A is straight there: nothing is left of the second difference
      CAPTURE(eta);
      const double h = 0.01 * std::min(1.0, family.natural().high == 0 ? -eta : 1.0);
      const auto a = [&](int k) { return family.log_partition(eta + k * h); };
      const double first = (8 * (a(1) - a(-1)) - (a(2) - a(-2))) / (12 * h);
      const double second = (16 * (a(1) + a(-1)) - (a(2) + a(-2)) - 30 * a(0)) / (12 * h * h);
      CHECK(family.mean(eta) == doctest::Approx(first).epsilon(2e-7));
      CHECK(family.variance(eta) == doctest::Approx(second).epsilon(2e-6));
      CHECK(family.natural_of(family.mean(eta)) == doctest::Approx(eta).epsilon(1e-9));
    }
  }
}

TEST_CASE("the conjugate prior of eta has area 1, and its mean of A' is chi / nu") {
  for (const Case& c : cases()) {
    CAPTURE(c.name);
    const ExponentialFamily family(c.name, c.known);
    for (const double nu : {0.7, 3.0, 40.0}) {
      for (const double mean : {0.2, 0.85}) {
        CAPTURE(nu);
        CAPTURE(mean);
        const double chi = mean * nu;
        const auto area =
            integrate_log([&](double eta) { return chi * eta - nu * family.log_partition(eta); }, family.natural());
        CHECK(area.converged);
        CHECK(area.log_value == doctest::Approx(family.log_prior_constant(chi, nu)).epsilon(1e-9));
        const Integral found = family.prior_mean(chi, nu);
        CHECK(found.converged);
        CHECK(found.value == doctest::Approx(mean).epsilon(1e-8));
      }
    }
  }
}

TEST_CASE("the evidence by pseudo-observations is that of the conjugate pairs") {
  const std::vector<double> counts{0, 3, 1, 7};
  const std::vector<double> waits{0.3, 2, 0.01};
  const std::vector<double> tosses{1, 0, 1, 1, 1, 0, 1, 1, 0, 1};
  // Beta(2, 2) is chi = 2, nu = 4: two heads of four tosses.
  const double coin = ExponentialFamily("bernoulli").log_evidence(2, 4, tosses);
  CHECK(coin == doctest::Approx(update_bernoulli({2, 2}, 7, 3).log_evidence).epsilon(1e-13));
  CHECK(coin == doctest::Approx(-6.977748).epsilon(1e-7));
  CHECK(ExponentialFamily("poisson").log_evidence(3, 1.5, counts) ==
        doctest::Approx(update_poisson({3, 1.5}, counts).log_evidence).epsilon(1e-13));
  // Gamma(shape, rate) of the rate is nu = shape - 1 waiting times that sum to the rate.
  CHECK(ExponentialFamily("gamma_rate").log_evidence(1.5, 2, waits) ==
        doctest::Approx(update_exponential({3, 1.5}, waits).log_evidence).epsilon(1e-13));
  // mu ~ N(m, s^2), sigma = 2: nu = sigma^2 / s^2 measured values, all of them m.
  const std::vector<double> y{-1.5, 0.2, 2};
  const double nu = 4.0 / 9;
  CHECK(ExponentialFamily("normal_mean", 2).log_evidence(0.4 * nu, nu, y) ==
        doctest::Approx(update_normal({0.4, 3}, y, 2).log_evidence).epsilon(1e-12));
  // tau ~ Gamma(a, b): -eta = tau / 2 is Gamma(a, 2 b), so nu = 2 (a - 1), chi = 2 b; as quadrature has it.
  const ExponentialFamily precision("normal_precision");
  const auto by_quadrature = integrate_log(
      [&](double eta) {
        double total = precision.log_prior(1.8, 3, eta);
        for (const double x : y) total += precision.log_prob(eta, x);
        return total;
      },
      precision.natural());
  CHECK(precision.log_evidence(1.8, 3, y) == doctest::Approx(by_quadrature.log_value).epsilon(1e-9));
  // In parts: the posterior of the first is the prior of the second.
  const std::vector<double> first{0, 3}, second{1, 7};
  const ExponentialFamily poisson("poisson");
  CHECK(poisson.log_evidence(3, 1.5, counts) ==
        doctest::Approx(poisson.log_evidence(3, 1.5, first) + poisson.log_evidence(6, 3.5, second)).epsilon(1e-13));
  CHECK(poisson.log_evidence(3, 1.5, std::vector<double>{}) == doctest::Approx(0).epsilon(1e-13));
  CHECK(poisson.log_evidence(3, 1.5, std::vector<double>{1.5}) == -kInf);
}

TEST_CASE("what is no exponential family, no natural parameter and no prior says so") {
  const auto message = [](auto&& act) {
    try {
      act();
    } catch (const Error& error) {
      return std::string(error.what());
    }
    return std::string("nothing was thrown");
  };
  CHECK(message([] { ExponentialFamily("cauchy"); }).find("cauchy") != std::string::npos);
  CHECK(message([] { ExponentialFamily("normal_mean", 0); }).find("known is 0") != std::string::npos);
  CHECK(message([] { (void)ExponentialFamily("gamma_rate").mean(0); }).find("eta is 0") != std::string::npos);
  CHECK(message([] { (void)ExponentialFamily("poisson").law(std::nan("")); }).find("eta is nan") != std::string::npos);
  CHECK(message([] { (void)ExponentialFamily("bernoulli").natural_of(1); }).find("mean is 1") != std::string::npos);
  CHECK(message([] { (void)ExponentialFamily("bernoulli").log_prior(5, 4, 0); }).find("chi / nu is 1.25") !=
        std::string::npos);
  CHECK(message([] { (void)ExponentialFamily("poisson").log_prior(5, -1, 0); }).find("nu is -1") != std::string::npos);
  CHECK(exponential_families().size() == 5);
}
