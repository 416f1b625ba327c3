#pragma once

#include "tractable/distribution/family.hpp"

// The Poisson law: counts 0, 1, 2, ... of mean `rate` > 0, mass rate^k exp(-rate) / k!.

namespace tractable {

extern const Family kPoisson;

[[nodiscard]] Expr poisson_log_prob(Expr k, Expr rate);

namespace detail {
/// Each number, which comes as a rate >= 0, becomes a draw with that rate.
void sample_poisson_each(Key key, std::span<double> rates, std::uint64_t begin);
}  // namespace detail

}  // namespace tractable
