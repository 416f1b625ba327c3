#pragma once

#include "tractable/bijector/bijector.hpp"

// y = high - e^x < high, log|det| = x. Far to the left y is high itself.

namespace tractable {

extern const BijectorRow kUpper;

}  // namespace tractable
