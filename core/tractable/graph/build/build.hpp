#pragma once

#include <string_view>

#include "tractable/graph/graph.hpp"

// What the builders share: checks that name the expressions, and looking at operands.

namespace tractable::detail {

/// Throws Error{invalid_argument} unless both are nodes of one graph.
void require_same_graph(Expr a, Expr b, std::string_view where);
void require_exists(Expr a, std::string_view where);

/// "add: (batch, 3) and (2, 3) do not fit: a = exp(x), b = w" and why.
[[noreturn]] void throw_mismatch(std::string_view where, Expr a, Expr b, std::string_view why);
[[noreturn]] void throw_mismatch(std::string_view where, Expr a, std::string_view why);

/// The shape that both broadcast to, or throws.
[[nodiscard]] Shape joined(Expr a, Expr b, std::string_view where);

[[nodiscard]] inline bool is(Expr e, Op op) { return e.op() == op; }
/// What an expand copies; any other expression itself.
[[nodiscard]] inline Expr stripped(Expr e) { return is(e, Op::expand) ? e.arg(0) : e; }
[[nodiscard]] inline bool is_constant(Expr e, double value) {
  return is(stripped(e), Op::constant) && stripped(e).node().value == value;
}

/// `result`, which a clean-up made for a reader of `passed` by looking through it.
[[nodiscard]] inline Expr past(Expr passed, Expr result) {
  result.graph->note_passed(passed.id, result.id);
  return result;
}
/// The same, if `operand` is an expand: `result` reads what that copies.
[[nodiscard]] inline Expr past_expand(Expr operand, Expr result) {
  return is(operand, Op::expand) ? past(operand, result) : result;
}

[[nodiscard]] Expr unary(Op op, Expr a, std::int32_t attribute = 0);
[[nodiscard]] Expr binary(Op op, Expr a, Expr b);

/// d, of a shape that broadcasts to `full`, summed over all rows and columns where `to` has only one. The result
/// broadcasts to `to`. This is how an adjoint comes back through a broadcast.
[[nodiscard]] Expr sum_to(Expr d, Shape full, Shape to);

/// Every column of a (R, C) `times` times in place: a_0 a_0 a_1 a_1 ...
[[nodiscard]] Expr repeat_each(Expr a, Dim times);
[[nodiscard]] Expr reversed(Expr a);

}  // namespace tractable::detail
