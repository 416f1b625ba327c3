#pragma once

// The regularised incomplete gamma functions
//   P(a, x) = int_0^x t^(a - 1) e^-t dt / Gamma(a),   Q(a, x) = 1 - P(a, x),
// the distribution of a gamma variable of shape a >= 0 and rate 1, their logarithms and their inverses. Each of P and Q
// has its own relative accuracy, also where the other rounds to 1; the logarithms go on where P and Q underflow.
//
//   maximum error (in ULP of a result that is not subnormal; held by tests/core/simd/incomplete_gamma_test.cpp)
//   gamma_p, gamma_q                16; logarithms 8 ULP or 4e-15 absolute, the larger
//   gamma_p_inverse, ..._q_inverse  |f(x) - p| <= 1e-13 p, or what half an ULP of x makes out, the larger
//
// a = 0 and a = inf are the limits (all mass at 0, at inf). NaN for a < 0, x < 0, p outside [0, 1], a limit that does
// not exist (a = x = 0, a = x = inf, an inverse at a = 0 or inf), and NaN arguments.

namespace tractable {

[[nodiscard]] double gamma_p(double a, double x);
[[nodiscard]] double gamma_q(double a, double x);
[[nodiscard]] double log_gamma_p(double a, double x);
[[nodiscard]] double log_gamma_q(double a, double x);

/// The x >= 0 with P(a, x) = p: 0 for p = 0, inf for p = 1. It underflows to 0 for small a and p.
[[nodiscard]] double gamma_p_inverse(double a, double p);
/// The x >= 0 with Q(a, x) = q.
[[nodiscard]] double gamma_q_inverse(double a, double q);

}  // namespace tractable
