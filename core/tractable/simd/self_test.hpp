#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "tractable/simd/kernels.hpp"

// A computed self-test of the kernels, run when a module starts: some browsers once shipped SIMD instructions that
// loaded and gave wrong numbers, so loading proves nothing. Takes well under a millisecond.
//
// The kernels' numbers are compared with those of the scalar ones, bit by bit, through a digest of each. The
// WebAssembly module with SIMD would be half as large again with the scalar kernels in it: it holds their digests,
// which the build has made by running them.

namespace tractable::simd {

/// What a kernel gives for the arguments of the self-test.
struct Answer {
  std::string_view kernel;   ///< "exp_f32"
  std::uint32_t digest = 0;  ///< of the bits of all its numbers; any NaN counts as the same
};

/// An answer for each kernel; all step kernels of a type are one.
[[nodiscard]] std::vector<Answer> self_test_answers(const Kernels& table);

/// Compares the kernels in use with the scalar ones and with a few published numbers.
/// Returns "" or a sentence that names the first kernel that differs.
[[nodiscard]] std::string self_test();

/// The same for any two sets of kernels (tests hand in a faulty one).
[[nodiscard]] std::string self_test(const Kernels& used, const Kernels& reference);

/// The same against digests in the order of `self_test_answers`.
[[nodiscard]] std::string self_test(const Kernels& used, std::span<const std::uint32_t> right);

}  // namespace tractable::simd
