// The rows of a summary, energies, marks and rank plots: against the single functions and against counting.

#include "tractable/diagnostics/summary.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <string>
#include <vector>

#include "tractable/base/error.hpp"
#include "tractable/diagnostics/energy.hpp"
#include "tractable/diagnostics/ess.hpp"
#include "tractable/diagnostics/mcse.hpp"
#include "tractable/diagnostics/rank_plot.hpp"
#include "tractable/diagnostics/rhat.hpp"
#include "tractable/simd/random.hpp"

using namespace tractable;

namespace {

constexpr double kInf = std::numeric_limits<double>::infinity();
constexpr double kNan = std::numeric_limits<double>::quiet_NaN();

std::vector<double> normals(std::uint32_t seed, std::size_t n) {
  std::vector<double> z(n);
  fill_normal(key_from_seed(seed), std::span(z));
  return z;
}

std::string message_of(auto action) {
  try {
    static_cast<void>(action());
  } catch (const Error& error) {
    return error.what();
  }
  return "nothing was thrown";
}

std::vector<double> fields(const Summary& s) {
  return {s.mean, s.sd, s.median, s.q5, s.q95, s.mcse_mean, s.mcse_sd, s.rhat, s.ess_bulk, s.ess_tail};
}

}  // namespace

TEST_CASE("a summary's rows are what the single functions say of each parameter") {
  const std::size_t n = 101, chains = 3, dim = 4;
  std::vector<double> draws = normals(61, n * chains * dim);
  for (std::size_t i = 0; i < draws.size(); ++i) draws[i] = 10 * static_cast<double>(i % dim) + draws[i];
  const auto rows = summaries(draws, chains, dim);
  REQUIRE(rows.size() == dim);
  for (std::size_t d = 0; d < dim; ++d) {
    CAPTURE(d);
    std::vector<double> one;
    for (std::size_t k = 0; k < chains; ++k) {
      for (std::size_t i = 0; i < n; ++i) one.push_back(draws[(i * chains + k) * dim + d]);
    }
    const Chains x{one, chains};
    CHECK(fields(rows[d]) == fields(summary(x)));
    CHECK(rows[d].mcse_mean == mcse_mean(x));
    CHECK(rows[d].mcse_sd == mcse_sd(x));
    CHECK(rows[d].rhat == rhat(x));
    CHECK(rows[d].ess_bulk == ess_bulk(x));
    CHECK(rows[d].ess_tail == ess_tail(x));
    std::sort(one.begin(), one.end());
    CHECK(rows[d].median == one[151]);
    // 302 * 0.05 = 15.1: a tenth of the way from the 15th to the 16th, counted from 0.
    CHECK(rows[d].q5 == doctest::Approx(0.9 * one[15] + 0.1 * one[16]).epsilon(1e-12).scale(0));
    CHECK(rows[d].q95 == doctest::Approx(0.1 * one[286] + 0.9 * one[287]).epsilon(1e-12).scale(0));
    double mean = 0;
    double squares = 0;
    for (const double value : one) mean += value / 303;
    for (const double value : one) squares += (value - mean) * (value - mean);
    CHECK(rows[d].mean == doctest::Approx(mean).epsilon(1e-13).scale(1));
    CHECK(rows[d].sd == doctest::Approx(std::sqrt(squares / 302)).epsilon(1e-13).scale(0));
  }
}

TEST_CASE("a parameter that stands still has a place and no more; one that is not finite spoils its own row only") {
  std::vector<double> draws = normals(62, 100 * 2 * 3);
  for (std::size_t i = 0; i < 200; ++i) draws[3 * i + 1] = 0.1;
  draws[2] = kInf;
  const auto rows = summaries(draws, 2, 3);
  for (const double value : fields(rows[0])) CHECK(std::isfinite(value));
  const std::vector<double> still = fields(rows[1]);
  CHECK(std::vector(still.begin(), still.begin() + 5) == std::vector{0.1, 0.0, 0.1, 0.1, 0.1});
  for (std::size_t i = 5; i < still.size(); ++i) CHECK(std::isnan(still[i]));
  for (const double value : fields(rows[2])) CHECK(std::isnan(value));
}

