#include "tractable/bayes/evidence.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <limits>

#include "support/json.hpp"
#include "tractable/base/error.hpp"
#include "tractable/bayes/conjugate.hpp"
#include "tractable/bayes/laplace.hpp"
#include "tractable/diagnostics/kolmogorov_smirnov.hpp"
#include "tractable/simd/incomplete_beta.hpp"
#include "tractable/simd/incomplete_gamma.hpp"
#include "tractable/simd/random.hpp"
#include "tractable/simd/special.hpp"

using namespace tractable;
using test::Json;

namespace {

const std::vector<double> kPrior{2, 2};
const std::vector<double> kTosses{7, 3};
OneParameter coin() { return {"beta_bernoulli", kPrior, kTosses}; }

/// The numbers of a reference row as OneParameter takes them; none for models of more than one number.
std::vector<OneParameter> one_parameter(const Json& row) {
  const std::string& model = row["model"].string();
  const Json& prior = row["prior"];
  const Json& data = row["data"];
  if (model == "beta_bernoulli") {
    const double k = data["k"].number();
    const std::vector<double> counts{k, data["n"].number() - k};
    return {{model, std::vector{prior["a"].number(), prior["b"].number()}, counts}};
  }
  if (model == "gamma_poisson" || model == "gamma_exponential") {
    return {{model, std::vector{prior["shape"].number(), prior["rate"].number()}, data["y"].numbers()}};
  }
  if (model != "normal_known_sd") return {};
  return {
      {model, std::vector{prior["mean"].number(), prior["sd"].number(), data["sigma"].number()}, data["y"].numbers()}};
}

}  // namespace

TEST_CASE("evidence: quadrature agrees with the closed forms and says how well") {
  int seen = 0;
  const Json reference = Json::reference("kl_conjugate_bic.json");
  for (const Json& row : reference["conjugate"].array()) {
    for (const OneParameter& model : one_parameter(row)) {
      ++seen;
      CAPTURE(row["model"].string());
      const LogIntegral found = evidence_by_quadrature(model);
      CHECK(found.converged);
      CHECK(found.error < 1e-9);
      const char* name = row.has("log_evidence") ? "log_evidence" : "log_evidence_sequence";
      CHECK(std::abs(found.log_value - row[name].number()) < 1e-9);
      CHECK(std::abs(model.log_evidence() - row[name].number()) < 1e-11);
      // prior times likelihood over evidence is the posterior, anywhere
      const LogForm posterior = model.log_law(model.posterior());
      for (const double theta : {0.1, 0.3, 0.8}) {
        const double by_bayes = model.log_prior()(theta) + model.log_likelihood()(theta) - model.log_evidence();
        CHECK(posterior(theta) == doctest::Approx(by_bayes).epsilon(1e-11));
      }
    }
  }
  CHECK(seen == 12);
  CHECK(std::abs(evidence_by_quadrature(coin()).log_value + 6.977748) < 1e-6);
  // A likelihood is no density of theta: under the flat prior its integral is 1 / 1320.
  const OneParameter flat("beta_bernoulli", std::vector{1.0, 1.0}, kTosses);
  CHECK(std::exp(evidence_by_quadrature(flat).log_value) == doctest::Approx(1.0 / 1320).epsilon(1e-11));
  // A billion tosses
  const OneParameter many("beta_bernoulli", kPrior, std::vector{3e8, 7e8});
  CHECK(evidence_by_quadrature(many).log_value == doctest::Approx(many.log_evidence()).epsilon(1e-12));
  // Normal-inverse-gamma, two numbers unknown: nested.
  const std::vector<double> y{0.3, -0.8, 1.4, 0.2};
  const auto log_joint = [&](double mu, double s2) {
    double total = -0.5 * std::log(2 * std::acos(-1.0) * s2 / 1.5) - 1.5 * (mu - 0.5) * (mu - 0.5) / (2 * s2);
    total += 2.5 * std::log(1.25) - std::lgamma(2.5) - 3.5 * std::log(s2) - 1.25 / s2;
    for (const double each : y) {
      total += -0.5 * std::log(2 * std::acos(-1.0) * s2) - (each - mu) * (each - mu) / (2 * s2);
    }
    return total;
  };
  const double infinity = std::numeric_limits<double>::infinity();
  const Integral nested = integrate([&](double mu, double s2) { return std::exp(log_joint(mu, s2)); },
                                    {-infinity, infinity}, {0, infinity}, {.relative = 1e-9});
  const auto exact = update_normal(NormalInverseGammaLaw{0.5, 1.5, 2.5, 1.25}, y).log_evidence;
  CHECK(std::log(nested.value) == doctest::Approx(exact).epsilon(1e-9));
}

