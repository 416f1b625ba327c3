#pragma once

#include "tractable/base/mutant.hpp"
#include "tractable/simd/kernels/erf.hpp"
#include "tractable/simd/kernels/normal_quantile.hpp"

// The standard normal distribution for double and float: density, distribution function Phi, log Phi, and the inverse
// of Phi. Not erfc of x / sqrt(2): rounding that argument costs x^2 / 2 units in the tail.
//
//   |x| < 0.625:  Phi(x) = 1/2 + x S(x^2).
//   x >= 0.625:   1 - Phi(x) = exp(-x^2 / 2) P(q) / (x + 3/4), q = (x - k) / (x + k), in two words as in erf.hpp.
//   log Phi(x) = -x^2 / 2 + log(P(q) / (|x| + 3/4)) on the left, log(1 - (1 - Phi(x))) on the right.
//   Phi^-1(p), p (1 - p) >= 2^-10: see normal_quantile.hpp.
//   Phi^-1(p), p < 0.000977:      H(q) - r, r = sqrt(-2 log p), q = (r - k) / (r + k). log p and r carry a second
//                                 word, for the quantile grows by up to 1.3 times what r does. p near 1: by symmetry.
//   The tables of the tail begin at p = 1/4, and C with Phi^-1(p) = (p - 1/2) C((p - 1/2)^2) from there to 3/4: they
//   serve erf_inverse.hpp.
//
//                    maximum error in ULP
//                    double      float       range
//   normal_pdf       0.9         1.2         all, subnormal results included
//   normal_cdf       1.4         1.6         all, subnormal results included
//   normal_log_cdf   2.0         1.8         all
//   normal_ppf       2.1         2.0         [0, 1], subnormal p included
//
// Measured as in elementary.hpp. Tables: `tests/tools/minimax.py centre_d centre_f mills_d mills_f quantile_centre_d
// quantile_centre_f quantile_tail_d quantile_tail_f quantile_far_d`.

