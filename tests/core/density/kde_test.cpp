#include "tractable/density/kde.hpp"

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
#include "tractable/density/bandwidth.hpp"
#include "tractable/simd/random.hpp"
#include "tractable/simd/special.hpp"

using namespace tractable;

namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();
constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();

std::vector<double> uniforms(std::uint32_t seed, std::size_t n) {
  std::vector<double> out(n);
  fill_uniform(key_from_seed(seed), std::span(out));
  return out;
}

std::vector<double> normals(std::uint32_t seed, std::size_t n) {
  std::vector<double> out(n);
  fill_normal(key_from_seed(seed), std::span(out));
  return out;
}

// Data of several shapes with bandwidths from rough to smooth; more data than a full box holds, and fewer.
struct Case {
  std::string name;
  std::vector<double> data;
  double h;
};

std::vector<Case> cases() {
  std::vector<Case> all;
  for (const double h : {0.003, 0.05, 0.4, 3.0}) {
    for (const std::size_t n : {1, 2, 7, 300, 3000}) {
      const std::vector<double> z = normals(7, n);
      const std::vector<double> u = uniforms(8, n);
      std::vector<double> heavy = z;
      std::vector<double> clusters = z;
      std::vector<double> ties = z;
      std::vector<double> lopsided = z;
      for (std::size_t i = 0; i < n; ++i) {
        heavy[i] = z[i] / (u[i] * u[i]);
        clusters[i] = 0.01 * z[i] + 20 * std::floor(3 * u[i]);
        ties[i] = std::floor(z[i]);
        lopsided[i] = i == 0 ? -6 : 0.1 * u[i];  // one datum far from thousands: its share must not drown
      }
      const std::string size = text(" n=", n, " h=", h);
      all.push_back({"normal" + size, z, h});
      all.push_back({"heavy tails" + size, heavy, h});
      all.push_back({"clusters" + size, clusters, h});
      all.push_back({"ties" + size, ties, h});
      all.push_back({"lopsided" + size, lopsided, h});
    }
  }
  return all;
}

// The definitions, with the C library's functions.
double direct_density(const Case& c, double x) {
  double sum = 0;
  for (const double value : c.data) sum += std::exp(-0.5 * ((x - value) / c.h) * ((x - value) / c.h));
  return sum / (static_cast<double>(c.data.size()) * c.h * 2.5066282746310005);
}

double direct_tail(const Case& c, double x, double sign) {  // cdf for sign 1, sf for -1
  double sum = 0;
  for (const double value : c.data) sum += 0.5 * std::erfc(-sign * (x - value) / c.h * 0.70710678118654752);
  return sum / static_cast<double>(c.data.size());
}

// Positions at, beside and between data and far outside of them.
std::vector<double> positions(const Case& c) {
  const auto [low, high] = std::minmax_element(c.data.begin(), c.data.end());
  std::vector<double> x;
  for (const double u : uniforms(9, 25)) x.push_back(*low - 12 * c.h + u * (*high - *low + 24 * c.h));
  for (const double v : normals(10, 25)) x.push_back(c.data[x.size() % c.data.size()] + 3 * v * c.h);
  for (const double far : {1.5, 8.0, 20.0, 35.0}) {
    x.push_back(*low - far * c.h);
    x.push_back(*high + far * c.h);
  }
  x.push_back(*low);
  x.push_back(*high);
  return x;
}

double relative_error(double value, double expected) {
  return value == expected ? 0 : std::abs(value - expected) / std::abs(expected);
}

double ulp(double x) { return std::nextafter(std::abs(x), kInfinity) - std::abs(x); }

}  // namespace

