#include "tractable/simd/reduce.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <string>
#include <vector>

#include "tractable/simd/kernels.hpp"
#include "tractable/simd/random.hpp"
#include "tractable/simd/special.hpp"

using namespace tractable;

namespace {

/// The documented order: element i in lane i mod 8, then a fixed tree.
double sum_in_eight_lanes(const std::vector<double>& x) {
  double lane[8] = {};
  for (std::size_t i = 0; i < x.size(); ++i) lane[i % 8] += x[i];
  return ((lane[0] + lane[4]) + (lane[2] + lane[6])) + ((lane[1] + lane[5]) + (lane[3] + lane[7]));
}

std::vector<double> normals(std::size_t n) {
  std::vector<double> x(n);
  fill_normal(key_from_seed(31), std::span(x));
  return x;
}

}  // namespace

TEST_CASE("sums add in the documented order, to the bit, in every set of kernels") {
  for (std::size_t n = 0; n < 70; ++n) {
    const auto x = normals(n);
    std::vector<double> squares(n), bells(n), cdfs(n);
    for (std::size_t i = 0; i < n; ++i) {
      const double u = (0.3 - x[i]) * 1.7;
      squares[i] = (x[i] - 0.3) * (x[i] - 0.3);
      bells[i] = tractable::exp(-0.5 * u * u);
      cdfs[i] = normal_cdf(u);
    }
    CHECK(sum(x) == sum_in_eight_lanes(x));
    for (const simd::Kernels* table : simd::available_kernels()) {
      CAPTURE(std::string(table->instruction_set));
      CAPTURE(n);
      CHECK(table->sum(x.data(), n) == sum_in_eight_lanes(x));
      CHECK(table->sum_squares(x.data(), n, 0.3) == sum_in_eight_lanes(squares));
      CHECK(table->gaussian_kernel_sum(x.data(), n, 0.3, 1.7) == sum_in_eight_lanes(bells));
      CHECK(table->normal_cdf_kernel_sum(x.data(), n, 0.3, 1.7) == sum_in_eight_lanes(cdfs));
    }
  }
}

TEST_CASE("a NaN in the data comes out of a sum") {
  std::vector<double> x(13, 1.0);
  CHECK(sum(x) == 13.0);
  x[12] = NAN;  // in the partial group
  CHECK(std::isnan(sum(x)));
  CHECK(std::isnan(gaussian_kernel_sum(x, 0, 1)));
}
