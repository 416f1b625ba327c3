// The standard normal distribution: density, distribution function, its logarithm and its inverse.

#include "tractable/simd/kernels/normal.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <limits>
#include <vector>

#include "support/ulp.hpp"
#include "tractable/simd/special.hpp"

using namespace tractable;
using namespace tractable::test;

namespace {

constexpr double kInf = std::numeric_limits<double>::infinity();

}  // namespace

TEST_CASE("normal_pdf agrees with 25 digits") {
  // mpmath 1.3: nstr(exp(-mpf(x)**2 / 2) / sqrt(2 * pi), 25).
  struct Row {
    double x;
    long double density;
  };
  constexpr Row kRows[] = {
      {0.0, 0.3989422804014326779399461L},        {0.5, 0.3520653267642994777746804L},
      {-1.0, 0.2419707245191433497978302L},       {1.5, 0.1295175956658917276140996L},
      {2.75, 0.009093562501591052770054873L},     {-5.125, 0.0000007895907740693993500395436L},
      {10.0, 7.694598626706419346339034e-23L},    {20.25, 3.605533815727584813449152e-90L},
      {-30.5, 3.978223427282120075459182e-203L},  {37.5, 1.728233732284105220750793e-306L},
      {-38.25, 7.960215973965179997261646e-319L}, {38.5, 5.425155181336590183321126e-323L},
  };
  for (const Row& row : kRows) {
    CAPTURE(row.x);
    CHECK(ulp_error(normal_pdf(row.x), row.density) <= max_ulp<double>("normal_pdf"));
  }
}

TEST_CASE_TEMPLATE("normal_ppf and normal_pdf are symmetric to the last bit", T, double, float) {
  Arguments random(9);
  constexpr int digits = std::numeric_limits<T>::digits;
  for (int i = 0; i < 100'000; ++i) {
    // A multiple of 2^-digits, so that 1 - p is exact.
    const T p = std::ldexp(static_cast<T>(random.bits() >> (64 - digits)), -digits);
    REQUIRE(bits_of(normal_ppf(T(1) - p)) == bits_of(p == T(0.5) ? T(0) : -normal_ppf(p)));
    const T x = static_cast<T>(random.uniform(-40, 40));
    REQUIRE(bits_of(normal_pdf(-x)) == bits_of(normal_pdf(x)));
  }
}

TEST_CASE("normal_cdf undoes normal_ppf and rises with it, over the seams too") {
  // |cdf(ppf(p)) - p| <= (phi / p) (error of ppf) + (error of cdf): 2 ULP of x times x / mills(x), x^2 + 1 at most.
  double last_x = -kInf, last_p = 0;
  for (int i = 1; i < 100'000; ++i) {
    const double p = i < 50'000 ? std::exp2((i - 50'000) * 0.02 - 1) : 0.5 + (i - 50'000) * 1e-5;
    const double x = normal_ppf(p);
    REQUIRE(x > last_x);
    REQUIRE(std::abs(normal_cdf(x) / p - 1) <= (2 * (x * x + 1) + 2) * 0x1p-52);
    REQUIRE(normal_cdf(x) > last_p);
    last_x = x;
    last_p = normal_cdf(x);
  }
  for (const double seam :
       {0x1.004020140e1p-10, 0x1.ff7fdfeff5f9p-1 /* p (1 - p) = 2^-10 */, 0x1.ab8p-59 /* r = 9 */}) {
    double p = seam;
    for (int i = 0; i < 1000; ++i) p = std::nextafter(p, 0.0);
    double last = normal_ppf(p);
    for (int i = 0; i < 2000; ++i) {
      p = std::nextafter(p, 1.0);
      const double now = normal_ppf(p);
      REQUIRE(now >= last - 3 * ulp_at(last));
      last = now;
    }
  }
}

TEST_CASE("normal_log_cdf is the logarithm of normal_cdf where that has not rounded away") {
  for (double x = -37; x < 8; x += 0.01) {
    const double truth = tractable::log(normal_cdf(x));
    // The logarithm makes an error of 2 ULP of the cdf absolute.
    REQUIRE(std::abs(normal_log_cdf(x) - truth) <= 3 * 0x1p-52 + 3 * 0x1p-52 * std::abs(truth));
  }
}
