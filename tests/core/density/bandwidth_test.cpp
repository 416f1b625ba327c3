#include "tractable/density/bandwidth.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>
#include <string>
#include <vector>

#include "support/json.hpp"
#include "tractable/base/error.hpp"
#include "tractable/base/key.hpp"
#include "tractable/density/hermite_sum.hpp"
#include "tractable/simd/random.hpp"

using namespace tractable;

namespace {

std::vector<double> uniforms(std::uint32_t seed, std::size_t n) {
  std::vector<double> out(n);
  fill_uniform(key_from_seed(seed), out);
  return out;
}

std::vector<double> normals(std::uint32_t seed, std::size_t n) {
  std::vector<double> out(n);
  fill_normal(key_from_seed(seed), out);
  return out;
}

// Data sets of many shapes, ascending: one humped, heavy tails, clusters far apart, ties, all equal but one.
std::vector<double> shaped(int shape, std::uint32_t seed, std::size_t n) {
  std::vector<double> x = normals(seed, n);
  const std::vector<double> u = uniforms(seed, n);
  for (std::size_t i = 0; i < n; ++i) {
    switch (shape) {
      case 1:
        x[i] /= u[i];
        break;  // heavy tails
      case 2:
        x[i] /= u[i] * u[i] * u[i] * u[i];
        break;  // heavier than Cauchy's
      case 3:
        x[i] = 1e-3 * x[i] + std::floor(10 * u[i]) * 7;
        break;  // ten clusters
      case 4:
        x[i] = std::floor(2 * x[i]) / 2;
        break;  // ties
      case 5:
        x[i] = i == 0 ? 1 : 0;
        break;  // all equal but one
      case 6:
        x[i] = u[i];
        break;
      case 7:
        x[i] = static_cast<double>(i);
        break;  // a grid
      default:
        break;
    }
  }
  std::sort(x.begin(), x.end());
  return x;
}

struct DirectSum {
  double total = 0;
  double absolute = 0;
};

// With Neumaier's compensated addition, so that the oracle's rounding does not count.
DirectSum direct_sum(const std::vector<double>& x, double g, int r) {
  DirectSum sum;
  double lost = 0;
  for (const double a : x) {
    for (const double b : x) {
      const double u = (a - b) / g;
      const double v = u * u;
      const double he = r == 4 ? v * v - 6 * v + 3 : v * v * v - 15 * v * v + 45 * v - 15;
      const double term = he * std::exp(-v / 2) / 2.5066282746310005;
      const double next = sum.total + term;
      lost += std::abs(sum.total) >= std::abs(term) ? (sum.total - next) + term : (term - next) + sum.total;
      sum.total = next;
      sum.absolute += std::abs(term);
    }
  }
  sum.total += lost;
  return sum;
}

std::string message_of(const char* rule, const std::vector<double>& data) {
  try {
    (void)bandwidth(rule, data);
  } catch (const Error& error) {
    return text(to_string(error.code()), ": ", error.what());
  }
  return "nothing was thrown";
}

}  // namespace

TEST_CASE("the bandwidths are R's for the 18 data sets of the reference") {
  const auto reference = test::Json::reference("kde.json");
  REQUIRE(reference["sets"].object().size() == 18);
  for (const auto& [name, set] : reference["sets"].object()) {
    CAPTURE(name);
    const std::vector<double> x = set["x"].numbers();
    const auto expected = [&, &row = set](const char* key) { return row["bandwidth"][key].number(); };
    // Data far from 0 are written with 15 digits, and R's root of the smallest scale is good to 1e-14 absolute: 1e-8.
    CHECK(silverman_bandwidth(x) == doctest::Approx(expected("nrd0")).epsilon(1e-9));
    CHECK(scott_bandwidth(x) == doctest::Approx(expected("nrd")).epsilon(1e-9));
    CHECK(sheather_jones_bandwidth(x) == doctest::Approx(expected("SJ_ste_exact")).epsilon(1e-8).scale(0));
    CHECK(sheather_jones_dpi_bandwidth(x) == doctest::Approx(expected("SJ_dpi_exact")).epsilon(1e-9).scale(0));
    // R's own, binned: 1000 bins are good to 2 %.
    CHECK(sheather_jones_bandwidth(x) == doctest::Approx(expected("SJ_ste_nb1000")).epsilon(0.025).scale(0));
  }
}

