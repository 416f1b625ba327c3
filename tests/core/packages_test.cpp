// The libraries that the core stands on are the ones that it needs: a wrong Eigen or xsimd would change bits in
// silence.

#include <doctest/doctest.h>

#include <Eigen/Core>
#include <xsimd/xsimd.hpp>

TEST_CASE("Eigen is 3.4 or newer and does not vectorise") {
  CHECK(EIGEN_VERSION_AT_LEAST(3, 4, 0));
#ifdef EIGEN_VECTORIZE
  FAIL("Eigen would add in an order that depends on the instruction set");
#endif
  Eigen::Matrix2d a;
  a << 1, 2, 3, 4;
  CHECK((a * a)(1, 0) == 15);
}

TEST_CASE("xsimd is 13 or newer: older ones have no WebAssembly back-end") {
  CHECK(XSIMD_VERSION_MAJOR >= 13);
  CHECK(xsimd::batch<double, xsimd::emulated<128>>::size == 2);
}
