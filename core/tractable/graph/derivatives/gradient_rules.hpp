#pragma once

#include <array>
#include <span>
#include <vector>

#include "tractable/graph/graph.hpp"

namespace tractable::detail {

/// What each operand's adjoint gains from a node's; one that does not exist is no gain.
using Adjoints = std::array<Expr, 3>;

/// `y`: the node; `d`: its adjoint, of a shape that broadcasts to y's; `needed`: which operands want theirs. The gains
/// broadcast to y's shape joined with the operand's: gradient() sums them to the operand's. Not for gather and
/// concat, whose adjoints gradient() collects.
[[nodiscard]] Adjoints gradient_rule(Expr y, Expr d, const std::array<bool, 3>& needed);

/// gradient() of the graph as it stands, also by nodes that the clean-ups looked through.
[[nodiscard]] std::vector<Expr> adjoints(Expr y, std::span<const Expr> wrt);

}  // namespace tractable::detail
