#include "tractable/data/number.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <cstdint>
#include <limits>
#include <string>

#include "tractable/base/big_integer.hpp"
#include "tractable/base/error.hpp"

namespace tractable {
namespace {

using detail::BigInteger;

// A double's neighbours and the midpoints between them have at most 767 significant digits, so that of the digits after
// the 800th only one bit matters: whether any of them is not zero.
constexpr std::size_t kMaxDigits = 800;
constexpr std::int64_t kHugeExponent = 1'000'000'000'000'000;  // beyond any text's length: sums of two stay exact
constexpr int kMantissaBits = 53;
constexpr int kMinExponent = -1074;  // of the last bit of a double
constexpr int kMaxExponent = 971;    // of the last bit of the largest double

constexpr std::array kExactPowers = {1e0,  1e1,  1e2,  1e3,  1e4,  1e5,  1e6,  1e7,  1e8,  1e9,  1e10, 1e11,
                                     1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22};

bool is_digit(char c) { return c >= '0' && c <= '9'; }
char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

bool starts_with_word(std::string_view text, std::string_view word) {
  return text.size() >= word.size() &&
         std::equal(word.begin(), word.end(), text.begin(), [](char w, char c) { return w == lower(c); });
}

// 0.d1 d2 ... dn 10^exponent, where d1 and dn are not 0.
struct Decimal {
  std::array<std::uint8_t, kMaxDigits> digits;  // only the first `count` are set
  std::size_t count = 0;
  std::int64_t exponent = 0;
  bool more = false;  // a digit other than 0 follows those that are kept

