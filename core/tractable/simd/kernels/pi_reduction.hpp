#pragma once

#include "tractable/simd/kernels/floating.hpp"

// The argument of sine and cosine modulo pi/2, for every finite double: x = k pi/2 + hi + lo, |hi| <= pi/4.
//
// Usually by Cody and Waite: k times the leading bits of pi/2, in parts short enough that the products are exact. Two
// kinds of argument go another way, number by number: a large one (1.6 million and more; float: 12 000), and one so
// near to a multiple of pi/2 that the parts do not hold enough bits (below 2^-40; float: 2^-16). For those the product
// with 2/pi is taken as an integer, of the bits of 2/pi that matter and 137 binary places (M. Payne and R. Hanek,
// SIGNUM Newsletter 18 (1983) 19). No double is nearer than 2^-62 or so to a multiple of pi/2: 75 bits are right. The
// way depends on the argument alone, so its bits do not depend on its neighbours.

namespace tractable::simd {

/// x = k pi/2 + hi + lo; the last two bits of `quadrant` are those of k.
template <class B>
struct QuarterTurn {
  B hi, lo;
  detail::BitsOf<B> quadrant;
  bool usual;  // whether every x was finite
};

namespace detail {

template <class T>
struct HalfPi;
template <>
struct HalfPi<double> {
  static constexpr double kInverse = 0.6366197723675814;  // 2 / pi
  static constexpr double kEnd = 1.6e6, kNear = 0x1p-40;
  static constexpr double kFirst = 0x1.921fb544p0, kSecond = 0x1.0b4611a6p-34;  // 33 bits each
  static constexpr double kRest = 0x1.3198a2e037073p-69;
};
template <>
struct HalfPi<float> {
  static constexpr float kInverse = 0.63661975f;
  static constexpr float kEnd = 12000.0f, kNear = 0x1p-16f;
  static constexpr float kFirst = 0x1.92p0f, kSecond = 0x1.fb4p-12f, kThird = 0x1.44p-24f;  // 11, 11 and 10 bits
  static constexpr float kRest = 0x1.0b4612p-34f;
};

// A word of zeros, then 1216 bits of 2 / pi after the binary point.
inline constexpr std::uint64_t kTwoOverPi[] = {
    0x0000000000000000, 0xa2f9836e4e441529, 0xfc2757d1f534ddc0, 0xdb6295993c439041, 0xfe5163abdebbc561,
    0xb7246e3a424dd2e0, 0x06492eea09d1921c, 0xfe1deb1cb129a73e, 0xe88235f52ebb4484, 0xe99c7026b45f7e41,
    0x3991d639835339f4, 0x9c845f8bbdf9283b, 0x1ff897ffde05980f, 0xef2f118b5a0a6d1f, 0x6d367ecf27cb09b7,
    0x4f463f669e5fea2d, 0x7527bac7ebe5f17b, 0x3d0739f78a5292ea, 0x6bfb5fb11f8d5d08, 0x56033046fc7b6bab};

struct Wide {
  std::uint64_t high, low;
};

// The scalar functions are templates over the architecture, too (batch.hpp says why).

template <class A>
inline Wide multiply(std::uint64_t a, std::uint64_t b) {
  constexpr std::uint64_t half = 0xffffffff;
  const std::uint64_t low = (a & half) * (b & half);
  const std::uint64_t middle = (a >> 32) * (b & half) + (low >> 32);
  const std::uint64_t other = (a & half) * (b >> 32) + (middle & half);
  return {(a >> 32) * (b >> 32) + (middle >> 32) + (other >> 32), (other << 32) | (low & half)};
}

struct ExactTurn {
  double hi, lo;
  unsigned quadrant;
};

/// For 1/2 <= a; an infinity or NaN gives NaN.
template <class A>
inline ExactTurn exact_quarter_turn(double a) {
  const auto bits = __builtin_bit_cast(std::uint64_t, a);
  const auto exponent = static_cast<int>(bits >> 52);
  if (exponent == 0x7ff) {
    constexpr double nan = std::numeric_limits<double>::quiet_NaN();
    return {nan, nan, 0};
  }
  // a = m 2^e. Bits of 2/pi above place e - 2 give multiples of four quarter turns: so three words from there are used.
  const std::uint64_t m = (bits & Elementary<double>::kMantissaMask) | (std::uint64_t{1} << 52);
  const int place = exponent - 1075 - 2 + 64;
  const std::uint64_t* from = kTwoOverPi + place / 64;
  const int shift = place % 64;
  const auto word = [from, shift](int i) {
    return shift == 0 ? from[i] : (from[i] << shift) | (from[i + 1] >> (64 - shift));
  };
  const Wide last = multiply<A>(m, word(2)), middle = multiply<A>(m, word(1));
  const std::uint64_t p1 = last.high + middle.low;
  const std::uint64_t p2 = m * word(0) + middle.high + (p1 < middle.low ? 1 : 0);
  // Two bits of quarter turns, then the fraction: to the nearest, with its sign.
  auto quadrant = static_cast<unsigned>(p2 >> 62);
  std::uint64_t f2 = (p2 << 2) | (p1 >> 62), f1 = (p1 << 2) | (last.low >> 62);
  const bool negative = (f2 >> 63) != 0;
  if (negative) {
    ++quadrant;
    f2 = ~f2 + (f1 == 0 ? 1 : 0);
    f1 = ~f1 + 1;
  }
  const int zeros = f2 != 0 ? __builtin_clzll(f2) : 64;
  const std::uint64_t fraction = zeros == 0 ? f2 : zeros == 64 ? f1 : (f2 << zeros) | (f1 >> (64 - zeros));
  const Wide product = multiply<A>(fraction, 0xc90fdaa22168c234);  // pi/2, 63 binary places
  const double unit = __builtin_bit_cast(double, static_cast<std::uint64_t>(1023 - 63 - zeros) << 52);
  const double hi = static_cast<double>(product.high & ~std::uint64_t{0x7ff}) * unit;
  const double lo = static_cast<double>(((product.high & 0x7ff) << 32) | (product.low >> 32)) * 0x1p-32 * unit;
  return negative ? ExactTurn{-hi, -lo, quadrant} : ExactTurn{hi, lo, quadrant};
}

/// The lanes that Cody and Waite's way does not serve, one after the other.
template <class B>
inline void repair_lanes(B a, QuarterTurn<B>& turn) {
  using T = typename B::value_type;
  using C = HalfPi<T>;
  T x[B::size], hi[B::size], lo[B::size];
  typename Table<B>::Bits quadrant[B::size];
  a.store_unaligned(x);
  turn.hi.store_unaligned(hi);
  turn.lo.store_unaligned(lo);
  turn.quadrant.store_unaligned(quadrant);
  for (std::size_t i = 0; i < B::size; ++i) {
    if (x[i] < C::kEnd && (x[i] < T(0.5) || hi[i] > C::kNear || hi[i] < -C::kNear)) continue;
    const ExactTurn exact = exact_quarter_turn<typename B::arch_type>(static_cast<double>(x[i]));
    hi[i] = static_cast<T>(exact.hi);
    lo[i] = static_cast<T>((exact.hi - static_cast<double>(hi[i])) + exact.lo);
    quadrant[i] = exact.quadrant;
  }
  turn = {B::load_unaligned(hi), B::load_unaligned(lo), BitsOf<B>::load_unaligned(quadrant), false};
}

}  // namespace detail

/// Of a >= 0.
template <class B>
inline QuarterTurn<B> quarter_turn(B a) {
  using C = detail::HalfPi<typename B::value_type>;
  const B round(detail::Table<B>::kRound);
  const B shifted = a * B(C::kInverse) + round;
  const B k = shifted - round;
  B first = a - k * B(C::kFirst);  // exact, as are the products and the errors below
  B part = k * B(C::kSecond);
  if constexpr (sizeof(typename B::value_type) == 4) {
    first -= part;
    part = k * B(C::kThird);
  }
  const B r = first - part;
  const B rest = ((first - r) - part) - k * B(C::kRest);
  const B hi = r + rest;
  QuarterTurn<B> turn{hi, (r - hi) + rest, detail::to_bits(shifted), true};
  const auto far_from_axis = (a < B(0.5)) | (detail::magnitude(hi) > B(C::kNear));
  if (!xsimd::all((a < B(C::kEnd)) & far_from_axis)) detail::repair_lanes(a, turn);
  return turn;
}

}  // namespace tractable::simd
