#pragma once

#include "tractable/simd/incomplete/tails.hpp"

namespace tractable::detail {

/// Beyond it a distribution is a step to double precision.
inline constexpr double kHuge = 1e150;

/// Both tails of the gamma distribution, 0 < a, x <= kHuge; density is that of log x.
[[nodiscard]] Tails gamma_tails(double a, double x);

/// 1 - P(a, x) for a below about 1 and x < 1, where P is near 1: `log_first` is log(x^a / Gamma(1 + a)) and the sum
/// that of (-1)^n x^n / (n! (a + n)), n = 1, 2, ... for the gamma, and the like for the beta distribution.
[[nodiscard]] double complement(double a, double log_first, double sum);

}  // namespace tractable::detail
