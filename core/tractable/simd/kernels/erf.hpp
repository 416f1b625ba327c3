#pragma once

#include "tractable/simd/kernels/elementary.hpp"

// erf, erfc and erfcx(x) = exp(x^2) erfc(x), for double and float, accurate to the last bits over their whole range,
// also where erfc is subnormal (xsimd's own erfc is wrong by thousands of ULP long before).
//
//   |x| < 1/2:  erf(x) = x + x E(x^2),   erfc(x) = 1 - erf(x),   erfcx(x) = exp(x^2) erfc(x).
//   x >= 1/2:   erfcx(x) = P(q) / (x + 1/2) with q = (x - k) / (x + k), which maps [1/2, inf) to a bounded interval;
//               P hardly varies there (.56 to .65), so that the rounding of q is not felt.
//               erfc(x) = exp(-x^2) erfcx(x),   erf(x) = 1 - erfc(x).
//   erf in float: x + x E(x^2) below 1, then 1 - exp(-L(x)): cheaper, and 1 - erfc(x) needs no more of erfc.
//
// Rounding x^2 would cost x^2 units: so x = h + l, where h has half of the bits, and x^2 = h^2 + l (x + h), the first
// exactly. The exponential takes both words, its result and the quotient carry a second word too, and one rounding
// remains at the end (a second one if the result is subnormal).
//
//            maximum error in ULP
//            double      float       range
//   erf      1.1         1.4         all
//   erfc     1.4         2.0         all, subnormal results included
//   erfcx    1.7         1.7         all; infinite below -26.63 (float: -9.38)
//
// Measured as in elementary.hpp. The form of P: M. M. Shepherd and J. G. Laframboise, Math. Comp. 36 (1981) 249.
// Tables: `tests/tools/minimax.py erf_d erf_f erf_unit_f log_erfc_f erfcx_d erfcx_f`.

