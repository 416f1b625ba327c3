#pragma once

#include <cmath>
#include <limits>

#include "support/ulp.hpp"

// True values in 113 bits, where libquadmath has no function of that name, and what a row of tests makes of them: a
// `Truth` gives the error of y as f(x), in ULP. Without libquadmath a row's truth is empty.

#ifdef TRACTABLE_HAS_QUADMATH
#define TRACTABLE_TRUTH(f) \
  ([](double x, double y) { return ::tractable::test::ulp_error(y, (f)(static_cast<::tractable::test::Quad>(x))); })
#define TRACTABLE_ERROR(f) (f)
#else
#define TRACTABLE_TRUTH(f) nullptr
#define TRACTABLE_ERROR(f) nullptr
#endif

namespace tractable::test {

using Truth = double (*)(double x, double y);

#ifdef TRACTABLE_HAS_QUADMATH
// Not M_PIq and M_SQRT2q: their suffix is no C++.
inline const Quad kPi = 4 * atanq(1), kSqrt2 = sqrtq(2);

inline Quad true_sigmoid(Quad x) {
  const Quad e = expq(x < 0 ? x : -x);
  return (x < 0 ? e : 1) / (1 + e);
}

inline Quad true_softplus(Quad x) { return (x > 0 ? x : 0 * x) + log1pq(expq(x < 0 ? x : -x)); }

inline Quad true_log_sigmoid(Quad x) { return -true_softplus(-x); }

/// 1 - 1/(2 y) + 3/(2 y)^2 - ...: the asymptotic series of erfcx and of the ratio of Mills; eight terms leave 1e-27 at
/// 2 y = 20 000.
inline Quad tail_series(Quad two_y) {
  Quad term = 1, sum = 1;
  for (int k = 1; k <= 8; ++k) {
    term *= -(2 * k - 1) / two_y;
    sum += term;
  }
  return sum;
}

inline Quad true_erfcx(Quad x) {
  if (x < 100) return expq(x * x) * erfcq(x);
  return tail_series(2 * x * x) / (x * sqrtq(kPi));
}

/// (1 + u) log(1 + u) - u, near 0 by its series u^2 / 2 - u^3 / 6 + ..., u^k / (k (k - 1)).
inline Quad true_deviance(Quad u) {
  if (u == -1) return 1;
  if (fabsq(u) >= 0.01) return (1 + u) * (log1pq(u) - 1) + 1;
  Quad power = u, sum = 0;
  for (int k = 2; k <= 24; ++k) {
    power *= -u;
    sum -= power / (k * (k - 1));
  }
  return sum;
}

inline Quad true_pdf(Quad x) { return expq(-x * x / 2) / sqrtq(2 * kPi); }
inline Quad true_cdf(Quad x) { return erfcq(-x / kSqrt2) / 2; }
inline Quad true_log_cdf(Quad x) {
  if (x > 0) return log1pq(-true_cdf(-x));
  if (x > -140) return logq(true_cdf(x));
  return -x * x / 2 - logq(-x * sqrtq(2 * kPi)) + logq(tail_series(x * x));
}

/// The error of x as quantile of p, in ULP of the true quantile: Newton's step, halfway to Halley's, from x.
inline double quantile_error(double p, double x) {
  if (!(p > 0 && p < 1)) {
    constexpr double inf = std::numeric_limits<double>::infinity();
    const double right = p == 0 ? -inf : p == 1 ? inf : std::numeric_limits<double>::quiet_NaN();
    return ulp_error(x, static_cast<Quad>(right));
  }
  const Quad at = x, density = true_pdf(at);
  // In the upper half both sides are taken from 1, and near the middle from 1/2: each without cancellation.
  const Quad difference = std::abs(p - 0.5) < 0.25
                              ? erfq(at / kSqrt2) / 2 - (static_cast<Quad>(p) - static_cast<Quad>(0.5))
                          : p < 0.5 ? true_cdf(at) - static_cast<Quad>(p)
                                    : (1 - static_cast<Quad>(p)) - true_cdf(-at);
  const Quad step = difference / density;
  return ulp_error(x, at - step / (1 + at * step / 2));
}
#endif

}  // namespace tractable::test
