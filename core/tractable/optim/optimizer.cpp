#include "tractable/optim/optimizer.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <string>
#include <type_traits>

#include "tractable/base/error.hpp"
#include "tractable/base/mutant.hpp"

namespace tractable {
namespace {

constexpr double kVersion = 1;                    // of saved states
constexpr double kMaxSteps = 9007199254740992.0;  // 2^53: up to here a double counts
constexpr std::size_t kMaxParameters = std::size_t{1} << 28;
constexpr std::size_t kMaxSlots = 3;

const OptimizerMethod& method_of(std::string_view name) {
  std::string names;
  for (const OptimizerMethod& row : optimizer_methods()) {
    if (row.name == name) return row;
    names += text(names.empty() ? "" : ", ", row.name);
  }
  throw_error(ErrorCode::unknown_name, "make_optimizer", "there is no optimizer \"", name, "\"; the optimizers are ",
              names);
}

OptimizerSettings checked_settings(const OptimizerMethod& method, const OptionValues& options) {
  const auto settings = settings_from(method.options, options, method.name, "make_optimizer");
  if (settings.nesterov == 1 && !(settings.momentum > 0 && settings.dampening == 0)) {
    throw_error(ErrorCode::invalid_argument, "make_optimizer", "nesterov of ", method.name, " is on with momentum ",
                settings.momentum, " and dampening ", settings.dampening,
                "; it needs momentum greater than 0 and dampening 0");
  }
  return settings;
}

std::size_t checked_size(std::size_t size) {
  if (size > kMaxParameters) {
    throw_error(ErrorCode::too_large, "make_optimizer", "size is ", size, "; at most ", kMaxParameters);
  }
  return size;
}

std::size_t slots_of(const OptimizerMethod& method, const OptimizerSettings& settings) {
  return method.slots + (settings.momentum > 0 ? 1 : 0) + (settings.centered == 1 ? 1 : 0);
}

void require_same_length(std::size_t got, std::size_t expected, const char* name) {
  if (got == expected) return;
  throw_error(ErrorCode::shape_mismatch, "step", name, got == 1 ? " has 1 value" : text(" has ", got, " values"),
              "; the optimizer is for ", expected);
}

/// Whether T holds the number: a float in double does, anything else has been changed on its way.
template <class T>
bool is_held(double value) {
  if constexpr (std::is_same_v<T, float>) {
    constexpr double kMax = std::numeric_limits<float>::max();
    if (!std::isfinite(value)) return true;
    return std::abs(value) <= kMax && static_cast<double>(static_cast<float>(value)) == value;
  }
  return true;
}

/// What the numbers at the front of a saved state mean.
constexpr std::array<const char*, 6> kHead{
    "version", "method", "bytes a number", "number of parameters", "use of momentum", "use of centering"};

}  // namespace

template <class T>
Optimizer<T>::Optimizer(std::string_view method, const OptionValues& options, std::size_t size)
    : method_(&method_of(method)),
      settings_(checked_settings(*method_, options)),
      size_(checked_size(size)),
      state_(slots_of(*method_, settings_) * size_) {
  // Only adagrad's accumulator, its one slot, begins with anything but 0.
  if (settings_.initial_accumulator != 0) {
    std::fill(state_.begin(), state_.end(), static_cast<T>(settings_.initial_accumulator));
  }
}

template <class T>
void Optimizer<T>::step(std::span<T> parameters, std::span<const T> gradient, StepScale scale) {
  require_same_length(parameters.size(), size_, "parameters");
  require_same_length(gradient.size(), size_, "gradient");
  detail::require_in_range(scale.learning_rate, OptionRange::from_low, 0, 0, "scale", "learning_rate", "step");
  ++steps_;
  simd::OptimizerStep numbers = method_->numbers(settings_, settings_.learning_rate * scale.learning_rate, steps_);
  numbers.gradient = scale.gradient;
  std::array<T*, kMaxSlots> slot{};
  for (std::size_t k = 0; k * size_ < state_.size(); ++k) slot[k] = state_.data() + k * size_;
  if constexpr (std::is_same_v<T, double>) {
    (simd::kernels().*method_->kernel_f64)(numbers, parameters.data(), gradient.data(), slot.data(), size_);
  } else {
    (simd::kernels().*method_->kernel_f32)(numbers, parameters.data(), gradient.data(), slot.data(), size_);
  }
}

template <class T>
std::vector<double> Optimizer<T>::saved_head() const {
  return {kVersion,
          static_cast<double>(method_->code),
          static_cast<double>(sizeof(T)),
          static_cast<double>(size_),
          settings_.momentum > 0 ? 1.0 : 0.0,
          settings_.centered};
}

template <class T>
std::vector<double> Optimizer<T>::save() const {
  std::vector<double> saved = saved_head();
  saved.reserve(saved.size() + 1 + state_.size());
  saved.push_back(static_cast<double>(steps_));
  saved.insert(saved.end(), state_.begin(), state_.end());
  return saved;
}

template <class T>
void Optimizer<T>::restore(std::span<const double> saved) {
  constexpr const char* kWhere = "restore";
  const std::vector<double> head = saved_head();
  for (std::size_t i = 0; i < head.size() && i < saved.size(); ++i) {
    if (saved[i] == head[i]) continue;
    throw_error(ErrorCode::invalid_argument, kWhere, "saved[", i, "], the ", kHead[i], ", is ", saved[i],
                "; this optimizer, ", method_->name, ", has ", head[i]);
  }
  if (saved.size() != head.size() + 1 + state_.size()) {
    throw_error(ErrorCode::shape_mismatch, kWhere, "saved has ", saved.size(), " values; this state has ",
                head.size() + 1 + state_.size());
  }
  const double steps = saved[head.size()];
  detail::require_in_range(steps, OptionRange::integer, 0, kMaxSteps, "saved", "steps", kWhere);
  const auto values = saved.subspan(head.size() + 1);
  for (std::size_t i = 0; i < values.size(); ++i) {
    if (is_held<T>(values[i])) continue;
    throw_error(ErrorCode::invalid_argument, kWhere, "saved[", head.size() + 1 + i, "] is ", values[i],
                "; it must be a number of single precision");
  }
  std::transform(values.begin(), values.end(), state_.begin(), [](double value) { return static_cast<T>(value); });
  steps_ = mutant("restore_forgets_steps") ? 0 : static_cast<std::uint64_t>(steps);
}

template class Optimizer<double>;
template class Optimizer<float>;

}  // namespace tractable