TEST_CASE("evidence: quadrature of priors without a bound, Jeffreys' among them, and no data") {
  const auto check = [](const char* name, const std::vector<double>& prior, const std::vector<double>& data) {
    CAPTURE(name);
    CAPTURE(prior[0]);
    CAPTURE(prior[1]);
    const OneParameter model(name, prior, data);
    const LogIntegral found = evidence_by_quadrature(model);
    CHECK(found.converged);
    CHECK(found.error < 1e-9);
    CHECK(std::abs(found.log_value - model.log_evidence()) < 1e-9);
  };
  check("beta_bernoulli", {0.5, 0.5}, {0, 0});
  check("beta_bernoulli", {0.5, 0.5}, {0, 10});
  check("beta_bernoulli", {0.5, 0.5}, {10, 0});
  check("beta_bernoulli", {1, 0.9}, {0, 0});
  check("beta_bernoulli", {0.001, 0.002}, {0, 0});
  check("beta_bernoulli", {1e-20, 3}, {0, 2});
  check("beta_bernoulli", {0.5, 0.5}, {400000, 3});
  check("gamma_poisson", {0.5, 1e-6}, {0, 0, 0});
  check("gamma_poisson", {0.01, 2}, {});
  check("gamma_exponential", {0.25, 1e-3}, {});
  check("gamma_exponential", {0.5, 1e-9}, {1e-7, 3e-8});
  // Without data it is the prior's integral: nothing of the closed forms is used.
  const OneParameter jeffreys("beta_bernoulli", std::vector{0.5, 0.5}, std::vector{0.0, 0.0});
  CHECK(std::abs(evidence_by_quadrature(jeffreys).log_value) < 1e-10);
}

TEST_CASE("evidence: quadrature of counts and values of any size, against mpmath with 80 digits") {
  const auto check = [](const char* name, const std::vector<double>& prior, const std::vector<double>& data,
                        double expected) {
    CAPTURE(name);
    CAPTURE(expected);
    const OneParameter model(name, prior, data);
    const LogIntegral found = evidence_by_quadrature(model);
    CAPTURE(found.log_value);
    CHECK(found.converged);
    CHECK(std::abs(found.log_value - expected) < 1e-9 + 1e-14 * std::abs(expected));
    CHECK(std::abs(model.log_evidence() - expected) < 1e-13 + 1e-14 * std::abs(expected));
    // Of so many data Laplace's bell is all there is.
    CHECK(std::abs(laplace(model, LaplaceScale::free).log_evidence - expected) < 0.1 + 1e-14 * std::abs(expected));
  };
  check("gamma_poisson", {2, 0.5 / 1e15}, {1e15}, -36.425070756030575638);
  check("gamma_poisson", {2, 1}, {1e15}, -693147180559912.15694);
  check("gamma_poisson", {1e15, 1}, {1e15 + 3e7}, -18.759900340064987929);
  check("gamma_exponential", {1e12, 1e12}, {0.5, 1.5, 0.25}, -2.25000000000121875);
  check("beta_bernoulli", {1e12, 3e12}, {5, 7}, -8.9452463127614195862);
  check("beta_bernoulli", {0.5, 1e14}, {2, 1e6}, -64.760064701285079955);
  check("beta_bernoulli", {1e12, 1}, {1e12, 0}, -0.69314718055994530942);
  check("beta_bernoulli", {0x1p52, 0x1p52}, {0x1p52, 0x1p51}, -4521091632335316.41);
  check("normal_known_sd", {0, 1e15, 1}, {1e15, 1e15 + 2}, -38.223227051600004399);
  check("normal_known_sd", {1e15, 1, 2}, {1e15 + 1, 1e15 + 3}, -4.3435706482499849601);
}

