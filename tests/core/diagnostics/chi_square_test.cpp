#include "tractable/diagnostics/chi_square.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <vector>

#include "tractable/base/error.hpp"
#include "tractable/diagnostics/kolmogorov_smirnov.hpp"
#include "tractable/simd/random.hpp"

using namespace tractable;

TEST_CASE("chi square: of two histograms, against mpmath") {
  // Pearson's sum over both rows and gammainc with 30 digits.
  const ChiSquare six = chi_square_two_samples(std::vector{30.0, 14.0, 34.0, 45.0, 57.0, 20.0},
                                               std::vector{20.0, 24.0, 28.0, 40.0, 32.0, 36.0});
  CHECK(six.statistic == doctest::Approx(16.092187354584216).epsilon(1e-12));
  CHECK(six.degrees == 5);
  CHECK(six.p_value == doctest::Approx(0.0065857446049024219).epsilon(1e-11));
  const ChiSquare two = chi_square_two_samples(std::vector{90.0, 60.0}, std::vector{30.0, 51.0});
  CHECK(two.statistic == doctest::Approx(11.110660660660661).epsilon(1e-12));
  CHECK(two.p_value == doctest::Approx(0.00085832910805898148).epsilon(1e-11));
}

TEST_CASE("chi square: cells that are too empty are joined, and one law is not told from itself too often") {
  const ChiSquare joined = chi_square_two_samples(std::vector{1.0, 2.0, 0.0, 40.0, 0.0, 57.0, 0.0},
                                                  std::vector{2.0, 2.0, 3.0, 40.0, 0.0, 52.0, 1.0});
  CHECK(joined.cells == 3);
  CHECK(chi_square_two_samples(std::vector{10.0, 20.0}, std::vector{20.0, 40.0}).p_value == doctest::Approx(1));
  // 500 pairs of histograms of 2000 uniform draws, 20 cells: their p-values are uniform, p > 1e-4. Kills
  // chi_square_one_sided_scale.
  std::vector<double> p_values;
  std::vector<double> draws(4000);
  for (std::uint64_t run = 0; run < 500; ++run) {
    fill_uniform(split_at(key_from_seed(5), run), std::span(draws));
    std::vector<double> a(20);
    std::vector<double> b(20);
    for (std::size_t i = 0; i < draws.size(); ++i) {
      (i % 2 == 0 ? a : b)[std::min<std::size_t>(19, static_cast<std::size_t>(20 * draws[i]))] += 1;
    }
    p_values.push_back(chi_square_two_samples(a, b).p_value);
  }
  CHECK(ks_one_sample_p_value(ks_distance_from_uniform(p_values), p_values.size()) > 1e-4);
}

TEST_CASE("chi square: misuse") {
  CHECK_THROWS_WITH_AS((void)chi_square_two_samples(std::vector{1.0}, std::vector{1.0, 2.0}),
                       doctest::Contains("a has 1 cells, b 2"), Error);
  CHECK_THROWS_WITH_AS((void)chi_square_two_samples(std::vector{10.0, 10.5}, std::vector{10.0, 2.0}),
                       doctest::Contains("a[1] is 10.5"), Error);
  CHECK_THROWS_WITH_AS((void)chi_square_two_samples(std::vector{3.0, 2.0}, std::vector{4.0, 4.0}),
                       doctest::Contains("5 and 8 values"), Error);
  CHECK_THROWS_AS((void)chi_square_two_samples({}, {}), Error);
  CHECK_THROWS_AS((void)chi_square_two_samples(std::vector{0.0, 0.0}, std::vector{9.0, 9.0}), Error);
}
