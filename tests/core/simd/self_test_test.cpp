#include "tractable/simd/self_test.hpp"

#include <doctest/doctest.h>

#include "tractable/simd/kernels.hpp"

using namespace tractable::simd;

TEST_CASE("the self-test passes on this machine") { CHECK(self_test() == ""); }

TEST_CASE("the scalar kernels are always there, and the widest set is the one in use") {
  CHECK(available_kernels().front()->instruction_set == "scalar");
  CHECK(kernels_for("scalar") == available_kernels().front());
  CHECK(&kernels() == available_kernels().back());
  CHECK(kernels_for("abacus") == nullptr);
#if defined(__wasm__) && !defined(TRACTABLE_SCALAR_BUILD)
  CHECK(kernels().instruction_set == "wasm128");
#endif
}
