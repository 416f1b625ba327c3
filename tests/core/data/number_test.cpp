#include "tractable/data/number.hpp"

#include <doctest/doctest.h>

#include <bit>
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <limits>
#include <string>
#include <vector>

#include "tractable/base/error.hpp"

using namespace tractable;

namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();

std::uint64_t bits(double value) { return std::bit_cast<std::uint64_t>(value); }

struct SplitMix64 {
  std::uint64_t state;
  std::uint64_t operator()() {
    std::uint64_t z = (state += 0x9e3779b97f4a7c15);
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
    z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
    return z ^ (z >> 31);
  }
};

// The C library's strtod is the oracle: exact in glibc and in musl (WASM).
bool agrees_with_strtod(const std::string& written) {
  const NumberRead read = read_number(written);
  char* end = nullptr;
  const double expected = std::strtod(written.c_str(), &end);
  const bool same = bits(read.value) == bits(expected) && read.used == static_cast<std::size_t>(end - written.c_str());
  if (!same) MESSAGE(written.substr(0, 100), " reads as ", read.value, ", used ", read.used, "; strtod: ", expected);
  return same;
}

std::string printed(const char* format, double value) {
  char buffer[1200];
  std::snprintf(buffer, sizeof buffer, format, value);
  return buffer;
}

// The decimal digits of integer * 2^exponent (exponent >= 0) or integer * 5^-exponent, by school arithmetic.
std::string digits_of(std::uint64_t integer, int exponent) {
  std::string reversed;
  for (; integer > 0; integer /= 10) reversed.push_back(static_cast<char>('0' + integer % 10));
  const int factor = exponent >= 0 ? 2 : 5;
  for (int k = 0; k < std::abs(exponent); ++k) {
    int carry = 0;
    for (char& digit : reversed) {
      carry += (digit - '0') * factor;
      digit = static_cast<char>('0' + carry % 10);
      carry /= 10;
    }
    if (carry > 0) reversed.push_back(static_cast<char>('0' + carry));
  }
  return {reversed.rbegin(), reversed.rend()};
}

std::string power_of_ten(int exponent) { return text("e", exponent < 0 ? exponent : 0); }

}  // namespace

TEST_CASE("read_number reads what strtod reads: values written with few or many digits") {
  SplitMix64 random{1};
  int failures = 0;
  for (int i = 0; i < 100'000; ++i) {
    const double value = std::bit_cast<double>(random());
    if (!std::isfinite(value)) continue;
    const char* formats[] = {"%.17g", "%.15g", "%.3e", "%.16e", "%.20g", "%g"};
    failures += !agrees_with_strtod(printed(formats[i % 6], value));
    if (i % 6 == 0) failures += read_number(printed("%.17g", value)).value != value;
    if (i % 500 == 0) failures += !agrees_with_strtod(printed("%.1100g", value));
  }
  CHECK(failures == 0);
}

TEST_CASE("read_number reads what strtod reads: digits drawn at random") {
  SplitMix64 random{2};
  int failures = 0;
  for (int i = 0; i < 100'000; ++i) {
    std::string written(random() % 2, '-');
    for (std::uint64_t k = random() % 25; k > 0; --k) written.push_back(static_cast<char>('0' + random() % 10));
    if (random() % 4 != 0) written.push_back('.');
    for (std::uint64_t k = random() % 25; k > 0; --k) written.push_back(static_cast<char>('0' + random() % 10));
    if (random() % 2 == 0) written += "e" + std::to_string(static_cast<int>(random() % 700) - 350);
    if (written.find_first_of("0123456789") > written.find('e')) continue;  // strtod differs in what it calls used
    failures += !agrees_with_strtod(written);
  }
  CHECK(failures == 0);
}

TEST_CASE("read_number rounds a tie to even, and to the nearer side if the text differs from the tie by one digit") {
  SplitMix64 random{3};
  for (int i = 0; i < 300; ++i) {
    // Subnormal numbers and the powers of two, where the spacing changes, get their share.
    std::uint64_t pattern = random() >> 1;
    if (i % 3 == 1) pattern >>= 11;
    if (i % 3 == 2) pattern &= 0x7fe0000000000000;
    const double below = std::bit_cast<double>(pattern);
    const double above = std::bit_cast<double>(pattern + 1);
    if (!std::isfinite(above)) continue;
    const int biased = static_cast<int>(pattern >> 52);
    const std::uint64_t fraction = pattern & 0x000fffffffffffff;
    const std::uint64_t mantissa = biased == 0 ? fraction : fraction | 0x0010000000000000;
    const int exponent = (biased == 0 ? 1 : biased) - 1076;  // of half a unit in the last place
    const std::string tie = digits_of(2 * mantissa + 1, exponent);
    const std::string power = power_of_ten(exponent);
    const double even = (pattern & 1) == 0 ? below : above;
    CAPTURE(tie);
    CHECK(bits(read_number(tie + power).value) == bits(even));
    CHECK(bits(read_number(tie + "." + std::string(2000, '0') + "100" + power).value) == bits(above));
    std::string less = tie;  // a tie's last digit is never 0 when the exponent is negative
    if (exponent < 0) {
      less.back() = static_cast<char>(less.back() - 1);
      CHECK(bits(read_number(less + "." + std::string(2000, '9') + power).value) == bits(below));
    }
  }
}