TEST_CASE("the fast double sums are the direct ones to 1e-14 of the sum of absolute values") {
  double worst = 0;
  for (int shape = 0; shape < 8; ++shape) {
    for (std::uint32_t seed = 0; seed < 12; ++seed) {
      const std::size_t n = seed < 4 ? 3 + seed * 5 : 60 + 30 * seed;
      const std::vector<double> x = shaped(shape, seed, n);
      for (const double g : {1e-6, 0.01, 0.1, 0.33, 1.0, 4.0, 300.0}) {
        for (const int r : {4, 6}) {
          const DirectSum direct = direct_sum(x, g, r);
          const double error = std::abs(detail::hermite_pair_sum(x, g, r) - direct.total) / direct.absolute;
          worst = std::max(worst, error);
        }
      }
    }
  }
  CAPTURE(worst);
  CHECK(worst <= 1e-14);
}

TEST_CASE("the fast double sums meet their bound where the expansion is worst: full boxes at every distance") {
  // Data at both ends of boxes of the greatest width: |a - b| = w for the most distant pairs.
  double worst = 0;
  for (int step = 0; step < 130; ++step) {
    std::vector<double> x;
    for (int k = 0; k < 8; ++k) {
      for (const double place : {0.0, 0.5}) x.push_back(place);
      for (const double place : {0.0, 0.5}) x.push_back(0.6 + 0.1 * step + place);
    }
    std::sort(x.begin(), x.end());
    for (const int r : {4, 6}) {
      const DirectSum direct = direct_sum(x, 1, r);
      worst = std::max(worst, std::abs(detail::hermite_pair_sum(x, 1, r) - direct.total) / direct.absolute);
    }
  }
  CAPTURE(worst);
  CHECK(worst <= 1e-14);
}

TEST_CASE("a bandwidth moves with the data's scale and not with their place or order") {
  for (const BandwidthRule& rule : bandwidth_rules()) {
    for (int shape = 0; shape < 8; ++shape) {
      CAPTURE(rule.name);
      CAPTURE(shape);
      const std::vector<double> x = shaped(shape, 3, 400);
      const double h = rule.bandwidth(x);
      CHECK(h > 0);
      std::vector<double> other = x;
      for (double& value : other) value = -1e200 * value;
      CHECK(rule.bandwidth(other) == doctest::Approx(1e200 * h).epsilon(1e-11).scale(0));
      if (shape != 5) {  // the data of shape 5 would be all equal after the shift
        other = x;
        std::rotate(other.begin(), other.begin() + 150, other.end());
        CHECK(rule.bandwidth(other) == h);
      }
      if (shape == 7) {  // a grid stays exact when it is shifted
        for (double& value : other) value += 1e12;
        CHECK(rule.bandwidth(other) == doctest::Approx(h).epsilon(1e-12));
      }
    }
  }
}

TEST_CASE("Sheather and Jones' bandwidth solves its equation") {
  for (int shape = 0; shape < 8; ++shape) {
    CAPTURE(shape);
    const std::vector<double> x = shaped(shape, 5, 300);
    const auto n = static_cast<double>(x.size());
    // The paper's formulas, written once more with direct sums.
    const auto estimate = [&](double g, int r) {
      return (r == 4 ? 1 : -1) * direct_sum(x, g, r).total / (n * (n - 1) * std::pow(g, r + 1));
    };
    const double mean = [&] {
      double total = 0;
      for (const double value : x) total += value;
      return total / n;
    }();
    double squares = 0;
    for (const double value : x) squares += (value - mean) * (value - mean);
    // The quartiles of 300 data: positions 224.25 and 74.75.
    const double iqr = (x[224] + 0.25 * (x[225] - x[224])) - (x[74] + 0.75 * (x[75] - x[74]));
    const double sd = std::sqrt(squares / (n - 1));
    const double scale = iqr > 0 ? std::min(sd, iqr / 1.349) : sd;
    const double third = estimate(1.23 * scale * std::pow(n, -1.0 / 9), 6);
    const double ratio = 1.357 * std::pow(estimate(1.24 * scale * std::pow(n, -1.0 / 7), 4) / third, 1.0 / 7);
    const double h = sheather_jones_bandwidth(x);
    const double again = std::pow(0.28209479177387814 / (n * estimate(ratio * std::pow(h, 5.0 / 7), 4)), 0.2);
    CHECK(again == doctest::Approx(h).epsilon(1e-9).scale(0));
  }
}

