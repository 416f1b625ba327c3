#pragma once

#include <cstddef>

// Vectors that go through one formula side by side. A long formula is a chain in which each operation waits for the one
// before, and a processor does not look far enough ahead to begin the next vector meanwhile. A kernel that takes a
// group does each operation for all its vectors before the next one. Every vector gets the bits that it gets alone.

namespace tractable::simd {

/// Natively six chains reach what the arithmetic units can do (normal_ppf), and eight are no faster. WebAssembly has
/// sixteen registers and gains nothing from chains, but from what a group does once (sigmoid); more than four vectors
/// would not stay in registers.
#ifdef __wasm__
inline constexpr std::size_t kGroupVectors = 4;
#else
inline constexpr std::size_t kGroupVectors = 6;
#endif

/// B: a vector.
template <class B>
struct Group {
  using value_type = typename B::value_type;
  B part[kGroupVectors];

  Group() = default;
  explicit Group(value_type same) {
    for (B& p : part) p = B(same);
  }

  friend Group operator+(const Group& x, const Group& y) {
    return pairs(x, y, [](const B& a, const B& b) { return a + b; });
  }
  friend Group operator-(const Group& x, const Group& y) {
    return pairs(x, y, [](const B& a, const B& b) { return a - b; });
  }
  friend Group operator*(const Group& x, const Group& y) {
    return pairs(x, y, [](const B& a, const B& b) { return a * b; });
  }
  friend Group operator/(const Group& x, const Group& y) {
    return pairs(x, y, [](const B& a, const B& b) { return a / b; });
  }

 private:
  template <class F>
  static Group pairs(const Group& x, const Group& y, F f) {
    Group z;
    for (std::size_t k = 0; k < kGroupVectors; ++k) z.part[k] = f(x.part[k], y.part[k]);
    return z;
  }
};

}  // namespace tractable::simd