TEST_CASE("read_number takes as much text as belongs to a number") {
  struct Row {
    std::string_view written;
    double value;
    std::size_t used;
  };
  const Row rows[] = {{"1", 1, 1},
                      {"1.", 1, 2},
                      {".5", 0.5, 2},
                      {"-0", -0.0, 2},
                      {"+2e3x", 2000, 4},
                      {"1e", 1, 1},
                      {"1e+", 1, 1},
                      {"1e-", 1, 1},
                      {"1E2", 100, 3},
                      {"1ex", 1, 1},
                      {"1e-x5", 1, 1},
                      {"1,5", 1, 1},
                      {"0x10", 0, 1},
                      {"1 2", 1, 1},
                      {"", 0, 0},
                      {".", 0, 0},
                      {"-", 0, 0},
                      {"-.e1", 0, 0},
                      {"e5", 0, 0},
                      {" 1", 0, 0},
                      {"abc", 0, 0},
                      {"i", 0, 0},
                      {"inf", kInfinity, 3},
                      {"-Infinity", -kInfinity, 9},
                      {"+INFINIT", kInfinity, 4},
                      {"1.2.3", 1.2, 3},
                      {"0e999999999999999999999", 0, 23},
                      {"0.1e-99999999999999999999", 0, 25}};
  for (const auto& [written, value, used] : rows) {
    CAPTURE(written);
    const NumberRead read = read_number(written);
    CHECK(bits(read.value) == bits(value));
    CHECK(read.used == used);
    CHECK_FALSE(read.overflow);
  }
  CHECK(std::isnan(read_number("nan").value));
  CHECK(read_number("-NaNs").used == 4);
}

TEST_CASE("read_number meets the ends of the doubles' range") {
  constexpr double kMax = std::numeric_limits<double>::max();
  constexpr double kMin = std::numeric_limits<double>::denorm_min();
  CHECK(read_number("1.7976931348623157e308").value == kMax);
  CHECK(read_number("1.7976931348623158e308").value == kMax);  // nearer to it than to 2^1024
  CHECK_FALSE(read_number("1.7976931348623158e308").overflow);
  for (const char* written : {"1.7976931348623159e308", "1e309", "1e310", "1e999999999999999999", "9e308"}) {
    CAPTURE(written);
    CHECK(read_number(written).value == kInfinity);
    CHECK(read_number(written).overflow);
  }
  CHECK(read_number("-1e999").value == -kInfinity);
  CHECK(read_number("-1e999").overflow);
  CHECK(read_number("4.9e-324").value == kMin);
  CHECK(read_number("2.4703282292062328e-324").value == kMin);
  CHECK(read_number("2.4703282292062327e-324").value == 0);
  CHECK(read_number("2e-324").value == 0);
  CHECK(bits(read_number("-1e-400").value) == bits(-0.0));
  CHECK(read_number("2.2250738585072011e-308").value == 0x0.fffffffffffffp-1022);  // hung PHP and Java once
  CHECK(read_number("0." + std::string(5000, '0') + "1e5001").value == 1);
  CHECK(read_number("1" + std::string(5000, '0') + "e-5000").value == 1);
  CHECK(read_number(std::string(310, '9')).overflow);
}

TEST_CASE("parse_number allows spaces around a number and nothing else") {
  CHECK(parse_number("  -1.25e1\t") == -12.5);
  CHECK(parse_number("inf") == kInfinity);
  CHECK_THROWS_WITH_AS((void)parse_number(" "), "parse_number: there is no text where a number is needed", Error);
  CHECK_THROWS_WITH_AS((void)parse_number("1e999", "read"),
                       "read: \"1e999\" is too large for a double (at most 1.8e308)", Error);
  CHECK_THROWS_WITH_AS(
      (void)parse_number("1,5"),
      "parse_number: \"1,5\" has a comma; write the decimal point as \".\" and leave out thousands separators", Error);
  CHECK_THROWS_WITH_AS((void)parse_number("abc"), "parse_number: \"abc\" is not a number", Error);
  CHECK_THROWS_WITH_AS((void)parse_number("1.5 m"), "parse_number: \"1.5 m\" is not a number", Error);
  CHECK_THROWS_WITH_AS((void)parse_number(std::string(50, 'x')),
                       ("parse_number: \"" + std::string(40, 'x') + "...\" is not a number").c_str(), Error);
  try {
    (void)parse_number("x");
  } catch (const Error& error) {
    CHECK(error.code() == ErrorCode::parse_error);
  }
}
