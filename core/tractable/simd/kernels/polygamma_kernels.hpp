#pragma once

#include "tractable/simd/kernels/gamma.hpp"

// The derivatives of digamma, polygamma(n, x) for n = 1 ... 4, for double and float. With p(x) = |polygamma(n, x)| for
// x > 0, a sum n! (1/x^(n+1) + 1/(x+1)^(n+1) + ...) of positive terms:
//
//   x >= X:  (n - 1)! / x^n (1 + n / (2 x) + S(1 / x^2) / x^2), X = 8 (float: 4).
//   x < X:   the first X terms, then p(x + X).
//   x < 0:   p(1 - x) and the n-th derivative of pi cot(pi x) (DLMF 5.15.6). At the poles 0, -1, -2, ... inf for odd n;
//            for even n NaN, and -inf at 0, inf at -0.
//
//                 maximum error in ULP
//                 double      float       double, x < 0: of the larger of the two terms, which for even n cancel around
//                     x > 0               a zero between the poles
//   trigamma      3           3           5.5
//   tetragamma    4           4           9
//   pentagamma    4.5         4.5         11
//   hexagamma     5           5           16
//
// Measured against a series in __float128 (tests/core/simd/polygamma_test.cpp). Tables: `tests/tools/minimax.py
// polygamma_far1_d ... polygamma_far4_f`.