TEST_CASE("two data, many ties and outliers have bandwidths") {
  CHECK(silverman_bandwidth(std::vector{0.0, 1.0}) == doctest::Approx(0.9 * 0.5 / 1.34 * std::pow(2, -0.2)));
  for (const BandwidthRule& rule : bandwidth_rules()) {
    CAPTURE(rule.name);
    CHECK(std::isfinite(rule.bandwidth(std::vector{-3.0, 4.0})));
    std::vector<double> x(1000, 5.0);
    x[77] = 6;
    const double h = rule.bandwidth(x);  // an IQR of 0: the standard deviation stands in
    CHECK((h > 0 && h < 0.1));
    CHECK(rule.bandwidth(std::vector{1.0, 2.0, 3.0, 1e300}) > 0);
    CHECK(rule.bandwidth(std::vector{1.0, 1 + 1e-15, 1 + 3e-15}) > 0);
    CHECK(rule.bandwidth(std::vector{0.0, 5e-324, 3e-323}) >= 0);
  }
}

TEST_CASE("Silverman's rule has R's answers for equal data; the other rules refuse them and say what to do") {
  CHECK(silverman_bandwidth(std::vector<double>(32, -3.0)) == doctest::Approx(0.9 * 3 * 0.5));
  CHECK(silverman_bandwidth(std::vector<double>(32, 0.0)) == doctest::Approx(0.9 * 0.5));
  const std::vector<double> equal(7, 2.5);
  const char* rest = "_bandwidth: all 7 values of data are 2.5; choose the bandwidth yourself";
  for (const char* rule : {"scott", "sheather_jones", "sheather_jones_dpi"}) {
    CHECK(message_of(rule, equal) == text("invalid_argument: ", rule, rest));
  }
}

TEST_CASE("every rule refuses data without a bandwidth, and names what is wrong") {
  const double nan = std::numeric_limits<double>::quiet_NaN();
  const double infinity = std::numeric_limits<double>::infinity();
  for (const BandwidthRule& rule : bandwidth_rules()) {
    const std::string name(rule.name);
    CHECK(message_of(name.c_str(), {}) ==
          "too_few_values: " + name + "_bandwidth: data has 0 values; a bandwidth needs at least 2");
    CHECK(message_of(name.c_str(), {1}) ==
          "too_few_values: " + name + "_bandwidth: data has 1 value; a bandwidth needs at least 2");
    CHECK(message_of(name.c_str(), {1, 2, nan}) ==
          "not_finite: " + name + "_bandwidth: data[2] is nan; every value must be a finite number");
    CHECK(message_of(name.c_str(), {1, infinity, 2}) ==
          "not_finite: " + name + "_bandwidth: data[1] is inf; every value must be a finite number");
    CHECK(message_of(name.c_str(), {-1e308, 1e308}) ==
          "invalid_argument: " + name +
              "_bandwidth: data lie between -1e+308 and 1e+308; their range is too large for a double");
    const double one = 1;
    CHECK_THROWS_WITH_AS((void)rule.bandwidth(std::span(&one, 1'000'000'000)),
                         (name + "_bandwidth: data has 1000000000 values; at most 10000000").c_str(), Error);
  }
}

TEST_CASE("the catalogue names its rules when it is asked for another one") {
  CHECK(bandwidth("scott", std::vector{1.0, 2.0}) == scott_bandwidth(std::vector{1.0, 2.0}));
  CHECK(message_of("ucv", {1, 2}) ==
        "unknown_name: bandwidth: there is no rule \"ucv\"; the rules are silverman, scott, sheather_jones, "
        "sheather_jones_dpi");
}

TEST_CASE("data whose spread is nothing beside their range are refused at once, and so is a bandwidth of 0") {
  std::vector<double> lump(20'000);
  for (std::size_t i = 0; i < lump.size(); ++i) lump[i] = static_cast<double>(i) * 1e-314;
  lump[0] = 1;
  const std::vector<double> few{0, 1e-310, 2e-310, 3e-310, 1};
  const std::vector<double> least{0, 5e-324};
  for (const auto& rule : bandwidth_rules()) {
    CAPTURE(std::string(rule.name));
    CHECK_THROWS_AS((void)rule.bandwidth(lump), Error);
    CHECK_THROWS_AS((void)rule.bandwidth(few), Error);
    CHECK_THROWS_AS((void)rule.bandwidth(least), Error);
  }
}
