#pragma once

#include "tractable/bijector/bijector.hpp"

// Increasing positive numbers: y_1 = e^(x_1), y_k = y_(k-1) + e^(x_k); log|det| = x_1 + ... + x_d.

namespace tractable {

extern const BijectorRow kPositiveOrdered;

}  // namespace tractable
