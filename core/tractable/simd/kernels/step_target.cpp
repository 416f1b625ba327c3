// Compiled once for each instruction set, as kernels_target.cpp is (see there): the tables of step kernels.

#include "tractable/simd/kernels/step_columns.hpp"
#include "tractable/simd/kernels/step_elementwise.hpp"
#include "tractable/simd/kernels/step_matrix.hpp"
#include "tractable/simd/kernels/step_reduce.hpp"
#include "tractable/simd/step.hpp"

namespace tractable::simd {
namespace {

using Target = TRACTABLE_TARGET;

template <class T, BinaryStep Op>
constexpr void add_binary(StepTable<T>& table) {
  StepFunction<T>* row = table.binary[static_cast<std::size_t>(Op)];
  row[0] = binary_step<Target, Op, 0, T>;
  row[1] = binary_step<Target, Op, 1, T>;
  row[2] = binary_step<Target, Op, 2, T>;
  row[3] = binary_step<Target, Op, 3, T>;
}

template <class T, BinaryStep Op, ChainEnd End>
constexpr void add_chain(StepTable<T>& table) {
  StepFunction<T>* row = table.chain[static_cast<std::size_t>(Op)][static_cast<std::size_t>(End)];
  row[chain_mode(0)] = chain_step<Target, Op, End, 0, T>;
  row[chain_mode(1)] = chain_step<Target, Op, End, 1, T>;
  row[chain_mode(2)] = chain_step<Target, Op, End, 2, T>;
  row[chain_mode(4)] = chain_step<Target, Op, End, 4, T>;
  row[chain_mode(7)] = chain_step<Target, Op, End, 7, T>;
}
template <class T, BinaryStep Op>
constexpr void add_chains(StepTable<T>& table) {
  add_chain<T, Op, ChainEnd::add>(table);
  add_chain<T, Op, ChainEnd::sub>(table);
  add_chain<T, Op, ChainEnd::reversed_sub>(table);
  add_chain<T, Op, ChainEnd::mul>(table);
}

template <class T, std::size_t... Ones>
constexpr void add_selects(StepTable<T>& table, std::index_sequence<Ones...>) {
  ((table.select[Ones] = select_step<Target, Ones, T>), ...);
}

template <class T>
constexpr StepTable<T> make_steps() {
  StepTable<T> table{};
#define TRACTABLE_STEP(name) \
  table.unary[static_cast<std::size_t>(UnaryStep::name)] = unary_step<Target, UnaryStep::name, T>;
  TRACTABLE_UNARY_STEPS(TRACTABLE_STEP)
#undef TRACTABLE_STEP
  table.expand = expand_step<Target, T>;
#define TRACTABLE_STEP(name) add_binary<T, BinaryStep::name>(table);
  TRACTABLE_BINARY_STEPS(TRACTABLE_STEP)
#undef TRACTABLE_STEP
  add_selects<T>(table, std::make_index_sequence<kTernaryModes>());
  table.gate[0] = gate_step<Target, 0, T>;
  table.gate[1] = gate_step<Target, 2, T>;
  add_chains<T, BinaryStep::add>(table);
  add_chains<T, BinaryStep::sub>(table);
  add_chains<T, BinaryStep::mul>(table);
#define TRACTABLE_STEP(name) table.other[static_cast<std::size_t>(OtherStep::name)] = name##_step<Target, T>;
  TRACTABLE_OTHER_STEPS(TRACTABLE_STEP)
#undef TRACTABLE_STEP
  return table;
}

}  // namespace

extern const StepTable<double> TRACTABLE_TARGET_STEPS_F64;
extern const StepTable<float> TRACTABLE_TARGET_STEPS_F32;
constinit const StepTable<double> TRACTABLE_TARGET_STEPS_F64 = make_steps<double>();
constinit const StepTable<float> TRACTABLE_TARGET_STEPS_F32 = make_steps<float>();

}  // namespace tractable::simd
