#pragma once

#include <cstddef>
#include <string_view>

// The one routine that turns decimal text into a double. The C library's strtod follows the locale, and libraries
// differ in what they accept; this one gives the nearest double (ties to even, subnormal numbers too) for any number of
// digits, with the same bits in every build.
//
// What a number looks like, with no space before it:
//   [+-] digits [. digits] [e [+-] digits]      one of the two groups of digits may be empty: "3.", ".5"
//   [+-] nan | inf | infinity                   in any case
//
// Few digits and a small power of ten take one exact double operation: W. D. Clinger (1990), How to read floating point
// numbers accurately, PLDI '90, sec. 3 (doi:10.1145/93542.93557). All others are divided as exact big integers.

namespace tractable {

/// What `read_number` found at the front of a text.
struct NumberRead {
  double value = 0;       ///< the nearest double; 0 if `used` is 0
  std::size_t used = 0;   ///< characters that belong to the number; 0: no number begins here
  bool overflow = false;  ///< finite digits whose nearest double would be an infinity, which `value` then is ("1e999")
};

/// Reads the longest number at the front of `text` (an "e" without digits after it does not belong to the number).
/// A number too small for a double gives 0 or -0. Cost: linear in the digits; digits after the 800th only count as
/// "more".
[[nodiscard]] NumberRead read_number(std::string_view text) noexcept;

/// The double that all of `written` spells, spaces and tabs around it allowed.
/// Throws Error{parse_error} if it is empty, if anything else stands in it (a decimal comma is named as such), or if it
/// is too large for a double; `where` names the caller's function.
[[nodiscard]] double parse_number(std::string_view written, std::string_view where = "parse_number");

}  // namespace tractable
