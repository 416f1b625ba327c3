#pragma once

#include "tractable/simd/kernels/gamma.hpp"

// digamma(x) = d/dx log Gamma(x) for double and float, accurate also around its positive root x0 = 1.4616...: the root
// stands in the formula with three words, so that x - x0 is exact there.
//
//   1 <= x < 3:  (x - x0) D(x - 2).                      0 < x < 1:  digamma(1 + x) - 1 / x.
//   3 <= x < 8:  lowered into [2, 3): + 1/(x - 1) + 1/(x - 2) + ..., positive terms gathered in one fraction.
//   x >= 8:      log x - 1 / (2 x) - S(1 / x^2) / x^2.
//   x < 0:       digamma(1 - x) + pi cot(-pi x) (DLMF 5.5.4). Infinite at 0, NaN at -1, -2, ...
//
//               maximum error in ULP
//               double      float       range
//   digamma     3.2         3.3         x > 0
//               5           5           x < 0, of max(|digamma(x)|, digamma(1 - x), 1): the terms cancel around the
//                                       zeros between the poles
//
// Measured against a series in __float128 (tests/core/simd/gamma_test.cpp). Tables: `tests/tools/minimax.py
// digamma_near_d digamma_near_f digamma_far_d digamma_far_f`.

namespace tractable::simd {
namespace detail {

template <class T>
struct DigammaTable;

template <>
struct DigammaTable<double> {
  static constexpr double kRootLess1 = 0.46163214496836236, kRootLo = -1.5522348162858677e-17;
  static constexpr double kTiny = 0x1p-60;
  static constexpr double kNear[] = {
      -5.554118887720836e-09,  1.0421791047966728e-08, 2.0994716604880967e-08,  -3.717551920191551e-08,
      -6.743107991931548e-08,  1.1977333466026927e-07, 4.596357076850083e-08,   -6.404027905334796e-08,
      -2.5206530508427684e-07, 4.7039657578147106e-07, -5.88519768375121e-07,   1.2052442012651739e-06,
      -2.6438796489230733e-06, 5.272387134999845e-06,  -1.0436974329221036e-05, 2.0890306029181968e-05,
      -4.18473929876642e-05,   8.378003848086723e-05,  -0.0001678149620286197,  0.0003364323090008611,
      -0.0006753133981236629,  0.0013581421981335748,  -0.0027395728810273687,  0.005552254170826671,
      -0.011338432553418492,   0.023447309597741554,   -0.04955103291767153,    0.10899991701762611,
      -0.2607389546830014};
  static constexpr double kNear0 = 0.7853075386041053, kNear0Lo = -1.96745914960669e-17;
  static constexpr double kFar[] = {-0.017201983934493324, 0.007496259775910259,  -0.004165839434248266,
                                    0.003968249524896389,  -0.008333333322128832, 0.08333333333332363};
};

template <>
struct DigammaTable<float> {
  static constexpr float kRootLess1 = 0.4616321325f, kRootLo = 1.243815007e-8f;
  static constexpr float kTiny = 0x1p-30f;
  static constexpr float kNear[] = {0.00021651278f, -0.0004142042f, 0.00012539783f, -0.0003107135f,
                                    0.0015093964f,  -0.0029773414f, 0.005499019f,   -0.011265552f,
                                    0.023455951f,   -0.049560443f,  0.10899941f,    -0.2607386f};
  static constexpr float kNear0 = 0.7853075f, kNear0Lo = 1.6694903e-08f;
  static constexpr float kFar[] = {-0.008245772f, 0.08333289f};
};

template <class B>
using DigammaOf = DigammaTable<typename B::value_type>;

/// digamma(1 + w) for 0 <= w < 2.
template <class B>
inline B digamma_near(B w) {
  using C = DigammaOf<B>;
  const B u = w - B(1);
  const B slope_rest = u * horner2(u, C::kNear) + B(C::kNear0Lo);
  const B from_root = (w - B(C::kRootLess1)) - B(C::kRootLo);
  return from_root * B(C::kNear0) + from_root * slope_rest;
}

/// digamma(x) for x >= 8.
template <class B>
inline B digamma_far(B x) {
  const B inverse = B(1) / x;
  const B z = inverse * inverse;
  return log_positive(x) - (B(0.5) * inverse + z * horner2(z, DigammaOf<B>::kFar));
}

/// digamma(1 + w) for 0 <= w < inf.
template <class B>
inline B digamma_1p(B w) {
  const auto far = w >= B(7), near = w < B(2);
  B y(0);
  if (!xsimd::all(far)) {
    // 1/w + 1/(w - 1) + ... down to the last w - i that is at least 2; its own digamma(1 + ...) is the table's.
    B low = xsimd::min(w, B(7)), numerator(0), denominator(1);
    if (!xsimd::all(near)) {
      for (int i = 0; i < 5; ++i) {
        const auto lowered = low >= B(2);
        numerator = xsimd::select(lowered, numerator * low + denominator, numerator);
        denominator = xsimd::select(lowered, denominator * low, denominator);
        low = xsimd::select(lowered, low - B(1), low);
      }
    }
    y = digamma_near(low) + numerator / denominator;
  }
  if (xsimd::any(far)) y = xsimd::select(far, digamma_far(B(1) + xsimd::max(w, B(7))), y);
  return y;
}

}  // namespace detail

/// digamma(0) = -inf, digamma(-0) = inf, digamma(inf) = inf, NaN at the other poles and at -inf.
template <class T, class A>
  requires Real<T>
inline Batch<T, A> digamma(const Batch<T, A>& x) {
  using B = Batch<T, A>;
  const B a = xsimd::min(detail::magnitude(x), B(std::numeric_limits<T>::max()));
  const auto right = x >= B(1);
  B y = detail::digamma_1p(xsimd::select(right, a - B(1), a));
  if (!xsimd::all(right)) {
    const auto left = x < B(0);
    B added = B(-1) / x;
    if (xsimd::any(left)) {
      const auto [sine, cosine, r] = detail::sincos_pi(xsimd::min(a, B(detail::Table<B>::kInteger)));
      B cotangent = detail::with_sign(B(detail::GammaOf<B>::kPi) * (cosine / sine), detail::sign_bit(r));
      cotangent = xsimd::select(r == B(0), detail::not_a_number<B>(), cotangent);
      added = xsimd::select(x < B(-detail::DigammaOf<B>::kTiny), cotangent, added);
    }
    y = xsimd::select(right, y, y + added);
  }
  y = xsimd::select(x == detail::infinity<B>(), x, y);
  return xsimd::select(x == x, y, detail::not_a_number<B>());
}

}  // namespace tractable::simd
