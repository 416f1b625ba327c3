#pragma once

#include "tractable/distribution/family.hpp"

// The logistic law, whose cdf is sigmoid((x - loc) / scale), scale > 0.

namespace tractable {

extern const Family kLogistic;

[[nodiscard]] Expr logistic_log_prob(Expr x, Expr loc, Expr scale);

}  // namespace tractable
