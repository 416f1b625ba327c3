#pragma once

#include <cstddef>
#include <span>

// How far a sample is from a law, or two samples from each other: the largest vertical distance D between two
// distribution functions (Kolmogorov 1933, Smirnov 1948), and how surprising it is. If the law is right, D shrinks like
// 1 / sqrt(n). For independent draws only; correlated chains look further off than they are.

namespace tractable {

/// D between the empirical distribution function of `u` and the uniform law on [0, 1]. For a continuous law with cdf F,
/// pass u_i = F(x_i). Any order. NaN if there is a NaN. Throws Error{too_few_values} for no values.
[[nodiscard]] double ks_distance_from_uniform(std::span<const double> u);

/// D between the empirical distribution functions of two samples; ties are counted once on both sides.
/// NaN if there is a NaN. Throws Error{too_few_values} if either is empty.
[[nodiscard]] double ks_distance(std::span<const double> a, std::span<const double> b);

/// P(K > x) for Kolmogorov's limit law, the law of sqrt(n) D for large n. 1 for x <= 0.
/// Maximum error 1e-15; relative error 1e-13 in the tail.
[[nodiscard]] double kolmogorov_sf(double x);

/// The probability that n independent draws of the right law lie at least this far off, with Stephens' correction for
/// finite n: P(K > (sqrt(n) + 0.12 + 0.11 / sqrt(n)) D). Stephens (1970), JRSS B 32, table 1; good for n >= 5.
/// Two samples of sizes n and m: pass n m / (n + m). Throws Error{invalid_argument} unless n > 0 and 0 <= D <= 1.
[[nodiscard]] double ks_p_value(double distance, double n);

/// The same for one sample, exact for n <= 140: Marsaglia, Tsang & Wang (2003), J. Stat. Softw. 8(18); beyond n D^2 = 4
/// twice the exact one-sided probability of Smirnov (1944), right to 10 digits there and better farther out.
/// For larger n Stephens' correction, right to 2 %. Throws Error{too_few_values} for n = 0.
[[nodiscard]] double ks_one_sample_p_value(double distance, std::size_t n);

/// The distance that n independent draws of the right law exceed with probability `level`: the inverse of ks_p_value in
/// its distance, at most 1. Maximum error 1e-14.
/// Throws Error{invalid_argument} unless 1e-300 <= level < 1 and n > 0.
[[nodiscard]] double ks_bound(double level, double n);

}  // namespace tractable
