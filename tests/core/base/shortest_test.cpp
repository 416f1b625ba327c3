#include "tractable/base/shortest.hpp"

#include <doctest/doctest.h>

#include <bit>
#include <charconv>
#include <cmath>
#include <cstdint>
#include <limits>
#include <random>
#include <string>

#include "tractable/data/number.hpp"

using tractable::detail::shortest_text;

namespace {

std::string by_the_library(double value, std::chars_format format) {
  char buffer[64];
  return {buffer, std::to_chars(buffer, buffer + sizeof buffer, value, format).ptr};
}
std::string by_the_library(double value) {
  char buffer[64];
  return {buffer, std::to_chars(buffer, buffer + sizeof buffer, value).ptr};
}

/// The digits of a number as text, without sign, point, exponent and zeros at the end.
std::string digits_of(const std::string& number) {
  std::string digits;
  for (const char c : number) {
    if (c == 'e') break;
    if (c >= '0' && c <= '9') digits += c;
  }
  return digits.substr(0, digits.find_last_not_of('0') + 1);
}

/// The standard library writes the exact digits of a large whole number, where ours fills up with zeros.
bool agrees(double value) {
  const std::string ours = shortest_text(value), theirs = by_the_library(value);
  if (std::abs(value) < 0x1p53 || ours.find('e') != std::string::npos) return ours == theirs;
  return ours.size() == theirs.size() && tractable::parse_number(ours) == value &&
         digits_of(ours) == digits_of(by_the_library(value, std::chars_format::scientific));
}

}  // namespace

TEST_CASE("a double's text is the shortest that reads back, plain or with an exponent") {
  CHECK(shortest_text(0.1) == "0.1");
  CHECK(shortest_text(-2.5) == "-2.5");
  CHECK(shortest_text(-0.0) == "-0");
  CHECK(shortest_text(100000) == "1e+05");
  CHECK(shortest_text(123456) == "123456");
  CHECK(shortest_text(0.0001) == "1e-04");
  CHECK(shortest_text(0.00012) == "0.00012");
  CHECK(shortest_text(5e-324) == "5e-324");
  CHECK(shortest_text(1.7976931348623157e308) == "1.7976931348623157e+308");
  CHECK(shortest_text(2e23) == "2e+23");
  CHECK(shortest_text(std::numeric_limits<double>::infinity()) == "inf");
  CHECK(shortest_text(-std::numeric_limits<double>::infinity()) == "-inf");
  CHECK(shortest_text(std::numeric_limits<double>::quiet_NaN()) == "nan");
  CHECK(shortest_text(-std::numeric_limits<double>::quiet_NaN()) == "nan");
}

TEST_CASE("the text of doubles of every kind is the standard library's") {
  std::mt19937_64 bits(20);
  const double infinity = std::numeric_limits<double>::infinity();
  double power = 5e-324;
  for (int e = -1074; e < 1024; ++e, power *= 2) {  // where the distance to the number below is another
    REQUIRE_MESSAGE(agrees(power), power);
    REQUIRE_MESSAGE(agrees(std::nextafter(power, infinity)), power);
    REQUIRE_MESSAGE(agrees(-std::nextafter(power, 0.0)), power);
  }
  for (int i = 0; i < 20'000; ++i) {
    const double any = std::bit_cast<double>(bits());
    if (std::isfinite(any)) REQUIRE_MESSAGE(agrees(any), any);
    const double decimal = static_cast<double>(bits() % 2'000'001) / 1000;
    REQUIRE_MESSAGE(agrees(decimal), decimal);
    // Between 2^46 and 2^52: the last digit is often a tie.
    const double tie = static_cast<double>((bits() >> 11) | 1) / static_cast<double>(2U << (bits() % 6));
    REQUIRE_MESSAGE(agrees(tie), tie);
  }
}
