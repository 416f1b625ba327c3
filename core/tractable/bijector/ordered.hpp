#pragma once

#include "tractable/bijector/bijector.hpp"

// Increasing numbers: y_1 = x_1, y_k = y_(k-1) + e^(x_k); log|det| = x_2 + ... + x_d.

namespace tractable {

extern const BijectorRow kOrdered;

}  // namespace tractable
