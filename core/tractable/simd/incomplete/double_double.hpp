#pragma once

// Numbers of two words, hi + lo with |lo| <= half a unit of hi: about 106 bits (T. J. Dekker, Numer. Math. 18 (1971)
// 224). For exponents such as a log x - x - log Gamma(a), of which the exponential is wanted to the last bits.
// No magnitude but 0 may pass 1e290, nor fall so low that a product of words is subnormal (relative accuracy is lost
// there, nothing else).

namespace tractable::detail {

struct DoubleDouble {
  double hi = 0, lo = 0;

  constexpr DoubleDouble() = default;
  constexpr DoubleDouble(double value) : hi(value) {}  // NOLINT: numbers convert
  constexpr DoubleDouble(double high, double low) : hi(high), lo(low) {}

  [[nodiscard]] constexpr double value() const { return hi + lo; }
};

/// a + b exactly, |a| >= |b|.
constexpr DoubleDouble ordered_sum(double a, double b) {
  const double sum = a + b;
  return {sum, b - (sum - a)};
}

/// a + b exactly (Knuth).
constexpr DoubleDouble exact_sum(double a, double b) {
  const double sum = a + b, b_part = sum - a;
  return {sum, (a - (sum - b_part)) + (b - b_part)};
}

/// a b exactly, for magnitudes below 1e290.
constexpr DoubleDouble exact_product(double a, double b) {
  const auto high = [](double x) {
    const double big = 134217729.0 * x;  // 2^27 + 1: keeps 26 bits
    return big - (big - x);
  };
  const double ah = high(a), bh = high(b), al = a - ah, bl = b - bh, product = a * b;
  return {product, ((ah * bh - product) + (ah * bl + al * bh)) + al * bl};
}

constexpr DoubleDouble operator-(DoubleDouble a) { return {-a.hi, -a.lo}; }

constexpr DoubleDouble operator+(DoubleDouble a, DoubleDouble b) {
  const DoubleDouble high = exact_sum(a.hi, b.hi), low = exact_sum(a.lo, b.lo);
  const DoubleDouble sum = ordered_sum(high.hi, high.lo + low.hi);
  return ordered_sum(sum.hi, sum.lo + low.lo);
}
constexpr DoubleDouble operator-(DoubleDouble a, DoubleDouble b) { return a + -b; }

constexpr DoubleDouble operator*(DoubleDouble a, DoubleDouble b) {
  const DoubleDouble product = exact_product(a.hi, b.hi);
  return ordered_sum(product.hi, product.lo + (a.hi * b.lo + a.lo * b.hi));
}

constexpr DoubleDouble operator/(DoubleDouble a, DoubleDouble b) {
  const double first = a.hi / b.hi;
  const DoubleDouble rest = a - b * first;
  const double second = rest.hi / b.hi;
  const DoubleDouble last = rest - b * second;
  return ordered_sum(first, second) + last.hi / b.hi;
}

/// log(x) for finite x > 0.
[[nodiscard]] DoubleDouble log_words(DoubleDouble x);

/// x - log(1 + x) for x > -1, to a relative accuracy of about 1e-28. `whole` is 1 + x, which x itself does not tell
/// when it is near -1.
[[nodiscard]] DoubleDouble less_log1p_words(DoubleDouble x, DoubleDouble whole);

/// log Gamma(x) for 1 <= x < 1e100, to an absolute accuracy of about 1e-18 (times log(x) 1e-30 x for large x).
[[nodiscard]] DoubleDouble log_gamma_words(DoubleDouble x);

}  // namespace tractable::detail