namespace tractable::simd {
namespace detail {

template <class T>
struct NormalTable;

template <>
struct NormalTable<double> {
  static constexpr double kCdfZero = 39.0;  // cdf(-39) < 2^-1075
  static constexpr double kFar = 1e200;     // x^2 / 2 is infinite from here on
  static constexpr double kShift = 5.625;
  static constexpr double kCentre[] = {-9.317011423389164e-11, 2.2477443360184255e-09, -4.121006097701349e-08,
                                       6.659632736862161e-07,  -9.44465493802309e-06,  0.00011543468744652846,
                                       -0.0011873282154683093, 0.009973557010035394,   -0.06649038006690544};
  static constexpr double kDensity0 = 0.3989422804014327, kDensity0Lo = -2.4924034121672467e-17;  // 1 / sqrt(2 pi)
  static constexpr double kMills[] = {
      1.0916097367901333e-09,  -3.5714078890410277e-09, -6.463714743856519e-09, 3.725926317120669e-08,
      1.4709470986744129e-08,  -2.819494677526938e-07,  1.9007017231911378e-07, 1.840404965957764e-06,
      -4.2671790330609254e-06, -6.749926283060866e-06,  5.077751860366921e-05,  -7.743757262980688e-05,
      -0.00022284063682936135, 0.0016438288378720553,   -0.005431234682309445,  0.012606017702127626,
      -0.022582994692196243,   0.0317917645511304,      -0.033658665185093146,  0.02098803664437015,
      0.009797241430838904,    -0.05497591218312447};
  static constexpr double kMills0 = 0.4390229242230967, kMills0Lo = -6.033943092076206e-18;
  static constexpr double kQuantileCentre[] = {
      92563893.63379516,  -18914074.944844358, 4256368.981932024,  -30510.863879819866, 92643.26437261554,
      19947.526613400638, 5898.675140160591,   1689.3225607750294, 496.2819841662758,   149.82970831316032,
      47.03578808949515,  15.667608960772133,  5.772533538617143,  2.624934990953732};
  static constexpr double kQuantileTail[] = {
      -0.01558781854052207, 0.0327233158239166,    -0.03655355977278899, 0.031056392161092638, -0.03203154297959449,
      0.03409002481952106,  -0.038651190305201324, 0.040039801674900205, -0.04536693794460759, 0.04741623340536646,
      -0.05497290306075426, 0.05802897505904334,   -0.06928579251139737, 0.07422075373116302,  -0.09288497328455105,
      0.10194492268930565,  -0.1370300934369875,   0.15794447916551643,  -0.2564587320136267,  0.3399127875999459,
      -0.8457401066676317};
  static constexpr double kQuantileTail0 = 0.7133796618213903, kQuantileTail0Lo = 8.195106366298072e-18;
  static constexpr double kTailEnd = 9.0;  // from there on kQuantileFar
  static constexpr double kQuantileFar[] = {
      0.006133855222977475,  -0.0239495332822948,  0.04088477649260879,  -0.048892092426434844, 0.05123769546039094,
      -0.055081464290802636, 0.05972989319486603,  -0.06642781809476245, 0.07295245729812655,   -0.08221422909039483,
      0.09131383705587938,   -0.10473974662184839, 0.11788866654250944,  -0.13885280239017134,  0.15938686560795598,
      -0.19853116346042193,  0.23730373870304816,  -0.37192788333161236};
  static constexpr double kQuantileFar0 = 0.25553203441354444, kQuantileFar0Lo = 1.0751074304323873e-17;
};

template <>
struct NormalTable<float> {
  static constexpr float kCdfZero = 15.0f;
  static constexpr float kFar = 1e20f;
  static constexpr float kShift = 2.8125f;
  static constexpr float kCentre[] = {0.00010656771f, -0.0011843251f, 0.009973139f, -0.06649036f};
  static constexpr float kDensity0 = 0.3989423f, kDensity0Lo = -1.1494722e-08f;
  static constexpr float kMills[] = {9.416455e-05f,  -0.0001186512f, -0.00053157686f, 0.0004713848f, 0.003029281f,
                                     -0.0029509754f, -0.018575253f,  0.056215562f,    -0.054112352f, -0.04165475f};
  static constexpr float kMills0 = 0.45707545f, kMills0Lo = 1.9429336e-09f;
  static constexpr float kQuantileCentre[] = {1132.7957f, 85.8282f, 49.984833f, 15.599953f, 5.7732625f, 2.624932f};
  static constexpr float kQuantileTail[] = {-0.043475542f, 0.079959f,    -0.099904f,  0.10237193f, -0.13645138f,
                                            0.15789331f,   -0.25647834f, 0.33991376f, -0.8457399f};
  static constexpr float kQuantileTail0 = 0.7133797f, kQuantileTail0Lo = -2.0776774e-08f;
};

template <class B>
using NormalOf = NormalTable<typename B::value_type>;

/// x^2 / 2 in two words.
template <class B>
struct HalfSquare {
  B hi, lo;
};
template <class B>
inline HalfSquare<B> half_square(B x) {
  const B h = mutant("normal_square_rounded") ? x : high_half(x);
  return {(B(0.5) * h) * h, (B(0.5) * (x - h)) * (x + h)};
}

/// cdf(x) - 1/2 for |x| <= 0.625.
template <class B>
inline B cdf_centre(B x) {
  using C = NormalOf<B>;
  const B z = x * x;
  return x * B(C::kDensity0) + x * (z * horner2(z, C::kCentre) + B(C::kDensity0Lo));
}

/// (1 - cdf(x)) exp(x^2 / 2) for x >= 0.625.
template <class B>
inline Two<B> mills(B x) {
  using C = NormalOf<B>;
  const B q = (x - B(C::kShift)) / (x + B(C::kShift));
  return decaying(x, q, C::kMills, B(C::kMills0), B(C::kMills0Lo), B(0.75));
}

/// 1 - cdf(x) for 0.625 <= x <= kCdfZero.
template <class B>
inline B normal_tail(B x) {
  const auto [hi, lo] = half_square(x);
  const auto [y, k] = exp_sum(-hi, -lo);
  return scale(product(y, mills(x)), k);
}

/// log(p / 2^halvings) in two words for finite p > 0 (subnormal too).
template <class B>
inline Two<B> log_words(B p, typename B::value_type halvings = 0) {
  using C = Table<B>;
  B normal = p, bias(C::kInteger + C::kBias);
  if (const auto tiny = p < B(std::numeric_limits<typename B::value_type>::min()); xsimd::any(tiny)) {
    normal = xsimd::select(tiny, p * B(C::kSubnormalScale), p);
    bias = xsimd::select(tiny, B(C::kInteger + C::kBias + C::kSubnormalShift), bias);
  }
  const auto [k, f, bits] = split_exponent(normal, bias + B(halvings));
  const B s = f / (B(2) + f);
  const B z = s * s;
  const B half = B(0.5) * f * f;
  const B rest = k * B(C::kLn2Lo) - (half - s * (half + z * horner2(z, C::kLog)));
  const B b = f + rest;
  const B a = k * B(C::kLn2Hi);  // exact
  const B hi = a + b;
  return {hi, ((a - hi) + b) + ((f - b) + rest)};
}

/// r - H(q) with the table H = c0 + c0_lo + q c(q), q = (r - k) / (r + k); `correction` is added to r.
template <class B, std::size_t N>
inline B minus_slow(B r, B correction, const typename B::value_type (&c)[N], B c0, B c0_lo, B shift) {
  const B q = (r - shift) / (r + shift);
  return r - (c0 + ((q * horner2(q, c) + c0_lo) - correction));
}

/// -ppf(p / 2^halvings) for 0 < p / 2^halvings <= 1/4.
template <class B>
inline B quantile_tail(B p, typename B::value_type halvings = 0) {
  using C = NormalOf<B>;
  const auto [log_hi, log_lo] = log_words(p, halvings);
  const B v = B(-2) * log_hi;
  const B r = xsimd::sqrt(v);
  // r^2 + lost = -2 log(p), so the root is r + lost / (2 r); x grows by 1 + 1/(2 r) (to 3 %) of that, for dx/dr > 1.
  const B h = high_half(r);
  const B lost = ((v - h * h) - (r - h) * (r + h)) - B(2) * log_lo;
  const B slope = B(0.5) / r;
  const B correction = lost * slope * (B(1) + slope);
  B x = minus_slow(r, correction, C::kQuantileTail, B(C::kQuantileTail0), B(C::kQuantileTail0Lo), B(3));
  if constexpr (sizeof(typename B::value_type) == 8) {
    const auto far = r > B(C::kTailEnd);
    if (xsimd::any(far)) {
      const B y = minus_slow(r, correction, C::kQuantileFar, B(C::kQuantileFar0), B(C::kQuantileFar0Lo), B(14));
      x = xsimd::select(far, y, x);
    }
  }
  return x;
}

}  // namespace detail

template <class T, class A>
  requires Real<T>
inline Batch<T, A> normal_pdf(const Batch<T, A>& x) {
  using B = Batch<T, A>;
  using C = detail::NormalOf<B>;
  const auto [hi, lo] = detail::half_square(xsimd::min(detail::magnitude(x), B(C::kCdfZero)));
  const auto [y, k] = detail::exp_sum(-hi, -lo);
  const B density = detail::scale(detail::product(y, detail::two(B(C::kDensity0), B(C::kDensity0Lo))), k);
  return xsimd::select(x == x, density, detail::not_a_number<B>());
}

template <class T, class A>
  requires Real<T>
inline Batch<T, A> normal_cdf(const Batch<T, A>& x) {
  using B = Batch<T, A>;
  using C = detail::NormalOf<B>;
  const B a = detail::magnitude(x);
  const auto centre = a < B(0.625);
  B y(0);
  if (!xsimd::all(centre)) {
    const B tail = detail::normal_tail(xsimd::max(xsimd::min(a, B(C::kCdfZero)), B(0.625)));
    y = xsimd::select(x < B(0), tail, B(1) - tail);
  }
  if (xsimd::any(centre)) y = xsimd::select(centre, B(0.5) + detail::cdf_centre(x), y);
  return xsimd::select(x == x, y, detail::not_a_number<B>());
}

/// log(cdf(x)), accurate also where the cdf rounds to 0 or 1.
template <class T, class A>
  requires Real<T>
inline Batch<T, A> normal_log_cdf(const Batch<T, A>& x) {
  using B = Batch<T, A>;
  using C = detail::NormalOf<B>;
  const B a = xsimd::min(detail::magnitude(x), B(C::kFar));
  const auto centre = a < B(0.625);
  const auto left = x < B(0);
  // The result is log(u + lost) - (hi + lo).
  const B c = detail::cdf_centre(x);
  B u = B(0.5) + c, lost = (B(0.5) - u) + c, hi(0), lo(0);
  if (!xsimd::all(centre)) {
    // On the right everything ends at kCdfZero; on the left the exponential is not used.
    const B outside = xsimd::max(xsimd::select(left, a, xsimd::min(a, B(C::kCdfZero))), B(0.625));
    const auto square = detail::half_square(outside);
    const auto ratio = detail::mills(outside);
    const auto [e, k] = detail::exp_sum(-square.hi, -square.lo);
    const B tail = detail::scale(detail::product(e, ratio), k);
    const B rest = B(1) - tail, all_of_ratio = ratio.hi + ratio.lo;
    const B outer = xsimd::select(left, all_of_ratio, rest);
    const B outer_lost = xsimd::select(left, (ratio.hi - all_of_ratio) + ratio.lo, (B(1) - rest) - tail);
    u = xsimd::select(centre, u, outer);
    lost = xsimd::select(centre, lost, outer_lost);
    const auto uses_square = left & !centre;
    hi = xsimd::select(uses_square, square.hi, hi);
    lo = xsimd::select(uses_square, square.lo, lo);
  }
  if (mutant("log_cdf_word_lost")) lost = B(0);
  const B y = (detail::log_pair(u, lost) - lo) - hi;
  return xsimd::select(x == x, y, detail::not_a_number<B>());
}

/// The inverse of normal_cdf: ppf(0) = -inf, ppf(1) = inf, outside [0, 1] NaN; ppf(1 - p) = -ppf(p) where 1 - p is
/// exact.
template <class T, class A>
  requires Real<T>
inline Batch<T, A> normal_ppf(const Batch<T, A>& p) {
  using B = Batch<T, A>;
  const B q = p - B(0.5);
  const B v = p * (B(1) - p);
  const auto body = v >= B(detail::kBodyEnd<T>);
  B x = detail::quantile_body(p, q, v);
  if (!xsimd::all(body)) {
    const B smaller = xsimd::select(q > B(0), B(1) - p, p);
    B outer = detail::quantile_tail(xsimd::min(smaller, B(0.25)));
    const auto inside = smaller > B(0);
    if (!xsimd::all(inside)) {
      outer = xsimd::select(inside, outer,
                            xsimd::select(smaller == B(0), detail::infinity<B>(), detail::not_a_number<B>()));
    }
    x = xsimd::select(body, x, detail::with_sign(outer, detail::sign_bit(q)));
    if (!xsimd::all(inside)) x = xsimd::select(x == x, x, detail::not_a_number<B>());
  }
  return x;
}

#ifndef __wasm__  // see group.hpp
namespace detail {

template <class B>
[[gnu::noinline]] B normal_ppf_alone(B p) {
  return simd::normal_ppf(p);
}

}  // namespace detail

/// Side by side as long as the body's formula holds, which it does for all but one vector in sixty of uniform numbers.
template <class T, class A>
  requires Real<T>
inline Group<Batch<T, A>> normal_ppf(const Group<Batch<T, A>>& p) {
  using B = Batch<T, A>;
  using G = Group<B>;
  const G v = p * (G(1) - p);
  G x = detail::quantile_body(p, p - G(T(0.5)), v);
#pragma GCC unroll 8
  for (std::size_t k = 0; k < kGroupVectors; ++k) {
    if (!xsimd::all(v.part[k] >= B(detail::kBodyEnd<T>))) x.part[k] = detail::normal_ppf_alone(p.part[k]);
  }
  return x;
}
#endif

}  // namespace tractable::simd
