// Pareto-smoothed weights against R's loo, and what happens where there is nothing to smooth.

#include "tractable/diagnostics/psis.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <string>
#include <vector>

#include "support/json.hpp"
#include "tractable/base/error.hpp"
#include "tractable/diagnostics/weights.hpp"
#include "tractable/simd/random.hpp"

using namespace tractable;
using tractable::test::Json;

namespace {

constexpr double kInf = std::numeric_limits<double>::infinity();
constexpr double kNan = std::numeric_limits<double>::quiet_NaN();

std::vector<double> normals(std::uint32_t seed, std::size_t n) {
  std::vector<double> z(n);
  fill_normal(key_from_seed(seed), std::span(z));
  return z;
}

/// Two numbers agree to 1e-9; both may be infinite.
void check_close(double got, double expected) {
  if (std::isinf(expected)) {
    CHECK(got == expected);
  } else {
    CHECK(std::abs(got - expected) <= 1e-9 * std::max(1.0, std::abs(expected)));
  }
}

std::string message_of(auto action) {
  try {
    static_cast<void>(action());
  } catch (const Error& error) {
    return error.what();
  }
  return "nothing was thrown";
}

}  // namespace

TEST_CASE("smoothed weights, k-hat, tail and sample size are those of R's loo") {
  const Json reference = Json::reference("psis.json");
  CHECK(reference["psis"].object().size() == 11);
  for (const auto& [name, set] : reference["psis"].object()) {
    CAPTURE(name);
    const std::vector<double> ratios = set["log_ratios"].numbers();
    const Psis got = psis(ratios);
    const Json& expected = set["r_eff1"];
    check_close(got.k, expected["k"].number());
    check_close(got.ess, expected["n_eff"].number());
    CHECK(static_cast<double>(got.tail_length) == expected["tail_len"].number());
    const std::vector<double> weights = expected["smoothed_log_weights"].numbers();
    REQUIRE(got.log_weights.size() == weights.size());
    for (std::size_t i = 0; i < weights.size(); ++i) check_close(got.log_weights[i], weights[i]);
    const Psis half = psis(ratios, 0.5);
    check_close(half.k, set["r_eff05"]["k"].number());
    CHECK(static_cast<double>(half.tail_length) == set["r_eff05"]["tail_len"].number());
  }
}

TEST_CASE("fits of the generalised Pareto law are those of R's loo, with the prior and without") {
  const Json reference = Json::reference("psis.json");
  CHECK(reference["gpdfit"].object().size() == 4);
  for (const auto& [name, set] : reference["gpdfit"].object()) {
    CAPTURE(name);
    const std::vector<double> x = set["x"].numbers();
    check_close(fit_generalized_pareto(x).k, set["k_wip"].number());
    check_close(fit_generalized_pareto(x).sigma, set["sigma"].number());
    check_close(fit_generalized_pareto(x, false).k, set["k_nowip"].number());
  }
}

TEST_CASE("quantiles of the generalised Pareto law invert its distribution function, also at k = 0") {
  for (const double k : {-0.5, -1e-12, 0.0, 1e-12, 0.7, 2.0}) {
    const GeneralizedPareto law{k, 1.5};
    for (const double p : {0.0, 1e-9, 0.3, 0.999}) {
      const double x = law.ppf(p);
      const double cdf = k == 0 ? -std::expm1(-x / 1.5) : -std::expm1(-std::log1p(k * x / 1.5) / k);
      CHECK(std::abs(cdf - p) <= 1e-12 * p);
    }
  }
}

