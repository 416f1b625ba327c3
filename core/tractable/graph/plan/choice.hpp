#pragma once

#include "tractable/graph/op.hpp"
#include "tractable/simd/kernels.hpp"
#include "tractable/simd/step.hpp"

// Which kernel does an op.

namespace tractable::detail {

template <class T>
[[nodiscard]] const simd::StepTable<T>& table_of(const simd::Kernels& kernels);

/// The number of an op in the lists of simd/step.hpp.
[[nodiscard]] simd::BinaryStep binary_step(Op op);

/// Sets the kernel of a unary op, and what it needs beside its operand. `order`: of polygamma.
template <class T>
void choose_unary(simd::Step<T>& step, const simd::Kernels& kernels, Op op, int order);

}  // namespace tractable::detail
