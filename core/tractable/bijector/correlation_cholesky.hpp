#pragma once

#include "tractable/bijector/bijector.hpp"

// The lower Cholesky factor L (n by n, row by row; above the diagonal 0) of a correlation matrix L L', n >= 2, from
// n (n - 1) / 2 numbers, row by row: z_ij = tanh(x_ij) are partial correlations, and with what a row has left of length
// 1, u_i1 = 1, u_i(j+1) = u_ij sqrt(1 - z_ij^2),
//
//   L_ij = u_ij z_ij for j < i, L_ii = u_ii,   log|det| = sum over j < i of (1 + (i - 1 - j) / 2) log(1 - z_ij^2)
//
// with log(1 - tanh^2 x) = log 4 + log s(2 x) + log s(-2 x). The determinant is that of the numbers below the diagonal
// of L. Source: Stan reference manual, "Cholesky factors of correlation matrices"; Lewandowski, Kurowicka & Joe 2009.

namespace tractable {

extern const BijectorRow kCorrelationCholesky;

}  // namespace tractable
