// The elementary functions beyond accuracy_test.cpp: symmetry, shared parts, and what the normal fills use.

#include "tractable/simd/kernels/elementary.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <cstdint>
#include <limits>

#include "support/ulp.hpp"
#include "tractable/simd/special.hpp"

using namespace tractable;
using namespace tractable::test;

TEST_CASE("the sine and cosine of a quarter turn agree with the C library's") {
  // The scalar kernel: the other instruction sets are compared with it through the fills of normals (random_test.cpp).
  using B64 = simd::Batch<double, xsimd::emulated<128>>;
  using B32 = simd::Batch<float, xsimd::emulated<128>>;
  Arguments random(17);
  double worst64[2] = {}, worst32[2] = {};
  for (int i = 0; i < 100'000; ++i) {
    const double f = i % 2 == 0 ? random.uniform(-0.5, 0.5) : random.power(-60, -1);
    const auto wide = simd::sincos_quarter(B64(f));
    const auto narrow = simd::sincos_quarter(B32(static_cast<float>(f)));
    // long double is wider than double in every build that we have, so that the product with pi/2 is not felt.
    const long double angle = 1.57079632679489661923132169163975144L * static_cast<long double>(f);
    const long double angle32 =
        1.57079632679489661923132169163975144L * static_cast<long double>(static_cast<float>(f));
    worst64[0] = std::max(worst64[0], ulp_error(wide.sin.get(0), std::sin(angle)));
    worst64[1] = std::max(worst64[1], ulp_error(wide.cos.get(0), std::cos(angle)));
    worst32[0] = std::max(worst32[0], ulp_error(narrow.sin.get(0), std::sin(angle32)));
    worst32[1] = std::max(worst32[1], ulp_error(narrow.cos.get(0), std::cos(angle32)));
  }
  CHECK(worst64[0] <= max_ulp<double>("quarter sine"));
  CHECK(worst64[1] <= max_ulp<double>("quarter cosine"));
  CHECK(worst32[0] <= max_ulp<float>("quarter sine"));
  CHECK(worst32[1] <= max_ulp<float>("quarter cosine"));
  CHECK(simd::sincos_quarter(B64(0.0)).cos.get(0) == 1);
  CHECK(std::signbit(simd::sincos_quarter(B64(-0.0)).sin.get(0)));
}

TEST_CASE("log_positive gives the bits of log where it may be used") {
  using B = simd::Batch<double, xsimd::emulated<128>>;
  Arguments random(5);
  for (int i = 0; i < 10'000; ++i) {
    const double x = random.power(-1022, 1024);
    REQUIRE(bits_of(simd::log_positive(B(x)).get(0)) == bits_of(tractable::log(x)));
  }
}

TEST_CASE_TEMPLATE("sin, atan and tanh are odd and cos is even to the last bit", T, double, float) {
  Arguments random(10);
  for (int i = 0; i < 100'000; ++i) {
    const T x = i % 2 == 0 ? static_cast<T>(random.uniform(-20, 20)) : static_cast<T>(random.power(-100, 100));
    REQUIRE(bits_of(tractable::sin(-x)) == bits_of(-tractable::sin(x)));
    REQUIRE(bits_of(tractable::cos(-x)) == bits_of(tractable::cos(x)));
    REQUIRE(bits_of(tractable::atan(-x)) == bits_of(-tractable::atan(x)));
    REQUIRE(bits_of(tractable::tanh(-x)) == bits_of(-tractable::tanh(x)));
  }
}

TEST_CASE_TEMPLATE("softplus_sigmoid gives the bits of the two functions alone, into its argument too", T, double,
                   float) {
  using B = simd::Batch<T, xsimd::emulated<128>>;
  Arguments random(12);
  for (int i = 0; i < 100'000; ++i) {
    const T x = i % 2 == 0 ? static_cast<T>(random.uniform(-50, 50)) : random.pattern<T>();
    B softplus, sigmoid(x);
    simd::softplus_sigmoid(B(x), softplus, sigmoid);
    REQUIRE(bits_of(softplus.get(0)) == bits_of(tractable::softplus(x)));
    REQUIRE(bits_of(sigmoid.get(0)) == bits_of(tractable::sigmoid(x)));
    B in_place(x);
    simd::softplus_sigmoid(in_place, in_place, sigmoid);
    REQUIRE(bits_of(in_place.get(0)) == bits_of(softplus.get(0)));
    REQUIRE(bits_of(sigmoid.get(0)) == bits_of(tractable::sigmoid(x)));
  }
}

TEST_CASE("exp, expm1, tanh, softplus and sigmoid do not fall where their formulas change") {
  struct Seam {
    double (*f)(double);
    double at;
  };
  for (const auto& [f, at] : {Seam{tractable::exp, 708},
                              {tractable::exp, -708},
                              {tractable::expm1, 60},
                              {tractable::expm1, -60},
                              {tractable::tanh, 20},
                              {tractable::atan, 0.5},
                              {tractable::atan, 2.414213562373095},
                              {tractable::softplus, 0.0},
                              {tractable::softplus, 0.881373587019543},
                              {tractable::softplus, -0.881373587019543},
                              {tractable::softplus, -708},
                              {tractable::sigmoid, 0.0},
                              {tractable::sigmoid, -708}}) {
    double x = at;
    for (int i = 0; i < 1000; ++i) x = std::nextafter(x, -std::numeric_limits<double>::infinity());
    double last = f(x);
    for (int i = 0; i < 2000; ++i) {
      x = std::nextafter(x, std::numeric_limits<double>::infinity());
      const double now = f(x);
      REQUIRE(now >= last - 2 * ulp_at(std::abs(last)));
      last = now;
    }
  }
}
