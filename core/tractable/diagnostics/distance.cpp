#include "tractable/diagnostics/distance.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <string>
#include <string_view>

#include "tractable/base/error.hpp"
#include "tractable/base/mutant.hpp"
#include "tractable/simd/reduce.hpp"

namespace tractable {
namespace {

constexpr double kNan = std::numeric_limits<double>::quiet_NaN();

bool all_finite(std::span<const double> x) {
  return std::all_of(x.begin(), x.end(), [](double value) { return std::isfinite(value); });
}

std::vector<double> ascending(std::span<const double> x) {
  std::vector<double> sorted(x.begin(), x.end());
  std::sort(sorted.begin(), sorted.end());
  return sorted;
}

void require_some(std::span<const double> x, std::string_view where, std::string_view name) {
  if (!x.empty()) return;
  throw_error(ErrorCode::too_few_values, where, name, " has 0 values; at least 1 is needed");
}

/// The sum of the distances of every row of x to every row of y.
double all_distances(std::span<const double> x, std::span<const double> y, std::size_t dim) {
  const std::size_t n = x.size() / dim;
  const std::size_t m = y.size() / dim;
  std::vector<double> of_row(n);
  std::vector<double> each(m);
  for (std::size_t i = 0; i < n; ++i) {
    const double* a = &x[i * dim];
    for (std::size_t j = 0; j < m; ++j) {
      double square = 0;
      for (std::size_t d = 0; d < dim; ++d) {
        const double apart = a[d] - y[j * dim + d];
        square += apart * apart;
      }
      each[j] = std::sqrt(square);
    }
    of_row[i] = sum(each);
  }
  return sum(of_row);
}

/// The mean over all pairs of rows of one set, each with itself too: the pairs i > j twice.
double mean_within(std::span<const double> x, std::size_t dim) {
  const std::size_t n = x.size() / dim;
  std::vector<double> of_row(n);
  for (std::size_t i = 1; i < n; ++i) {
    of_row[i] = all_distances(x.subspan(i * dim, dim), x.first(i * dim), dim);
  }
  const auto size = static_cast<double>(n);
  return 2 * sum(of_row) / size / size;
}

}  // namespace

double wasserstein(std::span<const double> a, std::span<const double> b) {
  require_some(a, "wasserstein", "a");
  require_some(b, "wasserstein", "b");
  if (!all_finite(a) || !all_finite(b)) return kNan;
  const std::vector<double> x = ascending(a);
  const std::vector<double> y = ascending(b);
  // Between neighbours of the two together the distribution functions stand still.
  double total = 0;
  std::size_t i = 0;
  std::size_t j = 0;
  double at = std::min(x[0], y[0]);
  while (i < x.size() || j < y.size()) {
    const bool from_x = j == y.size() || (i < x.size() && x[i] <= y[j]);
    const double next = from_x ? x[i] : y[j];
    const double gap =
        static_cast<double>(i) / static_cast<double>(x.size()) - static_cast<double>(j) / static_cast<double>(y.size());
    total += std::abs(gap) * (next - at);
    at = next;
    (from_x ? i : j) += 1;
  }
  return total;
}

double wasserstein_to_quantiles(std::span<const double> draws, std::span<const double> quantiles) {
  constexpr std::string_view kWhere = "wasserstein_to_quantiles";
  require_some(draws, kWhere, "draws");
  if (quantiles.size() != draws.size()) {
    throw_error(ErrorCode::shape_mismatch, kWhere, "quantiles has ", quantiles.size(), " values; there are ",
                draws.size(), " draws");
  }
  require_finite(quantiles, kWhere, "quantiles");
  const auto falls = std::adjacent_find(quantiles.begin(), quantiles.end(), [](double a, double b) { return a > b; });
  if (falls != quantiles.end()) {
    throw_error(ErrorCode::invalid_argument, kWhere, "quantiles falls from ", *falls, " to ", falls[1],
                "; they must ascend");
  }
  if (!all_finite(draws)) return kNan;
  std::vector<double> apart = ascending(draws);
  for (std::size_t i = 0; i < apart.size(); ++i) apart[i] = std::abs(apart[i] - quantiles[i]);
  return sum(apart) / static_cast<double>(apart.size());
}

EnergyDistance::EnergyDistance(std::span<const double> exact, std::size_t dim)
    : dim_(dim), exact_(exact.begin(), exact.end()), within_(0) {
  constexpr std::string_view kWhere = "EnergyDistance";
  if (dim == 0) throw_error(ErrorCode::invalid_argument, kWhere, "dim is 0; at least 1 is needed");
  require_some(exact, kWhere, "exact");
  if (exact.size() % dim != 0) {
    throw_error(ErrorCode::shape_mismatch, kWhere, "exact has ", exact.size(), " values; rows of ", dim,
                " cannot hold them");
  }
  require_finite(exact, kWhere, "exact");
  within_ = mean_within(exact_, dim_);
}

double EnergyDistance::operator()(std::span<const double> x) const {
  constexpr std::string_view kWhere = "EnergyDistance";
  require_some(x, kWhere, "x");
  if (x.size() % dim_ != 0) {
    throw_error(ErrorCode::shape_mismatch, kWhere, "x has ", x.size(), " values; rows of ", dim_, " cannot hold them");
  }
  if (!all_finite(x)) return kNan;
  const std::size_t rows = x.size() / dim_;
  const std::size_t exact_rows = exact_.size() / dim_;
  const double pairs = static_cast<double>(rows) * static_cast<double>(exact_rows);
  const double across = all_distances(x, exact_, dim_) / pairs;
  const double own = mutant("energy_distance_without_own") ? within_ : mean_within(x, dim_);
  return std::max(2 * across - own - within_, 0.0);
}

}  // namespace tractable
