#pragma once

#include <string>

#include "tractable/simd/kernels.hpp"

// A computed self-test of the kernels, run when a module starts: some browsers once shipped SIMD instructions that
// loaded and gave wrong numbers, so loading proves nothing. Takes well under a millisecond.

namespace tractable::simd {

/// Compares the kernels in use with the scalar ones, bit by bit, and both with a few published numbers.
/// Returns "" or a sentence that names the first kernel that differs.
[[nodiscard]] std::string self_test();

/// The same for any two sets of kernels (tests hand in a faulty one).
[[nodiscard]] std::string self_test(const Kernels& used, const Kernels& reference);

}  // namespace tractable::simd
