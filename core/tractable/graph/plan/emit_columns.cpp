#include "tractable/graph/plan/emitter.hpp"

namespace tractable::detail {

using simd::OtherStep;
using simd::Step;

template <class T>
Step<T> Emitter<T>::columns(const Unit& unit) {
  const Op op = value(unit.y).op;
  const Value& of = value(unit.args[0]);
  Step<T> s = base(unit);
  s.lda = of.cols;
  s.inner = of.cols;
  if (op == Op::expand) {
    s.lda = stride(unit.args[0], s.rows);
    if (of.size() == 1) s = flat(s);
    s.flags = of.cols == 1 && s.cols != 1 ? 1 : 0;
    return with(s, table.expand);
  }
  if (op == Op::gather || op == Op::scatter_add) {
    const auto& list = program.plan.graph.lists[node(unit).list];
    s.index = list.data();
    if (!is_contiguous(list)) return with(s, other(op == Op::gather ? OtherStep::gather : OtherStep::scatter_add));
    const auto from = static_cast<std::size_t>(list[0]);
    if (op == Op::scatter_add) {
      s.lda = from;
      return with(s, other(OtherStep::pad_cols));
    }
    s.a += from;
    s.ldy = s.cols;
    return with(s, other(OtherStep::copy_rows));
  }
  if (op == Op::sum_rows) {
    s.inner = of.rows;
    return with(s, other(OtherStep::sum_rows));
  }
  if (op == Op::cumsum) {
    // A group is a row of its own.
    const auto group = static_cast<std::size_t>(node(unit).attr[0]);
    s.rows *= s.cols / group;
    s.cols = group;
    return with(s, other(OtherStep::cumsum));
  }
  s.inner = static_cast<std::size_t>(node(unit).attr[0]);
  if (unit.kind == UnitKind::dot) {
    s.lda = stride(unit.args[0], s.rows);
    s.ldb = stride(unit.args[1], s.rows);
    return with(s, other(OtherStep::dot_cols));
  }
  return with(s, other(op == Op::sum_cols   ? OtherStep::sum_cols
                       : op == Op::max_cols ? OtherStep::max_cols
                                            : OtherStep::log_sum_exp));
}

/// A small matrix in each row.
template <class T>
Step<T> Emitter<T>::each(const Unit& unit) {
  const Op op = value(unit.y).op;
  const auto& attr = node(unit).attr;
  Step<T> s = base(unit);
  s.lda = stride(unit.args[0], s.rows);
  if (unit.args[1] != kNoValue) s.ldb = stride(unit.args[1], s.rows);
  s.inner = static_cast<std::size_t>(attr[0]);
  if (op == Op::cholesky_each) return with(s, other(OtherStep::cholesky_each));
  if (op == Op::solve_lower_each) {
    s.flags = static_cast<std::uint32_t>(attr[2]);
    return with(s, other(OtherStep::solve_lower_each));
  }
  if (op == Op::linear_recurrence) {
    s.inner = value(unit.args[1]).cols;
    return with(s, other(OtherStep::linear_recurrence));
  }
  s.index = attr.data();
  s.flags = static_cast<std::uint32_t>(attr[3]);
  return with(s, other(OtherStep::matmul_each));
}

template Step<float> Emitter<float>::columns(const Unit&);
template Step<double> Emitter<double>::columns(const Unit&);
template Step<float> Emitter<float>::each(const Unit&);
template Step<double> Emitter<double>::each(const Unit&);

}  // namespace tractable::detail
