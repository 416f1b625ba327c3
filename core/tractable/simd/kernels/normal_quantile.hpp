#pragma once

#include "tractable/simd/kernels/floating.hpp"

// The normal quantile but for its last thousandth, in one formula, so that vectors with some numbers near 1/2 and some
// far from it need no second one. As in Giles ("Approximating the erfinv function", GPU Computing Gems 2, 2011) the
// variable is a logarithm, symmetric about p = 1/2:
//
//   Phi^-1(p) = q P(w), q = p - 1/2, w = -log2(4 p (1 - p)), 0 <= w <= 8.
//
// P grows from sqrt(2 pi) to 6.2, so an error of w counts for a tenth and the logarithm needs one word only. P = 4 +
// (sqrt(2 pi) - 4 + w R(w - 4)): 4 q is exact, R is close to 1/2 throughout, and what is rounded is small beside 4.
// The logarithm: u = the fraction of 4 p (1 - p) in [1, 2), s = (u - sqrt 2) / (u + sqrt 2), log2 u = 1/2 + s L(s^2).
//
// Tables: `tests/tools/minimax.py log2_d log2_f quantile_body_d quantile_body_f`.

namespace tractable::simd::detail {

template <class T>
struct QuantileBody;

template <>
struct QuantileBody<double> {
  static constexpr double kRoot2 = 1.4142135623730951;
  static constexpr double kLog2[] = {0.24467678311292854, 0.26127705293766074, 0.32062249345484856, 0.41219829506184485,
                                     0.577078018157413,   0.9617966939210106,  2.8853900817779308};
  static constexpr double kSlope0 = -1.4933717253689995;  // sqrt(2 pi) - 4
  static constexpr double kSlope[] = {
      -3.3548476049149505e-23, 1.1734644706337736e-23, 7.18333763818167e-21,    -3.9232171498359854e-20,
      -5.990689943900195e-19,  8.284773211056341e-18,  -1.6973932061310847e-18, -8.34916784430784e-16,
      7.054438796536565e-15,   2.854319903722729e-14,  -9.826937116150757e-13,  5.261389611761479e-12,
      6.014811385858725e-11,   -1.079733641206066e-09, 2.830193658912948e-09,   9.333289302857197e-08,
      -1.1552285623864887e-06, 1.7272184613577448e-07, 0.00013509631204682105,  -0.0015009157286024247,
      -0.0009346310804284685,  0.48230283654471096};
};

template <>
struct QuantileBody<float> {
  static constexpr float kRoot2 = 1.41421356f;
  static constexpr float kLog2[] = {0.44621977f, 0.57598335f, 0.9618093f, 2.88539f};
  static constexpr float kSlope0 = -1.4933717f;
  static constexpr float kSlope[] = {3.1044587e-11f, -8.597403e-10f, 3.1284995e-09f, 9.0363514e-08f,  -1.1561285e-06f,
                                     1.8851797e-07f, 0.00013509537f, -0.0015009443f, -0.00093462755f, 0.48230284f};
};

/// p (1 - p) from which on, both ways, quantile_body() holds: p >= 0.000977.
template <class T>
inline constexpr T kBodyEnd = T(0x1p-10);

/// v = u 2^k with u in [1, 2), and -2 - k: v is a quarter of the logarithm's argument.
template <class B>
struct QuarterParts {
  B u, whole;
};
template <class T, class A>
inline QuarterParts<Batch<T, A>> quarter_parts(const Batch<T, A>& v) {
  using B = Batch<T, A>;
  using C = Table<B>;
  const BitsOf<B> bits = to_bits(v);
  const B exponent = from_bits<B>((bits >> C::kMantissa) | to_bits(B(C::kInteger)));
  return {from_bits<B>((bits & BitsOf<B>(C::kMantissaMask)) | to_bits(B(1))), B(C::kInteger + C::kBias - 2) - exponent};
}
template <class B>
inline QuarterParts<Group<B>> quarter_parts(const Group<B>& v) {
  QuarterParts<Group<B>> parts;
  for (std::size_t k = 0; k < kGroupVectors; ++k) {
    const auto [u, whole] = quarter_parts(v.part[k]);
    parts.u.part[k] = u;
    parts.whole.part[k] = whole;
  }
  return parts;
}

/// ppf(p) for v = p (1 - p) >= kBodyEnd and q = p - 1/2; any other argument gives a meaningless number. B: a vector, or
/// a group of them.
template <class B>
[[gnu::always_inline]] inline B quantile_body(const B& p, const B& q, const B& v) {
  using T = typename B::value_type;
  using Body = QuantileBody<T>;
  const auto [u, whole] = quarter_parts(v);
  const B s = (u - B(Body::kRoot2)) / (u + B(Body::kRoot2));
  const B w = (whole - B(T(0.5))) - s * horner2(s * s, Body::kLog2);
  const B slope = B(Body::kSlope0) + w * horner2(w - B(T(4)), Body::kSlope);
  // What q lost when it was rounded (p < 1/4), times P to a third: worth 0.4 ULP.
  const B lost = p - (q + B(T(0.5)));
  return B(T(4)) * q + (q * slope + B(T(4)) * lost);
}

}  // namespace tractable::simd::detail
