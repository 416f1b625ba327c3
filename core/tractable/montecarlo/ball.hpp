#pragma once

#include <cstddef>
#include <cstdint>

#include "tractable/base/key.hpp"
#include "tractable/montecarlo/importance.hpp"

// The curse of dimensionality: darts thrown at the cube [-1, 1]^d, of which those in the unit ball count. The part is
//   P_d = pi^(d/2) / (2^d Gamma(d/2 + 1)),   0.785 for d = 2, 2.5e-3 for 10, 1.9e-70 for 100,
// so that rejection, exact as it is, accepts nothing: the density is positive everywhere in the ball, but the envelope
// is almost everywhere else.
//
// What can honestly be said of P_d from n darts: an exact interval, also from no hit at all (ball_darts); and, since
// P_d is a product of d moderate conditional probabilities, an estimate of each (ball_ladder).

namespace tractable {

/// log P_d. Throws Error{invalid_argument} for d = 0.
[[nodiscard]] double log_ball_in_cube(std::size_t d);

struct BallDarts {
  std::uint64_t darts = 0;
  std::uint64_t hits = 0;
  double acceptance = 0;
  double low = 0;   ///< Clopper & Pearson's interval, which holds P_d with a probability of at least 95 %
  double high = 1;  ///< with no hit: 1 - 0.025^(1/n), about 3.7 / n, and nothing more is known
};
/// Darts begin ... begin + n - 1 in dimension d, 1 to 1000; `before`: those thrown before, which count too.
/// Throws Error{invalid_argument} for another d.
[[nodiscard]] BallDarts ball_darts(Key key, std::size_t d, std::uint64_t n, std::uint64_t begin = 0,
                                   BallDarts before = {});

/// log P_d and its standard error from n darts at each of d - 1 rungs: P_k / P_(k-1) is the probability that a point
/// drawn evenly from the ball of dimension k - 1 stays in the ball when it gets a k-th coordinate, even on [-1, 1].
/// The point's distance from the centre is u^(1/(k-1)). All ratios are above 0.12 up to d = 100.
/// Throws Error{invalid_argument} unless 1 <= d <= 1000, Error{too_few_values} for n < 2. -infinity for a rung without
/// a hit.
[[nodiscard]] Estimate ball_ladder(Key key, std::size_t d, std::size_t n);

}  // namespace tractable