TEST_CASE("evidence: the mean of exponentials, in blocks and far below the smallest double") {
  std::vector<double> logs(3000);
  fill_normal(key_from_seed(4), std::span(logs));
  const auto run = [&](double shift, std::size_t block) {
    LogMean mean;
    std::vector<double> moved(logs);
    for (double& each : moved) each += shift;
    for (std::size_t i = 0; i < moved.size(); i += block) {
      mean.add(std::span(moved).subspan(i, std::min(block, moved.size() - i)));
    }
    return mean;
  };
  const LogMean whole = run(0, 3000);
  double total = 0;
  double squares = 0;
  for (const double each : logs) total += std::exp(each);
  for (const double each : logs) squares += std::pow(std::exp(each) - total / 3000, 2);
  CHECK(whole.value() == doctest::Approx(std::log(total / 3000)).epsilon(1e-13));
  CHECK(whole.standard_error() == doctest::Approx(std::sqrt(squares / 2999 / 3000) / (total / 3000)).epsilon(1e-12));
  for (const std::size_t block : {1, 7, 1024}) {
    CHECK(run(-5000, block).value() + 5000 == doctest::Approx(whole.value()).epsilon(1e-11));
    CHECK(run(-5000, block).standard_error() == doctest::Approx(whole.standard_error()).epsilon(1e-11));
  }
  LogMean zero;
  CHECK(std::isnan(zero.value()));
  const double infinity = std::numeric_limits<double>::infinity();
  zero.add(std::vector{-infinity, -infinity});
  CHECK(zero.value() == -infinity);
  zero.add(std::vector{-800.0, -800.0});
  CHECK(zero.value() == doctest::Approx(-800 - std::log(2.0)).epsilon(1e-15));
  CHECK(zero.effective_size() == doctest::Approx(2).epsilon(1e-14));
  zero.add(std::vector{std::nan("")});
  CHECK(std::isnan(zero.value()));
}

