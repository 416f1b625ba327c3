#include <algorithm>
#include <cmath>
#include <vector>

#include "tractable/base/error.hpp"
#include "tractable/diagnostics/kolmogorov_smirnov.hpp"
#include "tractable/simd/special.hpp"

namespace tractable {
namespace {

constexpr std::size_t kExactUpTo = 140;

/// A square matrix whose numbers are its elements times 10^exponent.
struct Scaled {
  std::vector<double> elements;
  int exponent = 0;
};

Scaled product(const Scaled& a, const Scaled& b, std::size_t m) {
  Scaled c{std::vector<double>(m * m, 0), a.exponent + b.exponent};
  for (std::size_t i = 0; i < m; ++i) {
    for (std::size_t k = 0; k < m; ++k) {
      for (std::size_t j = 0; j < m; ++j) c.elements[i * m + j] += a.elements[i * m + k] * b.elements[k * m + j];
    }
  }
  if (c.elements[(m / 2) * m + m / 2] > 1e140) {
    for (double& element : c.elements) element *= 1e-140;
    c.exponent += 140;
  }
  return c;
}

/// P(D_n < d), Marsaglia, Tsang & Wang (2003), J. Stat. Softw. 8(18), eq. 1: n!/n^n times an element of H^n.
double cdf_by_matrix(std::size_t n, double d) {
  const double nd = static_cast<double>(n) * d;
  const auto k = static_cast<std::size_t>(nd) + 1;
  const std::size_t m = 2 * k - 1;
  const double h = static_cast<double>(k) - nd;
  Scaled power{std::vector<double>(m * m, 0)};
  auto& e = power.elements;
  for (std::size_t i = 0; i < m; ++i) {
    for (std::size_t j = 0; j < m; ++j) e[i * m + j] = i + 1 >= j ? 1 : 0;
  }
  double h_power = 1;
  for (std::size_t i = 0; i < m; ++i) {
    h_power *= h;
    e[i * m] -= h_power;
    e[(m - 1) * m + (m - 1 - i)] -= h_power;
  }
  double both = 2 * h - 1;
  if (both > 0) {
    for (std::size_t i = 1; i < m; ++i) both *= 2 * h - 1;
    e[(m - 1) * m] += both;
  }
  for (std::size_t i = 0; i < m; ++i) {
    for (std::size_t j = 0; j < m && j < i + 1; ++j) {
      for (std::size_t g = 1; g <= i - j + 1; ++g) e[i * m + j] /= static_cast<double>(g);
    }
  }
  Scaled result{std::vector<double>(m * m, 0)};
  for (std::size_t i = 0; i < m; ++i) result.elements[i * m + i] = 1;
  for (std::size_t rest = n; rest > 0; rest /= 2) {
    if (rest % 2 == 1) result = product(result, power, m);
    if (rest > 1) power = product(power, power, m);
  }
  double value = result.elements[(k - 1) * m + k - 1];
  for (std::size_t i = 1; i <= n; ++i) {
    value *= static_cast<double>(i) / static_cast<double>(n);
    if (value < 1e-140) {
      value *= 1e140;
      result.exponent -= 140;
    }
  }
  for (; result.exponent > 0; result.exponent -= 140) value *= 1e140;
  for (; result.exponent < 0; result.exponent += 140) value *= 1e-140;
  return std::clamp(value, 0.0, 1.0);
}

/// P(D_n^+ >= d) on one side, Smirnov (1944): d sum_j C(n, j) (1 - d - j/n)^(n - j) (d + j/n)^(j - 1).
double one_sided_sf(std::size_t count, double d) {
  const auto n = static_cast<double>(count);
  double sum = 0;
  for (std::size_t i = 0; static_cast<double>(i) < n * (1 - d); ++i) {
    const auto j = static_cast<double>(i);
    const double choose = lgamma(n + 1) - lgamma(j + 1) - lgamma(n - j + 1);
    sum += exp(choose + (n - j) * log1p(-(d + j / n)) + (j - 1) * log(d + j / n));
  }
  return std::min(1.0, d * sum);
}

}  // namespace

double ks_one_sample_p_value(double distance, std::size_t n) {
  if (n == 0) throw_error(ErrorCode::too_few_values, "ks_one_sample_p_value", "n is 0; at least 1 is needed");
  require_probability(distance, "ks_one_sample_p_value", "distance");
  const double nd = static_cast<double>(n) * distance;
  if (nd <= 0.5) return 1;
  if (distance >= 1) return 0;
  if (n > kExactUpTo) return ks_p_value(distance, static_cast<double>(n));
  // Both sides at once are so rare in the far tail that twice one side has the digits that 1 - cdf loses.
  if (nd * distance > 4) return std::min(1.0, 2 * one_sided_sf(n, distance));
  return 1 - cdf_by_matrix(n, distance);
}

}  // namespace tractable
