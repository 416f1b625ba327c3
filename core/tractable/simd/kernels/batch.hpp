#pragma once

#include <cstddef>
#include <cstdint>
#include <xsimd/xsimd.hpp>

#include "tractable/simd/kernels/group.hpp"

// What every kernel is made of. A kernel is a template over an xsimd architecture A and uses only + - * / sqrt,
// comparison, selection and bit operations: each of these gives the same bits at every vector width, so a double result
// is the same in the scalar, SSE, AVX2, AVX-512 and WebAssembly builds (DESIGN: "Numbers that can be trusted").
//
// Everything here is a template over A (or over a batch that carries it): kernel files are compiled once for each
// instruction set, and a function without the template argument would be merged by the linker across those copies.

namespace tractable::simd {

template <class T, class A>
using Batch = xsimd::batch<T, A>;

/// The same pointer, of which the compiler for WebAssembly knows nothing. V8 makes a vector constant anew at each use:
/// in three to five instructions, and newer V8 (Chromium 156, not node 20) keeps none out of a loop; a number that must
/// be read from memory is one. Measured in Chromium: exp and log in double 1.3 times as fast, with half the code; under
/// node, which kept them in registers, softplus in double a tenth slower.
template <class T>
inline const T* from_memory(const T* constant) {
#ifdef __wasm_simd128__
  asm("" : "+r"(constant));
#endif
  return constant;
}

/// The number that `value()` gives, in all lanes, read from memory. To LLVM each is as costly as a call when it weighs
/// inlining: what a loop is made of, and has many, says that it is to be inlined.
template <class B, class Value>
inline B constant(Value /*value*/) {
  static constexpr auto number = static_cast<typename B::value_type>(Value{}());
  return B(*from_memory(&number));
}
/// A function in the place of a template's argument: clang before 18 takes no floating-point ones.
#define TRACTABLE_CONSTANT(B, value) (::tractable::simd::constant<B>([] { return value; }))

/// Marks the way that few vectors take. In WebAssembly it is a function of its own, as no register holds anything over
/// the question; natively constants wait in registers, and a call would lose them.
#ifdef __wasm_simd128__
#define TRACTABLE_RARE [[gnu::noinline]]
#else
#define TRACTABLE_RARE inline
#endif

/// Horner's rule, highest power first: c[0] x^(N-1) + ... + c[N-1]. No fused multiply-add.
template <class B, std::size_t N>
inline B horner(B x, const typename B::value_type (&c)[N]) {
  B sum(c[0]);
  for (std::size_t i = 1; i < N; ++i) sum = sum * x + B(c[i]);
  return sum;
}

/// Applies `f` to whole vectors of x and writes y; the last, partial vector is padded with `x[n - 1]` in a buffer, so
/// that `f` never reads or writes past the end and an element's bits do not depend on its place. If `f` takes groups of
/// vectors, it gets groups as long as there are enough.
/// x, y: n values; y may be x.
template <class A, class T, class F>
inline void map(const T* x, T* y, std::size_t n, F f) {
  using B = Batch<T, A>;
  constexpr std::size_t width = B::size;
  std::size_t i = 0;
  if constexpr (requires(const Group<B>& group) { f(group); }) {
    for (; i + kGroupVectors * width <= n; i += kGroupVectors * width) {
      Group<B> group;
      for (std::size_t k = 0; k < kGroupVectors; ++k) group.part[k] = B::load_unaligned(x + i + k * width);
      group = f(group);
      for (std::size_t k = 0; k < kGroupVectors; ++k) group.part[k].store_unaligned(y + i + k * width);
    }
  }
  for (; i + width <= n; i += width) f(B::load_unaligned(x + i)).store_unaligned(y + i);
  if (i == n) return;
  // One number alone, as when a function of one number calls, goes by no buffer: reading a vector just after its parts
  // were written would wait.
  T buffer[width];
  const bool alone = n - i == 1;
  B rest(x[n - 1]);
  if (!alone) {
    for (std::size_t k = 0; k < width; ++k) buffer[k] = x[i + k < n ? i + k : n - 1];
    rest = B::load_unaligned(buffer);
  }
  rest = f(rest);
  if (alone) {
    y[i] = rest.get(0);
    return;
  }
  rest.store_unaligned(buffer);
  for (std::size_t k = 0; i + k < n; ++k) y[i + k] = buffer[k];
}

}  // namespace tractable::simd
