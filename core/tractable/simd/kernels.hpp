#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

#include "tractable/base/key.hpp"
#include "tractable/simd/leapfrog_step.hpp"
#include "tractable/simd/matmul.hpp"
#include "tractable/simd/optimizer_step.hpp"
#include "tractable/simd/special_list.hpp"

// The table of kernels: one binary holds a copy for each instruction set and takes the best that the processor has,
// once. Users call special.hpp, random.hpp and reduce.hpp; tests and benchmarks ask for a table by name. In WebAssembly
// with SIMD the choice is made, and a program that asks for no list of tables is linked without the scalar one.

namespace tractable::simd {

template <class T>
struct StepTable;  // step.hpp

struct Kernels {
  std::string_view instruction_set;

#define TRACTABLE_MEMBER(name)                                             \
  void (*name##_f64)(const double* x, double* y, std::size_t n) = nullptr; \
  void (*name##_f32)(const float* x, float* y, std::size_t n) = nullptr;
  TRACTABLE_SPECIAL_FUNCTIONS(TRACTABLE_MEMBER)
#undef TRACTABLE_MEMBER

  void (*fill_uniform_f64)(Key key, std::uint64_t begin, double* out, std::size_t n) = nullptr;
  void (*fill_uniform_f32)(Key key, std::uint64_t begin, float* out, std::size_t n) = nullptr;
  void (*fill_normal_f64)(Key key, std::uint64_t begin, double* out, std::size_t n) = nullptr;
  void (*fill_normal_f32)(Key key, std::uint64_t begin, float* out, std::size_t n) = nullptr;
  void (*fill_bits)(Key key, std::uint64_t begin, std::uint32_t* out, std::size_t n) = nullptr;

  double (*sum)(const double* x, std::size_t n) = nullptr;
  double (*sum_squares)(const double* x, std::size_t n, double center) = nullptr;
  double (*gaussian_kernel_sum)(const double* data, std::size_t n, double at, double inverse_h) = nullptr;
  double (*normal_cdf_kernel_sum)(const double* data, std::size_t n, double at, double inverse_h) = nullptr;

  const StepTable<double>* steps_f64 = nullptr;
  const StepTable<float>* steps_f32 = nullptr;

  LeapfrogDrift leapfrog_drift = nullptr;
  LeapfrogKick leapfrog_kick = nullptr;
  LeapfrogCopy copy = nullptr;
  JoinLeaves join_leaves = nullptr;
  JoinTrees join_trees = nullptr;

  // matmul.hpp without its checks; `bias` may be null; the workspace's size is in elements and depends on the table.
  void (*matmul_f64)(const Matmul& shape, const double* a, const double* b, const double* bias, double* c,
                     double* workspace) = nullptr;
  void (*matmul_f32)(const Matmul& shape, const float* a, const float* b, const float* bias, float* c,
                     float* workspace) = nullptr;
  std::size_t (*matmul_workspace_f64)(const Matmul& shape) = nullptr;
  std::size_t (*matmul_workspace_f32)(const Matmul& shape) = nullptr;

#define TRACTABLE_MEMBER(name)                       \
  OptimizerKernel<double> name##_step_f64 = nullptr; \
  OptimizerKernel<float> name##_step_f32 = nullptr;
  TRACTABLE_OPTIMIZERS(TRACTABLE_MEMBER)
#undef TRACTABLE_MEMBER
  double (*sum_scaled_squares_f64)(const double* x, std::size_t n, double scale) = nullptr;
  double (*sum_scaled_squares_f32)(const float* x, std::size_t n, double scale) = nullptr;
};

/// The table for the widest instruction set that this build holds and this processor has.
[[nodiscard]] const Kernels& kernels() noexcept;

/// The tables that run here, narrowest first; the first is "scalar".
[[nodiscard]] std::span<const Kernels* const> available_kernels() noexcept;

/// The table of that name ("scalar", "sse4.2", "avx2", "avx2+fma", "avx512", "neon64", "wasm128"), or nullptr if it
/// cannot run here.
[[nodiscard]] const Kernels* kernels_for(std::string_view instruction_set) noexcept;

}  // namespace tractable::simd
