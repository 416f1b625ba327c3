#pragma once

// The regularised incomplete beta function
//   I_x(a, b) = int_0^x t^(a - 1) (1 - t)^(b - 1) dt / B(a, b)
// and its complement 1 - I_x(a, b) = I_(1-x)(b, a), the distribution of a beta variable, with logarithms and inverses;
// and log B(a, b). Each tail has its own relative accuracy, also where the other rounds to 1; the logarithms go on
// where the tails underflow.
//
//   maximum error (in ULP of a result that is not subnormal; held by tests/core/simd/incomplete_beta_test.cpp)
//   beta_p, beta_q                16; logarithms 8 ULP or 4e-15 absolute, the larger
//   beta_p_inverse, ..._q_inverse |f(x) - p| <= 1e-13 p, or what half an ULP of x makes out, the larger
//   log_beta                      2 ULP or 1e-17 absolute, the larger
//
// a or b = 0 and a or b = inf are the limits (all mass at 0 or 1). NaN for a < 0, b < 0, x or p outside [0, 1], a limit
// that does not exist (a = b = 0, a = b = inf, a = x = 0, b = 0 at x = 1, an inverse at such an a or b), and NaN.

namespace tractable {

/// I_x(a, b)
[[nodiscard]] double beta_p(double a, double b, double x);
/// 1 - I_x(a, b)
[[nodiscard]] double beta_q(double a, double b, double x);
[[nodiscard]] double log_beta_p(double a, double b, double x);
[[nodiscard]] double log_beta_q(double a, double b, double x);

/// The same where 1 - x is known better than x gives it, as in Student's t: x, y >= 0 with x + y = 1 but for rounding;
/// the smaller of the two is taken, the other computed from it.
[[nodiscard]] double beta_p(double a, double b, double x, double y);
[[nodiscard]] double beta_q(double a, double b, double x, double y);
[[nodiscard]] double log_beta_p(double a, double b, double x, double y);
[[nodiscard]] double log_beta_q(double a, double b, double x, double y);

/// x and 1 - x, each with its own relative accuracy.
struct BetaQuantile {
  double x = 0, y = 0;
};

/// The x with I_x(a, b) = p: 0 for p = 0, 1 for p = 1.
[[nodiscard]] BetaQuantile beta_p_inverse(double a, double b, double p);
/// The x with 1 - I_x(a, b) = q.
[[nodiscard]] BetaQuantile beta_q_inverse(double a, double b, double q);

/// log B(a, b) = log(Gamma(a) Gamma(b) / Gamma(a + b)), a, b > 0; inf if one is 0; NaN else.
[[nodiscard]] double log_beta(double a, double b);

}  // namespace tractable
