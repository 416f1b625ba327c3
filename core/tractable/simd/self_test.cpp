#include "tractable/simd/self_test.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <cstdint>
#include <cstring>
#include <vector>

#include "tractable/base/error.hpp"
#include "tractable/simd/step.hpp"

namespace tractable::simd {
namespace {

// Not a multiple of any vector's width, so that the partial vector at the end is tried too.
constexpr std::size_t kSize = 157;
constexpr Key kKey{0xa4093822, 0x299f31d0};

template <class T>
using Numbers = std::array<T, kSize>;

// NaN's payload may differ between processors, so any NaN equals any other.
template <class T>
bool same_bits(const Numbers<T>& a, const Numbers<T>& b) {
  for (std::size_t i = 0; i < kSize; ++i) {
    const bool both_nan = a[i] != a[i] && b[i] != b[i];
    if (!both_nan && std::memcmp(&a[i], &b[i], sizeof(T)) != 0) return false;
  }
  return true;
}

/// Arguments of both signs and of magnitudes from 2^-38 to 2^6, and probabilities.
template <class T>
Numbers<T> arguments(bool probabilities) {
  Numbers<T> x{};
  for (std::size_t i = 0; i < kSize; ++i) {
    if (probabilities) {
      x[i] = static_cast<T>(i) / static_cast<T>(kSize);
      continue;
    }
    T magnitude = T(1) + static_cast<T>(i % 7) / T(8);
    for (std::size_t k = 0; k < i / 4; ++k) magnitude /= T(2);
    x[i] = (i % 2 == 0 ? T(64) : T(-64)) * magnitude;
  }
  return x;
}

template <class T>
bool same(void (*kernel)(const T*, T*, std::size_t), void (*reference)(const T*, T*, std::size_t)) {
  for (const bool probabilities : {false, true}) {
    const auto x = arguments<T>(probabilities);
    Numbers<T> got{};
    Numbers<T> expected{};
    kernel(x.data(), got.data(), kSize);
    reference(x.data(), expected.data(), kSize);
    if (!same_bits(got, expected)) return false;
  }
  return true;
}

template <class T>
bool same_fill(void (*kernel)(Key, std::uint64_t, T*, std::size_t),
               void (*reference)(Key, std::uint64_t, T*, std::size_t)) {
  Numbers<T> got{};
  Numbers<T> expected{};
  kernel(kKey, 3, got.data(), kSize);
  reference(kKey, 3, expected.data(), kSize);
  return same_bits(got, expected);
}

// Two steps of an optimizer with every option at work: all that they leave in the parameters and the state.
template <class T>
bool same_step(OptimizerKernel<T> kernel, OptimizerKernel<T> reference) {
  const auto gradient = arguments<T>(false);
  for (const bool extended : {false, true}) {
    OptimizerStep step{.gradient = 0.5, .weight_decay = 0.25, .keep = 0.75, .rate = 0.125, .decay1 = 0.9, .gain1 = 0.1};
    step.decay2 = 0.99;
    step.gain2 = 0.01;
    step.scale2 = 1.5;
    step.eps = 0.001;
    step.momentum = step.nesterov = step.centered = step.maximum = extended;
    std::array<Numbers<T>, 4> got{arguments<T>(true)};
    std::array<Numbers<T>, 4> expected = got;
    for (int k = 0; k < 2; ++k) {
      const std::array got_state{got[1].data(), got[2].data(), got[3].data()};
      kernel(step, got[0].data(), gradient.data(), got_state.data(), kSize);
      const std::array expected_state{expected[1].data(), expected[2].data(), expected[3].data()};
      reference(step, expected[0].data(), gradient.data(), expected_state.data(), kSize);
    }
    for (std::size_t i = 0; i < got.size(); ++i) {
      if (!same_bits(got[i], expected[i])) return false;
    }
  }
  return true;
}

bool philox_is_known(const Kernels& used) {
  // Block 0 under the zero key: the first of the vectors published with Random123.
  std::array<std::uint32_t, 4> word{};
  used.fill_bits({0, 0}, 0, word.data(), word.size());
  return word == std::array<std::uint32_t, 4>{0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8};
}

bool close(double got, double expected) {
  const double difference = got < expected ? expected - got : got - expected;
  return difference <= 1e-15 * (expected < 0 ? -expected : expected);
}

bool normal_is_known(const Kernels& used) {
  // NIST Handbook of Mathematical Functions, table 7.23.1 (erf 1); Phi^-1(0.975) to sixteen digits.
  double one = 1;
  double p = 0.975;
  used.erf_f64(&one, &one, 1);
  used.normal_ppf_f64(&p, &p, 1);
  return close(one, 0.84270079294971487) && close(p, 1.9599639845400542);
}

/// Small whole numbers, whose product is exact in any order, fused or not.
template <class T>
bool same_product(void (*kernel)(const Matmul&, const T*, const T*, const T*, T*, T*),
                  void (*reference)(const Matmul&, const T*, const T*, const T*, T*, T*),
                  std::size_t (*workspace_of)(const Matmul&), std::size_t (*workspace_of_reference)(const Matmul&)) {
  for (const bool transposed : {false, true}) {
    const Matmul shape{.m = 13, .n = 12, .k = 11, .transpose_a = transposed, .transpose_b = transposed};
    Numbers<T> a{};
    Numbers<T> b{};
    Numbers<T> got{};
    Numbers<T> expected{};
    for (std::size_t i = 0; i < kSize; ++i) {
      a[i] = static_cast<T>(i % 17) - T(8);
      b[i] = static_cast<T>(i % 13) - T(6);
    }
    std::vector<T> workspace(std::max(workspace_of(shape), workspace_of_reference(shape)));
    kernel(shape, a.data(), b.data(), nullptr, got.data(), workspace.data());
    reference(shape, a.data(), b.data(), nullptr, expected.data(), workspace.data());
    if (!same_bits(got, expected)) return false;
  }
  return true;
}

/// Every step kernel on small sizes, with a partial vector.
template <class T>
bool same_steps(const StepTable<T>& used, const StepTable<T>& scalar) {
  const std::array numbers{arguments<T>(false), arguments<T>(true)};
  const std::array<std::int32_t, 3> index{1, 2, 3};
  const auto same = [&](StepFunction<T> kernel, StepFunction<T> reference, std::size_t cols, std::size_t lda) {
    if (kernel == nullptr || reference == nullptr) return kernel == reference;
    std::array<Numbers<T>, 2> got{};
    std::array<Numbers<T>, 2> expected{};
    Step<T> step;
    step.rows = cols > 9 ? 1 : 3;
    step.cols = cols;
    step.inner = 3;
    step.lda = lda;
    step.ldb = step.ldc = 9;
    step.ldy = cols;
    step.index = index.data();
    step.a = numbers[0].data();
    step.b = numbers[1].data() + 1;
    step.c = numbers[0].data() + 2;
    step.y = got[0].data();
    step.second = got[1].data();
    kernel(step);
    step.y = expected[0].data();
    step.second = expected[1].data();
    reference(step);
    return same_bits(got[0], expected[0]) && same_bits(got[1], expected[1]);
  };
  bool all = same(used.expand, scalar.expand, 5, 1);
  for (std::size_t i = 0; i < kUnarySteps; ++i) all = all && same(used.unary[i], scalar.unary[i], 37, 0);
  for (std::size_t i = 0; i < kBinarySteps * kBinaryModes; ++i) {
    const std::size_t op = i / kBinaryModes;
    const std::size_t mode = i % kBinaryModes;
    all = all && same(used.binary[op][mode], scalar.binary[op][mode], 37, 0);
  }
  for (std::size_t i = 0; i < kTernaryModes; ++i) all = all && same(used.select[i], scalar.select[i], 5, 9);
  for (std::size_t i = 0; i < 2; ++i) all = all && same(used.gate[i], scalar.gate[i], 5, 9);
  for (std::size_t i = 0; i < 12 * kChainModes; ++i) {
    const std::size_t op = i / (4 * kChainModes);
    const std::size_t end = i / kChainModes % 4;
    const std::size_t mode = i % kChainModes;
    all = all && same(used.chain[op][end][mode], scalar.chain[op][end][mode], 5, 9);
  }
  for (std::size_t i = 0; i < kOtherSteps; ++i) {
    const bool padding = i == static_cast<std::size_t>(OtherStep::pad_cols);  // lda: its first column
    all = all && same(used.other[i], scalar.other[i], 3, padding ? 0 : 9);
  }
  return all;
}

}  // namespace

std::string self_test() { return self_test(kernels(), *available_kernels().front()); }

std::string self_test(const Kernels& used, const Kernels& scalar) {
  const auto failed = [&used](std::string_view name) {
    return text("the kernel ", name, " for ", used.instruction_set, " does not give its known answers here");
  };
  if (!philox_is_known(used)) return failed("philox4x32_10");
  if (!normal_is_known(used)) return failed("erf or normal_ppf");
#define TRACTABLE_COMPARE(name) \
  if (!same(used.name##_f64, scalar.name##_f64) || !same(used.name##_f32, scalar.name##_f32)) return failed(#name);
  TRACTABLE_SPECIAL_FUNCTIONS(TRACTABLE_COMPARE)
#undef TRACTABLE_COMPARE
  if (!same_fill(used.fill_uniform_f64, scalar.fill_uniform_f64)) return failed("fill_uniform_f64");
  if (!same_fill(used.fill_uniform_f32, scalar.fill_uniform_f32)) return failed("fill_uniform_f32");
  if (!same_fill(used.fill_normal_f64, scalar.fill_normal_f64)) return failed("fill_normal_f64");
  if (!same_fill(used.fill_normal_f32, scalar.fill_normal_f32)) return failed("fill_normal_f32");
  if (!same_fill(used.fill_bits, scalar.fill_bits)) return failed("fill_bits");
  const auto x = arguments<double>(true);
  const auto equal = [](double a, double b) {
    return std::bit_cast<std::uint64_t>(a) == std::bit_cast<std::uint64_t>(b);
  };
  if (!equal(used.sum(x.data(), kSize), scalar.sum(x.data(), kSize))) return failed("sum");
  if (!equal(used.sum_squares(x.data(), kSize, 0.3), scalar.sum_squares(x.data(), kSize, 0.3))) {
    return failed("sum_squares");
  }
  if (!equal(used.gaussian_kernel_sum(x.data(), kSize, 0.3, 2), scalar.gaussian_kernel_sum(x.data(), kSize, 0.3, 2))) {
    return failed("gaussian_kernel_sum");
  }
  if (!equal(used.normal_cdf_kernel_sum(x.data(), kSize, 0.3, 2),
             scalar.normal_cdf_kernel_sum(x.data(), kSize, 0.3, 2))) {
    return failed("normal_cdf_kernel_sum");
  }
  if (!same_product(used.matmul_f64, scalar.matmul_f64, used.matmul_workspace_f64, scalar.matmul_workspace_f64)) {
    return failed("matmul_f64");
  }
  if (!same_product(used.matmul_f32, scalar.matmul_f32, used.matmul_workspace_f32, scalar.matmul_workspace_f32)) {
    return failed("matmul_f32");
  }
  if (!same_steps(*used.steps_f64, *scalar.steps_f64)) return failed("steps_f64");
  if (!same_steps(*used.steps_f32, *scalar.steps_f32)) return failed("steps_f32");
#define TRACTABLE_COMPARE(name)                                                                   \
  if (!same_step(used.name##_step_f64, scalar.name##_step_f64)) return failed(#name "_step_f64"); \
  if (!same_step(used.name##_step_f32, scalar.name##_step_f32)) return failed(#name "_step_f32");
  TRACTABLE_OPTIMIZERS(TRACTABLE_COMPARE)
#undef TRACTABLE_COMPARE
  const auto y = arguments<float>(false);
  if (!equal(used.sum_scaled_squares_f64(x.data(), kSize, 0.3), scalar.sum_scaled_squares_f64(x.data(), kSize, 0.3))) {
    return failed("sum_scaled_squares_f64");
  }
  if (!equal(used.sum_scaled_squares_f32(y.data(), kSize, 0.3), scalar.sum_scaled_squares_f32(y.data(), kSize, 0.3))) {
    return failed("sum_scaled_squares_f32");
  }
  return {};
}

}  // namespace tractable::simd
