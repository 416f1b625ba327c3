#pragma once

#include "tractable/simd/kernels/digamma.hpp"

// What log densities with large counts and shapes are made of, so that nothing large cancels:
//
//   deviance(u) = (1 + u) log(1 + u) - u     0 at u = 0, u^2 / 2 near it. With u = (k - m) / m it is 1 / m times
//                 k log(k / m) - k + m: how far a count k is from its mean m (Loader (2000), Fast and accurate
//                 computation of binomial probabilities).
//                 -0.3 < u < 0.4: with s = u / (2 + u), 2 s^2 / (1 - s) (1 + s (1 + s) (1/3 + s^2/5 + s^4/7 + ...)),
//                 whose terms do not cancel; else as it stands. 1 at u = -1, NaN below.
//   stirling(x) = log Gamma(x) - ((x - 1/2) log x - x + log(2 pi) / 2), 1 / (12 x) - ... for large x (DLMF 5.11.1).
//                 x >= 8: the series of lgamma. Else as it stands. inf at 0, NaN below.
//
//               maximum error in ULP
//               double    float      range
//   deviance    4         4          u >= -1
//   stirling    1         1          x >= 8
//               4         4          0 < x < 8, of max(stirling(x), 8)

namespace tractable::simd {

/// (1 + u) log(1 + u) - u
template <class T, class A>
  requires Real<T>
inline Batch<T, A> deviance(const Batch<T, A>& u) {
  using B = Batch<T, A>;
  static constexpr T kOdd[] = {T(1) / 29, T(1) / 27, T(1) / 25, T(1) / 23, T(1) / 21, T(1) / 19, T(1) / 17,
                               T(1) / 15, T(1) / 13, T(1) / 11, T(1) / 9,  T(1) / 7,  T(1) / 5,  T(1) / 3};
  const auto near = (u > B(T(-0.3))) & (u < B(T(0.4)));
  const B s = xsimd::select(near, u, B(T(0))) / (B(T(2)) + xsimd::select(near, u, B(T(0))));
  const B series = B(T(1)) + s * (B(T(1)) + s) * detail::horner2(s * s, kOdd);
  const B close = (s + s) * s / (B(T(1)) - s) * series;
  const B sum = B(T(1)) + u;
  B y = xsimd::select(near, close, sum * simd::log1p(u) - u);
  y = xsimd::select(u == B(T(-1)), B(T(1)), y);
  y = xsimd::select(u == detail::infinity<B>(), u, y);
  return xsimd::select(y == y, y, detail::not_a_number<B>());
}

/// log Gamma(x) less Stirling's formula for it.
template <class T, class A>
  requires Real<T>
inline Batch<T, A> stirling(const Batch<T, A>& x) {
  using B = Batch<T, A>;
  const auto far = x >= B(T(8));
  const B inverse = B(T(1)) / x;
  B y = inverse * detail::horner2(inverse * inverse, detail::GammaOf<B>::kFar);
  if (!xsimd::all(far)) {
    const B below = simd::lgamma(x) - (((x - B(T(0.5))) * simd::log(x) - x) + B(detail::GammaOf<B>::kHalfLog2Pi));
    y = xsimd::select(far, y, xsimd::select(x == B(T(0)), detail::infinity<B>(), below));
  }
  return xsimd::select(y == y, y, detail::not_a_number<B>());
}

}  // namespace tractable::simd