  void append(char digit) {
    if (count < kMaxDigits) {
      digits[count++] = static_cast<std::uint8_t>(digit - '0');
    } else {
      more = more || digit != '0';
    }
  }
};

// quotient 2^exponent to the nearest double; `more`: the true value lies a little above. The quotient has >= 63 bits.
double round_to_double(std::uint64_t quotient, std::int64_t exponent, bool more) {
  const int width = 64 - std::countl_zero(quotient);
  const auto drop = std::max<std::int64_t>(width - kMantissaBits, kMinExponent - exponent);
  std::uint64_t mantissa = drop < 64 ? quotient >> drop : 0;
  if (drop <= 64) {
    const std::uint64_t half = std::uint64_t{1} << (drop - 1);
    const std::uint64_t rest = quotient & (half | (half - 1));
    if (rest > half || (rest == half && (more || (mantissa & 1) != 0))) ++mantissa;
  }
  exponent += drop;
  if ((mantissa >> kMantissaBits) != 0) {
    mantissa >>= 1;
    ++exponent;
  }
  if (exponent > kMaxExponent) return std::numeric_limits<double>::infinity();
  // A normal mantissa's highest bit adds the 1 by which the biased exponent of a normal double is larger.
  return std::bit_cast<double>((static_cast<std::uint64_t>(exponent - kMinExponent) << (kMantissaBits - 1)) + mantissa);
}

// digits 10^power = numerator / denominator 2^power, with 5^|power| in one of the two; the first 63 or 64 bits of the
// quotient and whether a remainder is left decide.
double exact_double(const Decimal& decimal, std::int64_t power) {
  BigInteger numerator(0);
  for (std::size_t i = 0; i < decimal.count; ++i) numerator.multiply_add(10, decimal.digits[i]);
  if (decimal.more) {
    numerator.multiply_add(10, 1);
    --power;
  }
  BigInteger denominator(1);
  if (power < 0) {
    denominator.multiply_by_power_of_five(-power);
  } else {
    numerator.multiply_by_power_of_five(power);
  }

  const int scale = 63 - (numerator.bit_length() - denominator.bit_length());  // quotient = n 2^scale / d < 2^64
  if (scale >= 32) {
    numerator.shift_left(scale - 32);
  } else {
    denominator.shift_left(32 - scale);
  }
  const int to_top = (32 - denominator.bit_length() % 32) % 32;
  numerator.shift_left(to_top);
  denominator.shift_left(to_top);
  std::uint64_t quotient = std::uint64_t{numerator.divide(denominator)} << 32;
  numerator.shift_left(32);
  quotient |= numerator.divide(denominator);
  return round_to_double(quotient, power - scale, !numerator.is_zero());
}

double to_double(const Decimal& decimal) {
  if (decimal.count == 0 || decimal.exponent < -323) return 0;  // below half of the smallest double, 2.47e-324
  if (decimal.exponent > 309) return std::numeric_limits<double>::infinity();
  const std::int64_t power = decimal.exponent - static_cast<std::int64_t>(decimal.count);
  if (decimal.count <= 15 && power >= -22 && power <= 22) {
    std::uint64_t integer = 0;
    for (std::size_t i = 0; i < decimal.count; ++i) integer = integer * 10 + decimal.digits[i];
    const double power_of_ten = kExactPowers[static_cast<std::size_t>(power < 0 ? -power : power)];
    return power < 0 ? static_cast<double>(integer) / power_of_ten : static_cast<double>(integer) * power_of_ten;
  }
  return exact_double(decimal, power);
}

// The exponent written at text[position], which is just after an "e", and where it ends; {0, position - 1} if none is.
struct Exponent {
  std::int64_t value;
  std::size_t end;
};

Exponent read_exponent(std::string_view text, std::size_t position) {
  std::size_t i = position;
  const bool negative = i < text.size() && text[i] == '-';
  if (i < text.size() && (text[i] == '-' || text[i] == '+')) ++i;
  if (i >= text.size() || !is_digit(text[i])) return {0, position - 1};
  std::int64_t value = 0;
  for (; i < text.size() && is_digit(text[i]); ++i) value = std::min(value * 10 + (text[i] - '0'), kHugeExponent);
  return {negative ? -value : value, i};
}

NumberRead read_digits(std::string_view text, std::size_t i) {
  Decimal decimal;
  bool any_digit = false;
  for (; i < text.size() && is_digit(text[i]); ++i) {
    any_digit = true;
    if (text[i] == '0' && decimal.count == 0) continue;
    decimal.append(text[i]);
    ++decimal.exponent;
  }
  if (i < text.size() && text[i] == '.') {
    const std::size_t point = i++;
    for (; i < text.size() && is_digit(text[i]); ++i) {
      any_digit = true;
      if (text[i] == '0' && decimal.count == 0) {
        --decimal.exponent;
      } else {
        decimal.append(text[i]);
      }
    }
    if (!any_digit) i = point;
  }
  if (!any_digit) return {};
  if (i < text.size() && lower(text[i]) == 'e') {
    const Exponent exponent = read_exponent(text, i + 1);
    decimal.exponent += exponent.value;
    i = exponent.end;
  }
  if (!decimal.more) {
    while (decimal.count > 0 && decimal.digits[decimal.count - 1] == 0) --decimal.count;
  }
  const double value = to_double(decimal);
  return {value, i, value > std::numeric_limits<double>::max()};
}

std::string_view trim(std::string_view text) {
  const auto begin = text.find_first_not_of(" \t");
  if (begin == std::string_view::npos) return {};
  return text.substr(begin, text.find_last_not_of(" \t") - begin + 1);
}

}  // namespace

NumberRead read_number(std::string_view text) noexcept {
  const bool negative = text.starts_with('-');
  const std::size_t begin = negative || text.starts_with('+') ? 1 : 0;
  const std::string_view rest = text.substr(begin);
  NumberRead read;
  if (starts_with_word(rest, "nan")) {
    read = {std::numeric_limits<double>::quiet_NaN(), begin + 3};
  } else if (starts_with_word(rest, "inf")) {
    read = {std::numeric_limits<double>::infinity(), begin + (starts_with_word(rest, "infinity") ? 8 : 3)};
  } else {
    read = read_digits(text, begin);
  }
  if (negative && read.used > 0) read.value = -read.value;
  return read;
}

double parse_number(std::string_view written, std::string_view where) {
  const std::string_view number = trim(written);
  const NumberRead read = read_number(number);
  if (read.used == number.size() && read.used > 0 && !read.overflow) return read.value;

  constexpr std::size_t kShown = 40;
  const std::string shown =
      number.size() <= kShown ? text('"', number, '"') : text('"', number.substr(0, kShown), "...\"");
  std::string message;
  if (number.empty()) {
    message = "there is no text where a number is needed";
  } else if (read.used == number.size()) {
    message = text(shown, " is too large for a double (at most 1.8e308)");
  } else if (read.used > 0 && number[read.used] == ',') {
    message = text(shown, " has a comma; write the decimal point as \".\" and leave out thousands separators");
  } else {
    message = text(shown, " is not a number");
  }
  throw_error(ErrorCode::parse_error, where, message);
}

}  // namespace tractable
