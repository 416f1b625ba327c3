#pragma once

#include <span>

#include "tractable/simd/special_list.hpp"

// Special functions over spans and of one number. Maximum error and valid range of each stand beside its kernel
// (elementary.hpp, erf.hpp, normal.hpp, erf_inverse.hpp, gamma.hpp, digamma.hpp, polygamma_kernels.hpp) and are held by
// tests/core/simd. A number outside a function's domain gives NaN; nothing here throws but for spans of different
// lengths. Double results have the same bits in every build.

namespace tractable {

// Each name f has four forms:
//   f(x, y)  y_i = f(x_i) for spans of equal length (y may be x); throws Error{shape_mismatch} if the lengths differ
//   f(x)     of one number
#define TRACTABLE_DECLARE(name)                              \
  void name(std::span<const double> x, std::span<double> y); \
  void name(std::span<const float> x, std::span<float> y);   \
  [[nodiscard]] double name(double x);                       \
  [[nodiscard]] float name(float x);
TRACTABLE_SPECIAL_FUNCTIONS(TRACTABLE_DECLARE)
#undef TRACTABLE_DECLARE

/// The n-th derivative of digamma for n = 0 ... 4 (digamma, trigamma, tetragamma, pentagamma, hexagamma) in the same
/// four forms. Throws Error{invalid_argument} for another n.
void polygamma(int n, std::span<const double> x, std::span<double> y);
void polygamma(int n, std::span<const float> x, std::span<float> y);
[[nodiscard]] double polygamma(int n, double x);
[[nodiscard]] float polygamma(int n, float x);

}  // namespace tractable
