#pragma once

#include <concepts>
#include <cstdint>
#include <limits>

#include "tractable/simd/batch.hpp"

// exp, log, log1p, and the sine and cosine of a quarter turn, for double and float, with the same bits on every
// machine. The C libraries differ from each other by 1-2 ULP, and xsimd's own functions fuse multiply and add on some
// back-ends: so these are ours. Only + - * /, comparison, selection and bit operations; exponents are read and made as
// bit patterns, and integers are rounded by adding a large number (conversions between int64 and double do not exist on
// SSE and WebAssembly). Every NaN that comes out is that of std::numeric_limits, so that its bits agree too.
//
//                    maximum error in ULP    valid range
//                    double      float
//   exp              1.1         1.1         all; a subnormal result is rounded once more, in place
//   log              0.9         0.9         all
//   log1p            0.9         0.9         all
//   sincos_quarter   1.7, 1.2    1.7, 1.2    |f| <= 0.5
//
// Measured and rounded up: double against libquadmath, 4 million arguments in each of several ranges; float against
// double at all 2^32 arguments. tests/support/ulp.hpp holds the same numbers.
//
// Sources. exp: Cody-Waite reduction, x = k ln 2 + r, |r| <= ln(2)/2, then a polynomial. log, log1p: the reduction of
// fdlibm's e_log.c and s_log1p.c (Sun Microsystems 1993): x = 2^k (1 + f), s = f / (2 + f),
// log(1 + f) = f - f^2/2 + s (f^2/2 + R(s^2)), with its coefficients; the float ones are those of FreeBSD's e_logf.c.
// Tables kExp, kSin, kCos: `tests/tools/minimax.py exp_d exp_f sin_d sin_f cos_d cos_f`.