namespace tractable::simd {
namespace detail {

template <class T>
struct PolygammaTable;

template <>
struct PolygammaTable<double> {
  static constexpr double kStart = 8;
  static constexpr double kFar1[] = {-4.347821675281707,    1.0957090043185231,   -0.25206468084923855,
                                     0.07574835862465429,   -0.03333328556982371, 0.02380952367171912,
                                     -0.033333333333140376, 0.16666666666666657};
  static constexpr double kFar2[] = {-70.3433390799698,    16.22691518459128, -3.2719214889334722, 0.8331721860651412,
                                     -0.29999917374424984, 0.166666664306532, -0.1666666666633938, 0.49999999999999845};
  static constexpr double kFar3[] = {-599.3803989826598,  127.86140755353497, -22.857799998635027,  4.998483434944227,
                                     -1.4999922548761055, 0.6666666446169703, -0.49999999996951605, 0.9999999999999856};
  static constexpr double kFar4[] = {31119.036574097958,  -5750.601440377005,  774.9750125224548,
                                     -114.97781891393376, 21.665445052713004,  -5.499995173711936,
                                     1.9999999891440536,  -1.1666666666546504, 1.666666666666662};
  template <int n>
  static constexpr const auto& far() {
    if constexpr (n == 1) return kFar1;
    if constexpr (n == 2) return kFar2;
    if constexpr (n == 3) return kFar3;
    if constexpr (n == 4) return kFar4;
  }
};

template <>
struct PolygammaTable<float> {
  static constexpr float kStart = 4;
  static constexpr float kFar1[] = {-0.024501223f, 0.023381077f, -0.03332473f, 0.16666661f};
  static constexpr float kFar2[] = {-0.20889582f, 0.16242266f, -0.16658428f, 0.4999995f};
  static constexpr float kFar3[] = {2.5431457f, -1.3640745f, 0.66293097f, -0.49995416f, 0.9999998f};
  static constexpr float kFar4[] = {10.026113f, -4.8669763f, 1.9826144f, -1.1664506f, 1.6666658f};
  template <int n>
  static constexpr const auto& far() {
    if constexpr (n == 1) return kFar1;
    if constexpr (n == 2) return kFar2;
    if constexpr (n == 3) return kFar3;
    if constexpr (n == 4) return kFar4;
  }
};

/// c / x^(n + 1), two divisions so that no power leaves the range before the quotient does.
template <int n, class B>
inline B over_power(B c, B x) {
  const B x2 = x * x;
  if constexpr (n == 1) return (c / x) / x;
  if constexpr (n == 2) return (c / x) / x2;
  if constexpr (n == 3) return (c / x2) / x2;
  if constexpr (n == 4) return (c / x2) / (x2 * x);
}

/// x^(n + 1)
template <int n, class B>
inline B power(B x) {
  const B x2 = x * x;
  if constexpr (n == 1) return x2;
  if constexpr (n == 2) return x2 * x;
  if constexpr (n == 3) return x2 * x2;
  if constexpr (n == 4) return x2 * x2 * x;
}

/// |polygamma(n, x)| for x >= kStart.
template <int n, class B>
inline B polygamma_far(B x) {
  using C = PolygammaTable<typename B::value_type>;
  constexpr double kFactorial[] = {1, 1, 1, 2, 6};  // (n - 1)!
  const B inverse = B(1) / x;
  const B z = inverse * inverse;
  const B rest = B(0.5 * n) * inverse + z * horner2(z, C::template far<n>());
  B lead(kFactorial[n]);
  if constexpr (n == 1) lead = lead / x;
  if constexpr (n > 1) lead = over_power<n - 1>(lead, x);
  return lead + lead * rest;
}

/// |polygamma(n, x)| for x > 0, or at 0 inf.
template <int n, class B>
inline B polygamma_right(B x) {
  using C = PolygammaTable<typename B::value_type>;
  constexpr double kFactorial[] = {1, 1, 2, 6, 24};  // n!
  const B start(C::kStart);
  const auto near = x < start;
  if (!xsimd::any(near)) return polygamma_far<n>(x);
  const B inside = xsimd::min(x, start);
  B sum(0);
  for (int k = static_cast<int>(C::kStart) - 1; k >= 1; --k) {
    sum = sum + B(1) / power<n>(inside + B(static_cast<typename B::value_type>(k)));
  }
  const B factorial(kFactorial[n]);
  const B first = over_power<n>(factorial, inside);
  const B shifted = xsimd::select(near, inside + start, x);
  const B tail = polygamma_far<n>(shifted);
  return xsimd::select(near, first + (factorial * sum + tail), tail);
}

/// |d^n/dx^n (pi cot(pi x))| at -x < 0, for even n with the sign of cot(pi x): the term to add on the left. At the
/// integers inf, for even n NaN.
template <int n, class B>
inline B cotangent_derivative(B x) {
  const auto [s, c, r] = sincos_pi(x);
  const B inverse = B(GammaOf<B>::kPi) / s;
  const B square = inverse * inverse;
  if constexpr (n == 1) return square;
  if constexpr (n == 3) return (square * square) * (B(2) + B(4) * (c * c));
  if constexpr (n % 2 == 0) {
    B y = B(2) * (square * inverse) * c;
    if constexpr (n == 4) y = (square * square) * inverse * (c * (B(16) + B(8) * (c * c)));
    return xsimd::select(r == B(0), not_a_number<B>(), with_sign(y, sign_bit(r)));
  }
}

template <int n, class T, class A>
  requires Real<T>
inline Batch<T, A> polygamma(const Batch<T, A>& x) {
  using B = Batch<T, A>;
  const B a = magnitude(x);
  const auto left = x < B(0);
  const B p = polygamma_right<n>(xsimd::select(left, B(1) + a, a));
  B y = p;  // even n: not -p, which is 0 - p with AVX-512 and loses the sign of a zero
  if constexpr (n % 2 == 0) y = xsimd::select(x == B(0), with_sign(-infinity<B>(), sign_bit(x)), with_sign(p, B(-0.0)));
  if (xsimd::any(left)) {
    // polygamma(n, x) = (-1)^n polygamma(n, 1 - x) - d^n/dx^n (pi cot(pi x))
    y = xsimd::select(left, cotangent_derivative<n>(xsimd::min(a, B(Table<B>::kInteger))) - p, y);
  }
  return xsimd::select((x == x) & (x > -infinity<B>()), y, not_a_number<B>());
}

}  // namespace detail

/// polygamma(1, x)
template <class T, class A>
  requires Real<T>
inline Batch<T, A> trigamma(const Batch<T, A>& x) {
  return detail::polygamma<1>(x);
}

/// polygamma(2, x)
template <class T, class A>
  requires Real<T>
inline Batch<T, A> tetragamma(const Batch<T, A>& x) {
  return detail::polygamma<2>(x);
}

/// polygamma(3, x)
template <class T, class A>
  requires Real<T>
inline Batch<T, A> pentagamma(const Batch<T, A>& x) {
  return detail::polygamma<3>(x);
}

/// polygamma(4, x)
template <class T, class A>
  requires Real<T>
inline Batch<T, A> hexagamma(const Batch<T, A>& x) {
  return detail::polygamma<4>(x);
}

}  // namespace tractable::simd
