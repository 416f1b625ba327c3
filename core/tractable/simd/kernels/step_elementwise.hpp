#pragma once

#include "tractable/simd/kernels/elementary.hpp"
#include "tractable/simd/kernels/erf.hpp"
#include "tractable/simd/kernels/floating.hpp"
#include "tractable/simd/kernels/power.hpp"
#include "tractable/simd/kernels/step_loops.hpp"

// Elementwise step kernels: a name of the lists in step.hpp is a function of vectors here.

namespace tractable::simd {

template <UnaryStep Op, class B>
[[gnu::always_inline]] inline B apply(const B& a) {
  using T = typename B::value_type;
  const B zero(T(0));
  if constexpr (Op == UnaryStep::copy) return a;
  if constexpr (Op == UnaryStep::neg)
    return detail::from_bits<B>(detail::to_bits(a) ^ detail::BitsOf<B>(detail::Table<B>::kSign));
  if constexpr (Op == UnaryStep::abs) return detail::magnitude(a);
  if constexpr (Op == UnaryStep::sign) return xsimd::select(a > zero, B(T(1)), xsimd::select(a < zero, B(T(-1)), a));
  if constexpr (Op == UnaryStep::floor) return xsimd::select(a == zero, a, xsimd::floor(a));  // keeps the sign of -0
  if constexpr (Op == UnaryStep::reciprocal) return B(T(1)) / a;
  if constexpr (Op == UnaryStep::sqrt) return xsimd::sqrt(a);
  if constexpr (Op == UnaryStep::exp) return simd::exp(a);
  if constexpr (Op == UnaryStep::log) return simd::log(a);
  if constexpr (Op == UnaryStep::log1p) return simd::log1p(a);
  if constexpr (Op == UnaryStep::tanh) return simd::tanh(a);
  if constexpr (Op == UnaryStep::sigmoid) return simd::sigmoid(a);
  if constexpr (Op == UnaryStep::softplus) return simd::softplus(a);
}

/// The larger; NaN if one is NaN. Of two zeros the first.
template <class B>
inline B larger(const B& a, const B& b) {
  return xsimd::select((a < b) | (b != b), b, a);
}
template <class B>
inline B smaller(const B& a, const B& b) {
  return xsimd::select((b < a) | (b != b), b, a);
}

/// a b - fl(a b), exact unless it is subnormal (T. J. Dekker, Numer. Math. 18 (1971) 224).
template <class B>
inline B product_error(const B& a, const B& b) {
  const B ah = detail::high_half(a), bh = detail::high_half(b), al = a - ah, bl = b - bh;
  const B error = ((ah * bh - a * b) + (ah * bl + al * bh)) + al * bl;
  return xsimd::select(detail::magnitude(error) < detail::infinity<B>(), error, B(typename B::value_type(0)));
}

template <BinaryStep Op, class B>
inline B apply(const B& a, const B& b) {
  using T = typename B::value_type;
  if constexpr (Op == BinaryStep::add) return a + b;
  if constexpr (Op == BinaryStep::sub) return a - b;
  if constexpr (Op == BinaryStep::mul) return a * b;
  if constexpr (Op == BinaryStep::div) return a / b;
  if constexpr (Op == BinaryStep::pow) return simd::pow(a, b);
  if constexpr (Op == BinaryStep::max) return simd::larger(a, b);
  if constexpr (Op == BinaryStep::min) return simd::smaller(a, b);
  if constexpr (Op == BinaryStep::product_error) return simd::product_error(a, b);
  if constexpr (Op == BinaryStep::greater) return xsimd::select(a > b, B(T(1)), B(T(0)));
}

template <ChainEnd End, class B>
inline B finish_chain(const B& t, const B& c) {
  if constexpr (End == ChainEnd::add) return t + c;
  if constexpr (End == ChainEnd::sub) return t - c;
  if constexpr (End == ChainEnd::reversed_sub) return c - t;
  if constexpr (End == ChainEnd::mul) return t * c;
}

template <class A, UnaryStep Op, class T>
void unary_step(const Step<T>& s) {
  const T* a = s.a;
  if (s.cols == 1) {
    *s.y = apply<Op>(Batch<T, A>(*a)).get(0);
    return;
  }
  constexpr std::size_t unroll = Op <= UnaryStep::sqrt ? 4 : 1;
  for_vectors<A, unroll>(s.y, s.cols, [a](std::size_t i) { return apply<Op>(Batch<T, A>::load_unaligned(a + i)); });
}

/// In stages over a small buffer: each loop's constants stay in registers, of which WebAssembly has sixteen.
template <class A, class T>
void softplus_sigmoid_step(const Step<T>& s) {
  using B = Batch<T, A>;
  constexpr std::size_t block = 128;
  alignas(64) T e[block];
  for (std::size_t from = 0; from < s.cols; from += block) {
    const std::size_t n = s.cols - from < block ? s.cols - from : block;
    const T* const a = s.a + from;
    for (std::size_t i = 0; i < n; i += B::size) {
      detail::exp_minus_magnitude(B::load_unaligned(a + i)).store_aligned(e + i);
    }
    for_vectors<A, 1>(s.y + from, n, [&](std::size_t i) {
      return detail::softplus_of(B::load_unaligned(a + i), B::load_aligned(e + i));
    });
    for_vectors<A, 1>(s.second + from, n, [&](std::size_t i) {
      return detail::sigmoid_of(B::load_unaligned(a + i), B::load_aligned(e + i));
    });
  }
}

template <class A, bool One, class T>
inline void expand_rows(const Step<T>& s) {
  T* y = s.y;
  const T* a = s.a;
  for (std::size_t r = 0; r < s.rows; ++r, y += s.cols, a += s.lda) {
    const Operand<A, One, T> value(a);
    for_vectors<A, 4>(y, s.cols, value);
  }
}
template <class A, class T>
void expand_step(const Step<T>& s) {
  if (s.flags != 0) {
    expand_rows<A, true>(s);
  } else {
    expand_rows<A, false>(s);
  }
}

template <class A, BinaryStep Op, std::size_t Ones, class T>
void binary_step(const Step<T>& s) {
  T* y = s.y;
  const T *a = s.a, *b = s.b;
  for (std::size_t r = 0; r < s.rows; ++r, y += s.cols, a += s.lda, b += s.ldb) {
    const Operand<A, (Ones & 1) != 0, T> x(a);
    const Operand<A, (Ones & 2) != 0, T> z(b);
    for_vectors<A, Op == BinaryStep::pow ? 1 : 4>(y, s.cols, [&](std::size_t i) { return apply<Op>(x(i), z(i)); });
  }
}

template <class A, std::size_t Ones, class T, class F>
inline void ternary_rows(const Step<T>& s, F f) {
  T* y = s.y;
  const T *a = s.a, *b = s.b, *c = s.c;
  for (std::size_t r = 0; r < s.rows; ++r, y += s.cols, a += s.lda, b += s.ldb, c += s.ldc) {
    const Operand<A, (Ones & 1) != 0, T> u(a);
    const Operand<A, (Ones & 2) != 0, T> v(b);
    const Operand<A, (Ones & 4) != 0, T> w(c);
    for_vectors<A, 4>(y, s.cols, [&](std::size_t i) { return f(u(i), v(i), w(i)); });
  }
}

template <class A, std::size_t Ones, class T>
void select_step(const Step<T>& s) {
  using B = Batch<T, A>;
  ternary_rows<A, Ones>(s, [](const B& a, const B& b, const B& c) { return xsimd::select(a != B(T(0)), b, c); });
}

template <class A, std::size_t Ones, class T>
void gate_step(const Step<T>& s) {
  using B = Batch<T, A>;
  ternary_rows<A, Ones>(s, [](const B& a, const B& b, const B& c) { return xsimd::select(a > b, c, B(T(0))); });
}

template <class A, BinaryStep Op, ChainEnd End, std::size_t Ones, class T>
void chain_step(const Step<T>& s) {
  using B = Batch<T, A>;
  ternary_rows<A, Ones>(s, [](const B& a, const B& b, const B& c) { return finish_chain<End>(apply<Op>(a, b), c); });
}

}  // namespace tractable::simd
