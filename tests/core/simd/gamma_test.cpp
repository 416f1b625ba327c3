// lgamma, digamma and polygamma; erfinv and erfcinv stand in erf_inverse_test.cpp.

#include "tractable/simd/kernels/gamma.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <limits>
#include <string>
#include <vector>

#include "support/gamma_quad.hpp"
#include "support/reference.hpp"
#include "support/ulp.hpp"
#include "tractable/base/error.hpp"
#include "tractable/simd/special.hpp"

using namespace tractable;
using namespace tractable::test;

namespace {

constexpr double kInf = std::numeric_limits<double>::infinity();
constexpr double kNan = std::numeric_limits<double>::quiet_NaN();
constexpr double kTiny = std::numeric_limits<double>::denorm_min();

// What the headers promise on the left, in ULP of the terms that cancel there: lgamma, polygamma(n).
constexpr double kLeftLgamma = 4;
constexpr double kLeft[] = {5, 5.5, 9, 11, 16};
const char* const kNames[] = {"digamma", "trigamma", "tetragamma", "pentagamma", "hexagamma"};

/// |y - truth| in ULP of scale.
template <class Wide>
double scaled_error(double y, Wide truth, Wide scale) {
  const Wide distance = static_cast<Wide>(y) < truth ? truth - static_cast<Wide>(y) : static_cast<Wide>(y) - truth;
  return static_cast<double>(distance / static_cast<Wide>(ulp_at(static_cast<double>(scale))));
}

}  // namespace

TEST_CASE("lgamma, digamma and polygamma agree with 60 digits") {
  for (const ReferenceRow& row : reference_rows("special.csv", "lgamma")) {
    CAPTURE(row.x);
    const double y = tractable::lgamma(row.x);
    if (row.x > -0.25) {
      CHECK(ulp_error(y, row.value) <= max_ulp<double>("lgamma"));
    } else {
      const auto scale = std::max({1.0L, std::abs(row.value), static_cast<long double>(tractable::lgamma(-row.x))});
      CHECK(scaled_error(y, row.value, scale) <= kLeftLgamma);
    }
  }
  std::vector<ReferenceRow> rows = reference_rows("elementary.csv", "polygamma");
  for (ReferenceRow row : reference_rows("special.csv", "digamma")) rows.push_back((row.a = 0, row));
  for (ReferenceRow row : reference_rows("special.csv", "trigamma")) rows.push_back((row.a = 1, row));
  for (const ReferenceRow& row : rows) {
    const int n = static_cast<int>(row.a);
    CAPTURE(n);
    CAPTURE(row.x);
    const double y = polygamma(n, row.x);
    if (row.x > 0) {
      CHECK(ulp_error(y, row.value) <= max_ulp<double>(kNames[n]));
    } else {
      // On the left the rows stand away from the zeros: digits of the value itself, but for those that cancel.
      const auto scale = std::max({std::abs(row.value), static_cast<long double>(std::abs(polygamma(n, 1 - row.x)))});
      CHECK(scaled_error(y, row.value, scale) <= kLeft[n]);
    }
  }
}

TEST_CASE("lgamma, digamma and polygamma keep their rules at the poles, infinity and the ends of the range") {
  check_values("lgamma", [](double x) { return tractable::lgamma(x); },
               {{0, kInf},
                {-0.0, kInf},
                {1, 0},
                {2, 0},
                {-1, kInf},
                {-2, kInf},
                {-0x1p60, kInf},
                {kInf, kInf},
                {-kInf, kInf},
                {kNan, kNan},
                {kTiny, 744.4400719213812},
                {-kTiny, 744.4400719213812},
                {2.6e305, kInf},
                {1e308, kInf}});
  check_values("digamma", [](double x) { return digamma(x); },
               {{0, -kInf},
                {-0.0, kInf},
                {-1, kNan},
                {-2, kNan},
                {-0x1p60, kNan},
                {kInf, kInf},
                {-kInf, kNan},
                {kNan, kNan},
                {kTiny, -kInf},
                {-kTiny, kInf},
                {1e308, 709.1962086421661}});
  for (int n = 1; n <= 4; ++n) {
    const bool odd = n % 2 == 1;
    check_values(kNames[n], [n](double x) { return polygamma(n, x); },
                 {{0, odd ? kInf : -kInf},
                  {-0.0, kInf},
                  {-1, odd ? kInf : kNan},
                  {-7, odd ? kInf : kNan},
                  {-0x1p60, odd ? kInf : kNan},
                  {kInf, odd ? 0.0 : -0.0},
                  {-kInf, kNan},
                  {kNan, kNan},
                  {kTiny, odd ? kInf : -kInf},
                  {-kTiny, kInf}});
  }
  CHECK(trigamma(1e300) == 1e-300);
  CHECK(tetragamma(1e150) == doctest::Approx(-1e-300).epsilon(1e-15));
  CHECK(hexagamma(1e80) == -6e-320);
}

