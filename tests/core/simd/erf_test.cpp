// erf, erfc, erfcx.

#include "tractable/simd/kernels/erf.hpp"

#include <doctest/doctest.h>

#include <limits>
#include <vector>

#include "support/ulp.hpp"
#include "tractable/simd/special.hpp"

using namespace tractable;
using namespace tractable::test;

namespace {

constexpr double kInf = std::numeric_limits<double>::infinity();

}  // namespace

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