namespace tractable::simd {

/// What the kernels compute with. The public functions are declared as xsimd declares its own, and constrained: so a
/// call of `exp(x)` that finds both, xsimd's by its argument, is a call of ours.
template <class T>
concept Real = std::same_as<T, double> || std::same_as<T, float>;

namespace detail {

template <class T>
struct Elementary;

template <>
struct Elementary<double> {
  using Bits = std::uint64_t;
  static constexpr int kMantissa = 52;
  static constexpr Bits kMantissaMask = 0x000fffffffffffff;
  static constexpr Bits kSign = 0x8000000000000000;
  static constexpr Bits kOne = 0x3ff0000000000000;       // bits of 1
  static constexpr Bits kSqrtHalf = 0x3fe6a09e00000000;  // bits of a number just below sqrt(1/2)
  static constexpr double kBias = 1023.0;
  static constexpr double kRound = 0x1.8p52;  // adding it rounds to an integer, whose bits are the lowest of the sum
  static constexpr double kInteger = 0x1p52;  // with an integer in the low bits of its pattern, it is 2^52 + integer
  static constexpr double kExpMin = -746.0, kExpMax = 710.0;
  static constexpr double kLog2e = 1.4426950408889634;
  static constexpr double kLn2Hi = 6.93147180369123816490e-01, kLn2Lo = 1.90821492927058770002e-10;
  static constexpr double kSubnormalScale = 0x1p54, kSubnormalShift = 54.0;
  static constexpr double kExp[] = {
      2.502046538767446e-08, 2.76307651754128e-07, 2.755752981370777e-06, 2.480149172604984e-05, 0.00019841269560867754,
      0.0013888888944874076, 0.008333333333473662, 0.04166666666652577,   0.16666666666666438,   0.5000000000000011};
  static constexpr double kLog[] = {1.479819860511658591e-01, 1.531383769920937332e-01, 1.818357216161805012e-01,
                                    2.222219843214978396e-01, 2.857142874366239149e-01, 3.999999999940941908e-01,
                                    6.666666666666735130e-01};
  static constexpr double kHalfPi = 1.5707963267948966, kHalfPiLo = 6.123233995736766e-17;
  static constexpr double kSin[] = {5.6343128849051114e-08, -3.598646754673681e-06, 0.00016044115191220874,
                                    -0.004681754132533648,  0.07969262624605838,    -0.6459640975062448};
  static constexpr double kCos2 = 1.2337005501361697, kCos2Lo = 7.831619385924639e-17;  // pi^2 / 8
  static constexpr double kCos[] = {-6.324334106144589e-09, 4.710638243338687e-07, -2.520203781943678e-05,
                                    0.0009192602743770482,  -0.02086348076332992,  0.2536695079010476};
};

template <>
struct Elementary<float> {
  using Bits = std::uint32_t;
  static constexpr int kMantissa = 23;
  static constexpr Bits kMantissaMask = 0x007fffff;
  static constexpr Bits kSign = 0x80000000;
  static constexpr Bits kOne = 0x3f800000;
  static constexpr Bits kSqrtHalf = 0x3f3504f3;
  static constexpr float kBias = 127.0f;
  static constexpr float kRound = 0x1.8p23f;
  static constexpr float kInteger = 0x1p23f;
  static constexpr float kExpMin = -104.0f, kExpMax = 89.0f;
  static constexpr float kLog2e = 1.4426950408889634f;
  static constexpr float kLn2Hi = 6.9313812256e-01f, kLn2Lo = 9.0580006145e-06f;
  static constexpr float kSubnormalScale = 0x1p25f, kSubnormalShift = 25.0f;
  static constexpr float kExp[] = {0.001383865f, 0.008369185f, 0.041668102f, 0.16666517f, 0.49999994f};
  static constexpr float kLog[] = {0.24279078841f, 0.28498786688f, 0.40000972152f, 0.66666662693f};
  static constexpr float kHalfPi = 0x1.921fb4p0f, kHalfPiLo = 7.5497899e-08f;  // lo > 0: sin(-0) = -0
  static constexpr float kSin[] = {-0.004603732f, 0.07968108f, -0.6459636f};
  static constexpr float kCos2 = 1.2337005138397217f, kCos2Lo = 3.6296448147666814e-08f;
  static constexpr float kCos[] = {0.0009056288f, -0.020861128f, 0.25366938f};
};

template <class B>
using Table = Elementary<typename B::value_type>;
template <class B>
using BitsOf = xsimd::batch<typename Table<B>::Bits, typename B::arch_type>;

template <class B>
inline BitsOf<B> to_bits(B x) {
  return xsimd::bitwise_cast<typename Table<B>::Bits>(x);
}
template <class B>
inline B from_bits(BitsOf<B> bits) {
  return xsimd::bitwise_cast<typename B::value_type>(bits);
}
template <class B>
inline B sign_bit(B x) {
  return from_bits<B>(to_bits(x) & BitsOf<B>(Table<B>::kSign));
}
template <class B>
inline B magnitude(B x) {
  return from_bits<B>(to_bits(x) & BitsOf<B>(~Table<B>::kSign));
}
/// x with the sign bit of `sign` put over its own (xor): x must not be negative for a plain copysign.
template <class B>
inline B with_sign(B x, B sign_bits) {
  return from_bits<B>(to_bits(x) ^ to_bits(sign_bits));
}
template <class B>
inline B infinity() {
  return B(std::numeric_limits<typename B::value_type>::infinity());
}
template <class B>
inline B not_a_number() {
  return B(std::numeric_limits<typename B::value_type>::quiet_NaN());
}

/// horner() in two chains (even and odd powers): half the latency, the same number of operations but one.
template <class B, std::size_t N>
inline B horner2(B x, const typename B::value_type (&c)[N]) {
  const B x2 = x * x;
  B a(c[0]), b(c[1]);
  for (std::size_t i = 2; i < N; ++i) {
    B& sum = i % 2 == 0 ? a : b;
    sum = sum * x2 + B(c[i]);
  }
  return N % 2 == 0 ? a * x + b : b * x + a;
}

/// y 2^k for an integer k (as a float) with |k| <= 2 bias: two factors, the first product is exact, the second rounds.
template <class B>
inline B scale(B y, B k) {
  const B offset(Table<B>::kRound + Table<B>::kBias);
  const B half = k * B(0.5) + offset;
  const B rest = (k - (half - offset)) + offset;
  return y * from_bits<B>(to_bits(half) << Table<B>::kMantissa) * from_bits<B>(to_bits(rest) << Table<B>::kMantissa);
}

/// exp(r) - 1 for |r| <= ln(2) / 2 in the form r + r^2 Q(r).
template <class B>
inline B expm1_reduced(B r) {
  return r + r * r * horner2(r, Table<B>::kExp);
}

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
  const BitsOf<B> shifted = to_bits(x) + BitsOf<B>(C::kOne - C::kSqrtHalf);
  const BitsOf<B> fraction = (shifted & BitsOf<B>(C::kMantissaMask)) + BitsOf<B>(C::kSqrtHalf);
  const BitsOf<B> exponent = shifted >> C::kMantissa;
  return {from_bits<B>(exponent | to_bits(B(C::kInteger))) - bias, from_bits<B>(fraction) - B(1),
          shifted & BitsOf<B>(~C::kMantissaMask)};
}

/// k ln 2 + log(1 + f) + c.
template <class B>
inline B log_sum(B k, B f, B s, B c) {
  using C = Table<B>;
  const B z = s * s;
  const B r = z * horner2(z, C::kLog);
  const B half_square = B(0.5) * f * f;
  return k * B(C::kLn2Hi) - ((half_square - (s * (half_square + r) + (k * B(C::kLn2Lo) + c))) - f);
}

/// log(u + lost) for finite, normal u > 0 and |lost| <= 1 ULP of u.
template <class B>
inline B log_pair(B u, B lost) {
  using C = Table<B>;
  const auto [k, f, bits] = split_exponent(u, B(C::kInteger + C::kBias));
  const B s = f / (B(2) + f);
  // log(u + lost) = log(u) + lost / u. With u = 2^k (1 + f): 1 / (1 + f) = (1 - s) / (1 + s), to 1 % by its series. The
  // power is 2^(1 - k), for 2^-k may be subnormal.
  const BitsOf<B> two = to_bits(B(2)) + to_bits(B(1));
  const B part = lost * (B(0.5) * from_bits<B>(two - bits));
  return log_sum(k, f, s, part - part * s * (B(2) - (s + s)));
}

}  // namespace detail