TEST_CASE("k-hat finds the tail's index where it is known") {
  // Weights u^-k follow Pareto's law of index k: with 10^5 draws the tail holds 949 and k-hat's error is about
  // (1 + k) / sqrt(949); checked at 5 of them (false-fail rate 6e-7), which sees a k off by 0.3.
  std::vector<double> u(100'000);
  fill_uniform(key_from_seed(31), std::span(u));
  for (const double k : {0.2, 0.5, 0.9}) {
    std::vector<double> log_weights(u.size());
    for (std::size_t i = 0; i < u.size(); ++i) log_weights[i] = -k * std::log(u[i]);
    const Psis found = psis(log_weights);
    CHECK(found.tail_length == 949);
    CHECK(std::abs(found.k - k) < 5 * (1 + k) / std::sqrt(949.0));
  }
}

TEST_CASE("a constant added to all ratios, and their order, change nothing") {
  const std::vector<double> ratios = normals(3, 500);
  const Psis plain = psis(ratios);
  std::vector<double> shifted(ratios.rbegin(), ratios.rend());
  for (double& value : shifted) value += 700;
  const Psis moved = psis(shifted);
  CHECK(moved.k == doctest::Approx(plain.k).epsilon(1e-9).scale(0));
  CHECK(moved.ess == doctest::Approx(plain.ess).epsilon(1e-10).scale(0));
  CHECK(moved.log_weights.front() == doctest::Approx(plain.log_weights.back()).epsilon(1e-10).scale(0));
  CHECK(std::abs(log_sum_exp(plain.log_weights)) < 1e-13);
}

TEST_CASE("without a tail to fit nothing is smoothed and k-hat is infinite") {
  const std::vector<double> few = normals(4, 20);  // 4 in the tail
  const Psis short_one = psis(few);
  CHECK(short_one.tail_length == 4);
  CHECK(short_one.k == kInf);
  for (std::size_t i = 1; i < few.size(); ++i) {
    CHECK(short_one.log_weights[i] - short_one.log_weights[0] ==
          doctest::Approx(few[i] - few[0]).epsilon(1e-12).scale(0));
  }
  const Psis equal = psis(std::vector<double>(100, -3.0));
  CHECK(equal.k == kInf);
  CHECK(equal.ess == doctest::Approx(100).epsilon(1e-12).scale(0));
  CHECK(equal.log_weights[7] == doctest::Approx(-std::log(100.0)).epsilon(1e-14).scale(0));
  const Psis one = psis(std::vector{5.0});
  CHECK(one.k == kInf);
  CHECK(one.ess == 1);
  CHECK(one.log_weights[0] == 0);
}

TEST_CASE("weights of 0 stay 0, whether the tail is among them or not") {
  std::vector<double> ratios = normals(5, 400);
  for (std::size_t i = 0; i < 200; ++i) ratios[2 * i] = -kInf;
  const Psis half = psis(ratios);
  CHECK(std::isfinite(half.k));
  CHECK(half.log_weights[0] == -kInf);
  CHECK(std::abs(log_sum_exp(half.log_weights)) < 1e-13);
  for (std::size_t i = 10; i < 400; ++i) ratios[i] = -kInf;  // 5 are left, the tail holds 60
  const Psis few = psis(ratios);
  CHECK(few.k == kInf);
  CHECK(few.ess <= 5);
  CHECK(few.log_weights[3] - few.log_weights[1] == doctest::Approx(ratios[3] - ratios[1]).epsilon(1e-12).scale(0));
}

TEST_CASE("what is not a number gives what is not a number") {
  for (const double bad : {kNan, kInf}) {
    std::vector<double> ratios = normals(6, 100);
    ratios[17] = bad;
    const Psis found = psis(ratios);
    CHECK(std::isnan(found.k));
    CHECK(std::isnan(found.ess));
    CHECK(std::isnan(found.log_weights[0]));
    CHECK(std::isnan(ess_weights(ratios)));
  }
  CHECK(std::isnan(psis(std::vector<double>(50, -kInf)).k));
  CHECK(fit_generalized_pareto(std::vector<double>{0, 0, 0, 1, 2}).k == kInf);
  CHECK(fit_generalized_pareto(std::vector<double>{1, 2, 3, 4, kInf}).k == kInf);
}

TEST_CASE("misuse of the weights is an Error that names the argument") {
  CHECK(message_of([] { return psis({}); }) == "psis: log_ratios has 0 values; at least 1 is needed");
  CHECK(message_of([] { return psis(std::vector{1.0}, 0); }) == "psis: r_eff is 0; it must be greater than 0");
  CHECK(message_of([] { return psis(std::vector{1.0}, kNan); }) == "psis: r_eff is nan; it must be a finite number");
  CHECK(message_of([] { return ess_weights({}); }) == "ess_weights: log_weights has 0 values; at least 1 is needed");
  CHECK(message_of([] { return fit_generalized_pareto(std::vector{1.0, 2.0}); }) ==
        "fit_generalized_pareto: ascending has 2 values; at least 5 are needed");
  CHECK(message_of([] { return khat_threshold(1); }) == "khat_threshold: n is 1; at least 2 draws are needed");
}

TEST_CASE("the threshold of k-hat grows with the draws up to 0.7") {
  CHECK(khat_threshold(100) == doctest::Approx(0.5).epsilon(1e-14).scale(0));
  CHECK(khat_threshold(1000) == doctest::Approx(2.0 / 3).epsilon(1e-14).scale(0));
  CHECK(khat_threshold(100'000) == 0.7);
}

TEST_CASE("log_sum_exp and Kish's sample size are known where they can be counted") {
  CHECK(log_sum_exp({}) == -kInf);
  CHECK(log_sum_exp(std::vector{-kInf, -kInf}) == -kInf);
  CHECK(log_sum_exp(std::vector{1.0, kInf}) == kInf);
  CHECK(std::isnan(log_sum_exp(std::vector{1.0, kNan, kInf})));
  CHECK(log_sum_exp(std::vector{-1e9, -1e9}) == doctest::Approx(-1e9 + std::log(2.0)).epsilon(1e-15).scale(0));
  CHECK(log_sum_exp(std::vector{800.0, 801.0, -kInf}) == doctest::Approx(801 + std::log1p(std::exp(-1.0))));
  CHECK(ess_weights(std::vector<double>(7, 1e5)) == doctest::Approx(7).epsilon(1e-14).scale(0));
  CHECK(ess_weights(std::vector{3.0, -kInf, -kInf}) == 1);
  CHECK(ess_weights(std::vector{-kInf, -kInf}) == 0);
  // Weights 1, 2, 3: 36 / 14.
  CHECK(ess_weights(std::vector{0.0, std::log(2.0), std::log(3.0)}) ==
        doctest::Approx(36.0 / 14).epsilon(1e-14).scale(0));
}
