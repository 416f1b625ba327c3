#pragma once

#include "support/ulp.hpp"

// digamma and its derivatives in __float128, by a way of their own: recurrence up to x >= 40, then the asymptotic
// series with exact Bernoulli numbers (DLMF 5.11.2, 5.15.8), and reflection with libquadmath's sine.

#ifdef TRACTABLE_HAS_QUADMATH
namespace tractable::test {

/// B_2, B_4, ... B_30 as fractions.
inline constexpr double kBernoulli[][2] = {{1, 6},
                                           {-1, 30},
                                           {1, 42},
                                           {-1, 30},
                                           {5, 66},
                                           {-691, 2730},
                                           {7, 6},
                                           {-3617, 510},
                                           {43867, 798},
                                           {-174611, 330},
                                           {854513, 138},
                                           {-236364091, 2730},
                                           {8553103, 6},
                                           {-23749461029, 870},
                                           {8615841276005, 14322}};

/// sin(pi x) and cos(pi x) with the exact remainder of x.
inline Quad quad_sin_pi(Quad x) {
  const Quad nearest = rintq(x);
  const Quad y = sinq(4 * atanq(1) * (x - nearest));
  return fmodq(nearest, 2) == 0 ? y : -y;
}
inline Quad quad_cos_pi(Quad x) {
  const Quad nearest = rintq(x);
  const Quad y = cosq(4 * atanq(1) * (x - nearest));
  return fmodq(nearest, 2) == 0 ? y : -y;
}

/// polygamma(n, x) for x > 0, n = 0 ... 4.
inline Quad quad_polygamma_right(int n, Quad x) {
  Quad factorial = 1;  // n!
  for (int i = 2; i <= n; ++i) factorial *= i;
  const Quad sign = n % 2 == 0 ? -1 : 1;
  const auto power = [](Quad base, int k) {
    Quad y = 1;
    for (int i = 0; i < k; ++i) y *= base;
    return y;
  };
  Quad sum = 0;
  for (; x < 40; x += 1) sum += sign * factorial / power(x, n + 1);
  Quad far = n == 0 ? logq(x) : sign * factorial / n / power(x, n);
  far += sign * factorial / 2 / power(x, n + 1);
  for (int k = 1; k <= 15; ++k) {
    // B_2k (2k + n - 1)! / (2k)!, for n = 0: B_2k / (2k)
    Quad ratio = 1;
    for (int i = 1; i < n; ++i) ratio *= 2 * k + i;
    if (n == 0) ratio /= 2 * k;
    far += sign * ratio * static_cast<Quad>(kBernoulli[k - 1][0]) / static_cast<Quad>(kBernoulli[k - 1][1]) /
           power(x, 2 * k + n);
  }
  return sum + far;
}

/// log Gamma(x) - ((x - 1/2) log x - x + log(2 pi) / 2), x > 0: raised to x >= 40, where the series ends.
inline Quad quad_stirling(Quad x) {
  Quad sum = 0;
  for (; x < 40; x += 1) sum += (x + static_cast<Quad>(0.5)) * log1pq(1 / x) - 1;
  Quad power = x;
  for (int k = 1; k <= 15; ++k) {
    sum += static_cast<Quad>(kBernoulli[k - 1][0]) / static_cast<Quad>(kBernoulli[k - 1][1]) / (2 * k * (2 * k - 1)) /
           power;
    power *= x * x;
  }
  return sum;
}

struct QuadTerms {
  Quad value;
  Quad scale;  // the larger of the terms that cancel in the value, for x > 0 the value itself
};

/// polygamma(n, x) for any x that is no pole.
inline QuadTerms quad_polygamma(int n, Quad x) {
  if (x > 0) {
    const Quad y = quad_polygamma_right(n, x);
    return {y, fabsq(y)};
  }
  const Quad pi = 4 * atanq(1), s = quad_sin_pi(x), c = quad_cos_pi(x), pi_s = pi / s;
  // d^n/dx^n (pi cot(pi x))
  const Quad cot[] = {pi_s * c, -pi_s * pi_s, 2 * pi_s * pi_s * pi_s * c,
                      -2 * pi_s * pi_s * pi_s * pi_s * (1 + 2 * c * c),
                      8 * pi_s * pi_s * pi_s * pi_s * pi_s * c * (2 + c * c)};
  const Quad right = (n % 2 == 0 ? 1 : -1) * quad_polygamma_right(n, 1 - x);
  return {right - cot[n], fmaxq(fabsq(right), fabsq(cot[n]))};
}

}  // namespace tractable::test
#endif
