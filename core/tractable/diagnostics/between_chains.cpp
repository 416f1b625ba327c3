#include "tractable/diagnostics/between_chains.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "tractable/base/mutant.hpp"
#include "tractable/simd/reduce.hpp"
#include "tractable/simd/special.hpp"

namespace tractable {
namespace {

constexpr double kNan = std::numeric_limits<double>::quiet_NaN();
constexpr double kLn10 = 2.30258509299404568402;

double spread_of(std::span<const double> x) {
  const auto [least, most] = std::minmax_element(x.begin(), x.end());
  return *most - *least;
}

/// The unbiased variance of a few numbers.
double variance(std::span<const double> x) {
  const auto n = static_cast<double>(x.size());
  return x.size() < 2 ? kNan : sum_squares(x, sum(x) / n) / (n - 1);
}

}  // namespace

double two_pass_mean(std::span<const double> x, std::vector<double>& work) {
  const auto n = static_cast<double>(x.size());
  const double first = sum(x) / n;
  work.resize(x.size());
  for (std::size_t i = 0; i < x.size(); ++i) work[i] = x[i] - first;
  return first + sum(work) / n;
}

double BetweenChains::time(double within, double total) {
  const std::size_t n = lags_.size();
  const std::size_t shift = mutant("ess_lag_off_by_one") ? 1 : 0;
  const auto rho = [&](std::size_t t) { return 1 - (within - lags_[std::min(t + shift, n - 1)]) / total; };
  rho_.assign(n, 0);
  rho_[0] = 1;
  rho_[1] = rho(1);
  double even = 1;
  double odd = rho_[1];
  std::size_t t = 0;
  while (t + 5 < n && even + odd > 0) {
    t += 2;
    even = rho(t);
    odd = rho(t + 1);
    if (even + odd >= 0) {
      rho_[t] = even;
      rho_[t + 1] = odd;
    }
  }
  const std::size_t last = t;
  // Half of the next pair, which lowers the variance where chains are antithetic.
  if (even > 0) rho_[last] = even;
  for (t = 2; t + 2 <= last; t += 2) {
    const double before = rho_[t - 2] + rho_[t - 1];
    if (rho_[t] + rho_[t + 1] > before) rho_[t] = rho_[t + 1] = before / 2;
  }
  return -1 + 2 * sum(std::span(rho_).first(std::max<std::size_t>(last, 1))) + rho_[last];
}

double BetweenChains::ess(std::span<double> rows, std::size_t count, double noise) {
  const std::size_t n = rows.size() / count;
  if (n < 3) return kNan;
  const double spread = spread_of(rows);
  if (!(spread > noise)) return kNan;
  // Of size 1, so that squares neither overflow nor underflow.
  means_.resize(count);
  for (std::size_t k = 0; k < count; ++k) {
    const auto row = rows.subspan(k * n, n);
    means_[k] = two_pass_mean(row, rho_) / spread;
    for (double& value : row) value = value / spread - means_[k];
  }
  lags_.resize(n);
  autocovariance_(rows, count, lags_);
  const auto size = static_cast<double>(n);
  const double within = lags_[0] * size / (size - 1);
  const double between = count > 1 ? variance(means_) : 0;
  const double draws = size * static_cast<double>(count);
  return draws / std::max(time(within, lags_[0] + between), kLn10 / log(draws));
}

double BetweenChains::rhat(std::span<double> rows, std::size_t count) {
  const std::size_t n = rows.size() / count;
  if (n < 2 || count < 2) return kNan;
  const double spread = spread_of(rows);
  if (!(spread > 0)) return kNan;
  means_.resize(count);
  double within = 0;
  for (std::size_t k = 0; k < count; ++k) {
    const auto row = rows.subspan(k * n, n);
    for (double& value : row) value /= spread;
    means_[k] = two_pass_mean(row, rho_);
    within += sum_squares(row, means_[k]) / static_cast<double>(n - 1);
  }
  within /= static_cast<double>(count);
  const auto size = static_cast<double>(n);
  return std::sqrt((size * variance(means_) / within + size - 1) / size);
}

}  // namespace tractable
