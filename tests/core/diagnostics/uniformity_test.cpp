// Tests of uniform ranks: bands against simulated ones and against enumeration, chi-square against tables.

#include "tractable/diagnostics/uniformity.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <string>
#include <vector>

#include "support/json.hpp"
#include "tractable/base/error.hpp"
#include "tractable/diagnostics/kolmogorov_smirnov.hpp"
#include "tractable/simd/incomplete_gamma.hpp"
#include "tractable/simd/random.hpp"

using namespace tractable;
using tractable::test::Json;

namespace {

std::vector<std::uint32_t> whole(const Json& json) {
  std::vector<std::uint32_t> values;
  for (const double value : json.numbers()) values.push_back(static_cast<std::uint32_t>(value));
  return values;
}

std::vector<std::uint32_t> uniform_ranks(Key key, std::size_t n, std::uint32_t most) {
  std::vector<double> u(n);
  fill_uniform(key, std::span(u));
  std::vector<std::uint32_t> ranks(n);
  for (std::size_t i = 0; i < n; ++i) ranks[i] = static_cast<std::uint32_t>(u[i] * (most + 1.0));
  return ranks;
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

TEST_CASE("the band is that of 40 000 simulations, and theirs is left as often as they say") {
  const Json reference = Json::reference("sbc_bands.json");
  CHECK(reference["ecdf"].array().size() == 16);
  for (const Json& row : reference["ecdf"].array()) {
    const auto n = static_cast<std::size_t>(row["N"].number());
    const auto most = static_cast<std::uint32_t>(row["L"].number());
    const auto points = static_cast<std::size_t>(row["K"].number());
    CAPTURE(n);
    CAPTURE(most);
    EcdfBand band = ecdf_band(n, most, 0.001);
    REQUIRE(band.z.size() == points - 1);
    CHECK(band.alarm <= 0.001);
    CHECK(band.alarm > 0.0005);
    const auto lower = whole(row["bounds_alpha_001"]["lower"]);
    const auto upper = whole(row["bounds_alpha_001"]["upper"]);
    for (std::size_t j = 0; j + 1 < points; ++j) {
      CAPTURE(j);
      // The file's points are products of doubles: 0.29 * 100 = 28.999..., of which the floor is 28.
      const auto limit = static_cast<std::uint32_t>(std::floor(band.z[j] * (most + 1)));
      CHECK(band.limit[j] - limit <= 1);
      if (limit == band.limit[j]) {
        CHECK(std::abs(static_cast<double>(band.lower[j]) - lower[j]) <= 2);
        CHECK(std::abs(static_cast<double>(band.upper[j]) - upper[j]) <= 2);
      }
      band.limit[j] = limit;
    }
    // Simulated: 40 of 40 000 left it, give or take 6.3; 5 of these.
    band.lower = lower;
    band.upper = upper;
    CHECK(std::abs(alarm_probability(band) - 0.001) < 5 * std::sqrt(0.001 / 40'000));
    // At the other levels the file has gamma: 2 000 and 400 of 40 000.
    for (const auto& [alpha, name] : {std::pair{0.05, "0.05"}, std::pair{0.01, "0.01"}}) {
      const EcdfBand other = ecdf_band(n, most, alpha);
      // The alarm is nearly proportional to gamma, and jumps where a bound does: up to a tenth of it.
      CHECK(std::abs(other.gamma / row["gamma"][name].number() - 1) < 5 * std::sqrt(1 / (alpha * 40'000)) + 0.1);
      CHECK(other.alarm <= alpha);
    }
  }
}

TEST_CASE("the probability of an alarm is that of all outcomes counted one by one") {
  // 5 ranks on 0 ... 3: 1024 outcomes.
  for (const std::size_t points : {2u, 3u, 4u}) {
    for (const double alpha : {0.5, 0.2, 0.05}) {
      const EcdfBand band = ecdf_band(5, 3, alpha, points);
      int alarms = 0;
      for (std::uint32_t code = 0; code < 1024; ++code) {
        std::vector<std::uint32_t> ranks;
        for (std::uint32_t i = 0; i < 5; ++i) ranks.push_back(code >> (2 * i) & 3);
        alarms += ecdf_test(ranks, band).outside > 0 ? 1 : 0;
      }
      CHECK(band.alarm == doctest::Approx(alarms / 1024.0).epsilon(1e-12).scale(1));
    }
  }
}

TEST_CASE("a band of a single point and one that holds all have the probabilities that are known") {
  // One point at 1/2: two binomial tails. A band without limits is never left, whatever the sizes.
  EcdfBand half = ecdf_band(1000, 99, 0.01, 2);
  double outside = 0;
  for (std::uint32_t c = 0; c <= 1000; ++c) {
    if (c >= half.lower[0] && c <= half.upper[0]) continue;
    outside += std::exp(std::lgamma(1001) - std::lgamma(c + 1.0) - std::lgamma(1001.0 - c) - 1000 * std::log(2.0));
  }
  CHECK(half.alarm == doctest::Approx(outside).epsilon(1e-9).scale(0));
  CHECK(half.alarm <= 0.01);
  half.lower[0] += 1;
  half.upper[0] -= 1;
  CHECK(alarm_probability(half) > 0.01);
  for (const std::size_t n : {1u, 7u, 400u, 5000u}) {
    EcdfBand all = ecdf_band(n, 49, 0.1);
    std::fill(all.lower.begin(), all.lower.end(), 0);
    std::fill(all.upper.begin(), all.upper.end(), static_cast<std::uint32_t>(n));
    CHECK(alarm_probability(all) < 1e-11);
  }
}

TEST_CASE("uniform ranks leave the band as often as it says, others nearly always") {
  // 4000 times 200 ranks on 0 ... 50, at 5 %: alarms binomial, 5 standard errors of 0.35 %.
  const EcdfBand band = ecdf_band(200, 50, 0.05);
  CHECK(band.z.size() == 50);
  int alarms = 0;
  for (std::uint32_t i = 0; i < 4000; ++i) {
    alarms += ecdf_test(uniform_ranks(split_at(key_from_seed(71), i), 200, 50), band).outside > 0 ? 1 : 0;
  }
  CHECK(std::abs(alarms / 4000.0 - band.alarm) < 5 * std::sqrt(0.05 / 4000));
  auto ranks = uniform_ranks(key_from_seed(72), 200, 50);
  for (auto& rank : ranks) rank = static_cast<std::uint32_t>(rank * rank / 51);
  CHECK(ecdf_test(ranks, band).outside > 20);
}

TEST_CASE("chi-square has the critical values of the tables, and counts what it should") {
  const Json reference = Json::reference("sbc_bands.json");
  CHECK(reference["chi2"].array().size() == 20);
  for (const Json& row : reference["chi2"].array()) {
    CHECK(gamma_q((row["bins"].number() - 1) / 2, row["critical"].number() / 2) ==
          doctest::Approx(row["alpha"].number()).epsilon(1e-10).scale(0));
  }
  // 4 ranks in bins of 2, 2, 1 places: expected 1.6, 1.6, 0.8.
  const auto small = rank_chi_square(std::vector<std::uint32_t>{0, 1, 1, 4}, 4, 3);
  CHECK(small.counts == std::vector<std::uint32_t>{3, 0, 1});
  CHECK(small.statistic == doctest::Approx(1.96 / 1.6 + 1.6 + 0.04 / 0.8).epsilon(1e-13).scale(0));
  CHECK(small.p_value == doctest::Approx(std::exp(-small.statistic / 2)).epsilon(1e-13).scale(0));  // of 2 degrees
  // Under uniform ranks the p-value is uniform but for its steps.
  std::vector<double> p;
  for (std::uint32_t i = 0; i < 2000; ++i) {
    p.push_back(rank_chi_square(uniform_ranks(split_at(key_from_seed(73), i), 500, 99), 99, 20).p_value);
  }
  CHECK(ks_distance_from_uniform(p) < ks_bound(1e-6, 2000));
}

TEST_CASE("the DKW bounds of the reference are Kolmogorov's but for the finite sample") {
  const Json reference = Json::reference("sbc_bands.json");
  CHECK(reference["dkw"].array().size() == 12);
  for (const Json& row : reference["dkw"].array()) {
    // Massart: P(D > d) <= 2 exp(-2 n d^2), which our tail meets at the far end.
    const double n = row["n"].number();
    const double bound = row["max_ks"].number();
    CHECK(kolmogorov_sf(std::sqrt(n) * bound) == doctest::Approx(row["alpha"].number()).epsilon(1e-5).scale(0));
  }
}

TEST_CASE("misuse of bands and ranks is an Error that names the argument") {
  constexpr double kNan = std::numeric_limits<double>::quiet_NaN();
  CHECK(message_of([] { return ecdf_band(0, 9, 0.1); }) == "ecdf_band: ranks is 0; it must be between 1 and 20000");
  CHECK(message_of([] { return ecdf_band(20'001, 9, 0.1); }) ==
        "ecdf_band: ranks is 20001; it must be between 1 and 20000");
  CHECK(message_of([] { return ecdf_band(9, 0, 0.1); }) == "ecdf_band: most is 0; it must be at least 1");
  CHECK(message_of([] { return ecdf_band(9, 9, 0.6); }) == "ecdf_band: alpha is 0.6; it must be between 1e-9 and 0.5");
  CHECK(message_of([] { return ecdf_band(9, 9, kNan); }) == "ecdf_band: alpha is nan; it must be a finite number");
  CHECK(message_of([] { return ecdf_band(9, 9, 0.1, 11); }) == "ecdf_band: points is 11; it must be between 2 and 10");
  CHECK(message_of([] { return ecdf_band(9, 9, 0.1, 1); }) == "ecdf_band: points is 1; it must be between 2 and 10");
  const EcdfBand band = ecdf_band(2, 3, 0.1);
  const std::vector<std::uint32_t> ranks{1, 4};
  CHECK(message_of([&] { return ecdf_test(ranks, band); }) == "ecdf_test: ranks[1] is 4; it must be at most 3");
  CHECK(message_of([&] { return ecdf_test({}, band); }) == "ecdf_test: ranks has 0 values; the band is for 2");
  CHECK(message_of([&] { return rank_chi_square({}, 3, 2); }) ==
        "rank_chi_square: ranks has 0 values; at least 1 is needed");
  CHECK(message_of([&] { return rank_chi_square(ranks, 3, 2); }) ==
        "rank_chi_square: ranks[1] is 4; it must be at most 3");
  CHECK(message_of([&] { return rank_chi_square(ranks, 4, 6); }) ==
        "rank_chi_square: bins is 6; it must be between 2 and 5");
}
