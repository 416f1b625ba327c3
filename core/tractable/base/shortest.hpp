#pragma once

#include <string>

// A double as the fewest decimal digits that read back to the same bits, and of those the nearest to it. Written here
// and not by the standard library, whose tables for it are larger than all of the module's text.
//
// Source: R. G. Burger, R. K. Dybvig (1996), Printing floating-point numbers quickly and accurately, PLDI '96, sec. 3
// (doi:10.1145/231379.231397).

namespace tractable::detail {

/// "0.1", "-1.5e-07", "1e+20", "inf", "nan": plain or with an exponent of two digits or more, as is shorter (plain if
/// equal). A whole number beyond its digits is filled up with zeros.
[[nodiscard]] std::string shortest_text(double value);

}  // namespace tractable::detail
