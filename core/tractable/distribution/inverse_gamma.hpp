#pragma once

#include "tractable/distribution/family.hpp"

// The law of 1 / G, G gamma of shape a > 0 and rate b > 0 (b is the scale of 1 / G): density b^a x^(-a - 1) exp(-b /
// x) / Gamma(a) on (0, inf). Mean b / (a - 1), infinite for a <= 1; variance infinite for a <= 2.

namespace tractable {

extern const Family kInverseGamma;

[[nodiscard]] Expr inverse_gamma_log_prob(Expr x, Expr shape, Expr scale);

}  // namespace tractable
