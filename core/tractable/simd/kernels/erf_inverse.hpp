#pragma once

#include "tractable/simd/kernels/normal.hpp"

// The inverses of erf and erfc for double and float, from the tables of the normal quantile (normal.hpp):
//
//   erfinv(y) = ppf((1 + y) / 2) / sqrt(2),   erfcinv(q) = -ppf(q / 2) / sqrt(2),
//
// with the middle (|y| <= 1/2) as y C(y^2), so that small y keep their digits, and the tail from log(q / 2), so that a
// subnormal q is not halved. 1 / sqrt(2) has two words.
//
//             maximum error in ULP
//             double      float       range
//   erfinv    3.3         2.8         [-1, 1]
//   erfcinv   3.3         2.8         [0, 2], subnormal q included
//
// Measured against the functions of libquadmath, as in elementary.hpp.

namespace tractable::simd {
namespace detail {

template <class T>
struct ErfInverseTable;

template <>
struct ErfInverseTable<double> {
  static constexpr double kHalfRoot = 0.7071067811865476, kHalfRootLo = -4.833646656726457e-17;  // sqrt(1/2)
  static constexpr double kSlope = 0.8862269254527579, kSlopeLo = 7.2905641183527e-17;           // sqrt(pi) / 2
};

template <>
struct ErfInverseTable<float> {
  static constexpr float kHalfRoot = 0.70710678f, kHalfRootLo = 1.2101617e-08f;
  static constexpr float kSlope = 0.8862269f, kSlopeLo = 3.3670097e-08f;
};

template <class B>
using ErfInverseOf = ErfInverseTable<typename B::value_type>;

/// erfinv(y) for |y| <= 1/2.
template <class B>
inline B erfinv_centre(B y) {
  using C = ErfInverseOf<B>;
  const B half = B(0.5) * y;
  const B z = half * half;
  // ppf(1/2 + y/2) / sqrt(2) = y / 2 C(y^2 / 4) / sqrt(2); C(0) / sqrt(8) = sqrt(pi) / 2.
  const B rest = z * horner2(z, NormalOf<B>::kQuantileCentre) * B(0.5) * B(C::kHalfRoot) + B(C::kSlopeLo);
  return y * B(C::kSlope) + y * rest;
}

/// erfcinv(q) for 0 < q <= 1/2.
template <class B>
inline B erfcinv_tail(B q) {
  using C = ErfInverseOf<B>;
  const B x = quantile_tail(q, 1);
  return x * B(C::kHalfRoot) + x * B(C::kHalfRootLo);
}

/// erfcinv(q) for the smaller tail q < 1/2: infinite at 0, NaN below.
template <class B>
inline B erfcinv_outer(B q) {
  const B tail = erfcinv_tail(xsimd::min(q, B(0.5)));
  return xsimd::select(q > B(0), tail, xsimd::select(q == B(0), infinity<B>(), not_a_number<B>()));
}

}  // namespace detail

/// The inverse of erf: infinite at -1 and 1, outside NaN. erfinv(-y) = -erfinv(y) bit by bit.
template <class T, class A>
  requires Real<T>
inline Batch<T, A> erfinv(const Batch<T, A>& y) {
  using B = Batch<T, A>;
  const B a = detail::magnitude(y);
  const auto centre = a <= B(0.5);
  B x = detail::erfinv_centre(y);
  if (!xsimd::all(centre)) {
    const B outer = detail::erfcinv_outer(B(1) - a);
    x = xsimd::select(centre, x, detail::with_sign(outer, detail::sign_bit(y)));
    x = xsimd::select(x == x, x, detail::not_a_number<B>());
  }
  return x;
}

/// The inverse of erfc: inf at 0, -inf at 2, outside [0, 2] NaN.
template <class T, class A>
  requires Real<T>
inline Batch<T, A> erfcinv(const Batch<T, A>& q) {
  using B = Batch<T, A>;
  const B y = B(1) - q;
  const auto centre = detail::magnitude(y) <= B(0.5);
  B x = detail::erfinv_centre(y);
  if (!xsimd::all(centre)) {
    const B outer = detail::erfcinv_outer(xsimd::select(y < B(0), B(2) - q, q));
    x = xsimd::select(centre, x, detail::with_sign(outer, detail::sign_bit(y)));
    x = xsimd::select(x == x, x, detail::not_a_number<B>());
  }
  return x;
}

}  // namespace tractable::simd
