#pragma once

#include "tractable/graph/derivatives/gradient_rules.hpp"

// Derivatives of the ops that work on a matrix or a series in each row. `d` has y's shape.

namespace tractable::detail {

[[nodiscard]] Adjoints matmul_each_rule(Expr y, Expr d, const std::array<bool, 3>& needed);
/// Murray (2016), "Differentiation of the Cholesky decomposition", eq. 9. The op reads the lower part alone, so each
/// element there has the derivative of both that a symmetric matrix has, and the upper ones have 0.
[[nodiscard]] Expr cholesky_each_rule(Expr y, Expr d);
/// Giles (2008), "Collected matrix derivative results", 2.3.1.
[[nodiscard]] Adjoints solve_lower_each_rule(Expr y, Expr d, const std::array<bool, 3>& needed);
/// The adjoint of a recurrence is the same recurrence, backwards.
[[nodiscard]] Adjoints linear_recurrence_rule(Expr y, Expr d, const std::array<bool, 3>& needed);

}  // namespace tractable::detail