TEST_CASE("density, cdf and leave-one-out score are R's for the 18 data sets of the reference") {
  const auto reference = test::Json::reference("kde.json");
  REQUIRE(reference["sets"].object().size() == 18);
  for (const auto& [name, set] : reference["sets"].object()) {
    CAPTURE(name);
    const GaussianKde kde(set["x"].numbers(), set["h_used"].number());
    const std::vector<double> grid = set["grid"].numbers();
    const std::vector<double> density = set["kde"]["gaussian"].numbers();
    const std::vector<double> cdf = set["kde_cdf"].numbers();
    const double highest = *std::max_element(density.begin(), density.end());
    // Those data are written with 15 digits: 1e-9 of the bandwidth is lost there.
    const double tolerance = name == "offset_large_100" ? 1e-8 : 1e-13;
    for (std::size_t i = 0; i < grid.size(); ++i) {
      CHECK(std::abs(kde.density(grid[i]) - density[i]) <= tolerance * highest);
      CHECK(std::abs(kde.cdf(grid[i]) - cdf[i]) <= tolerance);
    }
    const double score = set["loo_log_density_sum"].number();
    if (std::isfinite(score)) {
      CHECK(kde.leave_one_out_log_likelihood() == doctest::Approx(score).epsilon(1e-11));
    } else {  // R's density underflows at a lonely datum; its logarithm does not
      CHECK(kde.leave_one_out_log_likelihood() < -1000);
      CHECK(kde.leave_one_out_log_likelihood() > -1e6);
    }
  }
}

TEST_CASE("density, cdf and sf are the direct sums, relatively, in the tails too") {
  for (const Case& c : cases()) {
    CAPTURE(c.name);
    const GaussianKde kde(c.data, c.h);
    double worst = 0;
    for (const double x : positions(c)) {
      // x and the data are exact, (x - x_i) / h is rounded: u^2 eps in the exponent, 3e-13 at u = 35.
      worst = std::max(worst, relative_error(kde.density(x), direct_density(c, x)));
      worst = std::max(worst, relative_error(kde.cdf(x), direct_tail(c, x, 1)));
      worst = std::max(worst, relative_error(kde.sf(x), direct_tail(c, x, -1)));
    }
    CAPTURE(worst);
    CHECK(worst <= 2e-12);
  }
}

TEST_CASE("cdf and sf add up to 1, rise and fall, and end at 0 and 1") {
  for (const Case& c : cases()) {
    CAPTURE(c.name);
    const GaussianKde kde(c.data, c.h);
    std::vector<double> x = positions(c);
    std::sort(x.begin(), x.end());
    double last = 0;
    for (const double at : x) {
      CHECK(std::abs(kde.cdf(at) + kde.sf(at) - 1) <= 4e-15);
      CHECK(kde.cdf(at) >= last - 4e-15);
      last = kde.cdf(at);
    }
    CHECK(kde.cdf(x.front() - 100 * c.h) == 0);
    CHECK(kde.cdf(x.back() + 100 * c.h) == 1);
    CHECK(kde.sf(x.back() + 100 * c.h) == 0);
  }
}

TEST_CASE("log_density is the logarithm of the density, and goes on where the density underflows") {
  for (const Case& c : cases()) {
    CAPTURE(c.name);
    const GaussianKde kde(c.data, c.h);
    for (const double x : positions(c)) {
      const double density = kde.density(x);
      if (density > 1e-300)
        CHECK(std::abs(kde.log_density(x) - std::log(density)) <= 1e-12 * (1 + std::abs(std::log(density))));
    }
    const auto [low, high] = std::minmax_element(c.data.begin(), c.data.end());
    // From so far only the outermost data count: -u^2/2 of the outermost, plus the logarithm of their number.
    const double u = 1e6;
    const double at = *high + u * c.h;
    const double exact = (at - *high) / c.h;
    const auto outermost = static_cast<double>(std::count_if(c.data.begin(), c.data.end(), [&](double value) {
      return (*high - value) / c.h * u < 1e-12;  // the others lose a factor exp(-u (high - value) / h)
    }));
    const double leading =
        -0.5 * exact * exact - std::log(static_cast<double>(c.data.size()) * c.h * 2.5066282746310005);
    CHECK(kde.log_density(at) >= leading + std::log(outermost) - 1e-3);
    CHECK(kde.log_density(at) <= leading + std::log(static_cast<double>(c.data.size())) + 1e-3);
  }
  const GaussianKde one(std::vector{2.0}, 0.5);
  CHECK(one.log_density(2 + 50) == doctest::Approx(-5000 - std::log(0.5 * 2.5066282746310005)).epsilon(1e-15));
  CHECK(one.density(2 + 50) == 0);
  CHECK(one.log_density(1e200) == -kInfinity);
}

