#include "tractable/simd/incomplete/tails.hpp"

#include <algorithm>

#include "tractable/simd/special.hpp"

namespace tractable::detail {

double Scaled::value() const {
  if (!(exponent.hi > -1e5)) return 0;
  // Below, exp alone would be subnormal and lose digits that the factor needs.
  const double raised = exponent.hi < -600 ? 300 : 0;
  const double y = tractable::exp(exponent.hi + raised) * (1 + exponent.lo) * factor;
  return raised > 0 ? y * tractable::exp(-raised) : y;
}

double Scaled::log() const { return exponent.hi + (exponent.lo + tractable::log(factor)); }

double Tails::value(bool lower) const {
  const double value = std::min(direct.value(), 1.0);
  if (lower == direct_is_lower) return value;
  return has_other ? other : 1 - value;
}

double Tails::log(bool lower) const {
  if (lower == direct_is_lower) return has_other ? tractable::log1p(-other) : std::min(direct.log(), 0.0);
  return has_other ? tractable::log(other) : tractable::log1p(-direct.value());
}

double Tails::log_slope(bool lower) const {
  if (lower == direct_is_lower) return density.factor / direct.factor;  // of equal exponents
  return density.value() / value(lower);
}

}  // namespace tractable::detail
