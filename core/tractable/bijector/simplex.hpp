#pragma once

#include "tractable/bijector/bijector.hpp"

// d >= 2 positive numbers with sum 1, by breaking a stick d - 1 times: with a_k = x_k - log(d - k), so that x = 0 is
// the centre, and what is left before the k-th break, r_1 = 1, r_(k+1) = r_k s(-a_k), s the logistic function,
//
//   y_k = r_k s(a_k), y_d = r_d,   log|det| = sum of log r_k + log s(a_k) + log s(-a_k), k = 1 ... d - 1
//
// The logarithms are added up, so that a y far below 1e-16 keeps its digits. Source: Stan reference manual, "Unit
// simplex"; Betancourt 2012, arXiv:1010.3436.

namespace tractable {

extern const BijectorRow kSimplex;

}  // namespace tractable
