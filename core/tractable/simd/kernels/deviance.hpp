#pragma once

#include "tractable/simd/kernels/digamma.hpp"

// What log densities with large counts and shapes are made of, so that nothing large cancels:
//
//   deviance(u) = (1 + u) log(1 + u) - u     0 at u = 0, u^2 / 2 near it. With u = (k - m) / m it is 1 / m times
//                 k log(k / m) - k + m: how far a count k is from its mean m (Loader (2000), Fast and accurate
//                 computation of binomial probabilities).
//                 -1/2 < u < 1: with s = u / (2 + u), u s (1 + s (1 + s) (1/3 + s^2/5 + s^4/7 + ...)), whose terms do
//                 not cancel; else (1 + u) (log(1 + u) - 1) + 1. 1 at u = -1, NaN below.
//   stirling(x) = log Gamma(x) - ((x - 1/2) log x - x + log(2 pi) / 2), 1 / (12 x) - ... for large x (DLMF 5.11.1).
//                 x >= 8:     sum B_2k / (2k (2k - 1) x^(2k - 1)), k = 1 ... 12.
//                 1 <= x < 8: raised to there by stirling(x) = stirling(x + 1) + atanh(s) / s - 1, s = 1 / (2 x + 1), a
//                             sum of positive terms (Gudermann's series).
//                 0 < x < 1:  lgamma(x + 1) - (x + 1/2) log x + x - log(2 pi) / 2. inf at 0, NaN below.
//
//               maximum error in ULP
//               double    float      range
//   deviance    5         5.5        u >= -1
//   stirling    18        18         0 < x < 1; for x >= 1 both 4.5
//
// Measured against libquadmath, as in elementary.hpp.

namespace tractable::simd {
namespace detail {

/// 1/35, 1/33, ... 1/3: atanh(s) / s = 1 + s^2/3 + s^4/5 + ..., to the end for |s| <= 1/3.
template <class T>
inline constexpr T kOddInverses[] = {T(1) / 35, T(1) / 33, T(1) / 31, T(1) / 29, T(1) / 27, T(1) / 25,
                                     T(1) / 23, T(1) / 21, T(1) / 19, T(1) / 17, T(1) / 15, T(1) / 13,
                                     T(1) / 11, T(1) / 9,  T(1) / 7,  T(1) / 5,  T(1) / 3};

/// B_2k / (2k (2k - 1)), k = 12 ... 1.
template <class T>
inline constexpr T kStirling[] = {T(-236364091.0 / 1506960),
                                  T(77683.0 / 5796),
                                  T(-174611.0 / 125400),
                                  T(43867.0 / 244188),
                                  T(-3617.0 / 122400),
                                  T(1.0 / 156),
                                  T(-691.0 / 360360),
                                  T(1.0 / 1188),
                                  T(-1.0 / 1680),
                                  T(1.0 / 1260),
                                  T(-1.0 / 360),
                                  T(1.0 / 12)};

/// stirling(x) for x >= 8.
template <class B>
inline B stirling_far(B x) {
  const B inverse = B(1) / x;
  return inverse * horner2(inverse * inverse, kStirling<typename B::value_type>);
}

}  // namespace detail

/// (1 + u) log(1 + u) - u
template <class T, class A>
  requires Real<T>
inline Batch<T, A> deviance(const Batch<T, A>& u) {
  using B = Batch<T, A>;
  const auto near = (u > B(T(-0.5))) & (u < B(T(1)));
  const B t = xsimd::select(near, u, B(T(0))), s = t / (B(T(2)) + t);
  const B close = t * s * (B(T(1)) + s * (B(T(1)) + s) * detail::horner2(s * s, detail::kOddInverses<T>));
  B y = xsimd::select(near, close, (B(T(1)) + u) * (simd::log1p(u) - B(T(1))) + B(T(1)));
  y = xsimd::select(u == B(T(-1)), B(T(1)), y);
  y = xsimd::select(u == detail::infinity<B>(), u, y);
  return xsimd::select(y == y, y, detail::not_a_number<B>());
}

namespace detail {

/// stirling(x) for 1 <= x < 8.
template <class B>
inline B stirling_middle(B x) {
  using T = typename B::value_type;
  const B one(1), end(8);
  B at[8] = {x}, raised = x;
  for (int i = 0; i < 7; ++i) {
    at[i + 1] = at[i] + one;
    raised = xsimd::select(at[i] < end, at[i + 1], raised);
  }
  B sum = stirling_far(raised);
  for (int i = 6; i >= 0; --i) {  // the small terms first
    const B s = one / (at[i] + at[i] + one), square = s * s;
    sum = xsimd::select(at[i] < end, sum + square * horner2(square, kOddInverses<T>), sum);
  }
  return sum;
}

}  // namespace detail

/// log Gamma(x) less Stirling's formula for it.
template <class T, class A>
  requires Real<T>
inline Batch<T, A> stirling(const Batch<T, A>& x) {
  using B = Batch<T, A>;
  const auto far = x >= B(T(8));
  B y = detail::stirling_far(x);
  if (!xsimd::all(far)) {
    const auto below_one = x < B(T(1));
    y = xsimd::select(far, y, detail::stirling_middle(x));
    if (xsimd::any(below_one)) {
      const B low =
          simd::lgamma(x + B(T(1))) - (x + B(T(0.5))) * simd::log(x) + (x - B(detail::GammaOf<B>::kHalfLog2Pi));
      y = xsimd::select(below_one, xsimd::select(x == B(T(0)), detail::infinity<B>(), low), y);
    }
  }
  return xsimd::select(y == y, y, detail::not_a_number<B>());
}

}  // namespace tractable::simd
