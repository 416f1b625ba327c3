#include "tractable/simd/self_test.hpp"

#include <array>
#include <bit>
#include <limits>

#include "tractable/base/error.hpp"
#include "tractable/simd/step.hpp"

namespace tractable::simd {
namespace {

// Not a multiple of any vector's width, so that the partial vector at the end is tried too.
constexpr std::size_t kSize = 157;
constexpr Key kKey{0xa4093822, 0x299f31d0};

template <class T>
using Numbers = std::array<T, kSize>;

/// What is compared of the numbers that a kernel gives: FNV-1a (Fowler, Noll, Vo) over words of 32 bits. Another bit
/// anywhere makes another digest but for one case in 2^32.
class Digest {
 public:
  void add(std::uint32_t word) { state_ = (state_ ^ word) * 0x100000001b3; }
  void add(float x) { add(std::bit_cast<std::uint32_t>(x == x ? x : std::numeric_limits<float>::quiet_NaN())); }
  void add(double x) {
    // NaN's payload may differ between processors, so any NaN is the same here.
    const auto bits = std::bit_cast<std::uint64_t>(x == x ? x : std::numeric_limits<double>::quiet_NaN());
    add(static_cast<std::uint32_t>(bits));
    add(static_cast<std::uint32_t>(bits >> 32));
  }
  template <class T>
  void add(const Numbers<T>& numbers) {
    for (const T number : numbers) add(number);
  }
  [[nodiscard]] std::uint32_t value() const { return static_cast<std::uint32_t>(state_ ^ (state_ >> 32)); }

