#pragma once

#include "tractable/distribution/family.hpp"

// The Bernoulli law: 1 with probability p, else 0.

namespace tractable {

extern const Family kBernoulli;

[[nodiscard]] Expr bernoulli_log_prob(Expr k, Expr p);

namespace detail {
/// p log(p / q) + (1 - p) log((1 - p) / (1 - q)), without cancellation where they are near.
[[nodiscard]] double bernoulli_kl(double p, double q);
}  // namespace detail

}  // namespace tractable
