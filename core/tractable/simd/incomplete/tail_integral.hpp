#pragma once

#include <cmath>

#include "tractable/simd/special.hpp"

// int_0^inf exp(-h(s)) ds for a convex h with h(0) = 0 that rises: what is left of the tail of a gamma or beta
// distribution, on the logarithmic (logit) scale, after the density at its end is taken out. On that scale the
// densities are log-concave, so one smooth, decaying bump without singularities is all there is to integrate, for any
// size of the parameters; and all terms are positive, so that nothing cancels. Gauss-Legendre with 64 nodes up to h =
// 39 ... 49 leaves less than 1e-16 where h''(0), h'(inf) >= 1 or so (checked with mpmath; the hardest is a = b = 1).
// The idea of such integrals: A. Gil, J. Segura, N. M. Temme, Numerical Methods for Special Functions (2007), ch. 5.

namespace tractable::detail {

inline constexpr int kLegendreHalf = 32;
extern const double kLegendreNodes[kLegendreHalf];
extern const double kLegendreWeights[kLegendreHalf];

/// h(s), slope(s) = h'(s); curvature = h''(0), from which the first guess at the integral's end is made.
template <class H, class Slope>
double tail_integral(H h, Slope slope, double curvature) {
  constexpr double kEnd = 39, kSlack = 10;
  const double start = slope(0.0);
  double end = 2 * kEnd / (start + std::sqrt(start * start + 2 * curvature * kEnd));
  // Newton's method on a convex function: after one step it comes down from above.
  for (int i = 0; i < 60; ++i) {
    const double reached = h(end);
    if (reached >= kEnd && reached <= kEnd + kSlack) break;
    end += (kEnd + 0.5 * kSlack - reached) / slope(end);
  }
  double height[2 * kLegendreHalf];
  for (int i = 0; i < kLegendreHalf; ++i) {
    const double offset = 0.5 * end * kLegendreNodes[i];
    height[2 * i] = -h(0.5 * end - offset);
    height[2 * i + 1] = -h(0.5 * end + offset);
  }
  tractable::exp(height, height);
  double sum = 0;
  for (int i = 0; i < kLegendreHalf; ++i) sum += kLegendreWeights[i] * (height[2 * i] + height[2 * i + 1]);
  return 0.5 * end * sum;
}

}  // namespace tractable::detail
