#include "tractable/bayes/quadrature.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <limits>

#include "tractable/base/error.hpp"

using namespace tractable;

namespace {
constexpr double kInfinity = std::numeric_limits<double>::infinity();
constexpr double kPi = 3.14159265358979323846;
}  // namespace

TEST_CASE("quadrature: Kronrod's rule is exact for polynomials of degree 22, Gauss's part for 13") {
  for (int degree = 0; degree <= 22; ++degree) {
    const Integral found = integrate([&](double x) { return std::pow(x, degree); }, {0, 2}, {.max_intervals = 1});
    CHECK(found.value == doctest::Approx(std::pow(2.0, degree + 1) / (degree + 1)).epsilon(1e-14));
    if (degree <= 13) CHECK(found.error < 1e-13 * found.value);
    CHECK(found.evaluations == 30);  // both halves
  }
}

TEST_CASE("quadrature: known integrals, each off by no more than it says") {
  struct Row {
    std::function<double(double)> f;
    Range range;
    double value;
  };
  const Row rows[] = {
      {[](double x) { return std::exp(-x * x / 2); }, {-kInfinity, kInfinity}, std::sqrt(2 * kPi)},
      {[](double x) { return 1 / (1 + x * x); }, {-kInfinity, kInfinity}, kPi},
      {[](double x) { return std::exp(-x); }, {0, kInfinity}, 1},
      {[](double x) { return std::exp(x); }, {-kInfinity, 1}, std::exp(1.0)},
      {[](double x) { return 1 / std::sqrt(x); }, {0, 1}, 2},
      {[](double x) { return -std::log(x); }, {0, 1}, 1},
      {[](double x) { return std::abs(x - 1.0 / 3); }, {0, 1}, 5.0 / 18},
      {[](double x) { return std::sin(50 * x); }, {0, 1}, (1 - std::cos(50.0)) / 50},
      {[](double x) { return 1e-3 / (1e-6 + (x - 0.3) * (x - 0.3)); }, {0, 1}, std::atan(700.0) + std::atan(300.0)},
  };
  for (const Row& row : rows) {
    const Integral found = integrate(row.f, row.range);
    CAPTURE(row.value);
    CHECK(found.converged);
    CHECK(std::abs(found.value - row.value) <= found.error + 1e-15 * std::abs(row.value));
    CHECK(found.error <= 1e-10 * std::abs(row.value));
  }
  const Integral loose =
      integrate([](double x) { return 1 / std::sqrt(std::abs(x - 0.3)); }, {0, 1}, {.max_intervals = 5});
  CHECK_FALSE(loose.converged);
  CHECK(loose.error > 1e-3);
  const Integral bad = integrate([](double x) { return std::sqrt(x - 0.5); }, {0, 1});
  CHECK(std::isnan(bad.value));
  CHECK_FALSE(bad.converged);
  CHECK_THROWS_AS((void)integrate([](double x) { return x; }, {1, 1}), Error);
  CHECK_THROWS_AS((void)integrate([](double x) { return x; }, {0, NAN}), Error);
}

TEST_CASE("quadrature: two variables, one inside the other") {
  // A correlated Gaussian: 2 pi sqrt(1 - r^2).
  const auto gauss = [](double x, double y) { return std::exp(-(x * x - 1.2 * x * y + y * y) / (2 * 0.64)); };
  const Integral found = integrate(gauss, {-kInfinity, kInfinity}, {-kInfinity, kInfinity});
  CHECK(found.converged);
  CHECK(std::abs(found.value - 2 * kPi * 0.8) <= found.error);
  CHECK(found.error < 1e-7);
  const Integral box = integrate([](double x, double y) { return x * y * y; }, {0, 2}, {1, 2});
  CHECK(box.value == doctest::Approx(2 * 7.0 / 3).epsilon(1e-14));
}

TEST_CASE("quadrature: on the log scale, however small, narrow or far away") {
  for (const double centre : {-1e6, -3.0, 0.0, 0.123, 1e4}) {
    for (const double sd : {1e-6, 1e-2, 1.0, 50.0, 1e5}) {
      const auto log_f = [&](double x) { return -1e4 - (x - centre) * (x - centre) / (2 * sd * sd); };
      const LogIntegral found = integrate_log(log_f, {-kInfinity, kInfinity});
      CAPTURE(centre);
      CAPTURE(sd);
      // The integrand itself is known to so much: x is rounded to 2^-53 |centre|, log_f to 2^-53 1e4.
      const double rounding = 1.2e-16 * (1e4 + 10 * std::abs(centre) / sd);
      CHECK((found.converged || rounding > 1e-11));
      CHECK(std::abs(found.log_value - (-1e4 + std::log(sd * std::sqrt(2 * kPi)))) < found.error + 10 * rounding);
    }
  }
  // Peaks at an end: B(1/2, 1/2) = pi, and an exponential.
  const auto arcsine = [](double x) { return -0.5 * std::log(x) - 0.5 * std::log1p(-x); };
  CHECK(integrate_log(arcsine, {0, 1}, {.relative = 1e-7}).log_value == doctest::Approx(std::log(kPi)).epsilon(1e-6));
  const auto steep = [](double x) { return -1e7 * x; };
  CHECK(integrate_log(steep, {0, kInfinity}).log_value == doctest::Approx(-std::log(1e7)).epsilon(1e-12));
  const auto nowhere = [](double) { return -kInfinity; };
  CHECK(integrate_log(nowhere, {0, 1}).log_value == -kInfinity);
  const auto nan = [](double) { return std::numeric_limits<double>::quiet_NaN(); };
  CHECK(std::isnan(integrate_log(nan, {0, 1}).log_value));
  CHECK_FALSE(integrate_log(nan, {0, 1}).converged);
}
