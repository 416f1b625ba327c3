#pragma once

#include <concepts>
#include <cstdint>
#include <limits>

#include "tractable/simd/kernels/batch.hpp"

// The parts that the elementary functions share: the layout of double and float, their bits as integers, the constants
// and coefficients, and polynomials. Integers are rounded by adding a large number: conversions between int64 and
// double do not exist on SSE and WebAssembly.
//
// Sources. Tables kExp, kSin, kCos: `tests/tools/minimax.py exp_d exp_f sin_d sin_f cos_d cos_f`; kLog: see
// logarithm.hpp.

namespace tractable::simd {

/// What the kernels compute with. The public functions are declared as xsimd declares its own, and constrained: so a
/// call of `exp(x)` that finds both, xsimd's by its argument, is a call of ours.
template <class T>
concept Real = std::same_as<T, double> || std::same_as<T, float>;

namespace detail {

template <class T>
struct Elementary;

template <>
struct Elementary<double> {
  using Bits = std::uint64_t;
  static constexpr int kMantissa = 52;
  static constexpr Bits kMantissaMask = 0x000fffffffffffff;
  static constexpr Bits kSign = 0x8000000000000000;
  static constexpr Bits kOne = 0x3ff0000000000000;       // bits of 1
  static constexpr Bits kSqrtHalf = 0x3fe6a09e00000000;  // bits of a number just below sqrt(1/2)
  static constexpr double kBias = 1023.0;
  static constexpr double kRound = 0x1.8p52;  // adding it rounds to an integer, whose bits are the lowest of the sum
  static constexpr double kInteger = 0x1p52;  // with an integer in the low bits of its pattern, it is 2^52 + integer
  static constexpr double kExpMin = -746.0, kExpMax = 710.0;
  static constexpr double kLog2e = 1.4426950408889634;
  static constexpr double kLn2Hi = 6.93147180369123816490e-01, kLn2Lo = 1.90821492927058770002e-10;
  static constexpr double kSubnormalScale = 0x1p54, kSubnormalShift = 54.0;
  static constexpr double kExp[] = {
      2.502046538767446e-08, 2.76307651754128e-07, 2.755752981370777e-06, 2.480149172604984e-05, 0.00019841269560867754,
      0.0013888888944874076, 0.008333333333473662, 0.04166666666652577,   0.16666666666666438,   0.5000000000000011};
  static constexpr double kLog[] = {1.479819860511658591e-01, 1.531383769920937332e-01, 1.818357216161805012e-01,
                                    2.222219843214978396e-01, 2.857142874366239149e-01, 3.999999999940941908e-01,
                                    6.666666666666735130e-01};
  static constexpr double kHalfPi = 1.5707963267948966, kHalfPiLo = 6.123233995736766e-17;
  static constexpr double kSin[] = {5.6343128849051114e-08, -3.598646754673681e-06, 0.00016044115191220874,
                                    -0.004681754132533648,  0.07969262624605838,    -0.6459640975062448};
  static constexpr double kCos2 = 1.2337005501361697, kCos2Lo = 7.831619385924639e-17;  // pi^2 / 8
  static constexpr double kCos[] = {-6.324334106144589e-09, 4.710638243338687e-07, -2.520203781943678e-05,
                                    0.0009192602743770482,  -0.02086348076332992,  0.2536695079010476};
};

template <>
struct Elementary<float> {
  using Bits = std::uint32_t;
  static constexpr int kMantissa = 23;
  static constexpr Bits kMantissaMask = 0x007fffff;
  static constexpr Bits kSign = 0x80000000;
  static constexpr Bits kOne = 0x3f800000;
  static constexpr Bits kSqrtHalf = 0x3f3504f3;
  static constexpr float kBias = 127.0f;
  static constexpr float kRound = 0x1.8p23f;
  static constexpr float kInteger = 0x1p23f;
  static constexpr float kExpMin = -104.0f, kExpMax = 89.0f;
  static constexpr float kLog2e = 1.4426950408889634f;
  static constexpr float kLn2Hi = 6.9313812256e-01f, kLn2Lo = 9.0580006145e-06f;
  static constexpr float kSubnormalScale = 0x1p25f, kSubnormalShift = 25.0f;
  static constexpr float kExp[] = {0.001383865f, 0.008369185f, 0.041668102f, 0.16666517f, 0.49999994f};
  static constexpr float kLog[] = {0.24279078841f, 0.28498786688f, 0.40000972152f, 0.66666662693f};
  static constexpr float kHalfPi = 0x1.921fb4p0f, kHalfPiLo = 7.5497899e-08f;  // lo > 0: sin(-0) = -0
  static constexpr float kSin[] = {-0.004603732f, 0.07968108f, -0.6459636f};
  static constexpr float kCos2 = 1.2337005138397217f, kCos2Lo = 3.6296448147666814e-08f;
  static constexpr float kCos[] = {0.0009056288f, -0.020861128f, 0.25366938f};
};

template <class B>
using Table = Elementary<typename B::value_type>;
template <class B>
using BitsOf = xsimd::batch<typename Table<B>::Bits, typename B::arch_type>;

template <class B>
inline BitsOf<B> to_bits(B x) {
  return xsimd::bitwise_cast<typename Table<B>::Bits>(x);
}
template <class B>
inline B from_bits(BitsOf<B> bits) {
  return xsimd::bitwise_cast<typename B::value_type>(bits);
}
template <class B>
inline B sign_bit(B x) {
  return from_bits<B>(to_bits(x) & BitsOf<B>(Table<B>::kSign));
}
template <class B>
inline B magnitude(B x) {
  return from_bits<B>(to_bits(x) & BitsOf<B>(~Table<B>::kSign));
}
/// x with the sign bit of `sign` put over its own (xor): x must not be negative for a plain copysign.
template <class B>
inline B with_sign(B x, B sign_bits) {
  return from_bits<B>(to_bits(x) ^ to_bits(sign_bits));
}
template <class B>
inline B infinity() {
  return B(std::numeric_limits<typename B::value_type>::infinity());
}
template <class B>
inline B not_a_number() {
  return B(std::numeric_limits<typename B::value_type>::quiet_NaN());
}

/// horner() in two chains (even and odd powers): half the latency, the same number of operations but one.
template <class B, std::size_t N>
inline B horner2(B x, const typename B::value_type (&coefficients)[N]) {
  const auto* const c = from_memory(coefficients);
  const B x2 = x * x;
  B a(c[0]), b(c[1]);
  for (std::size_t i = 2; i < N; ++i) {
    B& sum = i % 2 == 0 ? a : b;
    sum = sum * x2 + B(c[i]);
  }
  return N % 2 == 0 ? a * x + b : b * x + a;
}

}  // namespace detail
}  // namespace tractable::simd