TEST_CASE("lgamma is exact in digits around its zeros, and digamma around its root") {
  // lgamma(1 + t) = -gamma t + pi^2/12 t^2 - ..., lgamma(2 + t) = (1 - gamma) t + ...
  for (int e = -52; e <= -30; ++e) {
    const double t = std::ldexp(1.0, e);
    CHECK(tractable::lgamma(1 + t) == doctest::Approx(-0.5772156649015329 * t).epsilon(1e-8));
    CHECK(tractable::lgamma(2 + t) == doctest::Approx(0.42278433509846714 * t).epsilon(1e-8));
  }
  // The two neighbours of the root 1.46163214496836234126...: the slope there is 0.967672...
  CHECK(digamma(1.4616321449683622) == doctest::Approx(-1.364e-16 * 0.9676720454).epsilon(1e-2));
  CHECK(digamma(1.4616321449683625) == doctest::Approx(0.856e-16 * 0.9676720454).epsilon(1e-2));
}

TEST_CASE("lgamma, digamma and polygamma in float agree with double") {
  // On the left the errors are measured against what cancels, by quad in double: here the right half only.
  for (const auto& [name, f] :
       {std::pair<const char*, void (*)(std::span<const float>, std::span<float>)>{"lgamma", tractable::lgamma},
        {"digamma", digamma},
        {"trigamma", trigamma},
        {"tetragamma", tetragamma},
        {"pentagamma", pentagamma},
        {"hexagamma", hexagamma}}) {
    double (*wide)(double) = nullptr;
    if (name == std::string("lgamma")) wide = tractable::lgamma;
    for (int n = 0; n <= 4; ++n) {
      if (name == std::string(kNames[n])) {
        constexpr double (*kWide[])(double) = {digamma, trigamma, tetragamma, pentagamma, hexagamma};
        wide = kWide[n];
      }
    }
    double worst = 0;
    float worst_x = 0;
    for (std::uint32_t pattern = 0; pattern < 0x7f800000; pattern += 1021) {
      const float x = std::bit_cast<float>(pattern);
      float y = 0;
      f({&x, 1}, {&y, 1});
      const double error = ulp_error(y, wide(static_cast<double>(x)));
      if (!(error <= worst)) worst = error, worst_x = x;
    }
    CHECK_MESSAGE(worst <= max_ulp<float>(name), name << "(" << worst_x << "f) is off by " << worst << " ULP");
  }
}

TEST_CASE("the recurrences hold over the seams of the formulas") {
  for (const double seam : {-0.25, 0.75, 1.0, 1.75, 2.75, 3.0, 8.0}) {
    for (int i = -50; i <= 50; ++i) {
      const double x = seam + i * 0x1p-20;
      if (x <= 0) continue;
      const double scale = 0x1p-50 * (1 + std::abs(std::log(x)) + std::abs(std::lgamma(x)) + 1 / x);
      REQUIRE(std::abs(tractable::lgamma(x + 1) - tractable::lgamma(x) - std::log(x)) <= scale);
      REQUIRE(std::abs(digamma(x + 1) - digamma(x) - 1 / x) <= scale);
    }
  }
}

TEST_CASE("polygamma refuses an order that it does not have") {
  const double x = 1;
  double y = 7;
  for (const int n : {-1, 5, 1'000'000}) {
    CHECK_THROWS_AS((void)polygamma(n, 1.0), Error);
    CHECK_THROWS_AS(polygamma(n, {&x, 1}, {&y, 1}), Error);
  }
  CHECK(y == 7);
  for (int n = 0; n <= 4; ++n) CHECK(std::abs(polygamma(n, 2.5f) - static_cast<float>(polygamma(n, 2.5))) < 1e-6f);
}

