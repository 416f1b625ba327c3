#pragma once

// Stirling's formula log Gamma(z) = (z - 1/2) log z - z + log(2 pi) / 2 + stirling_rest(z) for z >= kStirling, and what
// follows from it for small steps. DLMF 5.11.1.

namespace tractable::detail {

inline constexpr double kStirling = 16;

/// 1 / (12 z) - 1 / (360 z^3) + ... for z >= kStirling, to 1e-19.
[[nodiscard]] double stirling_rest(double z);

/// log(x^a Gamma(b + a) / Gamma(b)) for 0 < a < 2, b, x > 0, to some units of a max(1, |log(x (b + 16))|): relative to
/// a, however small a is.
[[nodiscard]] double log_gamma_step(double b, double a, double x = 1);

/// log Gamma(1 + a) for 0 <= a < 2, to some ULP: a itself is not rounded where 1 + a is.
[[nodiscard]] double log_gamma_from_one(double a);

/// e^x - 1 - x for |x| <= 745, with small relative error.
[[nodiscard]] double expm1_less(double x);

/// x - log(1 + x) for x > -1, with small relative error.
[[nodiscard]] double less_log1p(double x);

/// e^x - 1.
[[nodiscard]] double expm1(double x);

}  // namespace tractable::detail
