#pragma once

#include "tractable/bijector/bijector.hpp"

// y = low + (high - low) s(x), s the logistic function, low < y < high. With s' = s(x) s(-x)
//
//   log|det| = log(high - low) + log s(x) + log s(-x)
//
// y is measured from the end that is nearer, so that a small distance from 0 keeps its digits at either end. Where
// high <= low the log-determinant is NaN or -inf.

namespace tractable {

extern const BijectorRow kInterval;

}  // namespace tractable
