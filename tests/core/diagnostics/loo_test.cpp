// Leave-one-out: against an implementation in 50 digits, against R's smoothed weights, and against the exact predictive
// densities of a conjugate model.

#include "tractable/diagnostics/loo.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <string>
#include <utility>
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

void check_close(double got, double expected, double tolerance = 1e-11) {
  CHECK_MESSAGE(std::abs(got - expected) <= tolerance * std::max(1.0, std::abs(expected)), got << " " << expected);
}

void check_sum(SumOfPoints got, const Json& expected) {
  check_close(got.value, expected[0].number());
  check_close(got.se, expected[1].number());
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

TEST_CASE("leave-one-out and WAIC agree with an implementation in 50 digits") {
  const Json file = Json::reference("loo.json");
  const std::vector<double> log_likelihood = file["log_likelihood"].numbers();
  const Loo got = loo(log_likelihood, 6, static_cast<std::size_t>(file["chains"].number()));
  REQUIRE(got.points.size() == 6);
  for (std::size_t i = 0; i < 6; ++i) {
    CAPTURE(i);
    const Json& expected = file["points"][i];
    const LooPoint& point = got.points[i];
    check_close(point.elpd, expected["elpd"].number());
    check_close(point.p_loo, expected["p_loo"].number());
    check_close(point.mcse, expected["mcse"].number());
    check_close(point.k, expected["k"].number());
    check_close(point.r_eff, expected["r_eff"].number());
    check_close(point.ess, expected["ess"].number());
    check_close(point.elpd_waic, expected["elpd_waic"].number());
    check_close(point.p_waic, expected["p_waic"].number());
  }
  check_sum(got.elpd, file["elpd"]);
  check_sum(got.p_loo, file["p_loo"]);
  check_sum(got.elpd_waic, file["elpd_waic"]);
  check_sum(got.p_waic, file["p_waic"]);
  check_close(got.mcse, file["mcse"].number());
  CHECK(got.looic.value == -2 * got.elpd.value);
  CHECK(got.looic.se == 2 * got.elpd.se);
  check_close(got.k_threshold, 1 - 1 / std::log10(240.0));
  CHECK(got.k_above == 4);
}

// log sum w exp(l) with R's own smoothed weights of the ratios -l.
TEST_CASE("leave-one-out of R's sets of ratios is made of R's weights") {
  const Json reference = Json::reference("psis.json");
  int seen = 0;
  for (const auto& [name, set] : reference["psis"].object()) {
    CAPTURE(name);
    std::vector<double> l = set["log_ratios"].numbers();
    for (double& each : l) each = -each;
    const auto weights = set["r_eff1"]["smoothed_log_weights"].numbers();
    std::vector<double> terms(l.size());
    for (std::size_t s = 0; s < l.size(); ++s) terms[s] = weights[s] + l[s];
    const LooPoint got = loo_point(l, 1);
    check_close(got.elpd, log_sum_exp(terms), 1e-9);
    ++seen;
  }
  CHECK(seen == 11);
}

// y_i ~ N(mu, 1), a flat prior: without y_i mu is N(mean of the others, 1 / (n - 1)), and y_i N(that, 1 + 1 / (n - 1)).
// 20 000 independent draws of mu in 4 chains: each elpd within 5 of its mcse (1e-5 of false alarms for all 12); an elpd
// of the full posterior misses the farthest by 90 of them. A model that is wrong by 1 loses what the densities say.
TEST_CASE("leave-one-out of a conjugate model is exact") {
  const std::vector<double> y{-1.6, -0.9, -0.4, -0.1, 0, 0.2, 0.3, 0.7, 0.9, 1.2, 1.6, 2.4};
  const auto n = static_cast<double>(y.size());
  double total = 0;
  for (const double each : y) total += each;
  constexpr std::size_t kDraws = 20'000;
  std::vector<double> mu(kDraws), right, wrong;
  fill_normal(key_from_seed(3), std::span(mu));
  const auto log_density = [](double x, double mean, double variance) {
    return -0.5 * ((x - mean) * (x - mean) / variance + std::log(2 * std::acos(-1.0) * variance));
  };
  for (const double z : mu) {
    for (const double each : y) {
      right.push_back(log_density(each, total / n + z / std::sqrt(n), 1));
      wrong.push_back(log_density(each, total / n + z / std::sqrt(n) + 1, 1));
    }
  }
  const Loo a = loo(right, y.size(), 4);
  double exact = 0;
  for (std::size_t i = 0; i < y.size(); ++i) {
    const double want = log_density(y[i], (total - y[i]) / (n - 1), 1 + 1 / (n - 1));
    const LooPoint& point = a.points[i];
    exact += want;
    CHECK_MESSAGE(std::abs(point.elpd - want) <= 5 * point.mcse, i << ": " << point.elpd << " " << want);
    CHECK(point.mcse < 0.01);
    CHECK(point.k < 0.5);
    CHECK(point.r_eff == doctest::Approx(1).epsilon(0.1));
  }
  CHECK(std::abs(a.elpd.value - exact) <= 5 * a.mcse);
  CHECK(a.k_above == 0);
  const Loo b = loo(wrong, y.size(), 4);
  const SumOfPoints difference = loo_compare(a.points, b.points);
  CHECK(difference.value == doctest::Approx(b.elpd.value - a.elpd.value).epsilon(1e-12));
  CHECK(difference.value < -5);
  double squares = 0;
  for (std::size_t i = 0; i < y.size(); ++i) {
    const double off = b.points[i].elpd - a.points[i].elpd - difference.value / n;
    squares += off * off;
  }
  CHECK(difference.se == doctest::Approx(std::sqrt(n * squares / (n - 1))).epsilon(1e-12));
}

TEST_CASE("observations that are the same at all draws, or not finite, are values") {
  std::vector<double> l;
  for (int s = 0; s < 100; ++s) {
    const double z = std::sin(static_cast<double>(s * s));
    l.insert(l.end(), {-3, -z * z, s == 40 ? kNan : -z * z, s == 7 ? -kInf : -1 - z * z});
  }
  const Loo got = loo(l, 4, 4);
  CHECK(got.points[0].elpd == doctest::Approx(-3).epsilon(1e-15));
  CHECK(std::abs(got.points[0].p_loo) <= 1e-14);
  CHECK(got.points[0].k == kInf);
  CHECK(got.points[0].r_eff == 1);
  CHECK(got.points[0].p_waic == 0);
  CHECK(std::isfinite(got.points[1].elpd));
  for (std::size_t i = 2; i < 4; ++i) {
    CHECK(std::isnan(got.points[i].elpd));
    CHECK(std::isnan(got.points[i].k));
    CHECK(std::isnan(got.points[i].elpd_waic));
  }
  CHECK(std::isnan(got.elpd.value));
  CHECK(got.k_above == 3);
  // A shift of one observation's log-likelihood shifts its elpd and nothing else, however large.
  std::vector<double> column, shifted;
  for (std::size_t s = 0; s < 100; ++s) column.push_back(l[4 * s + 1]), shifted.push_back(l[4 * s + 1] - 4096);
  const LooPoint here = loo_point(Chains{column, 4}), there = loo_point(Chains{shifted, 4});
  CHECK(there.elpd == doctest::Approx(here.elpd - 4096).epsilon(1e-14));
  CHECK(there.k == doctest::Approx(here.k).epsilon(1e-8));
  CHECK(there.r_eff == doctest::Approx(here.r_eff).epsilon(1e-8));
  const Loo one = loo(column, 1, 4);
  CHECK(std::isnan(one.elpd.se));
  CHECK(one.elpd.value == here.elpd);
}

TEST_CASE("misuse of leave-one-out is named") {
  const std::vector<double> ten(10, -1.0);
  CHECK(message_of([&] { return loo(ten, 0); }) == "loo: there are no points");
  CHECK(message_of([&] { return loo(ten, 2, 0); }) == "loo: chains is 0; at least 1 is needed");
  CHECK(message_of([&] { return loo(ten, 3); }) ==
        "loo: log_likelihood has 10 numbers; 3 points and 1 chains do not divide them");
  CHECK(message_of([&] { return loo(ten, 2, 2); }) ==
        "loo: log_likelihood has 10 numbers; 2 points and 2 chains do not divide them");
  CHECK(message_of([&] { return loo(ten, 10); }) == "loo: there are 1 draws; at least 2 are needed");
  CHECK(message_of([&] { return loo_point(ten, 0); }) == "loo_point: r_eff is 0; it must be greater than 0");
  CHECK(message_of([&] { return loo_point(Chains{{}, 1}); }) == "ess: draws has 0 values; at least 1 is needed");
  CHECK(message_of([&] { return loo_point(Chains{ten, 3}); }).starts_with("ess: draws has 10 values"));
  const std::vector<LooPoint> two(2), three(3);
  CHECK(message_of([&] { return loo_compare(two, three); }) == "loo_compare: a has 2 points and b 3");
  CHECK(message_of([&] { return loo_compare({}, {}); }) == "loo_compare: there are no points");
}
