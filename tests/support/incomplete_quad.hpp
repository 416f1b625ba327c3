#pragma once

#include "support/ulp.hpp"

// The incomplete gamma and beta functions in __float128 by ways that the library does not go: the continued fractions
// DLMF 8.9.2 and 8.17.22 (after Lentz), the power series DLMF 8.7.1, and libquadmath's lgammaq.

#ifdef TRACTABLE_HAS_QUADMATH
namespace tractable::test {

struct QuadTails {
  Quad lower, upper;  // where one is 1 - the other, it has lost the digits that cancel: see digits()
  Quad log_direct;    // log of the one that was computed for itself
  bool direct_is_lower;

  /// Whether the tail has at least 20 digits.
  [[nodiscard]] bool usable(bool is_lower) const {
    return is_lower == direct_is_lower || (is_lower ? lower : upper) > static_cast<Quad>(1e-12);
  }
};

inline QuadTails quad_tails(Quad log_direct, bool is_lower) {
  const Quad direct = expq(log_direct), other = -expm1q(log_direct);
  return is_lower ? QuadTails{direct, other, log_direct, true} : QuadTails{other, direct, log_direct, false};
}

/// log Gamma(x) to the last digits also for small x.
inline Quad quad_log_gamma(Quad x) { return x < static_cast<Quad>(1e-3) ? lgammaq(1 + x) - logq(x) : lgammaq(x); }

inline QuadTails quad_gamma_tails(Quad a, Quad x) {
  const Quad log_density = a * logq(x) - x - quad_log_gamma(a);
  if (x < a + 1) {
    Quad term = 1 / a, sum = term;
    for (int n = 1; n < 20'000'000 && term > sum * static_cast<Quad>(1e-34); ++n) {
      term *= x / (a + n);
      sum += term;
    }
    return quad_tails(log_density + logq(sum), true);
  }
  Quad b = x + 1 - a, c = static_cast<Quad>(1e300), d = 1 / b, h = d;
  for (int i = 1; i < 20'000'000; ++i) {
    const Quad an = -i * (i - a);
    b += 2;
    d = 1 / (an * d + b);
    c = b + an / c;
    const Quad change = c * d;
    h *= change;
    if (fabsq(change - 1) < static_cast<Quad>(1e-33)) break;
  }
  return quad_tails(log_density + logq(h), false);
}

/// I_x(a, b) for x below the mean, as logarithm.
inline Quad quad_log_beta_fraction(Quad a, Quad b, Quad x, Quad y) {
  const Quad log_front = a * logq(x) + b * (x < static_cast<Quad>(0.1) ? log1pq(-x) : logq(y)) +
                         (quad_log_gamma(a + b) - quad_log_gamma(a) - quad_log_gamma(b)) - logq(a);
  Quad c = 1, d = 1 / (1 - (a + b) * x / (a + 1)), h = d;
  for (int m = 1; m < 20'000'000; ++m) {
    const Quad even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m));
    d = 1 / (1 + even * d);
    c = 1 + even / c;
    h *= d * c;
    const Quad odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1));
    d = 1 / (1 + odd * d);
    c = 1 + odd / c;
    h *= d * c;
    if (fabsq(d * c - 1) < static_cast<Quad>(1e-33)) break;
  }
  return log_front + logq(h);
}

inline QuadTails quad_beta_tails(Quad a, Quad b, Quad x) {
  const Quad y = 1 - x;
  if (x < (a + 1) / (a + b + 2)) return quad_tails(quad_log_beta_fraction(a, b, x, y), true);
  return quad_tails(quad_log_beta_fraction(b, a, y, x), false);
}

}  // namespace tractable::test
#endif
