// The catalogue of optimizer.hpp: each method's options and the numbers of its step.

#include <array>

#include "tractable/base/mutant.hpp"
#include "tractable/optim/optimizer.hpp"

namespace tractable {
namespace {

using Settings = OptimizerSettings;
using Row = Option<OptimizerSettings>;
using Step = simd::OptimizerStep;
using enum OptionRange;

// --- Options that several methods have -------------------------------------------------------------------------------

constexpr Row learning_rate(double value) {
  return {"learning_rate", "How far a step goes", value, from_low, &Settings::learning_rate};
}
constexpr Row weight_decay(double value) {
  return {"weight_decay", "Pulls the parameters to 0", value, from_low, &Settings::weight_decay};
}
constexpr Row eps(double value) { return {"eps", "Added to a divisor that may be 0", value, from_low, &Settings::eps}; }
constexpr Row decay(std::string_view name, double value) {
  return {name, "How much of the mean square stays at each step", value, low_till_high, &Settings::decay};
}
constexpr Row kMomentum{"momentum", "How much of the last move stays", 0, low_to_high, &Settings::momentum};
constexpr Row kBeta1{"beta1", "How much of the mean gradient stays at each step", 0.9, low_till_high, &Settings::beta1};
constexpr Row beta2(std::string_view summary) { return {"beta2", summary, 0.999, low_till_high, &Settings::beta2}; }

constexpr std::array kSgd{
    learning_rate(1e-3), kMomentum,
    Row{"dampening", "How much less of the gradient joins the momentum", 0, low_to_high, &Settings::dampening},
    Row{"nesterov", "Looks ahead along the momentum", 0, on_off, &Settings::nesterov}, weight_decay(0)};
constexpr std::array kRmsprop{learning_rate(1e-2),
                              decay("alpha", 0.99),
                              eps(1e-8),
                              kMomentum,
                              Row{"centered", "Divides by the deviation from the mean", 0, on_off, &Settings::centered},
                              weight_decay(0)};
constexpr std::array kAdagrad{
    learning_rate(1e-2),
    Row{"learning_rate_decay", "Slows down as 1 / (1 + decay t)", 0, from_low, &Settings::learning_rate_decay},
    Row{"initial_accumulator", "The sum of squares to begin with", 0, from_low, &Settings::initial_accumulator},
    eps(1e-10), weight_decay(0)};
constexpr std::array kAdadelta{learning_rate(1), decay("rho", 0.9), eps(1e-6), weight_decay(0)};
constexpr std::array kAdam{learning_rate(1e-3), kBeta1, beta2("How much of the mean square stays at each step"),
                           eps(1e-8), weight_decay(0)};
constexpr std::array kAdamw{learning_rate(1e-3), kBeta1, beta2("How much of the mean square stays at each step"),
                            eps(1e-8), weight_decay(1e-2)};
constexpr std::array kAdamax{learning_rate(2e-3), kBeta1, beta2("How much of the largest gradient stays at each step"),
                             eps(1e-8), weight_decay(0)};

// --- The numbers of a step -------------------------------------------------------------------------------------------

/// 1 - base^t: the weight that t steps of a fading mean have together.
double bias_correction(double base, std::uint64_t t) {
  if (mutant("adam_uncorrected")) return 1;
  double power = 1;
  for (double square = base; t > 0; t /= 2, square *= square) {
    if (t % 2 == 1) power *= square;
  }
  return 1 - power;
}

Step sgd(const Settings& s, double rate, std::uint64_t t) {
  return {.weight_decay = s.weight_decay,
          .rate = rate,
          .decay1 = s.momentum,
          .gain1 = t == 1 ? 1 : 1 - s.dampening,
          .momentum = s.momentum > 0,
          .nesterov = s.nesterov == 1};
}

Step rmsprop(const Settings& s, double rate, std::uint64_t) {
  return {.weight_decay = s.weight_decay,
          .rate = rate,
          .decay1 = s.momentum,
          .decay2 = s.decay,
          .gain2 = 1 - s.decay,
          .eps = s.eps,
          .momentum = s.momentum > 0,
          .centered = s.centered == 1};
}

Step adagrad(const Settings& s, double rate, std::uint64_t t) {
  return {.weight_decay = s.weight_decay,
          .rate = rate / (1 + static_cast<double>(t - 1) * s.learning_rate_decay),
          .eps = s.eps};
}

Step adadelta(const Settings& s, double rate, std::uint64_t) {
  return {.weight_decay = s.weight_decay, .rate = rate, .decay2 = s.decay, .gain2 = 1 - s.decay, .eps = s.eps};
}

Step adam(const Settings& s, double rate, std::uint64_t t) {
  return {.weight_decay = s.weight_decay,
          .rate = rate / bias_correction(s.beta1, t),
          .decay1 = s.beta1,
          .gain1 = 1 - s.beta1,
          .decay2 = s.beta2,
          .gain2 = 1 - s.beta2,
          .scale2 = 1 / bias_correction(s.beta2, t),
          .eps = s.eps};
}

Step amsgrad(const Settings& s, double rate, std::uint64_t t) {
  Step step = adam(s, rate, t);
  step.maximum = true;
  return step;
}

Step adamw(const Settings& s, double rate, std::uint64_t t) {
  Step step = adam(s, rate, t);
  if (mutant("adamw_coupled_decay")) return step;
  step.weight_decay = 0;
  step.keep = 1 - rate * s.weight_decay;
  return step;
}

Step adamax(const Settings& s, double rate, std::uint64_t t) {
  return {.weight_decay = s.weight_decay,
          .rate = rate / bias_correction(s.beta1, t),
          .decay1 = s.beta1,
          .gain1 = 1 - s.beta1,
          .decay2 = s.beta2,
          .eps = s.eps};
}

#define TRACTABLE_KERNELS(name) &simd::Kernels::name##_step_f64, &simd::Kernels::name##_step_f32
constexpr std::array kMethods{
    OptimizerMethod{"sgd", "Straight down the gradient, with momentum if you like", kSgd, 1, 0, sgd,
                    TRACTABLE_KERNELS(sgd)},
    OptimizerMethod{"rmsprop", "Divides by the root of a fading mean square", kRmsprop, 2, 1, rmsprop,
                    TRACTABLE_KERNELS(rmsprop)},
    OptimizerMethod{"adagrad", "Divides by the root of the sum of all squares", kAdagrad, 3, 1, adagrad,
                    TRACTABLE_KERNELS(adagrad)},
    OptimizerMethod{"adadelta", "Takes its unit from the moves so far", kAdadelta, 4, 2, adadelta,
                    TRACTABLE_KERNELS(adadelta)},
    OptimizerMethod{"adam", "Momentum and mean square, corrected for their start at 0", kAdam, 5, 2, adam,
                    TRACTABLE_KERNELS(adam)},
    OptimizerMethod{"amsgrad", "Adam whose divisor never shrinks", kAdam, 6, 3, amsgrad, TRACTABLE_KERNELS(adam)},
    OptimizerMethod{"adamw", "Adam with weight decay apart from the gradient", kAdamw, 7, 2, adamw,
                    TRACTABLE_KERNELS(adam)},
    OptimizerMethod{"adamax", "Adam with the largest gradient for the mean square", kAdamax, 8, 2, adamax,
                    TRACTABLE_KERNELS(adamax)},
};
#undef TRACTABLE_KERNELS

}  // namespace

std::span<const OptimizerMethod> optimizer_methods() noexcept { return kMethods; }

}  // namespace tractable
