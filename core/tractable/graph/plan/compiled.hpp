#pragma once

#include <cstddef>
#include <memory>
#include <vector>

#include "tractable/graph/plan/plan.hpp"
#include "tractable/simd/kernels.hpp"
#include "tractable/simd/step.hpp"

// A plan with its arena and its steps: what a program owns.

namespace tractable::detail {

/// A matrix product as a step sees it (Step::more).
template <class T>
struct Product {
  Matmul shape;
  void (*run)(const Matmul& shape, const T* a, const T* b, const T* bias, T* c, T* workspace) = nullptr;
};

struct FreeArena {
  void operator()(std::byte* arena) const noexcept;
};

template <class T>
struct Compiled {
  Plan plan;
  std::unique_ptr<std::byte, FreeArena> memory;
  std::size_t bytes = 0;  // of memory: values, workspace, room to read beyond
  T* arena = nullptr;
  std::vector<simd::Step<T>> once, steps;
  std::vector<std::unique_ptr<Product<T>>> products;

  [[nodiscard]] T* at(ValueId v) { return arena + plan.place(v); }
  [[nodiscard]] const T* at(ValueId v) const { return arena + plan.place(v); }
  void run() noexcept {
    for (const simd::Step<T>& step : steps) step.run(step);
  }
};

/// Takes memory, loads what is fixed, computes what depends on it alone. Throws Error{out_of_memory, too_large}.
template <class T>
[[nodiscard]] Compiled<T> compile(Plan plan, const simd::Kernels& kernels);

/// How many elements behind the values the steps need to work in.
template <class T>
[[nodiscard]] std::size_t workspace_of(const Plan& plan, const simd::Kernels& kernels);
/// Makes the steps of all units.
template <class T>
void emit(Compiled<T>& program, const simd::Kernels& kernels);

}  // namespace tractable::detail