TEST_CASE("ppf inverts cdf to 1e-12 and one unit in the last place of x") {
  std::vector<double> probabilities = uniforms(11, 60);
  for (const double p :
       {1e-300, 1e-100, 1e-20, 1e-10, 1e-5, 1e-3, 0.25, 0.5, 0.75, 0.999, 1 - 1e-6, 1 - 1e-10, 1 - 0x1p-53}) {
    probabilities.push_back(p);
  }
  for (const Case& c : cases()) {
    for (const double offset : {0.0, 1e6, 1e9}) {
      CAPTURE(c.name);
      CAPTURE(offset);
      std::vector<double> data = c.data;
      for (double& value : data) value += offset;
      const GaussianKde kde(data, c.h);
      for (const double p : probabilities) {
        const double x = kde.ppf(p);
        CAPTURE(p);
        CAPTURE(x);
        CHECK(std::abs(kde.cdf(x) - p) <= 1e-12 + kde.density(x) * ulp(x));
        // The bracket of the proof.
        CHECK(x >= kde.data().front() + c.h * normal_ppf(p) - 2 * ulp(x) - 1e-12 * c.h);
        CHECK(x <= kde.data().back() + c.h * normal_ppf(p) + 2 * ulp(x) + 1e-12 * c.h);
        // Relative in both tails.
        const double tail = p <= 0.5 ? kde.cdf(x) : kde.sf(x);
        const double expected = p <= 0.5 ? p : 1 - p;
        CHECK(std::abs(tail - expected) <= 1e-12 * expected + kde.density(x) * ulp(x));
      }
    }
  }
}

TEST_CASE("ppf keeps its promise where a unit in the last place of x is as wide as a bump, or wider") {
  for (const double offset : {1e9, -3e9, 1e15}) {
    for (const double units_per_bump : {1e-6, 1e-3, 0.1, 0.3, 1.0, 2.0, 5.0, 100.0}) {
      for (const double spread : {0.5, 30.0, 1e4}) {
        for (const std::size_t n : {1, 2, 20, 2000}) {
          std::vector<double> data = normals(static_cast<std::uint32_t>(n), n);
          for (double& value : data) value = offset + value * spread * ulp(offset);
          const GaussianKde kde(data, ulp(offset) / units_per_bump);
          CAPTURE(text(offset, " ", units_per_bump, " ", spread, " ", n));
          double worst = -1;
          for (const double p : uniforms(3, 60)) {
            const double x = kde.ppf(p);
            worst = std::max(worst, std::abs(kde.cdf(x) - p) - kde.density(x) * ulp(x));
          }
          CHECK(worst <= 1e-12);
        }
      }
    }
  }
}

TEST_CASE("ppf rises, reaches the infinities, and of one datum is the normal quantile") {
  const GaussianKde one(std::vector{3.0}, 2.0);
  for (const double p : {1e-300, 1e-9, 0.1, 0.5, 0.9, 1 - 1e-9}) {
    CHECK(one.ppf(p) == doctest::Approx(3 + 2 * normal_ppf(p)).epsilon(1e-14));
    CHECK(GaussianKde(std::vector<double>(1000, 3.0), 2.0).ppf(p) == doctest::Approx(one.ppf(p)).epsilon(1e-14));
  }
  CHECK(one.ppf(0) == -kInfinity);
  CHECK(one.ppf(1) == kInfinity);
  CHECK(one.ppf(5e-324) < one.ppf(1e-323));
  const GaussianKde kde(normals(3, 500), 0.2);
  double last = -kInfinity;
  for (int i = 1; i < 2000; ++i) {
    const double x = kde.ppf(i / 2000.0);
    CHECK(x > last);
    last = x;
  }
  // Two data so far apart that nothing lies between: the lower half belongs to one, the upper half to the other.
  const GaussianKde apart(std::vector{-1e300, 1e300}, 1.0);
  CHECK(apart.ppf(0.25) == -1e300);
  CHECK(apart.ppf(0.75) == 1e300);
  const GaussianKde wide(std::vector{-1.7e308, 1.7e308}, 1e307);
  CHECK(std::isfinite(wide.ppf(1e-3)));
  CHECK(std::isfinite(wide.ppf(0.999)));
}

