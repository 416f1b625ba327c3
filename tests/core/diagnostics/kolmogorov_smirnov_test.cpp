#include "tractable/diagnostics/kolmogorov_smirnov.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <vector>

#include "tractable/base/error.hpp"
#include "tractable/simd/random.hpp"

using namespace tractable;

namespace {

std::vector<double> uniforms(std::uint32_t seed, std::size_t n) {
  std::vector<double> u(n);
  fill_uniform(key_from_seed(seed), std::span(u));
  return u;
}

}  // namespace

TEST_CASE("the distance from the uniform law is known for evenly spread and for shifted points") {
  std::vector<double> u;
  for (int i = 0; i < 10; ++i) u.push_back((i + 0.5) / 10);
  CHECK(ks_distance_from_uniform(u) == doctest::Approx(0.05).epsilon(1e-15));
  for (double& value : u) value = 0.5 + value / 2;  // nothing below 0.5: the empirical function lags by 0.525
  CHECK(ks_distance_from_uniform(u) == doctest::Approx(0.525).epsilon(1e-15));
  const double one = 0.25;
  CHECK(ks_distance_from_uniform({&one, 1}) == 0.75);
}

TEST_CASE("the distance of two samples is known where it can be counted, also with ties") {
  const std::vector<double> a{1, 2, 3, 4};
  const std::vector<double> b{3, 4, 5, 6};
  CHECK(ks_distance(a, b) == 0.5);
  CHECK(ks_distance(b, a) == 0.5);
  CHECK(ks_distance(a, a) == 0);
  CHECK(ks_distance(std::vector<double>{1, 1, 1, 2}, std::vector<double>{1, 2, 2, 2}) == 0.5);
  CHECK(ks_distance(std::vector<double>{0, 1}, std::vector<double>{7, 8, 9}) == 1);
}

TEST_CASE("Kolmogorov's law has its tabled critical values") {
  // Smirnov (1948), Ann. Math. Stat. 19, 279-281: the table of the limit law, six decimals.
  CHECK(1 - kolmogorov_sf(0.50) == doctest::Approx(0.036055).epsilon(2e-5));
  CHECK(1 - kolmogorov_sf(1.00) == doctest::Approx(0.730000).epsilon(2e-6));
  CHECK(1 - kolmogorov_sf(1.50) == doctest::Approx(0.977782).epsilon(2e-6));
  CHECK(kolmogorov_sf(1.3580986393225505) == doctest::Approx(0.05).epsilon(1e-12));  // scipy.special.kolmogi(0.05)
  CHECK(kolmogorov_sf(1.6276236115189503) == doctest::Approx(0.01).epsilon(1e-12));  // scipy.special.kolmogi(0.01)
  // The two series meet.
  CHECK(kolmogorov_sf(1) == doctest::Approx(kolmogorov_sf(std::nextafter(1.0, 0.0))).epsilon(1e-14));
  CHECK(kolmogorov_sf(0) == 1);
  CHECK(kolmogorov_sf(-1) == 1);
  CHECK(kolmogorov_sf(30) == 0);
  CHECK(std::isnan(kolmogorov_sf(NAN)));
}

TEST_CASE("the bound of a distance is the inverse of its p-value") {
  // Roots of the series, by mpmath with 40 digits; at n = 20 divided by Stephens' factor.
  const double rows[][3] = {{0.99, 0.44102769851792936842, 0.095528098963803704039},
                            {0.5, 0.82757355518990769011, 0.1792552457491384409},
                            {0.05, 1.3580986393225506043, 0.29416878272224325222},
                            {0.0000625, 2.2774427744492102915, 0.4933018480995457203},
                            {1e-200, 15.185686777017512982, 1}};
  for (const auto& [level, limit, twenty] : rows) {
    CAPTURE(level);
    CHECK(ks_bound(level, 20) == doctest::Approx(twenty).epsilon(1e-14));
    CHECK(ks_bound(level, 1e12) * (1e6 + 0.12 + 0.11e-6) == doctest::Approx(limit).epsilon(1e-14));
    for (const double n : {5.0, 100.0, 1e6}) {
      const double bound = ks_bound(level, n);
      if (bound < 1) CHECK(ks_p_value(bound, n) == doctest::Approx(level).epsilon(1e-11));
    }
  }
  CHECK(ks_bound(1e-300, 1e6) > ks_bound(1e-299, 1e6));
  CHECK_THROWS_WITH_AS((void)ks_bound(0, 20), "ks_bound: level is 0; it must be at least 1e-300 and less than 1",
                       Error);
  CHECK_THROWS_AS((void)ks_bound(1, 20), Error);
  CHECK_THROWS_AS((void)ks_bound(NAN, 20), Error);
  CHECK_THROWS_AS((void)ks_bound(0.05, 0), Error);
}