namespace tractable::simd {
namespace detail {

template <class T>
struct ErfTable;

template <>
struct ErfTable<double> {
  static constexpr std::uint64_t kHighHalf = 0xfffffffff8000000;  // keeps 26 bits of the significand: h^2 is exact
  static constexpr double kErfcZero = 28.0;                       // erfc(28) < 2^-1075
  static constexpr double kErfcxInfinite = 26.75;                 // 2 exp(26.75^2) is, and its low word is not
  static constexpr double kErfOne = 6.0;                          // 1 - erf(6) < 2^-54
  static constexpr double kShift = 4.0;
  static constexpr double kSmall[] = {-5.473516799740596e-07, 2.090511557969007e-06,  -1.5136587216179045e-05,
                                      0.00012060714109829663, -0.0008548406943167238, 0.005223978322558858,
                                      -0.026866170679299986,  0.11283791671039081,    -0.3761263890318455,
                                      0.1283791670955126};
  static constexpr double kLarge[] = {
      1.6396111713042278e-09,  -4.696066139248403e-09,  -1.144155020597659e-08, 5.1247139282348993e-08,
      4.103502870340607e-08,   -4.0927677714651243e-07, 1.4374303789547124e-07, 2.8529134242923117e-06,
      -5.609341154970775e-06,  -1.219888567786697e-05,  7.53102681814465e-05,   -9.962852141249142e-05,
      -0.00037888651966637047, 0.00251598501582173,     -0.008098867045912391,  0.018583757766236175,
      -0.03316518290475089,    0.046866417499303106,    -0.050519533018208225,  0.03404852712734337,
      0.007689826051310799,    -0.06981055842028124};
  static constexpr double kLarge0 = 0.6164975593127763, kLarge0Lo = -2.5321869440728492e-17;
};

template <>
struct ErfTable<float> {
  static constexpr std::uint32_t kHighHalf = 0xfffff000;
  static constexpr float kErfcZero = 10.5f;
  static constexpr float kErfcxInfinite = 9.5f;
  static constexpr float kErfOne = 4.0f;
  static constexpr float kShift = 2.0f;
  static constexpr float kSmall[] = {0.00471916f, -0.02675826f, 0.11282851f, -0.3761261f, 0.12837917f};
  static constexpr float kUnit[] = {7.806903e-05f, -0.0007997853f, 0.005187162f, -0.026853347f,
                                    0.11283579f,   -0.37612626f,   0.12837917f};
  static constexpr float kLogErfc[] = {-0.0001863711f, 0.0029475908f, -0.021837825f, 0.1031063f,
                                       0.6381453f,     1.1270889f,    0.0003415914f};
  static constexpr float kLarge[] = {0.00012882752f, -0.00014794835f, -0.00076444435f, 0.00060124294f, 0.004377602f,
                                     -0.004010122f,  -0.027112892f,   0.08202505f,     -0.083015025f,  -0.0463819f};
  static constexpr float kLarge0 = 0.6384892f, kLarge0Lo = 2.3895699e-09f;
};

template <class B>
using ErfOf = ErfTable<typename B::value_type>;

/// The leading half of the bits of x.
template <class B>
inline B high_half(B x) {
  return from_bits<B>(to_bits(x) & BitsOf<B>(ErfOf<B>::kHighHalf));
}

/// A number in two words, hi with half of the bits: the product of two hi is exact.
template <class B>
struct Two {
  B hi, lo;
};
template <class B>
inline Two<B> two(B x, B lost) {
  const B h = high_half(x);
  return {h, (x - h) + lost};
}
template <class B>
inline B product(Two<B> a, Two<B> b) {
  return a.hi * b.hi + (a.hi * b.lo + a.lo * (b.hi + b.lo));
}
/// (n + n_lost) / (d + d_lost): the remainder of the leading half is exact.
template <class B>
inline Two<B> quotient(B n, B n_lost, B d, B d_lost) {
  const Two<B> divisor = two(d, d_lost);
  const B inverse = B(1) / d;
  const B h = high_half(n * inverse);
  return {h, (((n - h * divisor.hi) - h * divisor.lo) + n_lost) * inverse};
}

/// exp(hi + lo) = y 2^k with y in [0.7, 1.42]; |lo| <= 2^-10 or so.
template <class B>
struct ExpSum {
  Two<B> y;
  B k;
};
template <class B>
inline ExpSum<B> exp_sum(B hi, B lo) {
  using C = Table<B>;
  const B k = (hi * B(C::kLog2e) + B(C::kRound)) - B(C::kRound);
  const B r_hi = hi - k * B(C::kLn2Hi);  // exact
  const B r_lo = lo - k * B(C::kLn2Lo);
  const B r = r_hi + r_lo;
  const B r_lost = (r_hi - r) + r_lo;
  const B one_plus = B(1) + r;
  const B rest = ((B(1) - one_plus) + r) + (r_lost + r * r * horner2(r, C::kExp));
  const B y = one_plus + rest;
  return {two(y, (one_plus - y) + rest), k};
}

/// exp(sign x^2) for sign = 1 or -1 and 0 <= x <= kErfcZero.
template <class B>
inline ExpSum<B> exp_square(B x, B sign) {
  const B h = high_half(x);
  return exp_sum(sign * (h * h), sign * ((x - h) * (x + h)));
}

/// erf(x) - x for |x| <= 1/2.
template <class B>
inline B erf_excess(B x) {
  return x * horner2(x * x, ErfOf<B>::kSmall);
}

/// erfc(x) for -1/2 <= x <= 1/2.
template <class B>
inline B erfc_small(B x) {
  const B excess = erf_excess(x);
  return xsimd::select(x < B(0.25), B(1) - (x + excess), B(0.5) - ((x - B(0.5)) + excess));
}

/// (c0 + c0_lo + q c(q)) / (x + offset), the form of erfcx and of the ratio of Mills, for x >= offset.
template <class B, std::size_t N>
inline Two<B> decaying(B x, B q, const typename B::value_type (&c)[N], B c0, B c0_lo, B offset) {
  const B rest = q * horner2(q, c) + c0_lo;
  const B n = c0 + rest;
  const B d = x + offset;
  return quotient(n, (c0 - n) + rest, d, offset - (d - x));
}

/// erfcx(x) for x >= 1/2.
template <class B>
inline Two<B> erfcx_large(B x) {
  using C = ErfOf<B>;
  const B q = (x - B(C::kShift)) / (x + B(C::kShift));
  return decaying(x, q, C::kLarge, B(C::kLarge0), B(C::kLarge0Lo), B(0.5));
}

/// erfc(x) for 1/2 <= x <= kErfcZero.
template <class B>
inline B erfc_large(B x) {
  const auto [y, k] = exp_square(x, B(-1));
  return scale(product(y, erfcx_large(x)), k);
}

/// erf(a) for a >= 0; in double a second word is needed, in float not.
template <class A>
inline Batch<double, A> erf_positive(Batch<double, A> a) {
  using B = Batch<double, A>;
  const auto small = a < B(0.5);
  const B y = a + erf_excess(a);
  if (xsimd::all(small)) return y;
  const B inside = xsimd::max(xsimd::min(a, B(ErfTable<double>::kErfOne)), B(0.5));
  return xsimd::select(small, y, B(1) - erfc_large(inside));
}
template <class A>
inline Batch<float, A> erf_positive(Batch<float, A> a) {
  using B = Batch<float, A>;
  const auto small = a < B(1);
  const B y = a + a * horner2(a * a, ErfTable<float>::kUnit);
  if (xsimd::all(small)) return y;
  const B tail = exp_usual(-horner2(xsimd::min(a, B(ErfTable<float>::kErfOne)), ErfTable<float>::kLogErfc));
  return xsimd::select(small, y, B(1) - tail);
}

}  // namespace detail

/// erf(-x) = -erf(x) bit by bit.
template <class T, class A>
  requires Real<T>
inline Batch<T, A> erf(const Batch<T, A>& x) {
  using B = Batch<T, A>;
  const B y = detail::erf_positive(detail::magnitude(x));
  return xsimd::select(x == x, detail::with_sign(y, detail::sign_bit(x)), detail::not_a_number<B>());
}

template <class T, class A>
  requires Real<T>
inline Batch<T, A> erfc(const Batch<T, A>& x) {
  using B = Batch<T, A>;
  const B a = detail::magnitude(x);
  const auto small = a < B(0.5);
  B y(0);
  if (!xsimd::all(small)) {
    const B inside = xsimd::max(xsimd::min(a, B(detail::ErfOf<B>::kErfcZero)), B(0.5));
    const B tail = detail::erfc_large(inside);
    y = xsimd::select(x < B(0), B(2) - tail, tail);
  }
  if (xsimd::any(small)) y = xsimd::select(small, detail::erfc_small(x), y);
  return xsimd::select(x == x, y, detail::not_a_number<B>());
}

/// exp(x^2) erfc(x): 1 / (x sqrt(pi)) for large x, infinite below -26.6 (float: -9.3).
template <class T, class A>
  requires Real<T>
inline Batch<T, A> erfcx(const Batch<T, A>& x) {
  using B = Batch<T, A>;
  const B a = detail::magnitude(x);
  const auto large = x >= B(0.5);
  const auto [hi, lo] = detail::erfcx_large(xsimd::max(xsimd::min(a, B(std::numeric_limits<T>::max())), B(0.5)));
  B y = xsimd::select(a < detail::infinity<B>(), hi + lo, B(0));
  if (!xsimd::all(large)) {
    const auto [e, k] = detail::exp_square(xsimd::min(a, B(detail::ErfOf<B>::kErfcxInfinite)), B(1));
    // erfcx(x) = 2 exp(x^2) - erfcx(-x), word by word.
    const B negative = (detail::scale(e.hi + e.hi, k) - hi) + (detail::scale(e.lo + e.lo, k) - lo);
    const B small = detail::scale(detail::product(e, detail::two(detail::erfc_small(x), B(0))), k);
    y = xsimd::select(large, y, xsimd::select(x > B(-0.5), small, negative));
  }
  return xsimd::select(x == x, y, detail::not_a_number<B>());
}

}  // namespace tractable::simd