template <class T, class A>
  requires Real<T>
inline Batch<T, A> exp(const Batch<T, A>& x) {
  using B = Batch<T, A>;
  using C = detail::Table<B>;
  const B inside = xsimd::min(xsimd::max(x, B(C::kExpMin)), B(C::kExpMax));
  const B k = (inside * B(C::kLog2e) + B(C::kRound)) - B(C::kRound);
  const B r = (inside - k * B(C::kLn2Hi)) - k * B(C::kLn2Lo);
  const B y = detail::scale(B(1) + detail::expm1_reduced(r), k);
  return xsimd::select(x == x, y, detail::not_a_number<B>());
}

/// log for positive, finite, normal x: any other argument gives a meaningless number.
template <class B>
inline B log_positive(B x) {
  using C = detail::Table<B>;
  const auto [k, f, bits] = detail::split_exponent(x, B(C::kInteger + C::kBias));
  return detail::log_sum(k, f, f / (B(2) + f), B(0));
}

/// log(0) = -inf, log(inf) = inf, log(x < 0) = NaN.
template <class T, class A>
  requires Real<T>
inline Batch<T, A> log(const Batch<T, A>& x) {
  using B = Batch<T, A>;
  using C = detail::Table<B>;
  const auto usual = (x >= B(std::numeric_limits<typename B::value_type>::min())) & (x < detail::infinity<B>());
  if (xsimd::all(usual)) return log_positive(x);  // the same operations as below, without the selections
  const auto tiny = x < B(std::numeric_limits<typename B::value_type>::min());
  const B normal = xsimd::select(tiny, x * B(C::kSubnormalScale), x);
  const B bias = xsimd::select(tiny, B(C::kInteger + C::kBias + C::kSubnormalShift), B(C::kInteger + C::kBias));
  const auto [k, f, bits] = detail::split_exponent(normal, bias);
  const B y = detail::log_sum(k, f, f / (B(2) + f), B(0));
  const B at_most_zero = xsimd::select(x == B(0), -detail::infinity<B>(), detail::not_a_number<B>());
  return xsimd::select(x > B(0), xsimd::select(x < detail::infinity<B>(), y, x), at_most_zero);
}

/// log(1 + x). log1p(-1) = -inf, log1p(x < -1) = NaN, log1p(-0) = -0.
template <class T, class A>
  requires Real<T>
inline Batch<T, A> log1p(const Batch<T, A>& x) {
  using B = Batch<T, A>;
  const B u = B(1) + x;
  const B back = u - B(1);
  const B lost = (B(1) - (u - back)) + (x - back);  // u + lost = 1 + x exactly (Knuth's two-sum)
  const B y = detail::log_pair(u, lost);
  const B signed_y = detail::from_bits<B>(detail::to_bits(y) | detail::to_bits(detail::sign_bit(x)));  // log1p(-0) = -0
  if (xsimd::all((x > B(-1)) & (x < detail::infinity<B>()))) return signed_y;
  const B below = xsimd::select(x == B(-1), -detail::infinity<B>(), detail::not_a_number<B>());
  return xsimd::select(x > B(-1), xsimd::select(x < detail::infinity<B>(), signed_y, x), below);
}

template <class B>
struct SinCos {
  B sin, cos;
};

/// sin(pi/2 f) and cos(pi/2 f) for |f| <= 0.5.
template <class B>
inline SinCos<B> sincos_quarter(B f) {
  using C = detail::Table<B>;
  const B z = f * f;
  const B sin = f * B(C::kHalfPi) + f * (z * detail::horner2(z, C::kSin) + B(C::kHalfPiLo));
  const B cos = B(1) - (z * B(C::kCos2) - z * (z * detail::horner2(z, C::kCos) - B(C::kCos2Lo)));
  return {sin, cos};
}

}  // namespace tractable::simd
