#pragma once

#include <cstddef>
#include <span>
#include <string_view>
#include <vector>

#include "tractable/base/key.hpp"

// Ways through the space of codes.

namespace tractable {

/// `count` draws of z ~ N(0, temperature I), (count, d): the temperature multiplies the variance. Row i is a function
/// of (key, begin + i). Throws Error{not_finite}, Error{invalid_argument} for a temperature < 0.
[[nodiscard]] std::vector<double> sample_prior(Key key, std::size_t count, std::size_t d, double temperature = 1,
                                               std::size_t begin = 0);

/// Points from a to b (d each) at the given places t in [0, 1], (places, d); t = 0 is a and t = 1 is b, bit for bit.
///   linear     (1 - t) a + t b
///   spherical  (sin((1 - t) w) a + sin(t w) b) / sin w, w the angle between them (Shoemake 1985; White 2016): it keeps
///              the length of what it goes through, where a straight line is shorter than draws of a prior are. Linear
///              where the angle is 0 or pi to 1e-6, or one of them is 0.
/// Throws Error{shape_mismatch}, Error{not_finite}, Error{unknown_name}, Error{invalid_argument} for a t outside.
[[nodiscard]] std::vector<double> interpolate(std::span<const double> a, std::span<const double> b,
                                              std::span<const double> t, std::string_view kind = "linear");

/// A bilinear blend of four corners (d each, in the order (0,0), (1,0), (0,1), (1,1)) at `n` times `n` places, row by
/// row: (n n, d).
[[nodiscard]] std::vector<double> blend(std::span<const double> corners, std::size_t n);

/// A grid of codes whose cells hold equal probability of the prior: coordinates Phi^-1((i + 1/2) / n) in the dimensions
/// `first` and `second` of d, row by row from the largest value of `second` down, the others as in `base` (d), or 0 if
/// that is empty: (n n, d).                                          Kingma & Welling (2014), fig. 4
[[nodiscard]] std::vector<double> latent_grid(std::size_t n, std::size_t d, std::size_t first = 0,
                                              std::size_t second = 1, std::span<const double> base = {});

}  // namespace tractable
