#include "tractable/graph/recipe/recipe_options.hpp"

#include <cmath>
#include <utility>

#include "tractable/base/error.hpp"

namespace tractable::detail {
namespace {}  // namespace

std::string shown_name(std::string_view name) {
  std::string out = "\"";
  for (const char c : name.substr(0, 40)) {
    const auto byte = static_cast<unsigned char>(c);
    out += byte < ' ' || byte > '~' ? '?' : c;
  }
  return out + (name.size() > 40 ? "...\"" : "\"");
}

std::size_t find_option(const BuilderRow& row, std::string_view name) {
  std::string all;
  for (std::size_t k = 0; k < row.options.size(); ++k) {
    if (row.options[k].name == name) return k;
    all += text(k > 0 ? ", " : "; it has ", row.options[k].name);
  }
  throw_error(ErrorCode::unknown_name, "recipe", row.name, " has no option ", shown_name(name),
              row.options.empty() ? "; it has none" : all);
}

double checked_number(const BuilderRow& row, const BuilderOption& option, double value) {
  if (!option.choices.empty()) {
    throw_error(ErrorCode::invalid_argument, "recipe", row.name, ": ", option.name, " is ", value,
                "; it must be a name");
  }
  const bool whole = !option.integer || value == std::trunc(value);
  if (value >= option.low && value <= option.high && whole) return value;
  throw_error(ErrorCode::invalid_argument, "recipe", row.name, ": ", option.name, " is ", value, "; it must be ",
              option.integer ? "an integer " : "", "between ", option.low, " and ", option.high);
}

double checked_choice(const BuilderRow& row, const BuilderOption& option, std::string_view choice) {
  std::string all;
  for (std::size_t k = 0; k < option.choices.size(); ++k) {
    if (option.choices[k] == choice) return static_cast<double>(k);
    all += text(k > 0 ? ", " : "", option.choices[k]);
  }
  const bool is_number = option.choices.empty();
  throw_error(is_number ? ErrorCode::invalid_argument : ErrorCode::unknown_name, "recipe", row.name, ": ", option.name,
              " is ", shown_name(choice), "; it must be ", is_number ? text("a number") : text("one of ", all));
}

}  // namespace tractable::detail
