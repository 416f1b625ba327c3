#include "tractable/density/moments.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <numeric>
#include <vector>

#include "tractable/simd/random.hpp"

using tractable::RunningMoments;

TEST_CASE("the moments of 1 ... 1000 are known, however the numbers are cut into blocks") {
  std::vector<double> x(1000);
  std::iota(x.begin(), x.end(), 1.0);
  for (const std::size_t size : {1u, 7u, 64u, 1000u}) {
    RunningMoments moments;
    for (std::size_t i = 0; i < x.size(); i += size) {
      moments.add(std::span(x).subspan(i, std::min(size, x.size() - i)));
    }
    CHECK(moments.count() == 1000);
    CHECK(moments.mean() == doctest::Approx(500.5).epsilon(1e-15));
    CHECK(moments.variance() == doctest::Approx(1000.0 * 1001.0 / 12.0).epsilon(1e-14));  // n (n + 1) / 12
  }
}

TEST_CASE("an offset of 10^9 costs the variance no digits beyond those that the data lost") {
  std::vector<double> x(4096);
  tractable::fill_uniform(tractable::key_from_seed(5), std::span(x));
  for (double& value : x) value = std::floor(value * 1024) / 1024 + 1e9;  // exact: 30 + 10 bits
  RunningMoments near;
  RunningMoments far;
  far.add(x);
  for (double& value : x) value -= 1e9;
  near.add(x);
  CHECK(far.variance() == doctest::Approx(near.variance()).epsilon(1e-12));
}

TEST_CASE("before there are enough numbers, the moments are NaN") {
  RunningMoments moments;
  CHECK(std::isnan(moments.mean()));
  moments.add({});
  CHECK(moments.count() == 0);
  const double one = 3;
  moments.add({&one, 1});
  CHECK(moments.mean() == 3);
  CHECK(std::isnan(moments.variance()));
}