TEST_CASE("evidence: simple Monte Carlo is within 3 standard errors; a run continues where it stood") {
  // False alarm 0.3 %; finds a wrong log evidence by 3 se = 0.02. Kills evidence_mean_of_logs.
  EvidenceRun run(coin(), key_from_seed(11));
  run.advance(20'000);
  CHECK(run.mean().count() == 20'000);
  CHECK(std::abs(run.mean().value() - run.model().log_evidence()) < 3 * run.mean().standard_error());
  CHECK(run.mean().standard_error() < 0.01);
  EvidenceRun parts(coin(), key_from_seed(11));
  for (int i = 0; i < 20; ++i) parts.advance(1000);
  CHECK(parts.mean().value() == doctest::Approx(run.mean().value()).epsilon(1e-13));
  for (const auto& [model, prior, data] :
       {std::tuple{"gamma_poisson", std::vector{3.0, 1.0}, std::vector{2.0, 4.0, 3.0}},
        std::tuple{"gamma_exponential", std::vector{3.0, 1.0}, std::vector{0.2, 0.4, 1.3}},
        std::tuple{"normal_known_sd", std::vector{0.0, 2.0, 1.0}, std::vector{0.2, 1.4, 1.3}}}) {
    EvidenceRun other({model, prior, data}, key_from_seed(12));
    other.advance(20'000);
    CAPTURE(model);
    CHECK(std::abs(other.mean().value() - other.model().log_evidence()) < 3 * other.mean().standard_error());
  }
}

TEST_CASE("evidence: the error of simple Monte Carlo falls as one over the root of the number of draws") {
  // Root mean square over 400 runs at 2^6 ... 2^12 draws: each is known to 3.5 %, the slope to 0.01.
  constexpr int kRuns = 400;
  std::vector<double> squares(7);
  for (int r = 0; r < kRuns; ++r) {
    EvidenceRun run(coin(), split_at(key_from_seed(13), static_cast<std::uint64_t>(r)));
    for (std::size_t k = 0; k < squares.size(); ++k) {
      run.advance((std::size_t{64} << k) - static_cast<std::size_t>(run.mean().count()));
      const double error = std::exp(run.mean().value() - run.model().log_evidence()) - 1;
      squares[k] += error * error / kRuns;
    }
  }
  double slope = 0;
  for (std::size_t k = 0; k < squares.size(); ++k) {
    slope += (static_cast<double>(k) - 3) * 0.5 * std::log2(squares[k]) / 28;  // 28 = sum (k - 3)^2
  }
  CHECK(std::abs(slope + 0.5) < 0.05);
}

TEST_CASE("evidence: importance sampling, and a proposal that is the posterior is exact") {
  EvidenceRun exact(coin(), key_from_seed(14), {9, 5});
  exact.advance(100);
  CHECK(exact.mean().value() == doctest::Approx(exact.model().log_evidence()).epsilon(1e-13));
  CHECK(exact.mean().standard_error() < 1e-13);
  CHECK(exact.mean().effective_size() == doctest::Approx(100).epsilon(1e-12));
  EvidenceRun near(coin(), key_from_seed(15), {5, 3});
  near.advance(20'000);
  CHECK(std::abs(near.mean().value() - near.model().log_evidence()) < 3 * near.mean().standard_error());
  EvidenceRun simple(coin(), key_from_seed(15));
  simple.advance(20'000);
  CHECK(near.mean().standard_error() < simple.mean().standard_error());
  CHECK_THROWS_AS(EvidenceRun(coin(), key_from_seed(1), {5}), Error);
  CHECK_THROWS_AS(EvidenceRun(coin(), key_from_seed(1), {5, -1}), Error);
}

TEST_CASE("evidence: densities outside the support, at its ends and of NaN") {
  const auto check = [](const LogForm& form, double theta, double expected) {
    CAPTURE(theta);
    double block[] = {0.5, theta};
    form(block, block);
    for (const double found : {form(theta), block[1]}) {
      CAPTURE(found);
      CAPTURE(expected);
      CHECK((std::isnan(expected) ? std::isnan(found) : found == expected));
    }
  };
  const double inf = std::numeric_limits<double>::infinity();
  const std::vector<double> none{0, 0};
  const OneParameter flat("beta_bernoulli", std::vector{1.0, 1.0}, none);
  const OneParameter steep("beta_bernoulli", std::vector{2.5, 1.5}, kTosses);
  for (const double theta : {2.0, -0.5, 1 + 1e-15, -inf, inf}) {
    for (const OneParameter& model : {flat, steep}) {
      check(model.log_prior(), theta, -inf);
      check(model.log_likelihood(), theta, -inf);
      check(model.log_law(model.posterior()), theta, -inf);
    }
  }
  check(flat.log_prior(), NAN, NAN);
  check(steep.log_prior(), NAN, NAN);
  check(flat.log_prior(), 0, flat.log_prior().constant);
  check(flat.log_prior(), 1, flat.log_prior().constant);
  check(steep.log_prior(), 1, -inf);
  const OneParameter waiting("gamma_exponential", std::vector{3.0, 2.0}, std::vector{1.0, 2.0});
  for (const double theta : {-1e-300, -1.0, inf, -inf}) {
    check(waiting.log_prior(), theta, -inf);
    check(waiting.log_likelihood(), theta, -inf);
  }
  check(OneParameter("gamma_poisson", std::vector{1.0, 1.0}, {}).log_prior(), 0, 0);
  check(OneParameter("normal_known_sd", std::vector{0.0, 1.0, 1.0}, {}).log_prior(), inf, -inf);
}

TEST_CASE("evidence: draws that doubles cannot tell from an end of the support") {
  // Half of the proposal's draws are below the smallest double. Their weights, theta^0.499, are as small.
  const OneParameter jeffreys("beta_bernoulli", std::vector{0.5, 0.5}, std::vector{0.0, 3.0});
  EvidenceRun run(jeffreys, key_from_seed(21), {0.001, 1});
  run.advance(400'000);
  CHECK(std::isfinite(run.mean().value()));
  CHECK(std::abs(run.mean().value() - jeffreys.log_evidence()) < 4 * run.mean().standard_error());
  CHECK(run.mean().standard_error() < 0.2);
  const OneParameter rare("gamma_exponential", std::vector{0.5, 1.0}, std::vector{1.0, 2.0});
  EvidenceRun other(rare, key_from_seed(22), {0.001, 0.5});
  other.advance(400'000);
  CHECK(std::abs(other.mean().value() - rare.log_evidence()) < 4 * other.mean().standard_error());
  CHECK(other.mean().standard_error() < 0.2);
  std::vector<double> theta(1000);
  jeffreys.draw(std::vector{0.001, 0.001}, key_from_seed(23), 0, theta);
  for (const double each : theta) CHECK((each > 0 && each < 1));
  rare.draw(std::vector{0.001, 1e-300}, key_from_seed(23), 0, theta);
  for (const double each : theta) CHECK((each > 0 && std::isfinite(each)));
}

TEST_CASE("evidence: draws follow their law, also for small parameters") {
  // Kolmogorov's distance of 4000 draws: p > 1e-4 each, seven laws.
  for (const auto& [model, law] :
       {std::pair{"beta_bernoulli", std::vector{2.0, 2.0}}, std::pair{"beta_bernoulli", std::vector{0.3, 0.6}},
        std::pair{"beta_bernoulli", std::vector{40.0, 1.5}}, std::pair{"gamma_poisson", std::vector{0.1, 2.0}},
        std::pair{"gamma_poisson", std::vector{1.0, 0.5}}, std::pair{"gamma_poisson", std::vector{9.0, 3.0}},
        std::pair{"normal_known_sd", std::vector{1.0, 2.0, 1.0}}}) {
    const OneParameter made(
        model, law, std::string_view(model) == "beta_bernoulli" ? std::vector{0.0, 0.0} : std::vector<double>{});
    std::vector<double> theta(4000);
    made.draw(law, key_from_seed(16), 0, theta);
    std::vector<double> part(10);
    made.draw(law, key_from_seed(16), 3000, part);
    CHECK(part[7] == theta[3007]);
    for (double& each : theta) {
      if (made.family() == OneParameter::Family::beta) each = beta_p(law[0], law[1], each);
      if (made.family() == OneParameter::Family::gamma) each = gamma_p(law[0], law[1] * each);
      if (made.family() == OneParameter::Family::normal) each = normal_cdf((each - law[0]) / law[1]);
    }
    CAPTURE(model);
    CAPTURE(law[0]);
    CHECK(ks_one_sample_p_value(ks_distance_from_uniform(theta), theta.size()) > 1e-4);
  }
}

TEST_CASE("evidence: misuse") {
  CHECK_THROWS_WITH_AS(OneParameter("coin", kPrior, kTosses), doctest::Contains("must be one of beta_bernoulli"),
                       Error);
  CHECK_THROWS_WITH_AS(OneParameter("beta_bernoulli", std::vector{1.0}, kTosses), doctest::Contains("prior has 1"),
                       Error);
  CHECK_THROWS_WITH_AS(OneParameter("beta_bernoulli", kPrior, std::vector{1.0}), doctest::Contains("data has 1"),
                       Error);
  CHECK_THROWS_WITH_AS(OneParameter("normal_known_sd", std::vector{0.0, 1.0, 0.0}, kTosses),
                       doctest::Contains("sigma is 0"), Error);
}
