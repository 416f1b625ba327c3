#pragma once

#include "tractable/simd/incomplete/double_double.hpp"

// What the incomplete gamma and beta functions are computed into.

namespace tractable::detail {

/// exp(exponent) factor: the density of the logarithm (gamma) or logit (beta) of the variable, or a probability.
struct Scaled {
  DoubleDouble exponent;
  double factor = 0;

  [[nodiscard]] double value() const;
  [[nodiscard]] double log() const;
  [[nodiscard]] Scaled times(double c) const { return {exponent, factor * c}; }
};

/// Both tails of a distribution at a point: `direct` has its relative accuracy always; `other` is 1 - direct where that
/// does not cancel, else it has been computed for itself.
struct Tails {
  Scaled density;
  Scaled direct;
  bool direct_is_lower = true;
  bool has_other = false;
  double other = 0;

  [[nodiscard]] double value(bool lower) const;
  [[nodiscard]] double log(bool lower) const;
  /// The density over the tail: the size of the derivative of log(bool).
  [[nodiscard]] double log_slope(bool lower) const;
};

/// Beyond this a direct tail is so near to 1 that the other one must be computed for itself.
inline constexpr double kNearOne = 0.7;

}  // namespace tractable::detail
