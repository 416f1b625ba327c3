#pragma once

#include "tractable/simd/kernels/pi_reduction.hpp"

// sin, cos and atan for double and float, and the sine and cosine of a quarter turn.
//
//   sin, cos: x = k pi/2 + r, |r| <= pi/4, r in two words (pi_reduction.hpp); sin(r) = r + r^3 S(r^2),
//             cos(r) = 1 - r^2/2 + r^4 C(r^2).
//   atan:     atan(x) = pi/4 + atan((x - 1) / (x + 1)) above 1/2, pi/2 + atan(-1 / x) above tan(3 pi/8), so that
//             t + t^3 P(t^2) serves for |t| <= 1/2. (From 1/2 on x - 1 is exact.)
//
// Maximum errors stand in elementary.hpp. Tables: `tests/tools/minimax.py sine_d sine_f cosine_d cosine_f atan_d
// atan_f`.

namespace tractable::simd {
namespace detail {

template <class T>
struct TrigonometricTable;

template <>
struct TrigonometricTable<double> {
  static constexpr double kSine[] = {1.58954436885776e-10,  -2.505073455402347e-08, 2.7557313539442662e-06,
                                     -0.000198412698293607, 0.008333333333321842,   -0.1666666666666663};
  static constexpr double kCosine[] = {-1.1358739326349235e-11, 2.087570523145892e-09, -2.755731421605658e-07,
                                       2.480158728899961e-05,   -0.001388888888887334, 0.041666666666666595};
  static constexpr double kAtan[] = {
      -0.008365598154501644, 0.023655529464372292, -0.03711968163935886, 0.04589518040302212,  -0.052300423130445535,
      0.05877815027927807,   -0.06666224931961341, 0.07692277636175217,  -0.09090907705156634, 0.11111111070033843,
      -0.14285714284998025,  0.19999999999993764,  -0.33333333333333315};
  static constexpr double kThreeEighthsTan = 2.414213562373095;
  static constexpr double kHalfPi = 1.5707963267948966, kHalfPiLo = 6.123233995736766e-17;
};

template <>
struct TrigonometricTable<float> {
  static constexpr float kSine[] = {-0.00019518286f, 0.008332189f, -0.16666655f};
  static constexpr float kCosine[] = {2.4432327e-05f, -0.001388731f, 0.041666646f};
  static constexpr float kAtan[] = {0.039013226f, -0.08007193f, 0.10947971f, -0.14273064f, 0.19999553f, -0.33333328f};
  static constexpr float kThreeEighthsTan = 2.4142137f;
  static constexpr float kHalfPi = 0x1.921fb6p0f, kHalfPiLo = -0x1.777a5cp-25f;
};

template <class B>
using TrigonometricOf = TrigonometricTable<typename B::value_type>;

/// sin(hi + lo) for |hi| <= pi/4.
template <class B>
inline B sine(const QuarterTurn<B>& r) {
  const B z = r.hi * r.hi;
  const B tail = r.lo * (TRACTABLE_CONSTANT(B, 1) - TRACTABLE_CONSTANT(B, 0.5) * z);
  return r.hi + (r.hi * (z * horner2(z, TrigonometricOf<B>::kSine)) + tail);
}

/// cos(hi + lo) for |hi| <= pi/4.
template <class B>
inline B cosine(const QuarterTurn<B>& r) {
  const B z = r.hi * r.hi;
  const B half = TRACTABLE_CONSTANT(B, 0.5) * z;
  const B near = TRACTABLE_CONSTANT(B, 1) - half;
  const B rest = z * (z * horner2(z, TrigonometricOf<B>::kCosine)) - r.hi * r.lo;
  return near + (((TRACTABLE_CONSTANT(B, 1) - near) - half) + rest);
}

/// The sine of k quarter turns and r, where k is `quadrant`: that of a cosine is one more. `sign`: 0 or the sign bit.
template <class B>
inline B sine_in_quadrant(const QuarterTurn<B>& r, BitsOf<B> quadrant, BitsOf<B> sign) {
  using Bits = BitsOf<B>;
  constexpr int kToSign = 8 * sizeof(typename B::value_type) - 2;  // moves the second bit to the sign's place
  const auto odd = xsimd::batch_bool_cast<typename B::value_type>((quadrant & Bits(1)) == Bits(1));
  const B y = xsimd::select(odd, cosine(r), sine(r));
  const B result = from_bits<B>(to_bits(y) ^ ((quadrant & Bits(2)) << kToSign) ^ sign);
  return r.usual ? result : xsimd::select(y == y, result, not_a_number<B>());
}

}  // namespace detail

template <class B>
struct SinCos {
  B sin, cos;
};

/// sin(pi/2 f) and cos(pi/2 f) for |f| <= 0.5.
template <class B>
inline SinCos<B> sincos_quarter(B f) {
  using C = detail::Table<B>;
  const B z = f * f;
  const B sin = f * TRACTABLE_CONSTANT(B, C::kHalfPi) +
                f * (z * detail::horner2(z, C::kSin) + TRACTABLE_CONSTANT(B, C::kHalfPiLo));
  const B cos = TRACTABLE_CONSTANT(B, 1) - (z * TRACTABLE_CONSTANT(B, C::kCos2) -
                                            z * (z * detail::horner2(z, C::kCos) - TRACTABLE_CONSTANT(B, C::kCos2Lo)));
  return {sin, cos};
}

/// NaN at an infinity. sin(-x) = -sin(x) bit by bit.
template <class T, class A>
  requires Real<T>
inline Batch<T, A> sin(const Batch<T, A>& x) {
  const auto r = quarter_turn(detail::magnitude(x));
  return detail::sine_in_quadrant(r, r.quadrant, detail::to_bits(detail::sign_bit(x)));
}

/// NaN at an infinity. cos(-x) = cos(x) bit by bit.
template <class T, class A>
  requires Real<T>
inline Batch<T, A> cos(const Batch<T, A>& x) {
  using Bits = detail::BitsOf<Batch<T, A>>;
  const auto r = quarter_turn(detail::magnitude(x));
  return detail::sine_in_quadrant(r, r.quadrant + Bits(1), Bits(0));
}

/// atan(-x) = -atan(x) bit by bit; pi/2 at infinity.
template <class T, class A>
  requires Real<T>
inline Batch<T, A> atan(const Batch<T, A>& x) {
  using B = Batch<T, A>;
  using C = detail::TrigonometricOf<B>;
  const B a = detail::magnitude(x);
  const auto middle = a > TRACTABLE_CONSTANT(B, 0.5), large = a > TRACTABLE_CONSTANT(B, C::kThreeEighthsTan);
  const B n = xsimd::select(large, TRACTABLE_CONSTANT(B, -1), xsimd::select(middle, a - TRACTABLE_CONSTANT(B, 1), a));
  const B d = xsimd::select(large, a, xsimd::select(middle, a + TRACTABLE_CONSTANT(B, 1), TRACTABLE_CONSTANT(B, 1)));
  const B turns =
      xsimd::select(large, TRACTABLE_CONSTANT(B, 1), xsimd::select(middle, TRACTABLE_CONSTANT(B, 0.5), B(0)));
  const B t = n / d;
  const B z = t * t;
  const B rest = t * (z * detail::horner2(z, C::kAtan)) + turns * TRACTABLE_CONSTANT(B, C::kHalfPiLo);
  const B y = turns * TRACTABLE_CONSTANT(B, C::kHalfPi) + (t + rest);
  return xsimd::select(x == x, detail::with_sign(y, detail::sign_bit(x)), detail::not_a_number<B>());
}

}  // namespace tractable::simd
