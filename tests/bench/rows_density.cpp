// Kernel density estimates of 10 000 points: the estimate at 1 000 positions, its bandwidths, its quantiles.

#include <memory>
#include <vector>

#include "bench/bench.hpp"
#include "tractable/density/bandwidth.hpp"
#include "tractable/density/histogram.hpp"
#include "tractable/density/kde.hpp"
#include "tractable/simd/random.hpp"

namespace {

using bench::Row;

constexpr std::size_t kPoints = 10'000;
constexpr std::size_t kPositions = 1'000;

std::vector<double> normal_points() {
  std::vector<double> points(kPoints);
  tractable::fill_normal(tractable::key_from_seed(1), std::span(points));
  return points;
}

/// The time of one evaluation on 1 000 positions from -4 to 4, with Silverman's bandwidth.
Row grid_row(const char* name,
             void (tractable::GaussianKde::*evaluate)(std::span<const double>, std::span<double>) const) {
  auto kde = std::make_shared<tractable::GaussianKde>(normal_points(), "silverman");
  auto x = std::make_shared<std::vector<double>>(kPositions);
  auto y = std::make_shared<std::vector<double>>(kPositions);
  for (std::size_t i = 0; i < kPositions; ++i) (*x)[i] = -4 + 8 * static_cast<double>(i) / (kPositions - 1);
  return {name, "ms", "{\"points\":10000,\"positions\":1000}", [=] {
            ((*kde).*evaluate)(*x, *y);
            bench::use((*y)[kPositions / 3]);
            return 1.0;
          }};
}

Row bandwidth_row(const char* name, const char* rule) {
  auto points = std::make_shared<std::vector<double>>(normal_points());
  return {name, "ms", "{\"points\":10000}", [=] {
            bench::use(tractable::bandwidth(rule, *points));
            return 1.0;
          }};
}

const bool rows[] = {
    bench::add("kde_grid", [] { return grid_row("kde_grid", &tractable::GaussianKde::density); }),
    bench::add("kde_cdf_grid", [] { return grid_row("kde_cdf_grid", &tractable::GaussianKde::cdf); }),
    bench::add("bandwidth_sj", [] { return bandwidth_row("bandwidth_sj", "sheather_jones"); }),
    bench::add("bandwidth_sj_dpi", [] { return bandwidth_row("bandwidth_sj_dpi", "sheather_jones_dpi"); }),
    bench::add("histogram",
               [] {
                 auto points = std::make_shared<std::vector<double>>(normal_points());
                 auto histogram = std::make_shared<tractable::Histogram>(-4, 4, std::size_t{80});
                 return Row{"histogram", "million/s", "{\"bins\":80}", [=] {
                              histogram->add(*points);
                              return kPoints / 1e6;
                            }};
               }),
};

}  // namespace
