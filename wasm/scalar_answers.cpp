// Prints the self-test's answers of the scalar kernels, as a list of numbers for simd/self_test.cpp.

#include <cstdio>

#include "tractable/simd/self_test.hpp"

int main() {
  for (const auto& [kernel, digest] : tractable::simd::self_test_answers(tractable::simd::kernels())) {
    std::printf("0x%08xU,  // %.*s\n", static_cast<unsigned>(digest), static_cast<int>(kernel.size()), kernel.data());
  }
}
