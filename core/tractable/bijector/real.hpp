#pragma once

#include "tractable/bijector/bijector.hpp"

// No constraint: the identity, log|det| = 0.

namespace tractable {

extern const BijectorRow kReal;

}  // namespace tractable
