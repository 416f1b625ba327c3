#include "tractable/density/histogram.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <vector>

#include "tractable/base/error.hpp"
#include "tractable/base/key.hpp"
#include "tractable/simd/random.hpp"

using namespace tractable;

namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();
constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();

std::vector<std::uint64_t> counted(const Histogram& histogram) {
  return {histogram.counts().begin(), histogram.counts().end()};
}

}  // namespace

TEST_CASE("a bin holds its left edge, the last bin its right edge too, and the rest is counted apart") {
  Histogram histogram(0, 4, 4);
  histogram.add(std::vector{0.0, 0.5, 1.0, 1.999, 2.0, 3.0, 4.0});
  CHECK(counted(histogram) == std::vector<std::uint64_t>{2, 2, 1, 2});
  histogram.add(std::vector{-1e-300, -kInfinity, std::nextafter(4.0, 5.0), kInfinity, 1e300, kNaN, -kNaN, -0.0});
  CHECK(counted(histogram) == std::vector<std::uint64_t>{3, 2, 1, 2});
  CHECK(histogram.below() == 2);
  CHECK(histogram.above() == 3);
  CHECK(histogram.not_a_number() == 2);
  CHECK(histogram.bins() == 4);
  histogram.add({});
  CHECK(counted(histogram) == std::vector<std::uint64_t>{3, 2, 1, 2});
}

TEST_CASE("every edge and its neighbours land on the sides that edge() says, whatever the bounds") {
  std::vector<double> u(4 * 50);
  fill_uniform(key_from_seed(1), std::span(u));
  for (std::size_t trial = 0; trial < 50; ++trial) {
    const double low = (u[4 * trial] - 0.5) * std::pow(10, std::floor(20 * u[4 * trial + 1]) - 10);
    const double high = low + u[4 * trial + 2] * std::pow(10, std::floor(20 * u[4 * trial + 3]) - 8);
    const std::size_t bins = 1 + 37 * trial;
    if ((high - low) / static_cast<double>(bins) < 1e-10 * std::max(std::abs(low), std::abs(high))) continue;
    CAPTURE(low);
    CAPTURE(high);
    CAPTURE(bins);
    CHECK(Histogram(low, high, bins).edge(0) == low);
    CHECK(Histogram(low, high, bins).edge(bins) == high);
    for (std::size_t i = 0; i < bins; ++i) {
      Histogram at(low, high, bins);
      const double edge = at.edge(i);
      CHECK(edge < at.edge(i + 1));
      at.add(std::vector{edge});
      CHECK(at.counts()[i] == 1);
      Histogram before(low, high, bins);
      before.add(std::vector{std::nextafter(edge, -kInfinity)});
      CHECK((i == 0 ? before.below() : before.counts()[i - 1]) == 1);
    }
  }
}

TEST_CASE("the counts are the same in one call, in parts and in another order, and add up") {
  std::vector<double> x(10'000);
  fill_normal(key_from_seed(2), std::span(x));
  x[17] = kNaN;
  Histogram whole(-2, 2.5, 31);
  whole.add(x);
  Histogram parts(-2, 2.5, 31);
  for (std::size_t i = 0; i < x.size(); i += 1000) parts.add(std::span(x).subspan(i, 1000));
  std::reverse(x.begin(), x.end());
  Histogram backwards(-2, 2.5, 31);
  backwards.add(x);
  CHECK(counted(whole) == counted(parts));
  CHECK(counted(whole) == counted(backwards));
  const auto inside = std::accumulate(whole.counts().begin(), whole.counts().end(), std::uint64_t{0});
  CHECK(inside + whole.below() + whole.above() + whole.not_a_number() == x.size());
  CHECK(whole.not_a_number() == 1);
  for (std::size_t i = 0; i < whole.bins(); ++i) {
    const auto in_bin =
        std::count_if(x.begin(), x.end(), [&](double v) { return v >= whole.edge(i) && v < whole.edge(i + 1); });
    CHECK(whole.counts()[i] == static_cast<std::uint64_t>(in_bin));
  }
}

TEST_CASE("a histogram without sense is refused, with the numbers in the message") {
  CHECK_THROWS_WITH_AS(Histogram(kNaN, 1, 3), "histogram: low is nan; it must be a finite number", Error);
  CHECK_THROWS_WITH_AS(Histogram(0, kInfinity, 3), "histogram: high is inf; it must be a finite number", Error);
  CHECK_THROWS_WITH_AS(Histogram(0, 1, 0), "histogram: bins is 0; it must be at least 1", Error);
  CHECK_THROWS_WITH_AS(Histogram(0, 1, 1'000'000'000), "histogram: bins is 1000000000; it must be at most 1048576",
                       Error);
  CHECK_THROWS_WITH_AS(Histogram(2, 1, 3), "histogram: low is 2 and high is 1; low must be less", Error);
  CHECK_THROWS_WITH_AS(Histogram(2, 2, 3), "histogram: low is 2 and high is 2; low must be less", Error);
  CHECK_THROWS_WITH_AS(Histogram(1, 1 + 1e-15, 8),
                       "histogram: from low 1 to high 1.000000000000001 doubles cannot tell 8 bins apart", Error);
  CHECK_THROWS_AS(Histogram(-1.7e308, 1.7e308, 10), Error);
  CHECK(Histogram(1, 1 + 1e-15, 1).bins() == 1);
}

TEST_CASE("a range so narrow that bins a unit overflow is refused") {
  CHECK_THROWS_AS(tractable::Histogram(0, 1e-310, 10), tractable::Error);
}