TEST_CASE("the estimate does not depend on the order of the data and moves with them") {
  const std::vector<double> data = normals(21, 4000);
  std::vector<double> reversed(data.rbegin(), data.rend());
  std::vector<double> moved = data;
  for (double& value : moved) value = 4 * value + 1024;  // 4 v is exact, the sum is rounded
  const GaussianKde kde(data, 0.25);
  const GaussianKde same(reversed, 0.25);
  const GaussianKde other(moved, 1.0);
  for (const double x : {-9.0, -3.5, -0.1, 0.0, 1.2, 4.0}) {
    CHECK(kde.density(x) == same.density(x));
    CHECK(kde.cdf(x) == same.cdf(x));
    CHECK(other.density(4 * x + 1024) == doctest::Approx(kde.density(x) / 4).epsilon(1e-9));
    CHECK(other.cdf(4 * x + 1024) == doctest::Approx(kde.cdf(x)).epsilon(1e-9));
  }
  CHECK(std::is_sorted(kde.data().begin(), kde.data().end()));
}

TEST_CASE("the leave-one-out score is the direct one") {
  for (const Case& c : cases()) {
    if (c.data.size() < 2 || c.data.size() > 300) continue;
    CAPTURE(c.name);
    double score = 0;
    for (std::size_t i = 0; i < c.data.size(); ++i) {
      Case others = c;
      others.data.erase(others.data.begin() + static_cast<std::ptrdiff_t>(i));
      score += GaussianKde(others.data, c.h).log_density(c.data[i]);
    }
    CHECK(GaussianKde(c.data, c.h).leave_one_out_log_likelihood() == doctest::Approx(score).epsilon(1e-11));
  }
  CHECK_THROWS_WITH_AS((void)GaussianKde(std::vector{1.0}, 1.0).leave_one_out_log_likelihood(),
                       "GaussianKde::leave_one_out_log_likelihood: data has 1 value; at least 2 are needed", Error);
}

TEST_CASE("the density integrates to 1 and is the slope of the cdf") {
  const GaussianKde kde(normals(5, 2000), "silverman");
  const int steps = 4000;
  double sum = 0;
  for (int i = 0; i <= steps; ++i) sum += kde.density(-10 + 20.0 * i / steps) * 20 / steps;
  CHECK(sum == doctest::Approx(1).epsilon(1e-12));  // the trapezium rule is exact for such smooth functions
  for (const double x : {-3.0, -1.0, 0.2, 2.5}) {
    const double d = 1e-4;
    CHECK((kde.cdf(x + d) - kde.cdf(x - d)) / (2 * d) == doctest::Approx(kde.density(x)).epsilon(1e-6));
  }
}

TEST_CASE("a sample picks the datum that the uniform number names and adds the noise") {
  const GaussianKde kde(std::vector{5.0, -1.0, 2.0}, 0.5);
  const std::vector<double> uniform{0, 0.34, 0.67, 0.999, 1 - 0x1p-53};
  const std::vector<double> normal{0, 1, -2, 0, 3};
  std::vector<double> out(5);
  kde.sample(uniform, normal, out);
  CHECK(out == std::vector{-1.0, 2.5, 4.0, 5.0, 6.5});
  // 10^5 draws: the largest distance of the two cdfs, by DKW above 0.0102 with probability 1e-9 per test.
  const std::size_t n = 100'000;
  std::vector<double> draws(n);
  kde.sample(uniforms(31, n), normals(32, n), draws);
  std::sort(draws.begin(), draws.end());
  double distance = 0;
  for (std::size_t i = 0; i < n; ++i) {
    distance = std::max(distance, std::abs(kde.cdf(draws[i]) - (static_cast<double>(i) + 0.5) / n));
  }
  CHECK(distance <= 0.0102);
}

TEST_CASE("the forms with spans give what the forms with one number give") {
  const GaussianKde kde(normals(41, 800), 0.3);
  const std::vector<double> x = normals(42, 50);
  std::vector<double> out(50);
  kde.density(x, out);
  for (std::size_t i = 0; i < 50; ++i) CHECK(out[i] == kde.density(x[i]));
  kde.log_density(x, out);
  for (std::size_t i = 0; i < 50; ++i) CHECK(out[i] == kde.log_density(x[i]));
  kde.sf(x, out);
  for (std::size_t i = 0; i < 50; ++i) CHECK(out[i] == kde.sf(x[i]));
  out = x;
  kde.cdf(out, out);  // in place
  for (std::size_t i = 0; i < 50; ++i) CHECK(out[i] == kde.cdf(x[i]));
  const std::vector<double> p = out;
  kde.ppf(p, out);
  for (std::size_t i = 0; i < 50; ++i) CHECK(out[i] == kde.ppf(p[i]));
}

