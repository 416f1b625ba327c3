#include <doctest/doctest.h>

#include <cmath>
#include <limits>
#include <string>
#include <vector>

#include "support/ulp.hpp"
#include "tractable/simd/kernels.hpp"
#include "tractable/simd/step.hpp"

// x^y of the step kernels (simd/power.hpp).

using namespace tractable;
using namespace tractable::test;

namespace {

constexpr double kInf = std::numeric_limits<double>::infinity();
constexpr double kNan = std::numeric_limits<double>::quiet_NaN();
/// As simd/power.hpp says, for double and float.
constexpr double kPowerUlp = 1.5;

template <class T>
std::vector<T> powers(const simd::Kernels& kernels, const std::vector<T>& x, const std::vector<T>& y) {
  constexpr std::size_t room = 16;  // kernels read up to a vector beyond the end
  std::vector<T> a = x, b = y, out(x.size());
  a.resize(x.size() + room);
  b.resize(x.size() + room);
  simd::Step<T> step;
  step.y = out.data();
  step.a = a.data();
  step.b = b.data();
  step.cols = x.size();
  const auto at = static_cast<std::size_t>(simd::BinaryStep::pow);
  if constexpr (sizeof(T) == 8) {
    kernels.steps_f64->binary[at][0](step);
  } else {
    kernels.steps_f32->binary[at][0](step);
  }
  return out;
}

double power(double x, double y) { return powers<double>(simd::kernels(), {x}, {y})[0]; }

}  // namespace

TEST_CASE("pow has C's special values") {
  const double values[] = {0.0,     -0.0,  1,      -1,     2,          -2,      3,          -3,
                           0.5,     -0.5,  2.5,    -2.5,   kInf,       -kInf,   kNan,       5e-324,
                           -5e-324, 1e308, -1e308, 0x1p53, 0x1p53 - 1, -0x1p53, 1 - 0x1p-53};
  for (const double x : values) {
    for (const double y : values) {
      CAPTURE(x);
      CAPTURE(y);
      const double got = power(x, y), want = std::pow(x, y);
      if (std::isnan(want)) {
        CHECK(std::isnan(got));
      } else {
        CHECK(std::signbit(got) == std::signbit(want));
        CHECK(ulp_error(got, static_cast<long double>(want)) <= kPowerUlp + 1);  // the C library's own
        const auto single = powers<float>(simd::kernels(), {static_cast<float>(x)}, {static_cast<float>(y)})[0];
        const double of =
            std::pow(static_cast<double>(static_cast<float>(x)), static_cast<double>(static_cast<float>(y)));
        if (!std::isnan(of)) CHECK(ulp_error(single, of) <= kPowerUlp);
      }
    }
  }
}

#ifdef TRACTABLE_HAS_QUADMATH
TEST_CASE("pow keeps its promise against libquadmath, and its bits in every set of kernels") {
  constexpr std::size_t n = 100'000;
  Arguments random(5);
  const auto check = [&](auto draw) {
    std::vector<double> x(n), y(n);
    for (std::size_t i = 0; i < n; ++i) draw(x[i], y[i]);
    const auto got = powers(*simd::available_kernels().front(), x, y);
    double worst = 0, worst_x = 0, worst_y = 0;
    for (std::size_t i = 0; i < n; ++i) {
      const double error = ulp_error(got[i], powq(static_cast<Quad>(x[i]), static_cast<Quad>(y[i])));
      if (!(error <= worst)) worst = error, worst_x = x[i], worst_y = y[i];
    }
    CAPTURE(worst_x);
    CAPTURE(worst_y);
    CHECK(worst <= kPowerUlp);
    for (const simd::Kernels* kernels : simd::available_kernels()) {
      const auto same = powers(*kernels, x, y);
      std::size_t differing = 0;
      for (std::size_t i = 0; i < n; ++i) differing += bits_of(same[i]) != bits_of(got[i]) ? 1 : 0;
      CHECK(differing == 0);
    }
  };
  check([&](double& x, double& y) { x = random.uniform(0.1, 10), y = random.uniform(-20, 20); });
  check([&](double& x, double& y) { x = random.uniform(0.999, 1.001), y = random.uniform(-7e5, 7e5); });
  check([&](double& x, double& y) { x = random.power(-1074, 1023), y = random.uniform(-1.2, 1.2); });
  check([&](double& x, double& y) { x = -random.uniform(0.5, 2), y = std::trunc(random.uniform(-1000, 1000)); });
  check([&](double& x, double& y) { x = 1 + random.uniform(-1, 1) * 0x1p-40, y = random.power(30, 52); });
  check([&](double& x, double& y) { x = random.pattern<double>(), y = random.power(-30, 3); });
}

TEST_CASE("pow keeps its promise in float") {
  constexpr std::size_t n = 200'000;
  Arguments random(6);
  std::vector<float> x(n), y(n);
  for (std::size_t i = 0; i < n; ++i) {
    x[i] = static_cast<float>(i % 2 == 0 ? random.uniform(0.01, 5) : random.power(-140, 127));
    y[i] = static_cast<float>(i % 2 == 0 ? random.uniform(-50, 50) : random.uniform(-1.3, 1.3));
  }
  const auto got = powers(simd::kernels(), x, y);
  double worst = 0;
  for (std::size_t i = 0; i < n; ++i) {
    worst = std::max(worst, ulp_error(got[i], powq(static_cast<Quad>(x[i]), static_cast<Quad>(y[i]))));
  }
  CHECK(worst <= kPowerUlp);
}
#endif
