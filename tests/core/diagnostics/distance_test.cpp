// Distances between draws and laws: small cases by hand, closed forms, and identities.

#include "tractable/diagnostics/distance.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <string>
#include <vector>

#include "tractable/base/error.hpp"
#include "tractable/simd/random.hpp"
#include "tractable/simd/special.hpp"

using namespace tractable;

namespace {

constexpr double kNan = std::numeric_limits<double>::quiet_NaN();
constexpr double kPi = 3.14159265358979323846;

std::vector<double> normals(std::uint32_t seed, std::size_t n) {
  std::vector<double> z(n);
  fill_normal(key_from_seed(seed), std::span(z));
  return z;
}

/// The normal law's quantiles at (i + 1/2) / n.
std::vector<double> normal_quantiles(std::size_t n, double mean = 0, double sd = 1) {
  std::vector<double> q(n);
  for (std::size_t i = 0; i < n; ++i) {
    q[i] = mean + sd * normal_ppf((static_cast<double>(i) + 0.5) / static_cast<double>(n));
  }
  return q;
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

TEST_CASE("the Wasserstein distance is the work of moving one sample onto the other") {
  CHECK(wasserstein(std::vector{3.0}, std::vector{1.0}) == 2);
  CHECK(wasserstein(std::vector{0.0, 4.0}, std::vector{5.0, 1.0}) == 1);
  // One of three moves by 1 and one by 2.
  CHECK(wasserstein(std::vector{0.0, 1.0, 5.0}, std::vector{1.0, 1.0, 3.0}) == doctest::Approx(1).epsilon(1e-15));
  // Different sizes: {0, 1} against {0, 0, 3}: quantiles differ by 0 on 1/2, 1 on 1/6, 2 on 1/3.
  CHECK(wasserstein(std::vector{0.0, 1.0}, std::vector{0.0, 3.0, 0.0}) == doctest::Approx(5.0 / 6).epsilon(1e-15));
  const auto a = normals(91, 300);
  const auto b = normals(92, 300);
  CHECK(wasserstein(a, a) == 0);
  CHECK(wasserstein(a, b) == doctest::Approx(wasserstein(b, a)).epsilon(1e-13).scale(0));
  auto sorted = b;
  std::sort(sorted.begin(), sorted.end());
  CHECK(wasserstein(a, b) == doctest::Approx(wasserstein_to_quantiles(a, sorted)).epsilon(1e-12).scale(0));
  CHECK(std::isnan(wasserstein(a, std::vector{1.0, kNan})));
}

TEST_CASE("between normal laws the Wasserstein distance is the shift, or E|Z| times the difference of scale") {
  const auto draws = normal_quantiles(20'000, 0.7, 1);
  CHECK(wasserstein_to_quantiles(draws, normal_quantiles(20'000)) == doctest::Approx(0.7).epsilon(1e-12).scale(0));
  // 2e-5 is what lies beyond the outermost quantiles.
  const auto wide = normal_quantiles(20'000, 0, 1.5);
  CHECK(std::abs(wasserstein_to_quantiles(wide, normal_quantiles(20'000)) - 0.5 * std::sqrt(2 / kPi)) < 2e-5);
  // Right draws: E W_1 is sqrt(1 / n) int sqrt(F (1 - F)) sqrt(2 / pi) dx = 1.29 n^-1/2 to first order.
  double integral = 0;
  for (int i = -8000; i < 8000; ++i) {
    const double p = normal_cdf((i + 0.5) / 1000);
    integral += std::sqrt(p * (1 - p)) / 1000;
  }
  const double expected = integral * std::sqrt(2 / kPi) / 50;
  double mean = 0;
  for (std::uint32_t i = 0; i < 200; ++i) {
    mean += wasserstein_to_quantiles(normals(9000 + i, 2500), normal_quantiles(2500)) / 200;
  }
  // Its standard deviation is about 0.4 of itself, of the mean of 200 runs 3 %.
  CHECK(std::abs(mean / expected - 1) < 5 * 0.03);
}

TEST_CASE("the energy distance on the line is twice the squared area between the distribution functions") {
  auto x = normals(93, 200);
  auto y = normals(94, 150);
  for (double& value : y) value = 1.3 * value + 0.2;
  const double got = EnergyDistance(y, 1)(x);
  std::sort(x.begin(), x.end());
  std::sort(y.begin(), y.end());
  std::vector<double> all = x;
  all.insert(all.end(), y.begin(), y.end());
  std::sort(all.begin(), all.end());
  double expected = 0;
  for (std::size_t i = 0; i + 1 < all.size(); ++i) {
    const auto below = [&](const std::vector<double>& s) {
      return static_cast<double>(std::upper_bound(s.begin(), s.end(), all[i]) - s.begin()) /
             static_cast<double>(s.size());
    };
    const double gap = below(x) - below(y);
    expected += 2 * gap * gap * (all[i + 1] - all[i]);
  }
  CHECK(got == doctest::Approx(expected).epsilon(1e-11).scale(0));
}

TEST_CASE("in the plane the energy distance is known for few points and does not see rotations") {
  // {(0, 0), (3, 4)} against {(0, 0)}: 2 * 5/2 - 5/2 - 0.
  CHECK(EnergyDistance(std::vector{0.0, 0.0}, 2)(std::vector{0.0, 0.0, 3.0, 4.0}) ==
        doctest::Approx(2.5).epsilon(1e-15).scale(0));
  const auto exact = normals(95, 800);
  const EnergyDistance distance(exact, 2);
  CHECK(distance(exact) == doctest::Approx(0).epsilon(1e-13).scale(1));
  auto turned = exact;
  auto x = normals(96, 600);
  for (double& value : x) value *= 1.2;
  auto x_turned = x;
  const auto turn = [](std::vector<double>& points) {
    for (std::size_t i = 0; i < points.size(); i += 2) {
      const double a = points[i];
      points[i] = 0.6 * a - 0.8 * points[i + 1];
      points[i + 1] = 0.8 * a + 0.6 * points[i + 1];
    }
  };
  turn(turned);
  turn(x_turned);
  CHECK(EnergyDistance(turned, 2)(x_turned) == doctest::Approx(distance(x)).epsilon(1e-11).scale(0));
}

TEST_CASE("the energy distance of right draws falls like 1 / n, that of wrong draws stays") {
  // On the line, N(0, 1): 2 int F (1 - F) dx (1/n + 1/m) is expected, and int F (1 - F) = 1 / sqrt(pi).
  double mean = 0;
  for (std::uint32_t i = 0; i < 200; ++i) {
    mean += EnergyDistance(normals(9400 + i, 400), 1)(normals(9700 + i, 250)) / 200;
  }
  const double expected = 2 / std::sqrt(kPi) * (1.0 / 400 + 1.0 / 250);
  // Its standard deviation is about 0.8 of itself: 6 % of the mean of 200.
  CHECK(std::abs(mean / expected - 1) < 5 * 0.06);
  // A shift by 1: 2 (E|X - Y| - E|X - X'|), X - Y ~ N(1, 2).
  const double apart = 2 / std::sqrt(kPi) * std::exp(-0.25) + 1 - 2 * normal_cdf(-1 / std::sqrt(2.0));
  const double shifted = 2 * (apart - 2 / std::sqrt(kPi));
  auto x = normals(97, 4000);
  for (double& value : x) value += 1;
  // The standard error is below 4 sqrt(sd^2 / n) of either sample's part.
  CHECK(std::abs(EnergyDistance(normals(98, 4000), 1)(x) - shifted) < 5 * 0.015);
  x[7] = kNan;
  CHECK(std::isnan(EnergyDistance(normals(98, 40), 1)(x)));
}

TEST_CASE("misuse of distances is an Error that names the argument") {
  const std::vector<double> x{1, 2, 3};
  CHECK(message_of([&] { return wasserstein({}, x); }) == "wasserstein: a has 0 values; at least 1 is needed");
  CHECK(message_of([&] { return wasserstein(x, {}); }) == "wasserstein: b has 0 values; at least 1 is needed");
  CHECK(message_of([&] { return wasserstein_to_quantiles({}, {}); }) ==
        "wasserstein_to_quantiles: draws has 0 values; at least 1 is needed");
  CHECK(message_of([&] { return wasserstein_to_quantiles(x, std::vector{1.0}); }) ==
        "wasserstein_to_quantiles: quantiles has 1 values; there are 3 draws");
  CHECK(message_of([&] { return wasserstein_to_quantiles(x, std::vector{1.0, 3.0, 2.0}); }) ==
        "wasserstein_to_quantiles: quantiles falls from 3 to 2; they must ascend");
  CHECK(message_of([&] { return wasserstein_to_quantiles(x, std::vector{1.0, kNan, 2.0}); }) ==
        "wasserstein_to_quantiles: quantiles[1] is nan; every value must be a finite number");
  CHECK(message_of([&] { return EnergyDistance(x, 0); }) == "EnergyDistance: dim is 0; at least 1 is needed");
  CHECK(message_of([&] { return EnergyDistance({}, 1); }) ==
        "EnergyDistance: exact has 0 values; at least 1 is needed");
  CHECK(message_of([&] { return EnergyDistance(x, 2); }) ==
        "EnergyDistance: exact has 3 values; rows of 2 cannot hold them");
  CHECK(message_of([&] { return EnergyDistance(std::vector{kNan}, 1); }) ==
        "EnergyDistance: exact[0] is nan; every value must be a finite number");
  CHECK(message_of([&] { return EnergyDistance(std::vector{1.0, 2.0}, 2)(x); }) ==
        "EnergyDistance: x has 3 values; rows of 2 cannot hold them");
  CHECK(message_of([&] { return EnergyDistance(x, 1)({}); }) == "EnergyDistance: x has 0 values; at least 1 is needed");
}
