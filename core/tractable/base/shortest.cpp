#include "tractable/base/shortest.hpp"

#include <bit>
#include <cmath>
#include <cstdint>
#include <cstdlib>

#include "tractable/base/big_integer.hpp"

namespace tractable::detail {
namespace {

constexpr int kMantissaBits = 52;
constexpr int kLowestExponent = -1074;  // of the last bit of a double

/// value = d1.d2 d3 ... 10^exponent.
struct Digits {
  std::string digits;
  int exponent;
};

/// `value` = r / s; all that reads as it lies between (r - below) / s and (r + above) / s.
struct Interval {
  BigInteger r, s, below, above;
  bool closed;  // the ends belong to it: the mantissa is even
};

Interval interval_of(double value) {
  const auto bits = std::bit_cast<std::uint64_t>(value);
  const auto fraction = bits & ((std::uint64_t{1} << kMantissaBits) - 1);
  const auto biased = static_cast<int>(bits >> kMantissaBits);
  const std::uint64_t mantissa = biased == 0 ? fraction : fraction | (std::uint64_t{1} << kMantissaBits);
  const int exponent = (biased == 0 ? 1 : biased) - 1 + kLowestExponent;
  const bool narrow_below = fraction == 0 && biased > 1;  // the number below has half the distance
  Interval at{.r = BigInteger(mantissa),
              .s = BigInteger(1),
              .below = BigInteger(1),
              .above = BigInteger(1),
              .closed = mantissa % 2 == 0};
  const int up = exponent > 0 ? exponent : 0;
  at.r.shift_left(up + (narrow_below ? 2 : 1));
  at.s.shift_left(up - exponent + (narrow_below ? 2 : 1));
  at.below.shift_left(up);
  at.above.shift_left(up + (narrow_below ? 1 : 0));
  return at;
}

/// For finite value > 0.
Digits digits_of(double value) {
  Interval at = interval_of(value);
  const auto reaches = [&](const BigInteger& above, const BigInteger& s) {
    return compare(at.r + above, s) >= (at.closed ? 0 : 1);
  };
  // 10^exponent <= value; log10(2) is 0.30103.
  int exponent = (at.r.bit_length() - at.s.bit_length() - 1) * 30103 / 100000 - 1;
  if (exponent < 0) {
    for (BigInteger* number : {&at.r, &at.below, &at.above}) number->multiply_by_power_of_ten(-exponent);
  } else {
    at.s.multiply_by_power_of_ten(exponent);
  }
  for (BigInteger next = at.s;; ++exponent) {  // until (r + above) / s < 10
    next.multiply_add(10, 0);
    if (!reaches(at.above, next)) break;
    at.s = next;
  }
  const int to_top = (32 - at.s.bit_length() % 32) % 32;  // as `divide` needs it
  for (BigInteger* number : {&at.r, &at.s, &at.below, &at.above}) number->shift_left(to_top);

  Digits found{.digits = {}, .exponent = exponent};
  while (true) {
    const auto digit = static_cast<char>('0' + at.r.divide(at.s));
    const bool low = compare(at.r, at.below) < (at.closed ? 1 : 0);
    const bool high = reaches(at.above, at.s);
    if (low || high) {
      const int half = compare(at.r + at.r, at.s);
      const bool upper_half = half > 0 || (half == 0 && digit % 2 != 0);  // a tie goes to the even digit
      found.digits += static_cast<char>(high && (!low || upper_half) ? digit + 1 : digit);
      return found;
    }
    found.digits += digit;
    for (BigInteger* number : {&at.r, &at.below, &at.above}) number->multiply_add(10, 0);
  }
}

std::string with_exponent(const Digits& number) {
  std::string out = number.digits.substr(0, 1);
  if (number.digits.size() > 1) out += "." + number.digits.substr(1);
  const int size = std::abs(number.exponent);
  out += number.exponent < 0 ? "e-" : "e+";
  if (size >= 100) out += static_cast<char>('0' + size / 100);
  out += static_cast<char>('0' + size / 10 % 10);
  return out += static_cast<char>('0' + size % 10);
}

std::string plain(const Digits& number) {
  const int count = static_cast<int>(number.digits.size());
  if (number.exponent < 0)
    return "0." + std::string(static_cast<std::size_t>(-number.exponent - 1), '0') + number.digits;
  const auto whole = static_cast<std::size_t>(number.exponent + 1);
  if (number.exponent >= count - 1) return number.digits + std::string(whole - number.digits.size(), '0');
  return number.digits.substr(0, whole) + "." + number.digits.substr(whole);
}

}  // namespace

std::string shortest_text(double value) {
  if (std::isnan(value)) return "nan";
  const std::string sign = std::signbit(value) ? "-" : "";
  if (std::isinf(value)) return sign + "inf";
  if (value == 0) return sign + "0";
  const Digits number = digits_of(std::abs(value));
  const std::string exponential = with_exponent(number);
  // Plain text of more than 30 characters is never the shorter one.
  const std::string fixed = std::abs(number.exponent) < 30 ? plain(number) : std::string(31, ' ');
  return sign + (fixed.size() <= exponential.size() ? fixed : exponential);
}

}  // namespace tractable::detail
