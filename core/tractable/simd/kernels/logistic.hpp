#pragma once

#include "tractable/simd/kernels/exponential.hpp"

// The logistic family for double and float: sigmoid, softplus, log_sigmoid, and tanh.
//
//   e = exp(-|x|):  sigmoid(x)  = (x > 0 ? 1 : e) / (1 + e),
//                   softplus(x) = max(x, 0) + log(1 + e),   log_sigmoid(x) = min(x, 0) - log(1 + e).
//   t = expm1(-2 |x|):  tanh(|x|) = -t / (2 + t).
//
// Maximum errors stand in elementary.hpp.

namespace tractable::simd {
namespace detail {

/// log(1 + e) for 0 <= e <= 1. Above sqrt(2) - 1 by the logarithm of (1 + e) / 2.
template <class B>
inline B log1p_unit(B e) {
  using C = Table<B>;
  const auto big = e > TRACTABLE_CONSTANT(B, 0.41421356237309503);
  const B f = xsimd::select(big, (e - TRACTABLE_CONSTANT(B, 1)) * TRACTABLE_CONSTANT(B, 0.5), e);
  const B s = f / (TRACTABLE_CONSTANT(B, 2) + f);
  const B z = s * s;
  const B half = TRACTABLE_CONSTANT(B, 0.5) * f * f;
  const B low = s * (half + z * horner2(z, C::kLog)) + xsimd::select(big, TRACTABLE_CONSTANT(B, C::kLn2Lo), B(0));
  return xsimd::select(big, TRACTABLE_CONSTANT(B, C::kLn2Hi), B(0)) - ((half - low) - f);
}

template <class B>
inline B minus_magnitude(B x) {
  return from_bits<B>(to_bits(x) | TRACTABLE_CONSTANT(BitsOf<B>, Table<B>::kSign));
}

/// exp(-|x|): in [0, 1].
template <class B>
inline B exp_minus_magnitude(B x) {
  const B minus = minus_magnitude(x);
  return xsimd::all(minus > TRACTABLE_CONSTANT(B, -ExpRangeOf<B>::kUsual)) ? exp_usual(minus) : exp_any(minus);
}

// A NaN in e stays the same through sums, products and quotients, and the selections take it or a number: so the
// results below need no selection of their own.

/// The larger of e <= 1 and 0 or 1: a selection of e, three operations in WebAssembly, is two so.
template <class B>
inline B sigmoid_of(B x, B e) {
  return xsimd::max(e, xsimd::select(x > B(0), TRACTABLE_CONSTANT(B, 1), B(0))) / (TRACTABLE_CONSTANT(B, 1) + e);
}
template <class B>
inline B softplus_of(B x, B e) {
  return xsimd::select(x > B(0), x, B(0)) + log1p_unit(e);
}

template <class T>
inline constexpr T kTanhOne = sizeof(T) == 8 ? T(20) : T(10);  // tanh(20) rounds to 1

}  // namespace detail

/// 1 / (1 + exp(-x)), accurate in the left tail, subnormal results included.
template <class T, class A>
  requires Real<T>
inline Batch<T, A> sigmoid(const Batch<T, A>& x) {
  return detail::sigmoid_of(x, detail::exp_minus_magnitude(x));
}

#ifdef __wasm_simd128__  // where the question costs a tenth of the work
namespace detail {

template <class B>
[[gnu::noinline]] B sigmoid_alone(B x) {
  return simd::sigmoid(x);
}

}  // namespace detail

/// The same of several vectors with one question for all: if the sum of their magnitudes is usual, each is.
template <class T, class A>
  requires Real<T>
inline Group<Batch<T, A>> sigmoid(const Group<Batch<T, A>>& x) {
  using B = Batch<T, A>;
  B sum = detail::minus_magnitude(x.part[0]);
  for (std::size_t k = 1; k < kGroupVectors; ++k) sum = sum + detail::minus_magnitude(x.part[k]);
  Group<B> y;
  if (xsimd::all(sum > TRACTABLE_CONSTANT(B, -detail::ExpRangeOf<B>::kUsual))) {
    for (std::size_t k = 0; k < kGroupVectors; ++k) {
      y.part[k] = detail::sigmoid_of(x.part[k], detail::exp_usual(detail::minus_magnitude(x.part[k])));
    }
  } else {
    for (std::size_t k = 0; k < kGroupVectors; ++k) y.part[k] = detail::sigmoid_alone(x.part[k]);
  }
  return y;
}
#endif

/// log(1 + exp(x)): exp(x) for very negative x, x for large x.
template <class T, class A>
  requires Real<T>
[[gnu::always_inline]] inline Batch<T, A> softplus(const Batch<T, A>& x) {
  return detail::softplus_of(x, detail::exp_minus_magnitude(x));
}

/// softplus into s and its derivative, sigmoid, into g, with one exponential: the bits of the two functions alone.
template <class T, class A>
  requires Real<T>
inline void softplus_sigmoid(const Batch<T, A>& x, Batch<T, A>& s, Batch<T, A>& g) {
  const Batch<T, A> at = x, e = detail::exp_minus_magnitude(at);  // s or g may be x
  s = detail::softplus_of(at, e);
  g = detail::sigmoid_of(at, e);
}

/// log(1 / (1 + exp(-x))) = -softplus(-x): x for very negative x, -exp(-x) for large x, at last -0.
template <class T, class A>
  requires Real<T>
[[gnu::always_inline]] inline Batch<T, A> log_sigmoid(const Batch<T, A>& x) {
  using B = Batch<T, A>;
  return xsimd::select(x < B(0), x, TRACTABLE_CONSTANT(B, -0.0)) - detail::log1p_unit(detail::exp_minus_magnitude(x));
}

/// tanh(-x) = -tanh(x) bit by bit.
template <class T, class A>
  requires Real<T>
inline Batch<T, A> tanh(const Batch<T, A>& x) {
  using B = Batch<T, A>;
  const B a = xsimd::min(detail::magnitude(x), B(detail::kTanhOne<T>));
  const auto [hi, lo] = detail::expm1_sum(TRACTABLE_CONSTANT(B, -2) * a);
  const B t = hi + lo;
  const B t_lost = (hi - t) + lo;
  const B d = TRACTABLE_CONSTANT(B, 2) + t;
  const B d_lost = (TRACTABLE_CONSTANT(B, 2) - d) + t;
  // -(t + t_lost) / (d + d_lost + t_lost), to first order; 1 / d, d in [1, 2], by a line.
  const B y = t / d;
  const B correction =
      (t_lost - y * (d_lost + t_lost)) * (TRACTABLE_CONSTANT(B, 1.457) - TRACTABLE_CONSTANT(B, 0.5) * d);
  return xsimd::select(x == x, detail::with_sign(detail::magnitude(y + correction), detail::sign_bit(x)),
                       detail::not_a_number<B>());
}

}  // namespace tractable::simd
