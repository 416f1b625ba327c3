#pragma once

#include "tractable/distribution/family.hpp"

// The normal law of mean mu and standard deviation sigma > 0, density exp(-(x - mu)^2 / (2 sigma^2)) / (sigma sqrt(2
// pi)).

namespace tractable {

extern const Family kNormal;

[[nodiscard]] Expr normal_log_prob(Expr x, Expr mu, Expr sigma);
/// The draw of which z, standard normal, is the noise.
[[nodiscard]] Expr normal_sample(Expr z, Expr mu, Expr sigma);

}  // namespace tractable
