#include "tractable/diagnostics/psis.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "tractable/base/error.hpp"
#include "tractable/base/mutant.hpp"
#include "tractable/diagnostics/weights.hpp"
#include "tractable/simd/reduce.hpp"
#include "tractable/simd/special.hpp"

namespace tractable {
namespace {

constexpr double kInf = std::numeric_limits<double>::infinity();
constexpr double kNan = std::numeric_limits<double>::quiet_NaN();
constexpr double kLog10 = 2.30258509299404568402;
constexpr std::size_t kFewestTail = 5;
constexpr double kEqual = 2.220446049250313e-18;  // as in loo: a hundredth of the machine's epsilon

/// The mean of log(1 - theta x).
double mean_log1p(std::span<const double> x, double theta, std::vector<double>& work) {
  for (std::size_t i = 0; i < x.size(); ++i) work[i] = -theta * x[i];
  log1p(work, work);
  return sum(work) / static_cast<double>(x.size());
}

/// Replaces the tail, ascending and relative to the largest weight, by the fitted law's quantiles; its k-hat.
double smooth_tail(std::span<double> tail, double log_cutoff) {
  const double cutoff = exp(log_cutoff);
  std::vector<double> excess(tail.size());
  for (std::size_t i = 0; i < tail.size(); ++i) excess[i] = exp(tail[i]) - cutoff;
  const GeneralizedPareto fit = fit_generalized_pareto(excess);
  if (!std::isfinite(fit.k)) return fit.k;
  for (std::size_t i = 0; i < tail.size(); ++i) {
    const double p = (static_cast<double>(i) + 0.5) / static_cast<double>(tail.size());
    // Cut off at the largest weight that was drawn: its relative logarithm is 0.
    tail[i] = std::min(log(fit.ppf(p) + cutoff), 0.0);
  }
  return fit.k;
}

}  // namespace

double GeneralizedPareto::ppf(double p) const {
  const double exponent = -log1p(-p);
  return k == 0 ? sigma * exponent : sigma * expm1(k * exponent) / k;
}

GeneralizedPareto fit_generalized_pareto(std::span<const double> ascending, bool prior) {
  const std::size_t count = ascending.size();
  if (count < kFewestTail) {
    throw_error(ErrorCode::too_few_values, "fit_generalized_pareto", "ascending has ", count,
                " values; at least 5 are needed");
  }
  const auto n = static_cast<double>(count);
  const double quarter = ascending[static_cast<std::size_t>(n / 4 + 0.5) - 1];
  if (!(quarter > 0) || !std::isfinite(ascending.back())) return {kInf, kNan};
  // The posterior mean of theta = -k / sigma over a grid of quantiles of its prior, eqs. 7 to 9 of Zhang & Stephens.
  const auto points = static_cast<std::size_t>(30 + std::floor(std::sqrt(n)));
  std::vector<double> theta(points), profile(points), work(count);
  for (std::size_t j = 0; j < points; ++j) {
    const double place = std::sqrt(static_cast<double>(points) / (static_cast<double>(j) + 0.5));
    theta[j] = 1 / ascending.back() + (1 - place) / (3 * quarter);
    const double k = mean_log1p(ascending, theta[j], work);
    profile[j] = n * (log(-theta[j] / k) - k - 1);
  }
  const double all = log_sum_exp(profile);
  for (std::size_t j = 0; j < points; ++j) theta[j] *= exp(profile[j] - all);
  const double mean_theta = sum(theta);
  const double k = mean_log1p(ascending, mean_theta, work);
  if (std::isnan(k)) return {kInf, kNan};
  const bool drawn = prior && !mutant("psis_without_prior");
  return {drawn ? (k * n + 5) / (n + 10) : k, -k / mean_theta};
}

Psis psis(std::span<const double> log_ratios, double r_eff) {
  require_positive(r_eff, "psis", "r_eff");
  const double total = log_sum_exp(log_ratios);
  const std::size_t n = log_ratios.size();
  if (n == 0) throw_error(ErrorCode::too_few_values, "psis", "log_ratios has 0 values; at least 1 is needed");
  const auto size = static_cast<double>(n);
  const auto tail_length = static_cast<std::size_t>(-std::floor(-std::min(0.2 * size, 3 * std::sqrt(size / r_eff))));
  if (!std::isfinite(total)) return {std::vector<double>(n, kNan), kNan, tail_length, kNan};

  std::vector<std::size_t> order(n);
  for (std::size_t i = 0; i < n; ++i) order[i] = i;
  std::sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
    return log_ratios[a] < log_ratios[b] || (log_ratios[a] == log_ratios[b] && a < b);
  });
  const double top = log_ratios[order.back()];
  Psis result{std::vector<double>(n), kInf, tail_length, 0};
  for (std::size_t i = 0; i < n; ++i) result.log_weights[i] = log_ratios[i] - top;
  const std::size_t first = n - tail_length;
  if (tail_length >= kFewestTail && top - log_ratios[order[first]] >= kEqual) {
    std::vector<double> tail(tail_length);
    for (std::size_t i = 0; i < tail_length; ++i) tail[i] = result.log_weights[order[first + i]];
    result.k = smooth_tail(tail, result.log_weights[order[first - 1]]);
    for (std::size_t i = 0; i < tail_length; ++i) result.log_weights[order[first + i]] = tail[i];
  }
  const double norm = log_sum_exp(result.log_weights);
  for (double& weight : result.log_weights) weight -= norm;
  result.ess = r_eff * ess_weights(result.log_weights);
  return result;
}

double khat_threshold(std::size_t n) {
  if (n < 2) {
    throw_error(ErrorCode::too_few_values, "khat_threshold", "n is ", n, "; at least 2 draws are needed");
  }
  return std::min(1 - kLog10 / log(static_cast<double>(n)), 0.7);
}

}  // namespace tractable
