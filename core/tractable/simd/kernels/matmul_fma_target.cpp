// The float product for processors with AVX2 and fused multiply-add, compiled with both switched on. As in
// kernels_target.cpp, it includes kernels only.

#include "tractable/simd/kernels.hpp"
#include "tractable/simd/kernels/matmul_kernels.hpp"

namespace tractable::simd {

extern const Kernels kFmaMatmul;
const Kernels kFmaMatmul{
    .instruction_set = TRACTABLE_TARGET_NAME,
    .matmul_f32 = matmul<TRACTABLE_TARGET, float>,
    .matmul_workspace_f32 = matmul_workspace<TRACTABLE_TARGET, float>,
};

}  // namespace tractable::simd
