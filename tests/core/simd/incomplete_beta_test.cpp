// The incomplete beta function, its complement, logarithms and inverses, and log B.

#include "tractable/simd/incomplete_beta.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <limits>
#include <string>

#include "support/incomplete_quad.hpp"
#include "support/long_run.hpp"
#include "support/reference.hpp"
#include "support/ulp.hpp"
#include "tractable/simd/special.hpp"

using namespace tractable;
using namespace tractable::test;

namespace {

constexpr double kInf = std::numeric_limits<double>::infinity();
constexpr double kNan = std::numeric_limits<double>::quiet_NaN();

/// What incomplete_beta.hpp promises.
constexpr double kMaxError = 16;

double log_uniform(Arguments& random, double low, double high) {
  return std::exp(random.uniform(std::log(low), std::log(high)));
}

/// x and 1 - x where the tails are of interest: within some standard deviations of logit X, or anywhere.
BetaQuantile argument(Arguments& random, double a, double b) {
  double u = random.uniform(-30, 30);
  if (random.bits() % 4 != 0) {
    const double width = 8 * std::sqrt(1 / std::min(a * a, a) + 1 / std::min(b * b, b));
    u = std::log(a / b) + random.uniform(-1, 1) * std::min(width, 600.0);
  }
  const double e = std::exp(-std::abs(u)), small = std::max(e / (1 + e), 1e-300), large = 1 - small;
  return u < 0 ? BetaQuantile{small, large} : BetaQuantile{large, small};
}

/// |f(x) - p| <= 1e-13 p or what half an ULP of the smaller of x, y makes out.
bool inverts(double (*f)(double, double, double, double), double a, double b, BetaQuantile at, double p) {
  const double value = f(a, b, at.x, at.y);
  BetaQuantile beside = at;
  double& smaller = at.x <= at.y ? beside.x : beside.y;
  double& larger = at.x <= at.y ? beside.y : beside.x;
  smaller = std::nextafter(smaller, 1);
  larger = 1 - smaller;
  return std::abs(value - p) <= 1e-13 * p + 2 * std::abs(f(a, b, beside.x, beside.y) - value);
}

}  // namespace

TEST_CASE("the incomplete beta function agrees with 60 digits") {
  for (const ReferenceRow& row : reference_rows("special.csv", "betainc")) {
    CAPTURE(row.a);
    CAPTURE(row.b);
    CAPTURE(row.x);
    CHECK(ulp_error(beta_p(row.a, row.b, row.x), row.value) <= kMaxError);
    CHECK(log_beta_p(row.a, row.b, row.x) == doctest::Approx(static_cast<double>(std::log(row.value))).epsilon(1e-14));
  }
  for (const ReferenceRow& row : reference_rows("special.csv", "betaincc")) {
    CAPTURE(row.a);
    CAPTURE(row.b);
    CAPTURE(row.x);
    CHECK(ulp_error(beta_q(row.a, row.b, row.x), row.value) <= kMaxError);
  }
  for (const ReferenceRow& row : reference_rows("special.csv", "lbeta")) {
    CAPTURE(row.a);
    CAPTURE(row.b);
    const double value = static_cast<double>(row.value);
    CHECK(std::abs(log_beta(row.a, row.b) - value) <= std::max(2 * ulp_at(value), 1e-17));
    CHECK(log_beta(row.b, row.a) == log_beta(row.a, row.b));
  }
}

TEST_CASE("the inverse of the incomplete beta function agrees with 60 digits") {
  for (const ReferenceRow& row : reference_rows("special.csv", "betaincinv")) {
    CAPTURE(row.a);
    CAPTURE(row.b);
    CAPTURE(row.x);
    const BetaQuantile at = beta_p_inverse(row.a, row.b, row.x);
    CHECK(std::abs(beta_p(row.a, row.b, at.x, at.y) - row.x) <= 1e-13 * row.x);
    // The relative error of x is that of p times P / (x f(x)), at most 1 / min(a, b) or so.
    CHECK(std::abs(at.x / static_cast<double>(row.value) - 1) <= 1e-14 * std::max(1.0, 1 / std::min(row.a, row.b)));
    const BetaQuantile mirrored = beta_q_inverse(row.b, row.a, row.x);
    CHECK(mirrored.y == doctest::Approx(at.x).epsilon(1e-13 * std::max(1.0, 1 / std::min(row.a, row.b))));
  }
}

