#include "tractable/diagnostics/kolmogorov_smirnov.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

#include "tractable/base/error.hpp"
#include "tractable/base/mutant.hpp"
#include "tractable/base/root.hpp"
#include "tractable/simd/special.hpp"

namespace tractable {
namespace {

constexpr double kNan = std::numeric_limits<double>::quiet_NaN();
constexpr double kPi = 3.14159265358979323846;
constexpr double kSqrtTwoPi = 2.50662827463100050242;

bool has_nan(std::span<const double> values) {
  return std::any_of(values.begin(), values.end(), [](double value) { return std::isnan(value); });
}

/// Stephens' correction of sqrt(n) for few draws.
double stephens(double n) {
  const double root = std::sqrt(n);
  return root + 0.12 + 0.11 / root;
}

std::vector<double> sorted(std::span<const double> values) {
  std::vector<double> copy(values.begin(), values.end());
  std::sort(copy.begin(), copy.end());
  return copy;
}

void require_some(std::span<const double> values, const char* where, const char* name) {
  if (values.empty()) throw_error(ErrorCode::too_few_values, where, name, " has 0 values; at least 1 is needed");
}

}  // namespace

double ks_distance_from_uniform(std::span<const double> u) {
  require_some(u, "ks_distance_from_uniform", "u");
  if (has_nan(u)) return kNan;
  const std::vector<double> ascending = sorted(u);
  const auto n = static_cast<double>(ascending.size());
  double distance = 0;
  for (std::size_t i = 0; i < ascending.size(); ++i) {
    const auto rank = static_cast<double>(i);
    // The empirical function jumps from i / n to (i + 1) / n here: the supremum is at one side of a jump.
    const double before = mutant("ks_one_side") ? 0 : ascending[i] - rank / n;
    distance = std::max({distance, before, (rank + 1) / n - ascending[i]});
  }
  return distance;
}

double ks_distance(std::span<const double> a, std::span<const double> b) {
  require_some(a, "ks_distance", "a");
  require_some(b, "ks_distance", "b");
  if (has_nan(a) || has_nan(b)) return kNan;
  const std::vector<double> first = sorted(a);
  const std::vector<double> second = sorted(b);
  const auto n = static_cast<double>(first.size());
  const auto m = static_cast<double>(second.size());
  double distance = 0;
  for (std::size_t i = 0, j = 0; i < first.size() && j < second.size();) {
    const double at = std::min(first[i], second[j]);
    while (i < first.size() && first[i] == at) ++i;
    while (j < second.size() && second[j] == at) ++j;
    distance = std::max(distance, std::abs(static_cast<double>(i) / n - static_cast<double>(j) / m));
  }
  return distance;
}

// Two series of the same function: 2 sum (-1)^(k-1) exp(-2 k^2 x^2), fast for large x, and by Jacobi's identity
// 1 - sqrt(2 pi) / x sum exp(-(2k-1)^2 pi^2 / (8 x^2)), fast for small x. At x = 1 five terms of each are below 1e-21.
double kolmogorov_sf(double x) {
  if (std::isnan(x)) return x;
  if (x <= 0) return 1;
  if (x < 1) {
    double sum = 0;
    for (int k = 1; k <= 9; k += 2) sum += exp(-(k * k) * kPi * kPi / (8 * x * x));
    return 1 - kSqrtTwoPi / x * sum;
  }
  double sum = 0;
  for (int k = 5; k >= 1; --k) sum += (k % 2 == 1 ? 1 : -1) * exp(-2.0 * k * k * x * x);
  return 2 * sum;
}

double ks_p_value(double distance, double n) {
  require_positive(n, "ks_p_value", "n");
  require_probability(distance, "ks_p_value", "distance");
  return kolmogorov_sf(stephens(n) * distance);
}

double ks_bound(double level, double n) {
  require_positive(n, "ks_bound", "n");
  require_finite(level, "ks_bound", "level");
  if (!(level >= 1e-300 && level < 1)) {
    throw_error(ErrorCode::invalid_argument, "ks_bound", "level is ", level,
                "; it must be at least 1e-300 and less than 1");
  }
  // In logarithms, where the tail is a parabola. At 0.04 the law is not yet seen to rise, at 19 it is exp(-721).
  const double goal = log(level);
  const auto miss = [goal](double x) { return log(kolmogorov_sf(x)) - goal; };
  return std::min(1.0, brent(miss, {0.04, 19}).root / stephens(n));
}

}  // namespace tractable
