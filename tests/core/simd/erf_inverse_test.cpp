// erfinv and erfcinv.

#include "tractable/simd/kernels/erf_inverse.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <limits>

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
/// x improved by Halley's step towards f(x) = 0, slope f'(x), f'' / f' = -2 x.
Quad improved(Quad x, Quad f, Quad slope) {
  const Quad step = f / slope;
  return x - step / (1 + x * step);
}

double erfinv_error(double y, double x) {
  if (!(std::abs(y) < 1)) return ulp_error(x, static_cast<Quad>(std::abs(y) == 1 ? y * kInf : kNan));
  const Quad at = x, slope = 2 / sqrtq(4 * atanq(1)) * expq(-at * at);
  const Quad f = y > 0.5    ? (1 - static_cast<Quad>(y)) - erfcq(at)
                 : y < -0.5 ? erfcq(-at) - (1 + static_cast<Quad>(y))
                            : erfq(at) - static_cast<Quad>(y);
  return ulp_error(x, improved(at, f, slope));
}

double erfcinv_error(double q, double x) {
  if (!(q > 0 && q < 2)) return ulp_error(x, static_cast<Quad>(q == 0 ? kInf : q == 2 ? -kInf : kNan));
  const Quad at = x, slope = -2 / sqrtq(4 * atanq(1)) * expq(-at * at);
  const Quad f = q > 1.5   ? (2 - static_cast<Quad>(q)) - erfcq(-at)
                 : q > 0.5 ? (1 - static_cast<Quad>(q)) - erfq(at)
                           : erfcq(at) - static_cast<Quad>(q);
  return ulp_error(x, improved(at, f, slope));
}
#endif

}  // namespace

TEST_CASE("erfinv and erfcinv agree with 60 digits") {
  check_rows("special.csv", "erfinv", "erfinv", [](double y) { return erfinv(y); });
  check_rows("special.csv", "erfcinv", "erfcinv", [](double q) { return erfcinv(q); });
}

TEST_CASE("erfinv and erfcinv keep their rules at zero and the ends of the range") {
  check_values("erfinv", [](double y) { return erfinv(y); },
               {{0, 0},
                {-0.0, -0.0},
                {1, kInf},
                {-1, -kInf},
                {1 + 0x1p-52, kNan},
                {-1 - 0x1p-52, kNan},
                {kInf, kNan},
                {-kInf, kNan},
                {kNan, kNan},
                {kTiny, kTiny}});
  check_values("erfcinv", [](double q) { return erfcinv(q); },
               {{0, kInf},
                {-0.0, kInf},
                {1, 0},
                {2, -kInf},
                {-kTiny, kNan},
                {2 + 0x1p-51, kNan},
                {kInf, kNan},
                {-kInf, kNan},
                {kNan, kNan}});
  // mpmath 1.3: the two ends of the range.
  CHECK(ulp_error(erfinv(1 - 0x1p-53), 5.863584748755167927207663L) <= max_ulp<double>("erfinv"));
  CHECK(ulp_error(erfcinv(kTiny), 27.21329321081294881531382L) <= max_ulp<double>("erfcinv"));
}

TEST_CASE("erfinv and erfcinv in float agree with double") {
  check_float("erfinv", [](auto x, auto y) { erfinv(x, y); });
  check_float("erfcinv", [](auto x, auto y) { erfcinv(x, y); });
}

TEST_CASE_TEMPLATE("erfinv is odd, and erfcinv about 1, to the last bit", T, double, float) {
  Arguments random(10);
  for (int i = 0; i < 100'000; ++i) {
    const T y = i % 2 == 0 ? static_cast<T>(random.uniform(-1, 1)) : static_cast<T>(random.power(-100, 0));
    REQUIRE(bits_of(erfinv(-y)) == bits_of(-erfinv(y)));
    const T q = std::ldexp(std::floor(std::ldexp(static_cast<T>(random.uniform(0, 1)), 20)), -20);
    if (q < 1 && q > 0) REQUIRE(bits_of(erfcinv(T(2) - q)) == bits_of(-erfcinv(q)));
  }
}

#ifdef TRACTABLE_HAS_QUADMATH
TEST_CASE("erfinv and erfcinv invert libquadmath's functions") {
  check_many("erfinv", [](auto x, auto y) { erfinv(x, y); }, erfinv_error,
             {[](Arguments& r) { return r.uniform(-1, 1); }, [](Arguments& r) { return r.power(-1074, 0); },
              [](Arguments& r) { return 1 - r.power(-53, -1); }, [](Arguments& r) { return r.uniform(0.45, 0.55); },
              [](Arguments& r) { return r.pattern<double>(); }});
  check_many("erfcinv", [](auto x, auto y) { erfcinv(x, y); }, erfcinv_error,
             {[](Arguments& r) { return r.uniform(0, 2); }, [](Arguments& r) { return r.power(-1074, 0); },
              [](Arguments& r) { return 2 - r.power(-52, 0); }, [](Arguments& r) { return 1 + r.uniform(-1e-3, 1e-3); },
              [](Arguments& r) { return r.pattern<double>(); }});
}
#endif
