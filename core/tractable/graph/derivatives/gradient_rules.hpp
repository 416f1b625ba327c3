#pragma once

#include <array>

#include "tractable/graph/graph.hpp"

namespace tractable::detail {

/// What each operand's adjoint gains from a node's; one that does not exist is no gain.
using Adjoints = std::array<Expr, 3>;

/// `y`: the node; `d`: its adjoint, of a shape that broadcasts to y's; `needed`: which operands want theirs. The gains
/// broadcast to y's shape joined with the operand's: gradient() sums them to the operand's.
[[nodiscard]] Adjoints gradient_rule(Expr y, Expr d, const std::array<bool, 3>& needed);

}  // namespace tractable::detail
