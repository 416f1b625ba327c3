#include "tractable/optim/options.hpp"

#include <cmath>

#include "tractable/base/error.hpp"

namespace tractable::detail {

void require_in_range(double value, OptionRange range, double low, double high, std::string_view method,
                      std::string_view option, std::string_view where) {
  const std::string name = text(option, " of ", method);
  require_finite(value, where, name);
  const auto require = [&](bool allowed, const auto&... what) {
    if (!allowed) {
      throw_error(ErrorCode::invalid_argument, where, name, " is ", value, "; it must be ", what...);
    }
  };
  switch (range) {
    case OptionRange::from_low:
      return require(value >= low, "at least ", low);
    case OptionRange::low_to_high:
      return require(value >= low && value <= high, "at least ", low, " and at most ", high);
    case OptionRange::low_till_high:
      return require(value >= low && value < high, "at least ", low, " and less than ", high);
    case OptionRange::integer:
      return require(value >= low && value <= high && std::trunc(value) == value, "an integer from ", low, " to ",
                     high);
    case OptionRange::on_off:
      return require(value == 0 || value == 1, "1 (on) or 0 (off)");
  }
}

void throw_unknown_option(std::string_view method, std::string_view option, std::string_view names,
                          std::string_view where) {
  throw_error(ErrorCode::unknown_name, where, method, " has no option \"", option, "\"; its options are ",
              names.empty() ? "none" : names);
}

void throw_repeated_option(std::string_view method, std::string_view option, std::string_view where) {
  throw_error(ErrorCode::invalid_argument, where, option, " of ", method, " is given twice");
}

}  // namespace tractable::detail
