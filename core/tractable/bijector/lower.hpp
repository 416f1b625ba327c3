#pragma once

#include "tractable/bijector/bijector.hpp"

// y = low + e^x > low, log|det| = x. Far to the left y is low itself.

namespace tractable {

extern const BijectorRow kLower;

}  // namespace tractable
