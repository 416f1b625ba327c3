#pragma once

#include "tractable/simd/kernels/normal.hpp"

// log |Gamma(x)| for double and float. xsimd's is wrong near the zeros at 1 and 2; here they are taken out, so that the
// relative error stays small up to them:
//
//   -1/4 <= x < 7/4:  t (t - 1) H(t), t = x - 1; for x < 3/4 the argument is raised by 1 and log |x| subtracted.
//   7/4 <= x < 11/4:  t G(t), t = x - 2.
//   11/4 <= x < 8:    lowered into that interval: + log((x - 1) (x - 2) ...), a sum of positive terms.
//   x >= 8:           (x - 1/2) log x - x + log(2 pi) / 2 + S(1 / x^2) / x, the logarithm and its product in two words.
//   x < -1/4:         log(pi / |x sin(pi x)|) - lgamma(-x) (DLMF 5.5.3). Infinite at 0, -1, -2, ...
//
//             maximum error in ULP
//             double      float       range
//   lgamma    2.8         2.8         x > -1/4
//             4           4           x < -1/4, of max(|lgamma(x)|, lgamma(-x), 1): the terms cancel around the zeros
//                                     that lie between the poles (the first at -2.457)
//
// Measured against libquadmath, as in elementary.hpp. Tables: `tests/tools/minimax.py lgamma_one_d lgamma_one_f
// lgamma_two_d lgamma_two_f lgamma_far_d lgamma_far_f`.