TEST_CASE("p-values of right samples are uniform, and a shift of 2 % is found") {
  // 400 samples of 500 draws: their p-values are themselves uniform, up to the approximation's own error (0.002).
  // A distance of 0.12 has probability 1e-5 under the law; the seeds are fixed.
  std::vector<double> p;
  for (std::uint32_t seed = 0; seed < 400; ++seed)
    p.push_back(ks_p_value(ks_distance_from_uniform(uniforms(seed, 500)), 500));
  CHECK(ks_distance_from_uniform(p) < 0.12);
  auto u = uniforms(1, 40'000);
  for (double& value : u) value *= 0.98;
  CHECK(ks_p_value(ks_distance_from_uniform(u), 40'000) < 1e-10);
  // Two samples of one law, two of different laws.
  const double both = 20'000.0 * 20'000 / 40'000;
  CHECK(ks_p_value(ks_distance(uniforms(2, 20'000), uniforms(3, 20'000)), both) > 1e-4);
  for (double& value : u) value *= 0.98;  // 4 %: the cdfs differ by 0.04, 5.6 standard units of which chance takes 2
  CHECK(ks_p_value(ks_distance(uniforms(2, 40'000), u), both) < 1e-9);
}

TEST_CASE("misuse is named, NaN is a value") {
  CHECK_THROWS_WITH_AS((void)ks_distance_from_uniform({}),
                       "ks_distance_from_uniform: u has 0 values; at least 1 is needed", Error);
  const std::vector<double> one{0.5};
  CHECK_THROWS_WITH_AS((void)ks_distance(one, {}), "ks_distance: b has 0 values; at least 1 is needed", Error);
  CHECK_THROWS_WITH_AS((void)ks_distance({}, one), "ks_distance: a has 0 values; at least 1 is needed", Error);
  CHECK_THROWS_WITH_AS((void)ks_p_value(1.5, 10), "ks_p_value: distance is 1.5; a probability lies between 0 and 1",
                       Error);
  CHECK_THROWS_AS((void)ks_p_value(0.5, 0), Error);
  const std::vector<double> bad{0.5, NAN};
  CHECK(std::isnan(ks_distance_from_uniform(bad)));
  CHECK(std::isnan(ks_distance(bad, one)));
  CHECK(std::isnan(ks_distance(one, bad)));
}

TEST_CASE("the p-value of one small sample is exact") {
  // Steck's determinant (1971) in fractions of whole numbers; the first is also the example of Marsaglia et al. (2003).
  struct Row {
    std::size_t n;
    double distance, p;
  };
  const Row rows[] = {{10, 0.274, 0.3715203845434956},
                      {1, 0.75, 0.5},
                      {2, 0.5, 0.5},
                      {3, 0.4, 0.5946666666666666},
                      {5, 0.125, 0.9999625},
                      {5, 0.3, 0.664},
                      {5, 0.75, 0.002},
                      {20, 0.0625, 0.9999834966954319},
                      {20, 0.2, 0.35272017362341596},
                      {20, 0.4375, 0.0005316013144170438},
                      {20, 0.47, 0.00014214650195716304},
                      {40, 0.25, 0.010895520868552337},
                      {40, 0.35, 6.938084430614119e-05}};
  for (const Row& row : rows) {
    CAPTURE(row.n);
    CAPTURE(row.distance);
    CHECK(ks_one_sample_p_value(row.distance, row.n) == doctest::Approx(row.p).epsilon(1e-10));
  }
  CHECK(ks_one_sample_p_value(0.05, 10) == 1);  // D is never less than 1 / (2 n)
  CHECK(ks_one_sample_p_value(1, 3) == 0);
  // Where the exact law ends the approximation goes on.
  CHECK(ks_one_sample_p_value(0.1, 140) == doctest::Approx(ks_one_sample_p_value(0.1, 141)).epsilon(0.05));
  CHECK(ks_one_sample_p_value(0.04, 2000) == doctest::Approx(1 - 0.9967694319171325).epsilon(0.02));
  CHECK_THROWS_WITH_AS((void)ks_one_sample_p_value(0.5, 0), "ks_one_sample_p_value: n is 0; at least 1 is needed",
                       Error);
  CHECK_THROWS_AS((void)ks_one_sample_p_value(-0.1, 5), Error);
}
