#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "tractable/graph/builder.hpp"

// The options of a catalogue row, checked. For recipe.cpp alone.

namespace tractable::detail {

/// A name as a message shows it: short, and printable whatever it holds.
[[nodiscard]] std::string shown_name(std::string_view name);
/// The option's place in the row. Throws Error{unknown_name}.
[[nodiscard]] std::size_t find_option(const BuilderRow& row, std::string_view name);
/// `value`, if the option takes it. Throws Error{invalid_argument}.
[[nodiscard]] double checked_number(const BuilderRow& row, const BuilderOption& option, double value);
/// The choice's place. Throws Error{unknown_name}, or Error{invalid_argument} if the option is a number.
[[nodiscard]] double checked_choice(const BuilderRow& row, const BuilderOption& option, std::string_view choice);

}  // namespace tractable::detail
