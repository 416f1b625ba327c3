#include "tractable/optim/schedule.hpp"

#include <array>
#include <string>

#include "tractable/base/error.hpp"
#include "tractable/base/mutant.hpp"

namespace tractable {
namespace {

using Settings = ScheduleSettings;
using Row = Option<ScheduleSettings>;

constexpr double kMostSteps = 1e15;  // integers that a double counts

constexpr std::array<Row, 0> kConstant{};
constexpr std::array kStep{
    Row{"every", "Steps from one drop to the next", 1000, OptionRange::integer, &Settings::every, 1, kMostSteps},
    Row{"factor", "What is left at each drop", 0.1, OptionRange::low_to_high, &Settings::factor}};
constexpr std::array kCosine{
    Row{"steps", "Steps until the floor is reached", 1000, OptionRange::integer, &Settings::steps, 1, kMostSteps},
    Row{"floor", "What is left at the end", 0, OptionRange::low_to_high, &Settings::floor}};

double constant(const Settings&, std::uint64_t) { return 1; }

double step(const Settings& s, std::uint64_t t) {
  double power = 1;
  auto drops = t / static_cast<std::uint64_t>(s.every);
  for (double square = s.factor; drops > 0; drops /= 2, square *= square) {
    if (drops % 2 == 1) power *= square;
  }
  return power;
}

// sin(pi v / 2)^2 for 0 <= v <= 1/2, by the sine's series: what is left out is less than 1e-16 of it.
double sine_squared(double v) {
  const double x = 1.5707963267948966 * v;
  const double square = x * x;
  double sum = 0;
  for (int k = 15; k > 1; k -= 2) sum = (1 + sum) * -square / (k * (k - 1));
  const double sine = x * (1 + sum);
  return sine * sine;
}

double cosine(const Settings& s, std::uint64_t t) {
  const double part = static_cast<double>(t) / s.steps;
  if (part >= 1) return s.floor;
  // (1 + cos(pi part)) / 2, from the nearer end, so that no digits cancel near the floor.
  const double height = part <= 0.5 ? 1 - sine_squared(part) : sine_squared(1 - part);
  return s.floor + (1 - s.floor) * (mutant("cosine_is_linear") ? 1 - part : height);
}

constexpr std::array kRules{
    ScheduleRule{"constant", "The same learning rate throughout", kConstant, constant},
    ScheduleRule{"step", "Drops by a factor every so many steps", kStep, step},
    ScheduleRule{"cosine", "Falls as half a cosine, slowly at both ends", kCosine, cosine},
};

const ScheduleRule& rule_of(std::string_view name) {
  std::string names;
  for (const ScheduleRule& row : kRules) {
    if (row.name == name) return row;
    names += text(names.empty() ? "" : ", ", row.name);
  }
  throw_error(ErrorCode::unknown_name, "Schedule", "there is no schedule \"", name, "\"; the schedules are ", names);
}

}  // namespace

std::span<const ScheduleRule> schedule_rules() noexcept { return kRules; }

Schedule::Schedule(std::string_view name, const OptionValues& options)
    : rule_(&rule_of(name)), settings_(settings_from(rule_->options, options, rule_->name, "Schedule")) {}

}  // namespace tractable
