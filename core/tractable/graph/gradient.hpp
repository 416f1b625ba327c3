#pragma once

#include <span>
#include <vector>

#include "tractable/graph/graph.hpp"

// Reverse mode (Griewank & Walther 2008, ch. 3) that appends nodes: a gradient is an expression like any other and has
// gradients itself.

namespace tractable {

/// d(sum of all elements of y) / d(each of `wrt`), each of the shape of its `wrt`. If the rows of y are independent
/// (rows.hpp), row i of the result is the gradient of row i of y. The cost is at most a small multiple of y's own.
/// `wrt` are inputs, or nodes through which y was made. The clean-ups look through some ops (build/simplify.hpp): with
/// w = 2 x, y = 3 w is 6 x and knows of no w. By such a w this is Error{invalid_argument}: build y of stop_gradient(w),
/// or of an input, and take the gradient by that. Throws Error{invalid_argument} for a polygamma of order 4 on the way,
/// too.
[[nodiscard]] std::vector<Expr> gradient(Expr y, std::span<const Expr> wrt);
[[nodiscard]] Expr gradient(Expr y, Expr wrt);

}  // namespace tractable