TEST_CASE("a position that is NaN gives NaN, an infinite one the limit") {
  const GaussianKde kde(normals(51, 100), 0.3);
  for (const double value : {kde.density(kNaN), kde.log_density(kNaN), kde.cdf(kNaN), kde.sf(kNaN)}) {
    CHECK(std::isnan(value));
  }
  for (const double at : {-kInfinity, kInfinity}) {
    CHECK(kde.density(at) == 0);
    CHECK(kde.log_density(at) == -kInfinity);
    CHECK(kde.cdf(at) == (at > 0 ? 1 : 0));
    CHECK(kde.sf(at) == (at > 0 ? 0 : 1));
  }
}

TEST_CASE("the estimate takes its bandwidth from a rule by name") {
  const std::vector<double> data = normals(61, 200);
  const GaussianKde kde(data, "sheather_jones");
  CHECK(kde.bandwidth() == sheather_jones_bandwidth(data));
  CHECK(kde.size() == 200);
  CHECK_THROWS_AS(GaussianKde(data, "no such rule"), Error);
}

TEST_CASE("misuse of the estimate is an Error that names the argument") {
  const std::vector<double> data{1, 2};
  CHECK_THROWS_WITH_AS(GaussianKde(std::vector<double>{}, 1.0), "GaussianKde: data has 0 values; at least 1 is needed",
                       Error);
  const double one = 1;
  CHECK_THROWS_WITH_AS(GaussianKde(std::span(&one, 1'000'000'000), 1.0),
                       "GaussianKde: data has 1000000000 values; at most 10000000", Error);
  CHECK_THROWS_WITH_AS(GaussianKde(std::vector{1.0, kNaN}, 1.0),
                       "GaussianKde: data[1] is nan; every value must be a finite number", Error);
  CHECK_THROWS_WITH_AS(GaussianKde(data, 0.0), "GaussianKde: bandwidth is 0; it must be greater than 0", Error);
  CHECK_THROWS_WITH_AS(GaussianKde(data, -1.0), "GaussianKde: bandwidth is -1; it must be greater than 0", Error);
  CHECK_THROWS_WITH_AS(GaussianKde(data, kNaN), "GaussianKde: bandwidth is nan; it must be a finite number", Error);
  CHECK_THROWS_WITH_AS(GaussianKde(data, 1e-310), "GaussianKde: bandwidth is 1e-310; it is too small", Error);
  const GaussianKde kde(data, 1.0);
  CHECK_THROWS_WITH_AS((void)kde.ppf(1.5), "GaussianKde::ppf: p is 1.5; a probability lies between 0 and 1", Error);
  CHECK_THROWS_WITH_AS((void)kde.ppf(kNaN), "GaussianKde::ppf: p is nan; it must be a probability", Error);
  std::vector<double> out{7, 7};
  CHECK_THROWS_WITH_AS(kde.ppf(std::vector{0.5, -0.1}, out),
                       "GaussianKde::ppf: p[1] is -0.1; a probability lies between 0 and 1", Error);
  CHECK(out[0] == 7);  // refused before anything was written
  CHECK_THROWS_WITH_AS(kde.density(std::vector{1.0}, out),
                       "GaussianKde::density: x has 1 values and out has 2; they must have the same length", Error);
  CHECK_THROWS_AS(kde.log_density(std::vector{1.0}, out), Error);
  CHECK_THROWS_AS(kde.cdf(std::vector{1.0}, out), Error);
  CHECK_THROWS_AS(kde.sf(std::vector{1.0}, out), Error);
  CHECK_THROWS_AS(kde.ppf(std::vector{0.5}, out), Error);
  const std::vector<double> noise{0, 0};
  CHECK_THROWS_WITH_AS(kde.sample(std::vector{0.5}, noise, out),
                       "GaussianKde::sample: uniform has 1 values and out has 2; they must have the same length",
                       Error);
  CHECK_THROWS_WITH_AS(kde.sample(std::vector{0.5, 0.5}, std::vector{0.5}, out),
                       "GaussianKde::sample: normal has 1 values and out has 2; they must have the same length", Error);
  for (const double bad : {1.0, -0.1, kNaN}) {
    CHECK_THROWS_WITH_AS(
        kde.sample(std::vector{0.5, bad}, noise, out),
        text("GaussianKde::sample: uniform[1] is ", bad, "; it must be at least 0 and below 1").c_str(), Error);
  }
  CHECK(out[0] == 7);
}
