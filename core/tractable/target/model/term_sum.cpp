#include "tractable/target/model/term_sum.hpp"

#include "tractable/graph/ops.hpp"

namespace tractable::detail {
namespace {

// As deep as such parts stand in a log density; a sum of very many terms is followed no further.
constexpr int kDepth = 16;

bool is_fixed(Expr e) { return e.graph->is_fixed(e.id); }

/// Whether the operands of a sum are better added up one by one.
bool comes_apart(Expr sum, Expr a, Expr b) {
  if (is_fixed(a) || is_fixed(b)) return true;
  return sum.shape().cols > 1 && (a.shape().cols == 1 || b.shape().cols == 1);
}

}  // namespace

void TermSum::add(Expr term) {
  if (term.exists()) add(term, term.shape().cols, false, kDepth);
}

void TermSum::add(Expr part, Dim cols, bool negative, int depth) {
  if (depth > 0 && !is_fixed(part)) {
    const Op op = part.op();
    if (op == Op::neg) return add(part.arg(0), cols, !negative, depth - 1);
    if (op == Op::expand) return add(part.arg(0), cols, negative, depth - 1);
    if ((op == Op::add || op == Op::sub) && comes_apart(part, part.arg(0), part.arg(1))) {
      add(part.arg(0), cols, negative, depth - 1);
      return add(part.arg(1), cols, negative != (op == Op::sub), depth - 1);
    }
  }
  const Expr sum = sum_cols(expand(part, {part.shape().rows, cols}));
  Expr& total = is_fixed(part) ? fixed_ : varying_;
  if (total.exists()) {
    total = negative ? total - sum : total + sum;
  } else {
    total = negative ? -sum : sum;
  }
}

Expr TermSum::total(Graph& graph) const {
  Expr sum = fixed_.exists() ? fixed_ : graph.constant(0);
  if (varying_.exists()) sum = varying_ + sum;
  return expand(sum, {kBatch, 1});
}

}  // namespace tractable::detail
