#pragma once

#include "tractable/distribution/family.hpp"

// Laws cut off: X given low <= X <= high, by the log tails of a family. Where the family has none as expressions
// (gamma, beta, student_t ..., the discrete ones), parameters and bounds must be numbers.

namespace tractable {

/// log P(low <= X <= high), (1 or B, 1 or C) as the operands broadcast; a bound that does not exist (Expr{}) is none.
/// -inf where low = high in a law with a density, NaN where low > high. The tail is used in which the interval lies: a
/// narrow one far out keeps its digits up to |log P(X > low)| / (share of that tail).
/// Throws Error{invalid_argument} for no bound, or for expressions where the family takes numbers only.
[[nodiscard]] Expr truncated_log_normaliser(const Family& family, ParameterExprs p, Expr low, Expr high);
/// The log density, or mass, of x; -inf outside of the bounds.
[[nodiscard]] Expr truncated_log_prob(const Family& family, Expr x, ParameterExprs p, Expr low, Expr high);

}  // namespace tractable
