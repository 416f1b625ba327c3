#pragma once

#include "tractable/simd/incomplete/tails.hpp"

namespace tractable::detail {

/// x + y = 1, in two words each.
struct UnitPair {
  DoubleDouble x, y;
};

/// From the smaller of x and y.
[[nodiscard]] UnitPair unit_pair(double x, double y);

/// Both tails of the beta distribution, 0 < a, b <= kHuge, 0 < x, y < 1; density is that of log(x / y).
[[nodiscard]] Tails beta_tails(double a, double b, UnitPair at);

}  // namespace tractable::detail
