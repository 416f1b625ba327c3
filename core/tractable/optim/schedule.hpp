#pragma once

#include <cstdint>
#include <span>
#include <string_view>

#include "tractable/optim/options.hpp"

// Schedules: what the learning rate is multiplied by at step t = 0, 1, 2, ...
//
//   constant   1
//   step       factor^floor(t / every)
//   cosine     floor + (1 - floor) (1 + cos(pi t / steps)) / 2 for t <= steps, then floor
//              Loshchilov & Hutter (2017), SGDR, eq. 5, one period
//
// These are PyTorch's StepLR and CosineAnnealingLR (with eta_min = floor times the learning rate), but that the latter
// would climb again after `steps`.

namespace tractable {

struct ScheduleSettings {
  double steps = 0, floor = 0, every = 0, factor = 0;
};

/// A row of the catalogue.
struct ScheduleRule {
  std::string_view name;
  std::string_view summary;  ///< one line for a menu
  std::span<const Option<ScheduleSettings>> options;
  double (*factor)(const ScheduleSettings& settings, std::uint64_t t);
};

/// All schedules, simplest first.
[[nodiscard]] std::span<const ScheduleRule> schedule_rules() noexcept;

class Schedule {
 public:
  /// Constant.
  Schedule() : Schedule("constant", {}) {}
  /// Throws Error{unknown_name} listing the schedules or options, Error{not_finite} or Error{invalid_argument}.
  Schedule(std::string_view name, const OptionValues& options);

  /// The factor of step t, counted from 0. Maximum error: cosine 1e-15; step a relative 2^-53 for each drop.
  [[nodiscard]] double operator()(std::uint64_t t) const { return rule_->factor(settings_, t); }
  [[nodiscard]] std::string_view name() const noexcept { return rule_->name; }

 private:
  const ScheduleRule* rule_;
  ScheduleSettings settings_;
};

}  // namespace tractable