TEST_CASE("the incomplete beta functions keep their rules at the ends") {
  using F = double (*)(double, double, double);
  for (const double bad : {-1.0, -1e-300, -kInf, kNan}) {
    for (const F f : {F(beta_p), F(beta_q), F(log_beta_p), F(log_beta_q)}) {
      CHECK(std::isnan(f(bad, 2, 0.5)));
      CHECK(std::isnan(f(2, bad, 0.5)));
      CHECK(std::isnan(f(2, 2, bad)));
    }
    CHECK(std::isnan(beta_p_inverse(bad, 2, 0.5).x));
    CHECK(std::isnan(beta_q_inverse(2, bad, 0.5).y));
    CHECK(std::isnan(beta_p_inverse(2, 2, bad).x));
    CHECK(std::isnan(log_beta(bad, 1)));
  }
  for (const double a : {1e-300, 1e-10, 0.5, 1.0, 30.0, 1e10, 1e200}) {
    for (const double b : {1e-300, 1e-10, 0.5, 1.0, 30.0, 1e10, 1e200}) {
      CAPTURE(a);
      CAPTURE(b);
      CHECK(beta_p(a, b, 0) == 0);
      CHECK(beta_q(a, b, 0) == 1);
      CHECK(beta_p(a, b, 1) == 1);
      CHECK(beta_q(a, b, 1) == 0);
      CHECK(log_beta_p(a, b, 0) == -kInf);
      CHECK(log_beta_q(a, b, 1) == -kInf);
      CHECK(beta_p_inverse(a, b, 0).x == 0);
      CHECK(beta_p_inverse(a, b, 1).x == 1);
      CHECK(beta_q_inverse(a, b, 0).y == 0);
      const double p = beta_p(a, b, 0.3);
      CHECK((p >= 0 && p <= 1));
      CHECK(std::isfinite(log_beta(a, b)));
      const BetaQuantile at = beta_p_inverse(a, b, 0.3);
      CHECK((at.x >= 0 && at.x <= 1 && std::abs(at.x + at.y - 1) <= 0x1p-52));
    }
    CHECK(beta_p(0, a, 0.5) == 1);
    CHECK(beta_p(a, 0, 0.5) == 0);
    CHECK(beta_p(a, kInf, 0.5) == 1);
    CHECK(beta_p(kInf, a, 0.5) == 0);
    CHECK(log_beta(0, a) == kInf);
  }
  CHECK(std::isnan(beta_p(0, 0, 0.5)));
  CHECK(std::isnan(beta_p(kInf, kInf, 0.5)));
  CHECK(std::isnan(beta_p(0, 1, 0)));
  CHECK(std::isnan(beta_p(1, 0, 1)));
  CHECK(std::isnan(beta_p_inverse(0, 1, 0.5).x));
  CHECK(std::isnan(beta_p(2, 2, 1.5)));
  CHECK(std::isnan(beta_p_inverse(2, 2, 1.5).x));
  CHECK(log_beta_p(1e6, 2, 1e-10) == doctest::Approx(-23025837.1134).epsilon(1e-9));
}

TEST_CASE("I_x(a, 1) and I_x(1, b) are powers") {
  Arguments random(81);
  for (int i = 0; i < 20'000; ++i) {
    const double a = log_uniform(random, 1e-8, 1e8), x = random.uniform(0, 1);
    CAPTURE(a);
    CAPTURE(x);
    const double exponent = a * tractable::log(x), tolerance = 4e-15 + 4e-16 * std::abs(exponent);
    if (exponent > -700) REQUIRE(beta_p(a, 1, x) == doctest::Approx(tractable::exp(exponent)).epsilon(tolerance));
    if (exponent > -700)
      REQUIRE(beta_q(1, a, 1 - x, x) == doctest::Approx(tractable::exp(exponent)).epsilon(tolerance));
    REQUIRE(log_beta_p(a, 1, x) == doctest::Approx(exponent).epsilon(1e-14));
    REQUIRE(log_beta(a, 1) == doctest::Approx(-tractable::log(a)).epsilon(1e-15));
  }
}

