#pragma once

#include "tractable/simd/kernels/floating.hpp"

// exp and expm1 for double and float: Cody-Waite reduction, x = k ln 2 + r, |r| <= ln(2)/2, then the polynomial
// exp(r) = 1 + r + r^2 Q(r). Maximum errors stand in elementary.hpp.

namespace tractable::simd {
namespace detail {

template <class T>
struct ExpRange;
template <>
struct ExpRange<double> {
  static constexpr double kUsual = 708.0;     // exp(-708) and exp(708) are normal
  static constexpr double kMinusOne = -60.0;  // expm1(-60) rounds to -1
  static constexpr double kOneIsLost = 60.0;  // and expm1(60) to exp(60)
};
template <>
struct ExpRange<float> {
  static constexpr float kUsual = 87.0f;
  static constexpr float kMinusOne = -30.0f;
  static constexpr float kOneIsLost = 30.0f;
};

template <class B>
using ExpRangeOf = ExpRange<typename B::value_type>;

/// y 2^k for an integer k (as a float) with |k| <= 2 bias: two factors, the first product is exact, the second rounds.
template <class B>
inline B scale(B y, B k) {
  const B offset = TRACTABLE_CONSTANT(B, Table<B>::kRound + Table<B>::kBias);
  const B half = k * TRACTABLE_CONSTANT(B, 0.5) + offset;
  const B rest = (k - (half - offset)) + offset;
  return y * from_bits<B>(to_bits(half) << Table<B>::kMantissa) * from_bits<B>(to_bits(rest) << Table<B>::kMantissa);
}

/// exp(r) - 1 for |r| <= ln(2) / 2 in the form r + r^2 Q(r).
template <class B>
inline B expm1_reduced(B r) {
  return r + r * r * horner2(r, Table<B>::kExp);
}

/// x / ln 2 rounded to an integer, k; `shifted` has k in the lowest bits of its pattern.
template <class B>
struct Octaves {
  B shifted, k;
};
template <class B>
inline Octaves<B> octaves(B x) {
  using C = Table<B>;
  const B shifted = x * TRACTABLE_CONSTANT(B, C::kLog2e) + TRACTABLE_CONSTANT(B, C::kRound);
  return {shifted, shifted - TRACTABLE_CONSTANT(B, C::kRound)};
}

/// exp(x) where |x| < kUsual: the exponent is added to the bits of exp(r).
template <class B>
inline B exp_usual(B x) {
  using C = Table<B>;
  const auto [shifted, k] = octaves(x);
  const B r = (x - k * TRACTABLE_CONSTANT(B, C::kLn2Hi)) - k * TRACTABLE_CONSTANT(B, C::kLn2Lo);
  const B y = TRACTABLE_CONSTANT(B, 1) + expm1_reduced(r);
  return from_bits<B>(to_bits(y) + (to_bits(shifted) << C::kMantissa));
}

/// exp(x) for any x; the bits of exp_usual() where that holds.
template <class B>
TRACTABLE_RARE B exp_any(B x) {
  using C = Table<B>;
  const B inside = xsimd::min(xsimd::max(x, TRACTABLE_CONSTANT(B, C::kExpMin)), TRACTABLE_CONSTANT(B, C::kExpMax));
  const B k = octaves(inside).k;
  const B r = (inside - k * TRACTABLE_CONSTANT(B, C::kLn2Hi)) - k * TRACTABLE_CONSTANT(B, C::kLn2Lo);
  const B y = scale(TRACTABLE_CONSTANT(B, 1) + expm1_reduced(r), k);  // exact but where the result is subnormal
  return xsimd::select(x == x, y, not_a_number<B>());
}

/// An unevaluated sum, |lo| a few per cent of |hi| at most.
template <class B>
struct Sum {
  B hi, lo;
};

/// expm1(x) for kMinusOne <= x <= kOneIsLost: with s = 2^k, (s - 1) + s r, whose rounding error goes into the second
/// word, and s r^2 Q(r).
template <class B>
inline Sum<B> expm1_sum(B x) {
  using C = Table<B>;
  const auto [shifted, k] = octaves(x);
  const B r_hi = x - k * TRACTABLE_CONSTANT(B, C::kLn2Hi);  // exact
  const B r_lo = k * TRACTABLE_CONSTANT(B, C::kLn2Lo);
  const B r = r_hi - r_lo;
  const B q = r * r * horner2(r, C::kExp) + ((r_hi - r) - r_lo);
  const B s = from_bits<B>((to_bits(shifted) << C::kMantissa) + TRACTABLE_CONSTANT(BitsOf<B>, C::kOne));
  const B product = s * r;  // exact
  const B rest = s - TRACTABLE_CONSTANT(B, 1);
  const B hi = rest + product;  // |rest| >= |product|, or rest = 0
  return {hi, ((rest - hi) + product) + s * q};
}

}  // namespace detail

template <class T, class A>
  requires Real<T>
inline Batch<T, A> exp(const Batch<T, A>& x) {
  using B = Batch<T, A>;
  if (xsimd::all(detail::magnitude(x) < TRACTABLE_CONSTANT(B, detail::ExpRangeOf<B>::kUsual)))
    return detail::exp_usual(x);
  return detail::exp_any(x);
}

/// exp(x) - 1, accurate near 0. expm1(-inf) = -1, expm1(-0) = -0.
template <class T, class A>
  requires Real<T>
[[gnu::always_inline]] inline Batch<T, A> expm1(const Batch<T, A>& x) {
  using B = Batch<T, A>;
  using R = detail::ExpRangeOf<B>;
  const auto small = x < TRACTABLE_CONSTANT(B, R::kOneIsLost);
  const auto [hi, lo] = detail::expm1_sum(xsimd::max(x, TRACTABLE_CONSTANT(B, R::kMinusOne)));
  const B y = detail::from_bits<B>(detail::to_bits(hi + lo) | detail::to_bits(detail::sign_bit(x)));  // expm1(-0) = -0
  if (xsimd::all(small)) return y;
  return xsimd::select(small, y, simd::exp(x));
}

}  // namespace tractable::simd
