#pragma once

#include "tractable/simd/kernels/floating.hpp"

// log and log1p for double and float. The reduction of fdlibm's e_log.c and s_log1p.c (Sun Microsystems 1993): x = 2^k
// (1 + f), s = f / (2 + f), log(1 + f) = f - f^2/2 + s (f^2/2 + R(s^2)), with its coefficients; the float ones are
// those of FreeBSD's e_logf.c. Maximum errors stand in elementary.hpp.

namespace tractable::simd {
namespace detail {

template <class B>
struct Exponent {
  B k;                      // integer
  B f;                      // x = 2^k (1 + f), sqrt(1/2) <= 1 + f < sqrt(2)
  BitsOf<B> exponent_bits;  // (k + bias), in its place
};

/// For x > 0, finite and normal. `bias`: 2^mantissa + bias, more if x was scaled.
template <class B>
inline Exponent<B> split_exponent(B x, B bias) {
  using C = Table<B>;
  const BitsOf<B> shifted = to_bits(x) + TRACTABLE_CONSTANT(BitsOf<B>, C::kOne - C::kSqrtHalf);
  const BitsOf<B> fraction =
      (shifted & TRACTABLE_CONSTANT(BitsOf<B>, C::kMantissaMask)) + TRACTABLE_CONSTANT(BitsOf<B>, C::kSqrtHalf);
  const BitsOf<B> exponent = shifted >> C::kMantissa;
  return {from_bits<B>(exponent | to_bits(TRACTABLE_CONSTANT(B, C::kInteger))) - bias,
          from_bits<B>(fraction) - TRACTABLE_CONSTANT(B, 1),
          shifted & TRACTABLE_CONSTANT(BitsOf<B>, ~C::kMantissaMask)};
}

/// k ln 2 + log(1 + f) + c.
template <class B>
inline B log_sum(B k, B f, B s, B c) {
  using C = Table<B>;
  const B z = s * s;
  const B r = z * horner2(z, C::kLog);
  const B half_square = TRACTABLE_CONSTANT(B, 0.5) * f * f;
  return k * TRACTABLE_CONSTANT(B, C::kLn2Hi) -
         ((half_square - (s * (half_square + r) + (k * TRACTABLE_CONSTANT(B, C::kLn2Lo) + c))) - f);
}

/// log(u + lost) for finite, normal u > 0 and |lost| <= 1 ULP of u.
template <class B>
inline B log_pair(B u, B lost) {
  using C = Table<B>;
  const auto [k, f, bits] = split_exponent(u, TRACTABLE_CONSTANT(B, C::kInteger + C::kBias));
  const B s = f / (TRACTABLE_CONSTANT(B, 2) + f);
  // log(u + lost) = log(u) + lost / u. With u = 2^k (1 + f): 1 / (1 + f) = (1 - s) / (1 + s), to 1 % by its series. The
  // power is 2^(1 - k), for 2^-k may be subnormal.
  const BitsOf<B> two = to_bits(TRACTABLE_CONSTANT(B, 2)) + to_bits(TRACTABLE_CONSTANT(B, 1));
  const B part = lost * (TRACTABLE_CONSTANT(B, 0.5) * from_bits<B>(two - bits));
  return log_sum(k, f, s, part - part * s * (TRACTABLE_CONSTANT(B, 2) - (s + s)));
}

}  // namespace detail

/// log for positive, finite, normal x: any other argument gives a meaningless number.
template <class B>
inline B log_positive(B x) {
  using C = detail::Table<B>;
  const auto [k, f, bits] = detail::split_exponent(x, TRACTABLE_CONSTANT(B, C::kInteger + C::kBias));
  return detail::log_sum(k, f, f / (TRACTABLE_CONSTANT(B, 2) + f), B(0));
}

namespace detail {

/// log(x) for any x; the bits of log_positive() where that holds.
template <class B>
TRACTABLE_RARE B log_any(B x) {
  using C = Table<B>;
  const auto tiny = x < TRACTABLE_CONSTANT(B, std::numeric_limits<typename B::value_type>::min());
  const B normal = xsimd::select(tiny, x * TRACTABLE_CONSTANT(B, C::kSubnormalScale), x);
  const B bias = xsimd::select(tiny, TRACTABLE_CONSTANT(B, C::kInteger + C::kBias + C::kSubnormalShift),
                               TRACTABLE_CONSTANT(B, C::kInteger + C::kBias));
  const auto [k, f, bits] = split_exponent(normal, bias);
  const B y = log_sum(k, f, f / (TRACTABLE_CONSTANT(B, 2) + f), B(0));
  const B at_most_zero = xsimd::select(x == B(0), -infinity<B>(), not_a_number<B>());
  return xsimd::select(x > B(0), xsimd::select(x < infinity<B>(), y, x), at_most_zero);
}

}  // namespace detail

/// log(0) = -inf, log(inf) = inf, log(x < 0) = NaN.
template <class T, class A>
  requires Real<T>
inline Batch<T, A> log(const Batch<T, A>& x) {
  using B = Batch<T, A>;
  const auto usual = (x >= TRACTABLE_CONSTANT(B, std::numeric_limits<T>::min())) & (x < detail::infinity<B>());
  return xsimd::all(usual) ? log_positive(x) : detail::log_any(x);
}

/// log(1 + x). log1p(-1) = -inf, log1p(x < -1) = NaN, log1p(-0) = -0.
template <class T, class A>
  requires Real<T>
inline Batch<T, A> log1p(const Batch<T, A>& x) {
  using B = Batch<T, A>;
  const B u = TRACTABLE_CONSTANT(B, 1) + x;
  const B back = u - TRACTABLE_CONSTANT(B, 1);
  const B lost = (TRACTABLE_CONSTANT(B, 1) - (u - back)) + (x - back);  // u + lost = 1 + x exactly (Knuth's two-sum)
  const B y = detail::log_pair(u, lost);
  const B signed_y = detail::from_bits<B>(detail::to_bits(y) | detail::to_bits(detail::sign_bit(x)));  // log1p(-0) = -0
  if (xsimd::all((x > TRACTABLE_CONSTANT(B, -1)) & (x < detail::infinity<B>()))) return signed_y;
  const B below = xsimd::select(x == TRACTABLE_CONSTANT(B, -1), -detail::infinity<B>(), detail::not_a_number<B>());
  return xsimd::select(x > TRACTABLE_CONSTANT(B, -1), xsimd::select(x < detail::infinity<B>(), signed_y, x), below);
}

}  // namespace tractable::simd
