#pragma once

#include "tractable/distribution/family.hpp"

// The gamma law of shape a > 0 and rate r > 0 on [0, inf), density r^a x^(a - 1) exp(-r x) / Gamma(a): mean a / r.

namespace tractable {

extern const Family kGamma;

[[nodiscard]] Expr gamma_log_prob(Expr x, Expr shape, Expr rate);

namespace detail {
/// Draws of rate 1.
void sample_standard_gamma(double shape, Key key, std::span<double> out, std::uint64_t begin);
/// The logarithms of draws of rate 1 of any shape, also where the draws underflow: below 1 that of shape + 1, and
/// log(u) / shape.
void sample_log_gamma(double shape, Key key, std::span<double> out, std::uint64_t begin);
/// digamma(a) - log(a) + 1 / (2 a) for a >= 16.
[[nodiscard]] double digamma_rest(double a);
/// -E log p of rate 1.
[[nodiscard]] double standard_gamma_entropy(double shape);
}  // namespace detail

}  // namespace tractable
