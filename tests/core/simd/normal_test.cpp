// The standard normal distribution: density, distribution function, its logarithm and its inverse.

#include "tractable/simd/normal.hpp"

#include <doctest/doctest.h>

#include <cmath>
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
// Not M_PIq and M_SQRT2q: their suffix is no C++.
const Quad kPi = 4 * atanq(1), kSqrt2 = sqrtq(2);

Quad quad_pdf(Quad x) { return expq(-x * x / 2) / sqrtq(2 * kPi); }
Quad quad_cdf(Quad x) { return erfcq(-x / kSqrt2) / 2; }
Quad quad_log_cdf(Quad x) {
  if (x > 0) return log1pq(-quad_cdf(-x));
  if (x > -140) return logq(quad_cdf(x));
  // log(phi(x) / |x| (1 - 1/x^2 + 3/x^4 - ...)): eight terms leave 1e-27 at x = -140.
  const Quad step = 1 / (x * x);
  Quad term = 1, sum = 1;
  for (int k = 1; k <= 8; ++k) {
    term *= -(2 * k - 1) * step;
    sum += term;
  }
  return -x * x / 2 - logq(-x * sqrtq(2 * kPi)) + logq(sum);
}

/// The error of x as quantile of p, in ULP of the true quantile: Newton's step, halfway to Halley's, from x.
double quantile_error(double p, double x) {
  if (!(p > 0 && p < 1)) {
    const double right = p == 0 ? -kInf : p == 1 ? kInf : kNan;
    return ulp_error(x, static_cast<Quad>(right));
  }
  const Quad at = x, density = quad_pdf(at);
  // In the upper half both sides are taken from 1, and near the middle from 1/2: each without cancellation.
  const Quad difference = std::abs(p - 0.5) < 0.25
                              ? erfq(at / kSqrt2) / 2 - (static_cast<Quad>(p) - static_cast<Quad>(0.5))
                          : p < 0.5 ? quad_cdf(at) - static_cast<Quad>(p)
                                    : (1 - static_cast<Quad>(p)) - quad_cdf(-at);
  const Quad step = difference / density;
  return ulp_error(x, at - step / (1 + at * step / 2));
}
#endif

}  // namespace

TEST_CASE("normal_cdf, normal_log_cdf and normal_ppf agree with 60 digits") {
  check_rows("special.csv", "norm_cdf", "normal_cdf", [](double x) { return normal_cdf(x); });
  check_rows("special.csv", "norm_logcdf", "normal_log_cdf", [](double x) { return normal_log_cdf(x); });
  check_rows("special.csv", "norm_ppf", "normal_ppf", [](double p) { return normal_ppf(p); });
}

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

TEST_CASE("the normal functions keep their rules at zero, infinity and the ends of the range") {
  check_values("normal_pdf", [](double x) { return normal_pdf(x); },
               {{kInf, 0}, {-kInf, 0}, {kNan, kNan}, {38.6, 0}, {1e300, 0}, {-38.56, kTiny}});
  check_values("normal_cdf", [](double x) { return normal_cdf(x); },
               {{0, 0.5},
                {-0.0, 0.5},
                {kInf, 1},
                {-kInf, 0},
                {kNan, kNan},
                {8.3, 1},
                {-38.5, 0},
                {-1e300, 0},
                {1e300, 1},
                {-38.46, kTiny},
                {kTiny, 0.5}});
  check_values("normal_log_cdf", [](double x) { return normal_log_cdf(x); },
               {{kInf, 0},
                {-kInf, -kInf},
                {kNan, kNan},
                {1e300, 0},
                {-1e200, -kInf},
                {-1.7e154, -1.4449999999999998e308},
                {39, 0}});
  check_values("normal_ppf", [](double p) { return normal_ppf(p); },
               {{0, -kInf},
                {-0.0, -kInf},
                {1, kInf},
                {0.5, 0},
                {kNan, kNan},
                {-kTiny, kNan},
                {1 + 0x1p-52, kNan},
                {kInf, kNan},
                {-kInf, kNan},
                {kTiny, -38.467405617144344},
                {1 - 0x1p-53, 8.209536151601387}});
}

TEST_CASE("the normal functions in float agree with double") {
  check_float("normal_pdf", [](auto x, auto y) { normal_pdf(x, y); });
  check_float("normal_cdf", [](auto x, auto y) { normal_cdf(x, y); });
  check_float("normal_log_cdf", [](auto x, auto y) { normal_log_cdf(x, y); });
  check_float("normal_ppf", [](auto x, auto y) { normal_ppf(x, y); });
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
  for (const double seam : {0.25, 0.75, 0x1.ab8p-59 /* r = 9 */}) {
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

#ifdef TRACTABLE_HAS_QUADMATH
TEST_CASE("the normal functions agree with libquadmath") {
  check_quad("normal_pdf", [](auto x, auto y) { normal_pdf(x, y); }, quad_pdf,
             {[](Arguments& r) { return r.uniform(-2, 2); }, [](Arguments& r) { return r.uniform(-39, 39); },
              [](Arguments& r) { return r.uniform(37, 38.7); }, [](Arguments& r) { return r.pattern<double>(); }});
  check_quad("normal_cdf", [](auto x, auto y) { normal_cdf(x, y); }, quad_cdf,
             {[](Arguments& r) { return r.uniform(-1, 1); }, [](Arguments& r) { return r.uniform(-3, 3); },
              [](Arguments& r) { return r.uniform(-39, 9); }, [](Arguments& r) { return r.uniform(-38.6, -37); },
              [](Arguments& r) { return r.pattern<double>(); }});
  check_quad("normal_log_cdf", [](auto x, auto y) { normal_log_cdf(x, y); }, quad_log_cdf,
             {[](Arguments& r) { return r.uniform(-1, 1); }, [](Arguments& r) { return r.uniform(-3, 3); },
              [](Arguments& r) { return r.uniform(-39, 9); }, [](Arguments& r) { return r.uniform(0, 39); },
              [](Arguments& r) { return -r.power(-30, 512); }});
}

TEST_CASE("normal_ppf inverts libquadmath's distribution function") {
  check_many("normal_ppf", [](auto x, auto y) { normal_ppf(x, y); }, quantile_error,
             {[](Arguments& r) { return r.uniform(0, 1); }, [](Arguments& r) { return r.power(-1074, 0); },
              [](Arguments& r) { return 1 - r.power(-53, -1); }, [](Arguments& r) { return r.uniform(0.2, 0.3); },
              [](Arguments& r) { return 0.5 + r.power(-53, -2); }, [](Arguments& r) { return r.pattern<double>(); }});
}
#endif
