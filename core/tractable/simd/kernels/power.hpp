#pragma once

#include "tractable/simd/kernels/elementary.hpp"
#include "tractable/simd/kernels/erf.hpp"

// x^y = exp(y log|x|), with the logarithm to about 2^-64 of itself, for its error comes out y log|x| (up to 745) times.
//
//   |x| = 2^k (1 + f),  s = f / (2 + f) in two words,  log(1 + f) = 2 s + s (2/3 z + 2/5 z^2 + ...),  z = s^2:
//   the first two terms in two words, the rest (at most 2^-12 of the sum) in one.
//
// Maximum error: double 1.5 ULP, float 1.5 ULP (a subnormal result is rounded once more). Special cases as in C:
// pow(x, 0) = 1 and pow(1, y) = 1 for any x, y, NaN too; x < 0 needs a whole y (else NaN) and is negative for an odd
// one.

namespace tractable::simd {
namespace detail {

template <class B>
struct Pair {
  B hi, lo;
};

/// a b exactly, by halves (Dekker 1971).
template <class B>
inline Pair<B> exact_product(B a, B b) {
  const Two<B> u = two(a, B(0)), v = two(b, B(0));
  const B p = a * b;
  return {p, ((u.hi * v.hi - p) + u.hi * v.lo + u.lo * v.hi) + u.lo * v.lo};
}
/// a + b exactly for |a| >= |b|.
template <class B>
inline Pair<B> exact_sum(B a, B b) {
  const B s = a + b;
  return {s, (a - s) + b};
}

template <class T>
inline constexpr double kThirdLo = sizeof(T) == 8 ? 0x1.5555555555555p-55 : -0x1.5555555555555p-26;  // 2/3 - T(2/3)

/// 2/5 z^2 + 2/7 z^3 + ... to 2^-72 of the sum 2 + 2/3 z, z <= 0.0295; highest power first.
template <class T>
struct PowerTable {
  static constexpr T kSeries[] = {T(2.0 / 27), T(2.0 / 25), T(2.0 / 23), T(2.0 / 21), T(2.0 / 19), T(2.0 / 17),
                                  T(2.0 / 15), T(2.0 / 13), T(2.0 / 11), T(2.0 / 9),  T(2.0 / 7),  T(2.0 / 5)};
};

/// log(x) for positive finite x, as a sum of two words.
template <class B>
inline Pair<B> log_pair_of(B x) {
  using T = typename B::value_type;
  using C = Table<B>;
  const auto tiny = x < B(std::numeric_limits<T>::min());
  const B normal = xsimd::select(tiny, x * B(C::kSubnormalScale), x);
  const B bias = xsimd::select(tiny, B(C::kInteger + C::kBias + C::kSubnormalShift), B(C::kInteger + C::kBias));
  const auto [k, f, bits] = split_exponent(normal, bias);
  const Pair<B> d = exact_sum(B(2), f);
  const B s = f / d.hi;
  const Pair<B> back = exact_product(s, d.hi);
  const B s_lo = (((f - back.hi) - back.lo) - s * d.lo) / d.hi;
  const Pair<B> square = exact_product(s, s);
  const B z = square.hi, z_lo = square.lo + B(2) * s * s_lo;
  const Pair<B> cube = exact_product(s, z);
  const B cube_lo = cube.lo + (s * z_lo + s_lo * z);
  const B third(T(2.0 / 3)), third_lo(T(kThirdLo<T>));
  const Pair<B> term = exact_product(cube.hi, third);
  const B rest = cube.hi * z * horner2(z, PowerTable<T>::kSeries);
  const B low = (B(2) * s_lo + (term.lo + (cube_lo * third + cube.hi * third_lo))) + rest;
  // Largest first: k ln 2 (exact with the high word), 2 s, the cubic term.
  const B main = k * B(C::kLn2Hi);
  const B twice = B(2) * s;
  const Pair<B> sum = exact_sum(twice, term.hi);
  const B total = main + sum.hi;
  const B back_sum = total - main;  // Knuth: either may be the larger
  const B lost = (main - (total - back_sum)) + (sum.hi - back_sum);
  return exact_sum(total, lost + (sum.lo + (low + k * B(C::kLn2Lo))));
}

}  // namespace detail

template <class T, class A>
  requires Real<T>
inline Batch<T, A> pow(const Batch<T, A>& x, const Batch<T, A>& y) {
  using B = Batch<T, A>;
  using C = detail::Table<B>;
  const B zero(T(0)), one(T(1)), infinity = detail::infinity<B>();
  const B size = detail::magnitude(x), power = detail::magnitude(y);
  // A power beyond 2^60 acts like 2^60: any base but 1 gives 0 or infinity, and products of halves stay finite.
  const B limit(sizeof(T) == 8 ? T(0x1p70) : T(0x1p32));
  const B held = detail::with_sign(xsimd::min(power, limit), detail::sign_bit(y));
  const B base = xsimd::select((size > zero) & (size < infinity), size, one);
  const auto [hi, lo] = detail::log_pair_of(base);
  const auto [p, p_lo] = detail::exact_product(held, hi);
  const B exponent = xsimd::min(xsimd::max(p, B(2 * C::kExpMin)), B(2 * C::kExpMax));
  const B rest = xsimd::select(exponent == p, p_lo + held * lo, zero);
  const auto [sum, k] = detail::exp_sum(xsimd::min(xsimd::max(exponent, B(C::kExpMin)), B(C::kExpMax)), rest);
  B result = detail::scale(sum.hi + sum.lo, k);
  // Bases 0 and infinity.
  const B grown = xsimd::select(y < zero, zero, infinity), shrunk = xsimd::select(y < zero, infinity, zero);
  result = xsimd::select(size == zero, shrunk, xsimd::select(size == infinity, grown, result));
  // Signs. From 2^53 (2^24) on every number is even.
  const B whole_limit(sizeof(T) == 8 ? T(0x1p53) : T(0x1p24));
  const B magic(sizeof(T) == 8 ? T(0x1p52) : T(0x1p23));
  const auto large = power >= magic;
  const B rounded = xsimd::select(large, power, (power + magic) - magic);
  const B half = power * B(T(0.5));
  const auto half_large = half >= magic;
  const B half_rounded = xsimd::select(half_large, half, (half + magic) - magic);
  const auto whole = rounded == power;
  const auto odd = whole & (half_rounded != half) & (power < whole_limit);
  const B negative = detail::sign_bit(x);
  result = xsimd::select(odd, detail::with_sign(result, negative), result);
  const auto bad = (x < zero) & (size < infinity) & !(whole | (power == infinity));
  const auto nan = bad | (x != x) | (y != y);
  result = xsimd::select(nan, detail::not_a_number<B>(), result);
  return xsimd::select((y == zero) | (x == one) | ((x == -one) & (power == infinity)), one, result);
}

}  // namespace tractable::simd
