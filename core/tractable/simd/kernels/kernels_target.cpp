// Compiled once for each instruction set, with that set's compiler flags and three macros: TRACTABLE_TARGET (the xsimd
// architecture), TRACTABLE_TARGET_TABLE (the table's name in C++) and TRACTABLE_TARGET_NAME (its name as text).
// It includes kernels only: an inline function of the standard library or of Eigen compiled here could be the copy that
// the linker keeps for the whole program, and would then need this instruction set everywhere.

#include "tractable/simd/kernels.hpp"
#include "tractable/simd/kernels/deviance.hpp"
#include "tractable/simd/kernels/digamma.hpp"
#include "tractable/simd/kernels/elementary.hpp"
#include "tractable/simd/kernels/erf.hpp"
#include "tractable/simd/kernels/erf_inverse.hpp"
#include "tractable/simd/kernels/fill.hpp"
#include "tractable/simd/kernels/gamma.hpp"
#include "tractable/simd/kernels/leapfrog_kernels.hpp"
#include "tractable/simd/kernels/matmul_kernels.hpp"
#include "tractable/simd/kernels/normal.hpp"
#include "tractable/simd/kernels/optimizer_kernels.hpp"
#include "tractable/simd/kernels/polygamma_kernels.hpp"
#include "tractable/simd/kernels/reduce_kernels.hpp"

namespace tractable::simd {
namespace {

using Target = TRACTABLE_TARGET;

// V is a vector, or a group of them where the function has that form too.
#define TRACTABLE_KERNEL(name)                                                                      \
  struct name##_of {                                                                                \
    template <class V>                                                                              \
    [[gnu::always_inline]] auto operator()(const V& v) const -> decltype(simd::name(v)) {           \
      return simd::name(v);                                                                         \
    }                                                                                               \
  };                                                                                                \
  void name##_f64(const double* x, double* y, std::size_t n) { map<Target>(x, y, n, name##_of{}); } \
  void name##_f32(const float* x, float* y, std::size_t n) { map<Target>(x, y, n, name##_of{}); }
TRACTABLE_SPECIAL_FUNCTIONS(TRACTABLE_KERNEL)
#undef TRACTABLE_KERNEL

}  // namespace

extern const StepTable<double> TRACTABLE_TARGET_STEPS_F64;  // step_target.cpp
extern const StepTable<float> TRACTABLE_TARGET_STEPS_F32;

extern const Kernels TRACTABLE_TARGET_TABLE;
const Kernels TRACTABLE_TARGET_TABLE{
    .instruction_set = TRACTABLE_TARGET_NAME,
#define TRACTABLE_ENTRY(name) .name##_f64 = name##_f64, .name##_f32 = name##_f32,
    TRACTABLE_SPECIAL_FUNCTIONS(TRACTABLE_ENTRY)
#undef TRACTABLE_ENTRY
        .fill_uniform_f64 = fill_uniform_f64<Target>,
    .fill_uniform_f32 = fill_uniform_f32<Target>,
    .fill_normal_f64 = fill_normal_f64<Target>,
    .fill_normal_f32 = fill_normal_f32<Target>,
    .fill_bits = fill_bits<Target>,
    .sum = sum<Target>,
    .sum_squares = sum_squares<Target>,
    .gaussian_kernel_sum = gaussian_kernel_sum<Target>,
    .normal_cdf_kernel_sum = normal_cdf_kernel_sum<Target>,
    .steps_f64 = &TRACTABLE_TARGET_STEPS_F64,
    .steps_f32 = &TRACTABLE_TARGET_STEPS_F32,
    .leapfrog_drift = leapfrog_drift<Target>,
    .leapfrog_kick = leapfrog_kick<Target>,
    .copy = leapfrog_copy<Target>,
    .join_leaves = join_leaves<Target>,
    .join_trees = join_trees<Target>,
    .matmul_f64 = matmul<Target, double>,
    .matmul_f32 = matmul<Target, float>,
    .matmul_workspace_f64 = matmul_workspace<Target, double>,
    .matmul_workspace_f32 = matmul_workspace<Target, float>,
#define TRACTABLE_ENTRY(name) .name##_step_f64 = name<Target, double>, .name##_step_f32 = name<Target, float>,
    TRACTABLE_OPTIMIZERS(TRACTABLE_ENTRY)
#undef TRACTABLE_ENTRY
        .sum_scaled_squares_f64 = sum_scaled_squares<Target, double>,
    .sum_scaled_squares_f32 = sum_scaled_squares<Target, float>,
};

}  // namespace tractable::simd
