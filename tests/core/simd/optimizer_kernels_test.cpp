#include <doctest/doctest.h>

#include <array>
#include <cstring>
#include <string>
#include <vector>

#include "tractable/simd/kernels.hpp"
#include "tractable/simd/random.hpp"

using namespace tractable;

namespace {

constexpr std::size_t kRows = 5;  // parameters, gradient, three slots

/// n values a row between canaries, which no kernel may touch.
template <class T>
struct Rows {
  static constexpr T kCanary = T(-7.25);
  explicit Rows(std::size_t n) {
    for (std::size_t k = 0; k < kRows; ++k) {
      row[k].assign(n + 2, kCanary);
      const auto inside = std::span(row[k]).subspan(1, n);
      // Slots hold mean squares, which are positive.
      if (k < 2) fill_normal(split_at(key_from_seed(51), k), inside);
      if (k >= 2) fill_uniform(split_at(key_from_seed(51), k), inside);
    }
  }
  void run(simd::OptimizerKernel<T> kernel, const simd::OptimizerStep& step, std::size_t begin, std::size_t n) {
    const std::array slots{&row[2][begin + 1], &row[3][begin + 1], &row[4][begin + 1]};
    kernel(step, &row[0][begin + 1], &row[1][begin + 1], slots.data(), n);
  }
  [[nodiscard]] bool same_bits(const Rows& other) const {
    for (std::size_t k = 0; k < kRows; ++k) {
      if (std::memcmp(row[k].data(), other.row[k].data(), row[k].size() * sizeof(T)) != 0) return false;
    }
    return true;
  }
  std::array<std::vector<T>, kRows> row;
};

/// The settings of a kernel's every path.
std::vector<simd::OptimizerStep> steps() {
  std::vector<simd::OptimizerStep> all;
  for (int bits = 0; bits < 16; ++bits) {
    simd::OptimizerStep step;
    step.gradient = 0.75;
    step.weight_decay = bits % 2 == 0 ? 0 : 0.125;
    step.keep = 0.99;
    step.rate = 0.01;
    step.decay1 = 0.9;
    step.gain1 = 0.1;
    step.decay2 = 0.99;
    step.gain2 = 0.01;
    step.scale2 = 1.25;
    step.eps = 1e-3;
    step.momentum = (bits & 2) != 0;
    step.nesterov = step.centered = (bits & 4) != 0;
    step.maximum = (bits & 8) != 0;
    all.push_back(step);
  }
  return all;
}

template <class T>
void check(const char* name, simd::OptimizerKernel<T> kernel, simd::OptimizerKernel<T> scalar) {
  for (const auto& step : steps()) {
    for (std::size_t n = 0; n < 70; n += n < 35 ? 1 : 17) {
      CAPTURE(name);
      CAPTURE(n);
      Rows<T> at_once(n);
      Rows<T> one_by_one(n);
      at_once.run(kernel, step, 0, n);
      for (std::size_t i = 0; i < n; ++i) one_by_one.run(scalar, step, i, 1);
      CHECK(at_once.same_bits(one_by_one));
      if (n > 0) CHECK_FALSE(at_once.same_bits(Rows<T>(n)));
    }
  }
}

}  // namespace

TEST_CASE("an optimizer's step has the bits of the scalar one, parameter by parameter, and touches nothing else") {
  const simd::Kernels& scalar = *simd::kernels_for("scalar");
  for (const simd::Kernels* table : simd::available_kernels()) {
    CAPTURE(std::string(table->instruction_set));
#define TRACTABLE_CHECK(name)                                           \
  check<double>(#name, table->name##_step_f64, scalar.name##_step_f64); \
  check<float>(#name, table->name##_step_f32, scalar.name##_step_f32);
    TRACTABLE_OPTIMIZERS(TRACTABLE_CHECK)
#undef TRACTABLE_CHECK
  }
}
