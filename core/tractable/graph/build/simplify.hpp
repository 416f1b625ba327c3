#pragma once

#include "tractable/graph/graph.hpp"

// Clean-ups while building. Most keep every bit (signs, zeros, ones); those that move a constant or a factor keep the
// value to rounding. What they change on purpose: 0 x is 0 also where x is not finite, as a derivative wants it.
// log(exp x) stays: it shows an overflow that x would hide. None looks at the size of the batch.

namespace tractable::detail {

/// A simpler expression of the same value, or one that does not exist. `a` is no expand.
[[nodiscard]] Expr simplified(Op op, Expr a);
/// The same for two operands, which are no expands. The result may be smaller than both together broadcast to.
[[nodiscard]] Expr simplified(Op op, Expr a, Expr b);

}  // namespace tractable::detail
