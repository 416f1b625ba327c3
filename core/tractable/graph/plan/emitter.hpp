#pragma once

#include "tractable/graph/plan/choice.hpp"
#include "tractable/graph/plan/compiled.hpp"

// From units to steps: which kernel, with which pointers. emit.cpp and emit_columns.cpp have the members.

namespace tractable::detail {

template <class T>
struct Emitter {
  Compiled<T>& program;
  const simd::StepTable<T>& table;
  const simd::Kernels& kernels;

  [[nodiscard]] const Value& value(ValueId v) const { return program.plan.values[v]; }
  [[nodiscard]] const Node& node(const Unit& unit) const { return program.plan.graph.nodes[unit.node]; }
  [[nodiscard]] const T* read(ValueId v) const { return v == kNoValue ? nullptr : program.at(v); }

  simd::Step<T> base(const Unit& unit) {
    simd::Step<T> s;
    s.y = program.at(unit.y);
    s.rows = value(unit.y).rows;
    s.cols = value(unit.y).cols;
    s.a = read(unit.args[0]);
    s.b = read(unit.args[1]);
    s.c = read(unit.args[2]);
    return s;
  }

  static simd::Step<T> with(simd::Step<T> s, simd::StepFunction<T> run) {
    s.run = run;
    return s;
  }
  [[nodiscard]] simd::StepFunction<T> other(simd::OtherStep step) const {
    return table.other[static_cast<std::size_t>(step)];
  }
  static simd::Step<T> flat(simd::Step<T> s) {
    s.cols *= s.rows;
    s.rows = 1;
    return s;
  }
  /// From row to row of v, as an operand with `rows` rows: one row serves all.
  [[nodiscard]] std::size_t stride(ValueId v, std::size_t rows) const {
    return value(v).rows == 1 && rows != 1 ? 0 : value(v).cols;
  }

  std::size_t operands(simd::Step<T>& s, const Unit& unit, std::size_t count);
  simd::Step<T> unary(const Unit& unit);
  simd::Step<T> elementwise(const Unit& unit);
  simd::Step<T> columns(const Unit& unit);
  simd::Step<T> each(const Unit& unit);
  simd::Step<T> product(const Unit& unit);
  void concat(const Unit& unit, std::vector<simd::Step<T>>& to);
  simd::Step<T> step(const Unit& unit);
};

}  // namespace tractable::detail