TEST_CASE("E-BFMI is 2 for independent energies and small for those that creep") {
  // The sum of squared steps over the sum of squares: 2 (1 - rho) for an AR(1) of correlation rho.
  const auto z = normals(63, 20'000);
  std::vector<double> h = z;
  for (std::size_t i = 10'001; i < h.size(); ++i) h[i] = 0.9 * h[i - 1] + std::sqrt(1 - 0.81) * z[i];
  const auto found = e_bfmi({h, 2});
  REQUIRE(found.size() == 2);
  // Standard error of the first autocorrelation: sqrt((1 - rho^2) / n), twice that of E-BFMI; 5 of them.
  CHECK(std::abs(found[0] - 2) < 5 * 2 * 0.01);
  CHECK(std::abs(found[1] - 0.2) < 5 * 2 * 0.01 * std::sqrt(0.19));
  // 0 1 3: steps 1 + 4, squares 16/9 + 1/9 + 25/9.
  CHECK(e_bfmi({std::vector<double>{0, 1, 3}, 1})[0] == doctest::Approx(5 / (42.0 / 9)).epsilon(1e-14).scale(0));
  CHECK(std::isnan(e_bfmi({std::vector<double>{1, 2}, 1})[0]));
  CHECK(std::isnan(e_bfmi({std::vector<double>(10, 0.1), 1})[0]));
  const auto mixed = e_bfmi({std::vector<double>{0, kNan, 3, 0, 1, 3}, 2});
  CHECK(std::isnan(mixed[0]));
  CHECK(mixed[1] == doctest::Approx(5 / (42.0 / 9)).epsilon(1e-14).scale(0));
}

TEST_CASE("marks are counted by chain") {
  const std::vector<std::uint8_t> flags{0, 1, 0, 2, 0, 0, 0, 0, 1};
  CHECK(count_marked(flags, 3) == std::vector<std::size_t>{1, 1, 1});
  CHECK(count_marked(flags, 1) == std::vector<std::size_t>{3});
  CHECK(count_marked({}, 2) == std::vector<std::size_t>{0, 0});
}

TEST_CASE("rank histograms and ecdf differences are what counting gives") {
  // Ranks of the first chain 1 2 3 6, of the second 4.5 4.5 7 8.
  const std::vector<double> x{-3, 0, 1, 5, 2, 2, 6, 1e9};
  const Chains chains{x, 2};
  CHECK(rank_histogram(chains, 4) == std::vector<std::uint32_t>{2, 1, 1, 0, 0, 0, 2, 2});
  CHECK(rank_histogram(chains, 8) == std::vector<std::uint32_t>{1, 1, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0, 2, 0, 1, 1});
  const auto difference = rank_ecdf_difference(chains, 4);
  const std::vector<double> expected{0.25, 0.25, 0.25, 0, -0.25, -0.5 + 0.0, -0.25, 0};
  for (std::size_t i = 0; i < 8; ++i) CHECK(difference[i] == doctest::Approx(expected[i]).epsilon(1e-15).scale(1));
  // All equal: every rank is (N + 1) / 2.
  CHECK(rank_histogram({std::vector<double>(9, 1.5), 3}, 3) == std::vector<std::uint32_t>{0, 3, 0, 0, 3, 0, 0, 3, 0});
  // Without ties all cells of all chains together hold N / bins each.
  const auto z = normals(64, 600);
  const auto counts = rank_histogram({z, 3}, 20);
  for (std::size_t b = 0; b < 20; ++b) CHECK(counts[b] + counts[20 + b] + counts[40 + b] == 30);
  const auto parts = rank_ecdf_difference({z, 3}, 600);
  for (std::size_t j = 0; j < 600; ++j) CHECK(std::abs(parts[j] + parts[600 + j] + parts[1200 + j]) < 1e-13);
}

TEST_CASE("misuse of summaries, energies and ranks is an Error that names the argument") {
  const std::vector<double> x{1, 2, 3, kNan};
  CHECK(message_of([&] { return summaries(x, 0, 1); }) == "summaries: chains is 0; at least 1 is needed");
  CHECK(message_of([&] { return summaries(x, 1, 0); }) == "summaries: dim is 0; at least 1 is needed");
  CHECK(message_of([&] { return summaries({}, 1, 1); }) == "summaries: draws has 0 values; at least 1 is needed");
  CHECK(message_of([&] { return summaries(x, 3, 2); }) ==
        "summaries: draws has 4 values; 3 chains of 2 parameters cannot hold them");
  CHECK(message_of([&] { return summary({x, 3}); }) ==
        "summary: draws has 4 values; 3 chains of one length cannot hold them");
  CHECK(message_of([&] { return e_bfmi({x, 0}); }) == "e_bfmi: chains is 0; at least 1 is needed");
  const std::vector<std::uint8_t> flags{1, 0, 1};
  CHECK(message_of([&] { return count_marked(flags, 0); }) == "count_marked: chains is 0; at least 1 is needed");
  CHECK(message_of([&] { return count_marked(flags, 2); }) ==
        "count_marked: flags has 3 values; 2 chains of one length cannot hold them");
  const auto good = std::span(x).first(3);
  CHECK(message_of([&] { return rank_histogram({x, 2}, 2); }) ==
        "rank_histogram: draws[3] is nan; every value must be a finite number");
  CHECK(message_of([&] { return rank_histogram({good, 0}, 2); }) ==
        "rank_histogram: chains is 0; at least 1 is needed");
  CHECK(message_of([&] { return rank_histogram({{}, 1}, 2); }) ==
        "rank_histogram: draws has 0 values; at least 1 is needed");
  CHECK(message_of([&] { return rank_histogram({good, 2}, 2); }) ==
        "rank_histogram: draws has 3 values; 2 chains of one length cannot hold them");
  CHECK(message_of([&] { return rank_histogram({good, 1}, 0); }) ==
        "rank_histogram: bins is 0; it must be between 1 and the number of draws, 3");
  CHECK(message_of([&] { return rank_ecdf_difference({good, 1}, 4); }) ==
        "rank_ecdf_difference: points is 4; it must be between 1 and the number of draws, 3");
}