 private:
  std::uint64_t state_ = 0xcbf29ce484222325;
};

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
std::uint32_t of_map(void (*kernel)(const T*, T*, std::size_t)) {
  Digest digest;
  for (const bool probabilities : {false, true}) {
    const auto x = arguments<T>(probabilities);
    Numbers<T> y{};
    kernel(x.data(), y.data(), kSize);
    digest.add(y);
  }
  return digest.value();
}

template <class T>
std::uint32_t of_fill(void (*kernel)(Key, std::uint64_t, T*, std::size_t)) {
  Numbers<T> y{};
  kernel(kKey, 3, y.data(), kSize);
  Digest digest;
  digest.add(y);
  return digest.value();
}

std::uint32_t of_number(double x) {
  Digest digest;
  digest.add(x);
  return digest.value();
}

// A leapfrog step, and the joins of its momenta over whole groups of four.
std::uint32_t of_leapfrog(const Kernels& table) {
  const auto scale = arguments<double>(true), gradient = arguments<double>(false);
  Numbers<double> q = scale, half = scale, r = gradient, sum = scale;
  Digest digest;
  table.copy(gradient.data(), q.data(), kSize);
  table.leapfrog_drift(scale.data(), 0.1, gradient.data(), r.data(), half.data(), q.data(), kSize);
  digest.add(table.leapfrog_kick(scale.data(), 0.1, q.data(), half.data(), r.data(), kSize));
  constexpr std::size_t kWhole = kSize / 4 * 4;
  digest.add(table.join_leaves(half.data(), r.data(), sum.data(), kWhole) ? 1.0 : 0.0);
  const Momenta left{half.data(), r.data(), sum.data()}, right{r.data(), q.data(), gradient.data()};
  const TurnChecks checks = table.join_trees(left, right, sum.data(), kWhole);
  digest.add((checks.whole ? 1.0 : 0.0) + (checks.across ? 2.0 : 0.0));
  for (const auto* values : {&q, &half, &r, &sum}) digest.add(*values);
  return digest.value();
}

// Two steps of an optimizer with every option at work: all that they leave in the parameters and the state.
template <class T>
std::uint32_t of_optimizer(OptimizerKernel<T> kernel) {
  const auto gradient = arguments<T>(false);
  Digest digest;
  for (const bool extended : {false, true}) {
    OptimizerStep step{.gradient = 0.5, .weight_decay = 0.25, .keep = 0.75, .rate = 0.125, .decay1 = 0.9, .gain1 = 0.1};
    step.decay2 = 0.99;
    step.gain2 = 0.01;
    step.scale2 = 1.5;
    step.eps = 0.001;
    step.momentum = step.nesterov = step.centered = step.maximum = extended;
    std::array<Numbers<T>, 4> values{arguments<T>(true)};
    const std::array state{values[1].data(), values[2].data(), values[3].data()};
    for (int k = 0; k < 2; ++k) kernel(step, values[0].data(), gradient.data(), state.data(), kSize);
    for (const auto& numbers : values) digest.add(numbers);
  }
  return digest.value();
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
std::uint32_t of_product(void (*kernel)(const Matmul&, const T*, const T*, const T*, T*, T*),
                         std::size_t (*workspace_of)(const Matmul&)) {
  Digest digest;
  for (const bool transposed : {false, true}) {
    const Matmul shape{.m = 13, .n = 12, .k = 11, .transpose_a = transposed, .transpose_b = transposed};
    Numbers<T> a{};
    Numbers<T> b{};
    Numbers<T> c{};
    for (std::size_t i = 0; i < kSize; ++i) {
      a[i] = static_cast<T>(i % 17) - T(8);
      b[i] = static_cast<T>(i % 13) - T(6);
    }
    std::vector<T> workspace(workspace_of(shape));
    kernel(shape, a.data(), b.data(), nullptr, c.data(), workspace.data());
    digest.add(c);
  }
  return digest.value();
}

/// Every step kernel on small sizes, with a partial vector.
template <class T>
std::uint32_t of_steps(const StepTable<T>& table) {
  const std::array numbers{arguments<T>(false), arguments<T>(true)};
  const std::array<std::int32_t, 3> index{1, 2, 3};
  Digest digest;
  const auto run = [&](StepFunction<T> kernel, std::size_t cols, std::size_t lda) {
    if (kernel == nullptr) return digest.add(std::uint32_t{0});
    Numbers<T> y{};
    Numbers<T> second{};
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
    step.y = y.data();
    step.second = second.data();
    kernel(step);
    digest.add(y);
    digest.add(second);
  };
  run(table.expand, 5, 1);
  for (const auto kernel : table.unary) run(kernel, 37, 0);
  for (const auto& modes : table.binary) {
    for (const auto kernel : modes) run(kernel, 37, 0);
  }
  for (const auto kernel : table.select) run(kernel, 5, 9);
  for (const auto kernel : table.gate) run(kernel, 5, 9);
  for (const auto& ends : table.chain) {
    for (const auto& modes : ends) {
      for (const auto kernel : modes) run(kernel, 5, 9);
    }
  }
  for (std::size_t i = 0; i < kOtherSteps; ++i) {
    const bool padding = i == static_cast<std::size_t>(OtherStep::pad_cols);  // lda: its first column
    run(table.other[i], 3, padding ? 0 : 9);
  }
  return digest.value();
}

std::string failed(const Kernels& used, std::string_view name) {
  return text("the kernel ", name, " for ", used.instruction_set, " does not give its known answers here");
}

}  // namespace

std::vector<Answer> self_test_answers(const Kernels& table) {
  const auto x = arguments<double>(true);
  const auto y = arguments<float>(false);
  return {
#define TRACTABLE_ANSWER(name) {#name "_f64", of_map(table.name##_f64)}, {#name "_f32", of_map(table.name##_f32)},
      TRACTABLE_SPECIAL_FUNCTIONS(TRACTABLE_ANSWER)
#undef TRACTABLE_ANSWER
#define TRACTABLE_ANSWER(name) {#name, of_fill(table.name)},
          TRACTABLE_ANSWER(fill_uniform_f64) TRACTABLE_ANSWER(fill_uniform_f32) TRACTABLE_ANSWER(fill_normal_f64)
              TRACTABLE_ANSWER(fill_normal_f32) TRACTABLE_ANSWER(fill_bits)
#undef TRACTABLE_ANSWER
                  {"sum", of_number(table.sum(x.data(), kSize))},
      {"sum_squares", of_number(table.sum_squares(x.data(), kSize, 0.3))},
      {"gaussian_kernel_sum", of_number(table.gaussian_kernel_sum(x.data(), kSize, 0.3, 2))},
      {"normal_cdf_kernel_sum", of_number(table.normal_cdf_kernel_sum(x.data(), kSize, 0.3, 2))},
      {"leapfrog", of_leapfrog(table)},
      {"matmul_f64", of_product(table.matmul_f64, table.matmul_workspace_f64)},
      {"matmul_f32", of_product(table.matmul_f32, table.matmul_workspace_f32)},
      {"steps_f64", of_steps(*table.steps_f64)},
      {"steps_f32", of_steps(*table.steps_f32)},
#define TRACTABLE_ANSWER(name) \
  {#name "_step_f64", of_optimizer(table.name##_step_f64)}, {#name "_step_f32", of_optimizer(table.name##_step_f32)},
      TRACTABLE_OPTIMIZERS(TRACTABLE_ANSWER)
#undef TRACTABLE_ANSWER
          {"sum_scaled_squares_f64", of_number(table.sum_scaled_squares_f64(x.data(), kSize, 0.3))},
      {"sum_scaled_squares_f32", of_number(table.sum_scaled_squares_f32(y.data(), kSize, 0.3))},
  };
}

std::string self_test(const Kernels& used, std::span<const std::uint32_t> right) {
  if (!philox_is_known(used)) return failed(used, "philox4x32_10");
  if (!normal_is_known(used)) return failed(used, "erf or normal_ppf");
  const auto answers = self_test_answers(used);
  for (std::size_t i = 0; i < answers.size(); ++i) {
    if (i >= right.size() || answers[i].digest != right[i]) return failed(used, answers[i].kernel);
  }
  return {};
}

std::string self_test(const Kernels& used, const Kernels& reference) {
  std::vector<std::uint32_t> right;
  for (const Answer& answer : self_test_answers(reference)) right.push_back(answer.digest);
  return self_test(used, right);
}

std::string self_test() {
#ifdef TRACTABLE_KERNELS_WASM128
  static constexpr std::array kScalarAnswers{
#include "scalar_answers.inc"
  };
  return self_test(kernels(), kScalarAnswers);
#else
  return self_test(kernels(), *available_kernels().front());
#endif
}

}  // namespace tractable::simd
