#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "tractable/optim/options.hpp"
#include "tractable/simd/kernels.hpp"

// First-order optimizers: from the gradient g of a loss they move the parameters p, one flat vector, downhill. At step
// t = 1, 2, ..., with the learning rate r, every parameter by itself:
//
//   sgd       m = mu m + (1 - dampening) g  (m = g at t = 1);  p -= r m;  nesterov: p -= r (g + mu m);  mu = 0: p -= r
//   g
//             Polyak (1964); Sutskever et al. (2013), On the importance of initialization and momentum, sec. 2
//   rmsprop   v = a v + (1 - a) g^2;  p -= r g / (sqrt(v) + eps);  momentum: m = mu m + g / (sqrt(v) + eps), p -= r m;
//             centered: v less the square of the mean of g, which fades likewise
//             Tieleman & Hinton (2012), Lecture 6.5;  Graves (2013), Generating sequences, eq. 38-45
//   adagrad   v += g^2;  p -= r / (1 + (t - 1) decay) g / (sqrt(v) + eps)          Duchi et al. (2011), JMLR 12, sec. 1
//   adadelta  v = rho v + (1 - rho) g^2;  d = sqrt(u + eps) / sqrt(v + eps) g;  u = rho u + (1 - rho) d^2;  p -= r d
//                                                                                 Zeiler (2012), algorithm 1
//   adam      m = b1 m + (1 - b1) g;  v = b2 v + (1 - b2) g^2;
//             p -= r (m / (1 - b1^t)) / (sqrt(v / (1 - b2^t)) + eps)              Kingma & Ba (2015), algorithm 1
//   amsgrad   the same with the largest v so far                                  Reddi et al. (2018), algorithm 2
//   adamw     the same, after p *= 1 - r weight_decay                             Loshchilov & Hutter (2019), algorithm
//   2 adamax    u = max(b2 u, |g| + eps);  p -= r m / (1 - b1^t) / u                Kingma & Ba (2015), algorithm 2
//
// weight_decay w (but adamw's): g + w p stands for g. These are PyTorch's definitions, as are the defaults; a variance
// that rounding makes negative counts as 0 (centered), where PyTorch has NaN. One pass over memory a step; the same
// bits for every instruction set, in float, too. Numbers that go wrong are values: a NaN in g makes that parameter NaN.

namespace tractable {

/// The options' values; a method uses those that its rows name, and the others stay 0.
struct OptimizerSettings {
  double learning_rate = 0, learning_rate_decay = 0, weight_decay = 0, momentum = 0, dampening = 0, nesterov = 0;
  double centered = 0, decay = 0, initial_accumulator = 0, beta1 = 0, beta2 = 0, eps = 0;
};

/// A row of the catalogue.
struct OptimizerMethod {
  std::string_view name;
  std::string_view summary;  ///< one line for a menu
  std::span<const Option<OptimizerSettings>> options;
  int code;           ///< its number in saved states: it never changes
  std::size_t slots;  ///< numbers of state for a parameter, beside momentum's and centered's
  /// What step t = 1, 2, ... is made of, with that learning rate.
  simd::OptimizerStep (*numbers)(const OptimizerSettings& settings, double learning_rate, std::uint64_t t);
  simd::OptimizerKernel<double> simd::Kernels::* kernel_f64;
  simd::OptimizerKernel<float> simd::Kernels::* kernel_f32;
};

/// All methods, simplest first.
[[nodiscard]] std::span<const OptimizerMethod> optimizer_methods() noexcept;

/// What one step multiplies: the learning rate by a schedule's factor, the gradient by that of clipping (clip.hpp).
struct StepScale {
  double learning_rate = 1;
  double gradient = 1;
};

/// An optimizer of T = double or float with its state. A copy goes on by itself.
template <class T>
class Optimizer {
 public:
  /// For `size` parameters. Throws Error{unknown_name} listing the methods or options, Error{not_finite} or
  /// Error{invalid_argument} naming the option, Error{too_large}.
  Optimizer(std::string_view method, const OptionValues& options, std::size_t size);

  /// One step: parameters and gradient have size() values and do not overlap. Throws Error{shape_mismatch}, or
  /// Error{not_finite} or Error{invalid_argument} unless 0 <= scale.learning_rate < infinity, and then changes nothing.
  /// Any scale.gradient will do: it comes from the numbers.
  void step(std::span<T> parameters, std::span<const T> gradient, StepScale scale = {});

  /// The method's name, the parameters, the steps made, the value of every option.
  [[nodiscard]] std::string_view method() const noexcept { return method_->name; }
  [[nodiscard]] std::size_t size() const noexcept { return size_; }
  [[nodiscard]] std::uint64_t steps() const noexcept { return steps_; }
  [[nodiscard]] const OptimizerSettings& settings() const noexcept { return settings_; }

  /// The state as numbers: a version, what it belongs to, the steps made, and slots times size() values. An optimizer
  /// with the same options that restores it goes on with the same bits.
  [[nodiscard]] std::vector<double> save() const;
  /// Takes over a saved state of the same method, kind of number, size and slots; the options stay. Throws
  /// Error{shape_mismatch} or Error{invalid_argument} saying what does not fit, and then changes nothing.
  void restore(std::span<const double> saved);

 private:
  [[nodiscard]] std::vector<double> saved_head() const;

  const OptimizerMethod* method_;
  OptimizerSettings settings_;
  std::size_t size_;
  std::uint64_t steps_ = 0;
  std::vector<T> state_;  // slot after slot
};

/// The same as the constructor, for a call by name: make_optimizer<float>("adam", {{"learning_rate", 1e-3}}, n).
template <class T>
[[nodiscard]] Optimizer<T> make_optimizer(std::string_view method, const OptionValues& options, std::size_t size) {
  return Optimizer<T>(method, options, size);
}

extern template class Optimizer<double>;
extern template class Optimizer<float>;

}  // namespace tractable