namespace tractable::simd {
namespace detail {

template <class T>
struct GammaTable;

template <>
struct GammaTable<double> {
  static constexpr double kPi = 3.141592653589793, kHalfLog2Pi = 0.9189385332046728;
  static constexpr double kOne[] = {
      0.0003960383228667791, -0.0026757678709270617, 0.008407688900817261, -0.01657717311612868, 0.02371860650971903,
      -0.02763567479021117,  0.029236434705071812,   -0.03046049653470027, 0.03219842761740299,  -0.03441667187507558,
      0.036986044039430864,  -0.03994420658887492,   0.043411258287517844, -0.0475431178786941,  0.0525563099058317,
      -0.058777940737523675, 0.06673172851835091,    -0.07731816855099326, 0.09223900846221227,  -0.1151465425636625,
      0.15543426586396086,   -0.24525136852258075};
  static constexpr double kOne0 = 0.5772156649015329, kOne0Lo = -1.1540435244221102e-17;
  static constexpr double kTwo[] = {
      -8.662308518621089e-08,  5.423376710107293e-07,  -1.762815043019544e-06, 4.294163266231029e-06,
      -9.456793017897254e-06,  2.0527402483953516e-05, -4.493006634836478e-05, 9.945642940193719e-05,
      -0.00022315429854339916, 0.0005096695281393303,  -0.0011927539307665528, 0.0028905103317988447,
      -0.007385551028326319,   0.020580808427762363,   -0.06735230105320057,   0.3224670334241133};
  static constexpr double kTwo0 = 0.42278433509846713, kTwo0Lo = 8.156228892307514e-18;
  static constexpr double kFar[] = {-0.0016089547094518348, 0.0008353172781577537,  -0.0005951698062937105,
                                    0.0007936504183291201,  -0.0027777777768033516, 0.08333333333333245};
};

template <>
struct GammaTable<float> {
  static constexpr float kPi = 3.141592653589793f, kHalfLog2Pi = 0.9189385332046728f;
  static constexpr float kOne[] = {-0.009199821f, 0.03283319f,  -0.056029584f, 0.06864552f, -0.07803435f,
                                   0.092220634f,  -0.11511649f, 0.15543334f,   -0.24525169f};
  static constexpr float kOne0 = 0.5772157f, kOne0Lo = -1.9308837e-09f;
  static constexpr float kTwo[] = {0.00025038692f, -0.0010742106f, 0.002891074f, -0.0073989257f,
                                   0.020582369f,   -0.0673519f,    0.322467f};
  static constexpr float kTwo0 = 0.42278433f, kTwo0Lo = 4.3695794e-09f;
  static constexpr float kFar[] = {-0.002759802f, 0.08333324f};
};

template <class B>
using GammaOf = GammaTable<typename B::value_type>;

/// lgamma(1 + t) for -1/4 <= t < 3/4.
template <class B>
inline B lgamma_one(B t) {
  using C = GammaOf<B>;
  const B product = t * (t - B(1));
  return product * B(C::kOne0) + product * (t * horner2(t, C::kOne) + B(C::kOne0Lo));
}

/// lgamma(x) for 7/4 <= x < 8.
template <class B>
inline B lgamma_middle(B x) {
  using C = GammaOf<B>;
  B low = x, product(1);
  for (int i = 1; i <= 6; ++i) {
    const B next = x - B(static_cast<typename B::value_type>(i));  // exact
    const auto lowered = next >= B(1.75);
    low = xsimd::select(lowered, next, low);
    product = xsimd::select(lowered, product * next, product);
  }
  const B t = low - B(2);
  const B near = t * B(C::kTwo0) + t * (t * horner2(t, C::kTwo) + B(C::kTwo0Lo));
  return near + log_positive(product);
}

/// lgamma(x) for 8 <= x < inf.
template <class B>
inline B lgamma_far(B x) {
  using C = GammaOf<B>;
  const auto [log_hi, log_lo] = log_words(x);
  // x (log x - 1): one less than log x >= 2 is exact, and so is the product of the leading halves.
  const B less = log_hi - B(1);
  const B xh = high_half(x), lh = high_half(less);
  const B rest = (xh * (less - lh) + (x - xh) * less) + x * log_lo;
  const B inverse = B(1) / x;
  const B series = inverse * horner2(inverse * inverse, C::kFar);
  return xh * lh + (rest + ((series + B(C::kHalfLog2Pi)) - B(0.5) * log_hi));
}

/// |sin(pi x)| and |cos(pi x)| for 0 <= x <= 2^mantissa, and r = x - (nearest integer): cos / sin has the sign of r,
/// and r is 0 at the integers only.
template <class B>
struct SinCosPi {
  B sin, cos, r;
};
template <class B>
inline SinCosPi<B> sincos_pi(B x) {
  const B r = x - ((x + B(Table<B>::kInteger)) - B(Table<B>::kInteger));  // exact
  const B f = magnitude(r) + magnitude(r);
  const auto upper = f > B(0.5);
  const auto [s, c] = sincos_quarter(xsimd::select(upper, B(1) - f, f));
  return {xsimd::select(upper, c, s), xsimd::select(upper, s, c), r};
}

/// lgamma(x) for finite x > -1/4 but 0.
template <class B>
inline B lgamma_right(B x) {
  const auto below = x < B(0.75), one = x < B(1.75), far = x >= B(8);
  B y(0);
  if (xsimd::any(one)) {
    const B t = xsimd::select(below, x, x - B(1));
    y = lgamma_one(xsimd::min(xsimd::max(t, B(-0.25)), B(0.75)));
    if (xsimd::any(below)) y = xsimd::select(below, y - simd::log(magnitude(x)), y);
  }
  if (xsimd::any(far)) y = xsimd::select(far, lgamma_far(xsimd::max(x, B(8))), y);
  const auto middle = !(one | far);
  if (xsimd::any(middle)) y = xsimd::select(middle, lgamma_middle(xsimd::min(xsimd::max(x, B(1.75)), B(8))), y);
  return y;
}

}  // namespace detail

/// log |Gamma(x)|: inf at the poles 0, -1, -2, ... and at both infinities.
template <class T, class A>
  requires Real<T>
inline Batch<T, A> lgamma(const Batch<T, A>& x) {
  using B = Batch<T, A>;
  const B a = detail::magnitude(x);
  const auto reflected = x < B(-0.25);
  const B largest(std::numeric_limits<T>::max());
  B y = detail::lgamma_right(xsimd::min(xsimd::select(reflected, a, x), largest));
  if (xsimd::any(reflected)) {
    const B inside = xsimd::min(a, B(detail::Table<B>::kInteger));
    const B sine = detail::sincos_pi(inside).sin;
    const B left = simd::log(B(detail::GammaOf<B>::kPi) / (inside * sine)) - y;
    y = xsimd::select(reflected, left, y);
  }
  y = xsimd::select((a == detail::infinity<B>()) | (reflected & (a >= B(detail::Table<B>::kInteger))),
                    detail::infinity<B>(), y);
  return xsimd::select(x == x, y, detail::not_a_number<B>());
}

}  // namespace tractable::simd