#ifdef TRACTABLE_HAS_QUADMATH
TEST_CASE("lgamma agrees with libquadmath") {
  check_quad("lgamma", [](auto x, auto y) { tractable::lgamma(x, y); }, lgammaq,
             {[](Arguments& r) { return r.uniform(0, 3); }, [](Arguments& r) { return 1 + r.uniform(-0x1p-6, 0x1p-6); },
              [](Arguments& r) { return 2 + r.uniform(-0x1p-6, 0x1p-6); },
              [](Arguments& r) { return r.uniform(2, 12); }, [](Arguments& r) { return r.power(-1074, 1015); },
              [](Arguments& r) { return r.power(3, 20); }, [](Arguments& r) { return r.uniform(-0.25, 0); }});
  Arguments random(5);
  double worst = 0, worst_x = 0;
  for (int i = 0; i < 200'000; ++i) {
    const double x = i % 3 == 0 ? -random.power(-2, 52) : random.uniform(-30, -0.25);
    if (x == std::floor(x)) continue;
    // lgammaq itself loses digits near the zeros on the left: reflection in quad.
    const Quad right = lgammaq(static_cast<Quad>(-x));
    const Quad truth = logq(4 * atanq(1) / fabsq(static_cast<Quad>(x) * quad_sin_pi(static_cast<Quad>(x)))) - right;
    const double error =
        scaled_error(tractable::lgamma(x), truth, fmaxq(fmaxq(fabsq(truth), fabsq(right)), static_cast<Quad>(1)));
    if (!(error <= worst)) worst = error, worst_x = x;
  }
  CHECK_MESSAGE(worst <= kLeftLgamma, "lgamma(" << worst_x << ") is off by " << worst << " ULP");
}

TEST_CASE("stirling is accurate in digits from 1 on") {
  check_quad("stirling from 1", [](auto x, auto y) { stirling(x, y); }, quad_stirling,
             {[](Arguments& r) { return r.uniform(1, 2); }, [](Arguments& r) { return r.uniform(1, 8.5); },
              [](Arguments& r) { return r.power(0, 60); }});
}

TEST_CASE("digamma and polygamma agree with a series in quad") {
  double (*const kGenerators[])(Arguments&) = {
      [](Arguments& r) { return r.uniform(0, 3); }, [](Arguments& r) { return r.uniform(0, 12); },
      [](Arguments& r) { return r.power(-60, 60); }, [](Arguments& r) { return r.power(-255, 250); },
      [](Arguments& r) { return 1.4616321449683623 + r.uniform(-0x1p-10, 0x1p-10); }};
  Arguments random(6);
  std::vector<double> x(20'000), y(x.size());
  for (int n = 0; n <= 4; ++n) {
    for (const auto& next : kGenerators) {
      for (double& value : x) value = next(random);
      polygamma(n, x, y);
      double worst = 0, worst_x = 0;
      for (std::size_t i = 0; i < x.size(); ++i) {
        const double error = ulp_error(y[i], quad_polygamma(n, static_cast<Quad>(x[i])).value);
        if (!(error <= worst)) worst = error, worst_x = x[i];
      }
      CHECK_MESSAGE(worst <= max_ulp<double>(kNames[n]), kNames[n] << "(" << worst_x << ") is off by " << worst);
    }
    double worst = 0, worst_x = 0;
    for (int i = 0; i < 20'000; ++i) {
      const double at = i % 3 == 0 ? -random.power(-250, 40) : random.uniform(-20, 0);
      if (at == std::floor(at)) continue;
      const QuadTerms truth = quad_polygamma(n, static_cast<Quad>(at));
      const Quad scale = n == 0 ? fmaxq(truth.scale, static_cast<Quad>(1)) : truth.scale;
      if (scale > static_cast<Quad>(std::numeric_limits<double>::max())) continue;
      const double error = scaled_error(polygamma(n, at), truth.value, scale);
      if (!(error <= worst)) worst = error, worst_x = at;
    }
    CHECK_MESSAGE(worst <= kLeft[n], kNames[n] << "(" << worst_x << ") is off by " << worst << " ULP on the left");
  }
}
#endif
