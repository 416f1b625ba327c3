#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

// Options by name, for methods that are chosen by name: a row says what a number means, its default and its range; what
// a caller gives is checked against the rows and comes out as a struct with a value for every one of them.

namespace tractable {

/// A number that a caller gives: {"momentum", 0.9}. A switch is 1 or 0.
struct OptionValue {
  std::string name;
  double value;
};
using OptionValues = std::vector<OptionValue>;

enum class OptionRange {
  from_low,       ///< low <= x, finite
  low_to_high,    ///< low <= x <= high
  low_till_high,  ///< low <= x < high
  integer,        ///< low <= x <= high, without a fraction
  on_off,         ///< 1 or 0
};

/// A row of a method's options. `member` of the struct holds the value.
template <class Settings>
struct Option {
  std::string_view name;
  std::string_view summary;  ///< one line for a form
  double value;              ///< the default
  OptionRange range;
  double Settings::* member;
  double low = 0;
  double high = 1;
};

namespace detail {
/// Throws Error{not_finite} or Error{invalid_argument} naming the option, its value and its range.
void require_in_range(double value, OptionRange range, double low, double high, std::string_view method,
                      std::string_view option, std::string_view where);
[[noreturn]] void throw_unknown_option(std::string_view method, std::string_view option, std::string_view names,
                                       std::string_view where);
[[noreturn]] void throw_repeated_option(std::string_view method, std::string_view option, std::string_view where);
}  // namespace detail

/// The settings of `method`, whose options are `rows`: what was given, the defaults for the rest.
/// Throws Error{unknown_name} listing the options, Error{not_finite} or Error{invalid_argument}.
template <class Settings>
[[nodiscard]] Settings settings_from(std::span<const Option<Settings>> rows, const OptionValues& given,
                                     std::string_view method, std::string_view where) {
  Settings settings;
  std::string names;
  for (const auto& row : rows) {
    settings.*row.member = row.value;
    names.append(names.empty() ? "" : ", ").append(row.name);
  }
  for (const OptionValue& option : given) {
    const Option<Settings>* found = nullptr;
    for (const auto& row : rows) found = row.name == option.name ? &row : found;
    if (found == nullptr) detail::throw_unknown_option(method, option.name, names, where);
    for (const OptionValue& other : given) {
      if (&other != &option && other.name == option.name) detail::throw_repeated_option(method, option.name, where);
    }
    detail::require_in_range(option.value, found->range, found->low, found->high, method, option.name, where);
    settings.*found->member = option.value;
  }
  return settings;
}

}  // namespace tractable
