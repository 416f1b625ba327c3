#include "tractable/simd/kernels.hpp"

#include <array>

#include "tractable/base/error.hpp"
#include "tractable/simd/random.hpp"
#include "tractable/simd/reduce.hpp"
#include "tractable/simd/special.hpp"

namespace tractable {
namespace simd {

// Which tables the build holds: CMake defines TRACTABLE_KERNELS_<SET> for each copy of kernels_target.cpp.
extern const Kernels kScalarKernels;
extern const Kernels kSse42Kernels;
extern const Kernels kAvx2Kernels;
extern const Kernels kAvx512Kernels;
extern const Kernels kFmaMatmul;  // holds the float product only
extern const Kernels kNeon64Kernels;
extern const Kernels kWasm128Kernels;

namespace {

struct Available {
  std::array<const Kernels*, 5> table{};
  std::size_t count = 0;

  void add(const Kernels& kernels) { table[count++] = &kernels; }
};

#ifdef TRACTABLE_KERNELS_X86
/// The AVX2 kernels with the float product that fuses multiply and add.
const Kernels& with_fma() {
  static const Kernels table = [] {
    Kernels fused = kAvx2Kernels;
    fused.instruction_set = kFmaMatmul.instruction_set;
    fused.matmul_f32 = kFmaMatmul.matmul_f32;
    fused.matmul_workspace_f32 = kFmaMatmul.matmul_workspace_f32;
    return fused;
  }();
  return table;
}
#endif

Available detect() {
  Available available;
  available.add(kScalarKernels);
#ifdef TRACTABLE_KERNELS_WASM128
  available.add(kWasm128Kernels);  // a processor without SIMD cannot load this module at all: there is a scalar one
#endif
#ifdef TRACTABLE_KERNELS_NEON64
  available.add(kNeon64Kernels);  // part of every 64-bit ARM processor
#endif
#ifdef TRACTABLE_KERNELS_X86
  if (__builtin_cpu_supports("sse4.2")) available.add(kSse42Kernels);
  if (__builtin_cpu_supports("avx2")) available.add(kAvx2Kernels);
  if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma")) available.add(with_fma());
  if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512cd") && __builtin_cpu_supports("avx512dq") &&
      __builtin_cpu_supports("avx512bw")) {
    available.add(kAvx512Kernels);
  }
#endif
  return available;
}

const Available& available() {
  static const Available once = detect();
  return once;
}

}  // namespace

std::span<const Kernels* const> available_kernels() noexcept {
  return std::span(available().table).first(available().count);
}

const Kernels& kernels() noexcept {
#ifdef TRACTABLE_KERNELS_WASM128
  return kWasm128Kernels;  // without the list: the linker leaves out the scalar kernels where nothing else asks for it
#else
  return *available().table[available().count - 1];
#endif
}

const Kernels* kernels_for(std::string_view instruction_set) noexcept {
  for (const Kernels* table : available_kernels()) {
    if (table->instruction_set == instruction_set) return table;
  }
  return nullptr;
}

}  // namespace simd

namespace {

void require_same_length(std::size_t x, std::size_t y, const char* where) {
  if (x != y) {
    throw_error(ErrorCode::shape_mismatch, where, "x has ", x, " values and y has ", y, "; they must be equal");
  }
}

}  // namespace

#define TRACTABLE_DEFINE(name)                                \
  void name(std::span<const double> x, std::span<double> y) { \
    require_same_length(x.size(), y.size(), #name);           \
    simd::kernels().name##_f64(x.data(), y.data(), x.size()); \
  }                                                           \
  void name(std::span<const float> x, std::span<float> y) {   \
    require_same_length(x.size(), y.size(), #name);           \
    simd::kernels().name##_f32(x.data(), y.data(), x.size()); \
  }                                                           \
  double name(double x) {                                     \
    simd::kernels().name##_f64(&x, &x, 1);                    \
    return x;                                                 \
  }                                                           \
  float name(float x) {                                       \
    simd::kernels().name##_f32(&x, &x, 1);                    \
    return x;                                                 \
  }
TRACTABLE_SPECIAL_FUNCTIONS(TRACTABLE_DEFINE)
#undef TRACTABLE_DEFINE

void fill_uniform(Key key, std::span<double> out, std::uint64_t begin) {
  simd::kernels().fill_uniform_f64(key, begin, out.data(), out.size());
}
void fill_uniform(Key key, std::span<float> out, std::uint64_t begin) {
  simd::kernels().fill_uniform_f32(key, begin, out.data(), out.size());
}
void fill_normal(Key key, std::span<double> out, std::uint64_t begin) {
  simd::kernels().fill_normal_f64(key, begin, out.data(), out.size());
}
void fill_normal(Key key, std::span<float> out, std::uint64_t begin) {
  simd::kernels().fill_normal_f32(key, begin, out.data(), out.size());
}
void fill_bits(Key key, std::span<std::uint32_t> out, std::uint64_t begin) {
  simd::kernels().fill_bits(key, begin, out.data(), out.size());
}

double sum(std::span<const double> x) { return simd::kernels().sum(x.data(), x.size()); }
double sum_squares(std::span<const double> x, double center) {
  return simd::kernels().sum_squares(x.data(), x.size(), center);
}
double gaussian_kernel_sum(std::span<const double> data, double at, double inverse_h) {
  return simd::kernels().gaussian_kernel_sum(data.data(), data.size(), at, inverse_h);
}
double normal_cdf_kernel_sum(std::span<const double> data, double at, double inverse_h) {
  return simd::kernels().normal_cdf_kernel_sum(data.data(), data.size(), at, inverse_h);
}

}  // namespace tractable