TEST_CASE("over all magnitudes the incomplete beta functions are probabilities, monotone, and inverted") {
  Arguments random(82);
  for (int i = 0, n = cases(100'000, 1'000'000); i < n; ++i) {
    const double a = log_uniform(random, 1e-10, 1e10), b = log_uniform(random, 1e-10, 1e10);
    const auto [x, y] = argument(random, a, b);
    CAPTURE(a);
    CAPTURE(b);
    CAPTURE(x);
    CAPTURE(y);
    const double p = beta_p(a, b, x, y), q = beta_q(a, b, x, y);
    REQUIRE((p >= 0 && p <= 1 && q >= 0 && q <= 1));
    REQUIRE(std::abs(p + q - 1) <= 2e-15);
    REQUIRE(beta_q(b, a, y, x) == doctest::Approx(p).epsilon(1e-14));
    const double small = std::min(x, y) * (1 + (x < y ? 1e-9 : -1e-9));  // x further right
    const double right = x < y ? small : 1 - small, left = x < y ? 1 - small : small;
    REQUIRE(beta_p(a, b, right, left) >= p * (1 - 1e-14));
    REQUIRE(beta_q(a, b, right, left) <= q * (1 + 1e-14));
    REQUIRE(log_beta_p(a, b, x, y) <= 0);
    REQUIRE(log_beta_q(a, b, x, y) <= 0);
    if (i % 4 != 0) continue;
    const double want = i % 8 == 0 ? log_uniform(random, 1e-300, 1) : random.uniform(0, 1);
    CAPTURE(want);
    const BetaQuantile from_p = beta_p_inverse(a, b, want), from_q = beta_q_inverse(a, b, want);
    REQUIRE((from_p.x >= 0 && from_q.x >= 0 && from_p.y >= 0 && from_q.y >= 0));
    if (std::min(from_p.x, from_p.y) > 1e-300) REQUIRE(inverts(beta_p, a, b, from_p, want));
    if (std::min(from_q.x, from_q.y) > 1e-300) REQUIRE(inverts(beta_q, a, b, from_q, want));
  }
}

TEST_CASE("far beyond any use the incomplete beta functions stay probabilities") {
  Arguments random(85);
  for (int i = 0; i < 20'000; ++i) {
    const double a = random.power(-1000, 1000), b = random.power(-1000, 1000);
    const double x = i % 2 == 0 ? random.power(-1074, 0) : std::min(a / b, 1.0) * random.uniform(0, 1);
    CAPTURE(a);
    CAPTURE(b);
    CAPTURE(x);
    const double p = beta_p(a, b, x), q = beta_q(a, b, x);
    REQUIRE((p >= 0 && q >= 0 && std::abs(p + q - 1) <= 2e-15));
    REQUIRE((log_beta_p(a, b, x) <= 0 && log_beta_q(a, b, x) <= 0));
    REQUIRE(!std::isnan(log_beta(a, b)));
    for (const BetaQuantile at :
         {beta_p_inverse(a, b, random.uniform(0, 1)), beta_q_inverse(a, b, random.power(-1074, 0))}) {
      REQUIRE((at.x >= 0 && at.y >= 0 && std::abs(at.x + at.y - 1) <= 0x1p-52));
    }
  }
}

TEST_CASE("every build gives the bits of the incomplete beta functions that were written down") {
  Arguments random(84);
  Hash hash;
  for (int i = 0; i < 3'000; ++i) {
    const double a = random.power(-30, 30), b = random.power(-30, 30), x = random.uniform(0, 1);
    const double p = random.uniform(0, 1);
    for (const double y : {beta_p(a, b, x), log_beta_q(a, b, x), beta_p_inverse(a, b, p).x, log_beta(a, b)}) {
      hash.add(y);
    }
  }
  CHECK(hash.value == 0xfa7f225742cc126f);
}

#ifdef TRACTABLE_HAS_QUADMATH
TEST_CASE("far from the mass of a large shape the incomplete beta function agrees with quad") {
  // The same as for the gamma function, with one large shape and with two.
  for (const double a : {16.0, 16.5, 17.3}) {
    for (const double b : {1e-6, 3.0, 20.0}) {
      for (const double x : {1e-10, 3e-16, 1e-17}) {
        CAPTURE(a);
        CAPTURE(b);
        CAPTURE(x);
        const QuadTails truth = quad_beta_tails(static_cast<Quad>(a), static_cast<Quad>(b), static_cast<Quad>(x));
        CHECK(ulp_error(beta_p(a, b, x, 1 - x), truth.lower) <= kMaxError);
        CHECK(ulp_error(beta_q(b, a, 1 - x, x), truth.lower) <= kMaxError);
      }
    }
  }
}

TEST_CASE("the incomplete beta function agrees with a continued fraction in quad") {
  Arguments random(83);
  struct Worst {
    double error = 0, a = 0, b = 0, x = 0;
  } small, large, logarithm, whole;
  for (int i = 0, n = cases(50'000, 1'000'000); i < n; ++i) {
    const double top = i % 100 == 0 ? 1e8 : 3e4;
    const double a = log_uniform(random, 1e-8, top), b = log_uniform(random, 1e-8, top);
    const auto [x, y] = argument(random, a, b);
    QuadTails truth;
    if (x <= y) {
      truth = quad_beta_tails(static_cast<Quad>(a), static_cast<Quad>(b), static_cast<Quad>(x));
    } else {
      truth = quad_beta_tails(static_cast<Quad>(b), static_cast<Quad>(a), static_cast<Quad>(y));
      truth = {truth.upper, truth.lower, truth.log_direct, !truth.direct_is_lower};
    }
    for (const bool lower : {true, false}) {
      if (!truth.usable(lower)) continue;
      const Quad value = lower ? truth.lower : truth.upper;
      if (value > static_cast<Quad>(1e-300)) {
        const double error = ulp_error(lower ? beta_p(a, b, x, y) : beta_q(a, b, x, y), value);
        Worst& worst = std::max(a, b) > 500 ? large : small;
        if (!(error <= worst.error)) worst = {error, a, b, x};
      }
      const Quad log_value = lower == truth.direct_is_lower ? truth.log_direct : logq(value);
      const double got = lower ? log_beta_p(a, b, x, y) : log_beta_q(a, b, x, y);
      const double distance = static_cast<double>(fabsq(static_cast<Quad>(got) - log_value));
      const double error = distance / std::max(4e-15, 8 * ulp_at(static_cast<double>(fabsq(log_value))));
      if (!(error <= logarithm.error)) logarithm = {error, a, b, x};
    }
    const Quad qa = a, qb = b;
    const Quad log_whole = quad_log_gamma(qa) + quad_log_gamma(qb) - quad_log_gamma(qa + qb);
    const double distance = static_cast<double>(fabsq(static_cast<Quad>(log_beta(a, b)) - log_whole));
    const double error = distance / std::max(1e-17, 2 * ulp_at(static_cast<double>(fabsq(log_whole))));
    if (!(error <= whole.error)) whole = {error, a, b, 0};
  }
  const auto text = [](const Worst& worst) {
    return std::to_string(worst.error) + " at a = " + std::to_string(worst.a) + ", b = " + std::to_string(worst.b) +
           ", x = " + std::to_string(worst.x);
  };
  CHECK_MESSAGE(small.error <= kMaxError, text(small));
  CHECK_MESSAGE(large.error <= kMaxError, text(large));
  CHECK_MESSAGE(logarithm.error <= 1, text(logarithm));
  CHECK_MESSAGE(whole.error <= 1, text(whole));
}
#endif
