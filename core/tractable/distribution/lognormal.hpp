#pragma once

#include "tractable/distribution/family.hpp"

// The law of exp(Z), Z normal of mean mu and standard deviation sigma > 0: its median is exp(mu).

namespace tractable {

extern const Family kLogNormal;

[[nodiscard]] Expr lognormal_log_prob(Expr x, Expr mu, Expr sigma);

}  // namespace tractable
