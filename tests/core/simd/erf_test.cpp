// erf, erfc, erfcx.

#include "tractable/simd/erf.hpp"

#include <doctest/doctest.h>

#include <limits>
#include <vector>

#include "support/reference.hpp"
#include "support/ulp.hpp"
#include "tractable/simd/special.hpp"

using namespace tractable;
using namespace tractable::test;

namespace {

constexpr double kInf = std::numeric_limits<double>::infinity();
constexpr double kNan = std::numeric_limits<double>::quiet_NaN();
constexpr double kTiny = std::numeric_limits<double>::denorm_min();

#ifdef TRACTABLE_HAS_QUADMATH
Quad quad_erfcx(Quad x) {
  if (x < 100) return expq(x * x) * erfcq(x);
  // 1 / (x sqrt(pi)) (1 - 1/(2 x^2) + 3/(2 x^2)^2 - ...): eight terms leave 1e-27 at x = 100.
  const Quad step = 1 / (2 * x * x);
  Quad term = 1, sum = 1;
  for (int k = 1; k <= 8; ++k) {
    term *= -(2 * k - 1) * step;
    sum += term;
  }
  return sum / (x * sqrtq(4 * atanq(1)));
}
#endif

}  // namespace

TEST_CASE("erf, erfc and erfcx agree with 60 digits") {
  check_rows("special.csv", "erf", "erf", [](double x) { return tractable::erf(x); });
  check_rows("special.csv", "erfc", "erfc", [](double x) { return tractable::erfc(x); });
  check_rows("special.csv", "erfcx", "erfcx", [](double x) { return tractable::erfcx(x); });
}

TEST_CASE("erf, erfc and erfcx keep their rules at zero, infinity and the ends of the range") {
  check_values(
      "erf", [](double x) { return tractable::erf(x); },
      {{0, 0}, {-0.0, -0.0}, {kInf, 1}, {-kInf, -1}, {kNan, kNan}, {1e300, 1}, {-1e300, -1}, {6, 1}, {-5.93, -1}});
  check_values("erfc", [](double x) { return tractable::erfc(x); },
               {{0, 1},
                {-0.0, 1},
                {kInf, 0},
                {-kInf, 2},
                {kNan, kNan},
                {1e300, 0},
                {-1e300, 2},
                {27.3, 0},
                {-6, 2},
                {kTiny, 1},
                {27.226, kTiny}});
  check_values("erfcx", [](double x) { return tractable::erfcx(x); },
               {{0, 1}, {-0.0, 1}, {kInf, 0}, {-kInf, kInf}, {kNan, kNan}, {-27, kInf}, {-1e300, kInf}, {kTiny, 1}});
}

TEST_CASE("erf, erfc and erfcx in float agree with double") {
  check_float("erf", [](auto x, auto y) { tractable::erf(x, y); });
  check_float("erfc", [](auto x, auto y) { tractable::erfc(x, y); });
  check_float("erfcx", [](auto x, auto y) { tractable::erfcx(x, y); });
}

TEST_CASE_TEMPLATE("erf is odd to the last bit", T, double, float) {
  Arguments random(8);
  for (int i = 0; i < 100'000; ++i) {
    const T x = i % 2 == 0 ? static_cast<T>(random.uniform(-6, 6)) : static_cast<T>(random.power(-100, 3));
    REQUIRE(bits_of(tractable::erf(-x)) == bits_of(-tractable::erf(x)));
  }
}

TEST_CASE("erfc never rises, not even where its formula changes") {
  // Neighbouring numbers around +-1/4 and +-1/2: a step up there would show a seam between the formulas.
  for (const double seam : {-0.5, 0.25, 0.5}) {
    double x = seam;
    for (int i = 0; i < 1000; ++i) x = std::nextafter(x, -kInf);
    double last = tractable::erfc(x);
    for (int i = 0; i < 2000; ++i) {
      x = std::nextafter(x, kInf);
      const double now = tractable::erfc(x);
      REQUIRE(now <= last + 2 * ulp_at(last));
      last = now;
    }
  }
  double last = 2;
  for (int i = -6'000; i <= 28'000; ++i) {
    const double now = tractable::erfc(i * 1e-3);
    REQUIRE(now <= last);
    last = now;
  }
}

#ifdef TRACTABLE_HAS_QUADMATH
TEST_CASE("erf, erfc and erfcx agree with libquadmath") {
  check_quad("erf", [](auto x, auto y) { tractable::erf(x, y); }, erfq,
             {[](Arguments& r) { return r.uniform(-1, 1); }, [](Arguments& r) { return r.uniform(-6, 6); },
              [](Arguments& r) { return r.power(-1074, 3); }, [](Arguments& r) { return r.uniform(0.49, 0.6); },
              [](Arguments& r) { return r.pattern<double>(); }});
  check_quad("erfc", [](auto x, auto y) { tractable::erfc(x, y); }, erfcq,
             {[](Arguments& r) { return r.uniform(-1, 1); }, [](Arguments& r) { return r.uniform(0.5, 3); },
              [](Arguments& r) { return r.uniform(-6.5, 27.5); }, [](Arguments& r) { return r.uniform(26, 27.3); },
              [](Arguments& r) { return r.pattern<double>(); }});
  check_quad("erfcx", [](auto x, auto y) { tractable::erfcx(x, y); }, quad_erfcx,
             {[](Arguments& r) { return r.uniform(-1, 1); }, [](Arguments& r) { return r.uniform(-27, 10); },
              [](Arguments& r) { return r.power(-60, 1024); }, [](Arguments& r) { return r.uniform(-0.6, -0.4); }});
}
#endif
