#include <algorithm>
#include <type_traits>

#include "tractable/graph/plan/emitter.hpp"

namespace tractable::detail {

using simd::OtherStep;
using simd::Step;
using simd::UnaryStep;

namespace {

template <class T>
void run_product(const Step<T>& s) {
  const auto& product = *static_cast<const Product<T>*>(s.more);
  product.run(product.shape, s.a, s.b, s.c, s.y, s.second);
}

Matmul shape_of(const Plan& plan, const Unit& unit) {
  Matmul shape;
  shape.m = plan.values[unit.y].rows;
  shape.n = plan.values[unit.y].cols;
  shape.k = unit.transpose_a ? plan.values[unit.args[0]].rows : plan.values[unit.args[0]].cols;
  shape.transpose_a = unit.transpose_a;
  shape.transpose_b = unit.transpose_b;
  shape.relu = unit.relu;
  return shape;
}

}  // namespace

/// Sets the distances between rows, joins the rows where nothing distinguishes them; returns which operands are one
/// number for a row, as bits.
template <class T>
std::size_t Emitter<T>::operands(Step<T>& s, const Unit& unit, std::size_t count) {
  bool flat_too = true;
  for (std::size_t k = 0; k < count; ++k) {
    const Value& v = value(unit.args[k]);
    flat_too = flat_too && (v.size() == 1 || v.size() == s.rows * s.cols);
  }
  if (flat_too) s = flat(s);
  std::size_t ones = 0;
  std::size_t* const ld[] = {&s.lda, &s.ldb, &s.ldc};
  for (std::size_t k = 0; k < count; ++k) {
    const Value& v = value(unit.args[k]);
    if (flat_too ? v.size() == 1 : v.cols == 1 && s.cols != 1) ones |= std::size_t{1} << k;
    *ld[k] = flat_too ? 0 : stride(unit.args[k], s.rows);
  }
  return ones;
}

template <class T>
Step<T> Emitter<T>::unary(const Unit& unit) {
  const Op op = value(unit.y).op;
  Step<T> s = flat(base(unit));
  choose_unary(s, kernels, op, node(unit).attr[0]);
  return s;
}

/// Two and three operands that broadcast.
template <class T>
Step<T> Emitter<T>::elementwise(const Unit& unit) {
  Step<T> s = base(unit);
  const auto first = static_cast<std::size_t>(binary_step(unit.first));
  if (unit.kind == UnitKind::gate) {
    const std::size_t ones = operands(s, unit, 3);
    return with(s, table.gate[ones / 2 % 2]);
  }
  if (unit.kind == UnitKind::chain) {
    const simd::ChainEnd end = unit.end == Op::add   ? simd::ChainEnd::add
                               : unit.end == Op::mul ? simd::ChainEnd::mul
                               : unit.reversed       ? simd::ChainEnd::reversed_sub
                                                     : simd::ChainEnd::sub;
    const std::size_t ones = operands(s, unit, 3);
    return with(s, table.chain[first][static_cast<std::size_t>(end)][simd::chain_mode(ones)]);
  }
  if (value(unit.y).op == Op::select) {
    const std::size_t ones = operands(s, unit, 3);
    return with(s, table.select[ones]);
  }
  const std::size_t ones = operands(s, unit, 2);
  return with(s, table.binary[static_cast<std::size_t>(binary_step(value(unit.y).op))][ones]);
}

template <class T>
Step<T> Emitter<T>::product(const Unit& unit) {
  Step<T> s = base(unit);
  auto p = std::make_unique<Product<T>>();
  p->shape = shape_of(program.plan, unit);
  if constexpr (std::is_same_v<T, double>) {
    p->run = kernels.matmul_f64;
  } else {
    p->run = kernels.matmul_f32;
  }
  s.more = p.get();
  s.second = program.arena + program.plan.arena;  // products share one workspace: steps run one after the other
  program.products.push_back(std::move(p));
  return with(s, run_product<T>);
}

template <class T>
void Emitter<T>::concat(const Unit& unit, std::vector<Step<T>>& to) {
  std::size_t column = 0;
  for (const ValueId part : program.plan.parts[unit.parts]) {
    Step<T> s = base(unit);
    const std::size_t cols = value(part).cols;
    s.a = program.at(part);
    s.y += column;
    s.lda = cols;
    s.ldy = s.cols;
    s.cols = cols;
    column += cols;
    if (s.a != s.y) to.push_back(with(s, other(OtherStep::copy_rows)));  // else it was computed there
  }
}

template <class T>
Step<T> Emitter<T>::step(const Unit& unit) {
  switch (unit.kind) {
    case UnitKind::product:
      return product(unit);
    case UnitKind::softplus_sigmoid: {
      Step<T> s = with(flat(base(unit)), other(OtherStep::softplus_sigmoid));
      s.second = program.at(unit.second);
      return s;
    }
    case UnitKind::copy:
      return with(flat(base(unit)), table.unary[static_cast<std::size_t>(UnaryStep::copy)]);
    case UnitKind::transpose:
      return with(base(unit), other(OtherStep::transpose));
    case UnitKind::chain:
    case UnitKind::gate:
      return elementwise(unit);
    default:
      break;
  }
  const Op op = value(unit.y).op;
  if (info(op).kind == OpKind::unary) return unary(unit);
  if (accepts_broadcast(op)) return elementwise(unit);
  const bool inner =
      op == Op::matmul_each || op == Op::cholesky_each || op == Op::solve_lower_each || op == Op::linear_recurrence;
  return inner ? each(unit) : columns(unit);
}

template <class T>
std::size_t workspace_of(const Plan& plan, const simd::Kernels& kernels) {
  std::size_t most = 0;
  for (const Unit& unit : plan.units) {
    if (unit.kind != UnitKind::product) continue;
    if constexpr (std::is_same_v<T, double>) {
      most = std::max(most, kernels.matmul_workspace_f64(shape_of(plan, unit)));
    } else {
      most = std::max(most, kernels.matmul_workspace_f32(shape_of(plan, unit)));
    }
  }
  return most;
}
template std::size_t workspace_of<float>(const Plan&, const simd::Kernels&);
template std::size_t workspace_of<double>(const Plan&, const simd::Kernels&);

template <class T>
void emit(Compiled<T>& program, const simd::Kernels& kernels) {
  Emitter<T> emitter{program, table_of<T>(kernels), kernels};
  for (std::size_t u = 0; u < program.plan.units.size(); ++u) {
    const Unit& unit = program.plan.units[u];
    auto& to = u < program.plan.once ? program.once : program.steps;
    if (unit.kind == UnitKind::concat) {
      emitter.concat(unit, to);
    } else {
      to.push_back(emitter.step(unit));
    }
  }
}

template void emit(Compiled<float>&, const simd::Kernels&);
template void emit(Compiled<double>&, const simd::Kernels&);

}  // namespace tractable::detail
