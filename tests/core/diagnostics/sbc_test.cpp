// Simulation-based calibration of posteriors that are right, and of some that are wrong.

#include "tractable/diagnostics/sbc.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <limits>
#include <string>
#include <vector>

#include "tractable/base/error.hpp"
#include "tractable/diagnostics/uniformity.hpp"
#include "tractable/simd/random.hpp"

using namespace tractable;

namespace {

std::string message_of(auto action) {
  try {
    static_cast<void>(action());
  } catch (const Error& error) {
    return error.what();
  }
  return "nothing was thrown";
}

/// Normal mean: prior N(0, 1), 3 data of variance 1, posterior N(sum / 4, 1/4). Quantities: the mean and the log
/// likelihood. The posterior is made `wide` times as wide; `blind`: draws of the prior instead.
SbcSimulation normal_mean(double wide, bool blind = false) {
  return [=](Key key, std::span<double> truth, std::span<double> draws) {
    std::vector<double> z(4 + draws.size() / 2);
    fill_normal(key, std::span(z));
    double total = 0;
    for (int i = 1; i < 4; ++i) total += z[0] + z[i];
    const auto log_likelihood = [&](double mean) {
      double sum = 0;
      for (int i = 1; i < 4; ++i) sum -= 0.5 * (z[0] + z[i] - mean) * (z[0] + z[i] - mean);
      return sum;
    };
    truth[0] = z[0];
    truth[1] = log_likelihood(z[0]);
    const std::size_t count = draws.size() / 2;
    for (std::size_t l = 0; l < count; ++l) {
      draws[l] = blind ? z[4 + l] : total / 4 + wide * 0.5 * z[4 + l];
      draws[count + l] = log_likelihood(draws[l]);
    }
  };
}

/// A coin: prior 1/4, 3/4 on bias 0.3 and 0.7, one toss: two values only, full of ties.
void coin(Key key, std::span<double> truth, std::span<double> draws) {
  std::vector<double> u(2 + draws.size());
  fill_uniform(key, std::span(u));
  truth[0] = u[0] < 0.25 ? 0.3 : 0.7;
  const bool head = u[1] < truth[0];
  const double low = head ? 0.25 * 0.3 : 0.25 * 0.7;
  const double high = head ? 0.75 * 0.7 : 0.75 * 0.3;
  for (std::size_t l = 0; l < draws.size(); ++l) draws[l] = u[2 + l] < low / (low + high) ? 0.3 : 0.7;
}

}  // namespace

TEST_CASE("ranks count what is below and divide what is equal fairly") {
  const std::vector<double> draws{3, 1, 2, 2, 5};
  CHECK(sbc_rank(0, draws, 0.5) == 0);
  CHECK(sbc_rank(9, draws, 0.5) == 5);
  CHECK(sbc_rank(2.5, draws, 0.01) == 3);
  CHECK(sbc_rank(2, draws, 0.3) == 1);
  CHECK(sbc_rank(2, draws, 0.4) == 2);
  CHECK(sbc_rank(2, draws, 0.7) == 3);
  CHECK(sbc_rank(2, draws, 1) == 3);
}

TEST_CASE("right posteriors have uniform ranks, also of discrete parameters and of the log likelihood") {
  // 1000 simulations of 99 draws each; each of three bands has a false alarm in 1000.
  const EcdfBand band = ecdf_band(1000, 99, 0.001);
  const SbcResult normal = sbc(1000, 99, 2, key_from_seed(81), normal_mean(1));
  CHECK(normal.left_out == 0);
  for (const std::size_t q : {0u, 1u}) {
    CHECK(ecdf_test(normal.of(q), band).outside == 0);
    CHECK(rank_chi_square(normal.of(q), 99, 20).p_value > 1e-3);
  }
  const SbcResult discrete = sbc(1000, 99, 1, key_from_seed(82), coin);
  CHECK(ecdf_test(discrete.of(0), band).outside == 0);
  CHECK(rank_chi_square(discrete.of(0), 99, 20).p_value > 1e-3);
}

TEST_CASE("wrong posteriors are found: too narrow, too wide, and the prior itself by the log likelihood alone") {
  const EcdfBand band = ecdf_band(1000, 99, 0.001);
  for (const double wide : {0.8, 1.25}) {
    const SbcResult found = sbc(1000, 99, 2, key_from_seed(83), normal_mean(wide));
    CHECK(ecdf_test(found.of(0), band).outside > 0);
    CHECK(rank_chi_square(found.of(0), 99, 20).p_value < 1e-6);
  }
  const SbcResult blind = sbc(1000, 99, 2, key_from_seed(84), normal_mean(1, true));
  CHECK(ecdf_test(blind.of(0), band).outside == 0);
  CHECK(ecdf_test(blind.of(1), band).outside > 50);
}

TEST_CASE("a simulation depends on the key and its number only; one that is not a number is left out") {
  const SbcResult all = sbc(50, 9, 2, key_from_seed(85), normal_mean(1));
  const SbcResult some = sbc(20, 9, 2, key_from_seed(85), normal_mean(1));
  for (const std::size_t q : {0u, 1u}) {
    for (std::size_t i = 0; i < 20; ++i) CHECK(all.of(q)[i] == some.of(q)[i]);
  }
  int calls = 0;
  const SbcResult holes = sbc(30, 9, 2, key_from_seed(85), [&](Key key, auto truth, auto draws) {
    normal_mean(1)(key, truth, draws);
    if (++calls % 10 == 0) draws[17] = std::numeric_limits<double>::quiet_NaN();
    if (calls % 15 == 0) truth[1] = std::numeric_limits<double>::quiet_NaN();
  });
  CHECK(holes.left_out == 4);
  CHECK(holes.of(1).size() == 26);
  CHECK(holes.of(1)[0] == all.of(1)[0]);
  CHECK(message_of([] { return sbc(0, 9, 1, {}, coin); }) == "sbc: simulations is 0; at least 1 is needed");
  CHECK(message_of([] { return sbc(9, 0, 1, {}, coin); }) == "sbc: draws is 0; at least 1 is needed");
  CHECK(message_of([] { return sbc(9, 9, 0, {}, coin); }) == "sbc: quantities is 0; at least 1 is needed");
}
