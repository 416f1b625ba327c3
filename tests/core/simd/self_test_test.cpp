#include "tractable/simd/self_test.hpp"

#include <doctest/doctest.h>

#include <string>

#include "tractable/base/key.hpp"
#include "tractable/simd/kernels.hpp"
#include "tractable/simd/step.hpp"

using namespace tractable::simd;

TEST_CASE("the self-test passes on this machine") { CHECK(self_test() == ""); }

TEST_CASE("the scalar kernels are always there, and the widest set is the one in use") {
  CHECK(available_kernels().front()->instruction_set == "scalar");
  CHECK(kernels_for("scalar") == available_kernels().front());
  CHECK(&kernels() == available_kernels().back());
  CHECK(kernels_for("abacus") == nullptr);
#if defined(__wasm__) && !defined(TRACTABLE_SCALAR_BUILD)
  CHECK(kernels().instruction_set == "wasm128");
#endif
}

namespace {

// Kernels as a broken browser might have them: near the truth, and wrong.
template <class T>
void wrong_map(const T* x, T* y, std::size_t n) {
  for (std::size_t i = 0; i < n; ++i) y[i] = x[i];
}
template <class T>
void wrong_fill(tractable::Key, std::uint64_t, T* out, std::size_t n) {
  for (std::size_t i = 0; i < n; ++i) out[i] = T(1) / T(2);
}
template <class T>
void wrong_product(const tractable::Matmul&, const T*, const T*, const T*, T* c, T*) {
  c[0] = T(1);
}
double wrong_sum(const double*, std::size_t) { return 0; }
double wrong_square_sum(const double*, std::size_t, double) { return 0; }
template <class T>
void wrong_step(const OptimizerStep&, T* p, const T*, T* const*, std::size_t n) {
  for (std::size_t i = 0; i < n; ++i) p[i] = 0;
}
template <class T>
double wrong_scaled_sum(const T*, std::size_t, double) {
  return 0;
}
double wrong_kernel_sum(const double*, std::size_t, double, double) { return 0; }

/// What the self-test says of a table that `spoil` has changed.
template <class Spoil>
std::string verdict(Spoil spoil) {
  Kernels table = kernels();
  spoil(table);
  return self_test(table, *kernels_for("scalar"));
}

}  // namespace

TEST_CASE("the self-test finds any kernel that is wrong, and names it"){
#define TRACTABLE_SPOIL(name)                                                                                    \
  CHECK(verdict([](Kernels& table) { table.name##_f64 = wrong_map<double>; }).find(#name) != std::string::npos); \
  CHECK(verdict([](Kernels& table) { table.name##_f32 = wrong_map<float>; }).find(#name) != std::string::npos);
    TRACTABLE_SPECIAL_FUNCTIONS(TRACTABLE_SPOIL)
#undef TRACTABLE_SPOIL
#define TRACTABLE_SPOIL(name, wrong, said) \
  CHECK(verdict([](Kernels& table) { table.name = wrong; }).find(said) != std::string::npos);
        TRACTABLE_SPOIL(fill_uniform_f64, wrong_fill<double>,
                        "fill_uniform_f64") TRACTABLE_SPOIL(fill_uniform_f32, wrong_fill<float>, "fill_uniform_f32")
            TRACTABLE_SPOIL(fill_normal_f64, wrong_fill<double>,
                            "fill_normal_f64") TRACTABLE_SPOIL(fill_normal_f32, wrong_fill<float>, "fill_normal_f32")
                TRACTABLE_SPOIL(fill_bits, wrong_fill<std::uint32_t>, "philox4x32_10")
                    TRACTABLE_SPOIL(sum, wrong_sum, "sum") TRACTABLE_SPOIL(sum_squares, wrong_square_sum, "sum_squares")
                        TRACTABLE_SPOIL(gaussian_kernel_sum, wrong_kernel_sum, "gaussian_kernel_sum")
                            TRACTABLE_SPOIL(normal_cdf_kernel_sum, wrong_kernel_sum, "normal_cdf_kernel_sum")
                                TRACTABLE_SPOIL(matmul_f64, wrong_product<double>, "matmul_f64")
                                    TRACTABLE_SPOIL(matmul_f32, wrong_product<float>, "matmul_f32")
                                        TRACTABLE_SPOIL(sum_scaled_squares_f64, wrong_scaled_sum<double>,
                                                        "sum_scaled_squares_f64")
                                            TRACTABLE_SPOIL(sum_scaled_squares_f32, wrong_scaled_sum<float>,
                                                            "sum_scaled_squares_f32")
#undef TRACTABLE_SPOIL
#define TRACTABLE_SPOIL(name)                                                                                          \
  CHECK(verdict([](Kernels& table) { table.name##_step_f64 = wrong_step<double>; }).find(#name) != std::string::npos); \
  CHECK(verdict([](Kernels& table) { table.name##_step_f32 = wrong_step<float>; }).find(#name) != std::string::npos);
                                                TRACTABLE_OPTIMIZERS(TRACTABLE_SPOIL)
#undef TRACTABLE_SPOIL
}

TEST_CASE("the self-test finds a step kernel that is wrong") {
  CHECK(verdict([](Kernels& table) {
          static StepTable<double> steps = *table.steps_f64;
          steps.chain[2][3][4] = steps.chain[2][2][4];
          table.steps_f64 = &steps;
        }).find("steps_f64") != std::string::npos);
  CHECK(verdict([](Kernels& table) {
          static StepTable<float> steps = *table.steps_f32;
          steps.other[kOtherSteps - 1] = steps.other[0];
          table.steps_f32 = &steps;
        }).find("steps_f32") != std::string::npos);
}

TEST_CASE("every set of kernels gives the scalar ones' answers, which differ from kernel to kernel") {
  const auto right = self_test_answers(*kernels_for("scalar"));
  for (const Kernels* table : available_kernels()) CHECK(self_test(*table, *kernels_for("scalar")) == "");
  for (std::size_t i = 0; i < right.size(); ++i) {
    for (std::size_t j = 0; j < i; ++j) {
      CHECK_MESSAGE(right[i].digest != right[j].digest, right[i].kernel, " and ", right[j].kernel);
    }
  }
}

TEST_CASE("words that are right at the front and wrong later are found, too") {
  const auto said = verdict([](Kernels& table) {
    table.fill_bits = [](tractable::Key key, std::uint64_t begin, std::uint32_t* out, std::size_t n) {
      kernels_for("scalar")->fill_bits(key, begin, out, n);
      if (n > 100) out[100] ^= 1;
    };
  });
  CHECK(said.find("fill_bits") != std::string::npos);
}
