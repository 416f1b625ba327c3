#pragma once

#include "tractable/simd/gamma.hpp"

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
//   digamma     3.5         3.5         x > 0
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
      -1.8693259856131693e-08, 3.566119815285346e-08,  5.954797208615243e-08,   -1.0746625491612071e-07,
      -1.9410138027382955e-07, 3.5336558374851403e-07, 4.6019438343895056e-08,  -3.0904846834027744e-08,
      -8.440710684648014e-07,  1.61860322200613e-06,   -2.4890808828261383e-06, 5.033280802427269e-06,
      -1.0503633000818228e-05, 2.098770950354238e-05,  -4.18271401811643e-05,   8.375239543307572e-05,
      -0.00016781921260629535, 0.00033643763233621586, -0.0006753128049070105,  0.0013581415342340454,
      -0.0027395729327293794,  0.005552254220399387,   -0.011338432550886113,   0.023447309595811823,
      -0.04955103291772895,    0.10899991701765563,    -0.260738954683001};
  static constexpr double kNear0 = 0.7853075386041052, kNear0Lo = 1.6320228749817365e-17;
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
