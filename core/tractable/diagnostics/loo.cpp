#include "tractable/diagnostics/loo.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

#include "tractable/base/error.hpp"
#include "tractable/base/mutant.hpp"
#include "tractable/diagnostics/ess.hpp"
#include "tractable/diagnostics/psis.hpp"
#include "tractable/diagnostics/weights.hpp"
#include "tractable/simd/reduce.hpp"
#include "tractable/simd/special.hpp"

namespace tractable {
namespace {

constexpr double kNan = std::numeric_limits<double>::quiet_NaN();

void require_two(std::size_t draws, const char* where) {
  if (draws < 2) {
    throw_error(ErrorCode::too_few_values, where, "there are ", draws, " draws; at least 2 are needed");
  }
}

bool all_finite(std::span<const double> x) {
  return std::ranges::all_of(x, [](double each) { return std::isfinite(each); });
}

SumOfPoints sum_of(std::span<const LooPoint> points, auto value) {
  std::vector<double> all;
  for (const LooPoint& each : points) all.push_back(value(each));
  const auto n = static_cast<double>(all.size());
  const double total = sum(all);
  const double variance = all.size() < 2 ? kNan : sum_squares(all, total / n) / (n - 1);
  return {total, std::sqrt(n * variance)};
}

LooPoint nothing_known() { return {kNan, kNan, kNan, kNan, kNan, kNan, kNan, kNan}; }

}  // namespace

LooPoint loo_point(std::span<const double> log_likelihood, double r_eff) {
  require_two(log_likelihood.size(), "loo_point");
  require_positive(r_eff, "loo_point", "r_eff");
  if (!all_finite(log_likelihood)) return nothing_known();
  const auto count = static_cast<double>(log_likelihood.size());
  std::vector<double> work(log_likelihood.begin(), log_likelihood.end());
  for (double& each : work) each = -each;
  const Psis smoothed = psis(work, mutant("loo_ignores_chains") ? 1 : r_eff);
  for (std::size_t s = 0; s < work.size(); ++s) work[s] = smoothed.log_weights[s] + log_likelihood[s];
  const double elpd = log_sum_exp(work), full = log_sum_exp(log_likelihood) - log(count);
  // Of sum w exp(l - elpd), whose mean is 1: the variance, and that of the logarithm by a lognormal law.
  double variance = 0;
  for (std::size_t s = 0; s < work.size(); ++s) {
    const double off = exp(smoothed.log_weights[s]) * expm1(log_likelihood[s] - elpd);
    variance += off * off;
  }
  const double p_waic = sum_squares(log_likelihood, sum(log_likelihood) / count) / (count - 1);
  return {.elpd = elpd,
          .p_loo = full - elpd,
          .mcse = std::sqrt(log1p(variance) / r_eff),
          .k = smoothed.k,
          .r_eff = r_eff,
          .ess = smoothed.ess,
          .elpd_waic = full - p_waic,
          .p_waic = p_waic};
}

LooPoint loo_point(Chains log_likelihood) {
  const auto& draws = log_likelihood.draws;
  if (draws.empty() || !all_finite(draws)) {
    static_cast<void>(ess(log_likelihood));  // says what is wrong with the chains
    return nothing_known();
  }
  // Their ratio to the largest has the same share.
  std::vector<double> likelihood(draws.begin(), draws.end());
  const double top = std::ranges::max(draws);
  for (double& each : likelihood) each -= top;
  exp(likelihood, likelihood);
  const double effective = ess(Chains{likelihood, log_likelihood.count});
  return loo_point(draws, effective > 0 ? effective / static_cast<double>(draws.size()) : 1);
}

Loo loo_of(std::vector<LooPoint> points, std::size_t draws) {
  if (points.empty()) throw_error(ErrorCode::too_few_values, "loo", "there are no points");
  require_two(draws, "loo");
  Loo result{};
  result.points = std::move(points);
  const std::span<const LooPoint> all = result.points;
  result.elpd = sum_of(all, [](const LooPoint& each) { return each.elpd; });
  result.p_loo = sum_of(all, [](const LooPoint& each) { return each.p_loo; });
  result.looic = {-2 * result.elpd.value, 2 * result.elpd.se};
  result.elpd_waic = sum_of(all, [](const LooPoint& each) { return each.elpd_waic; });
  result.p_waic = sum_of(all, [](const LooPoint& each) { return each.p_waic; });
  result.mcse = std::sqrt(sum_of(all, [](const LooPoint& each) { return each.mcse * each.mcse; }).value);
  result.k_threshold = khat_threshold(draws);
  result.k_above = static_cast<std::size_t>(
      std::ranges::count_if(all, [&](const LooPoint& each) { return !(each.k <= result.k_threshold); }));
  return result;
}

Loo loo(std::span<const double> log_likelihood, std::size_t points, std::size_t chains) {
  if (points == 0) throw_error(ErrorCode::too_few_values, "loo", "there are no points");
  if (chains == 0) throw_error(ErrorCode::invalid_argument, "loo", "chains is 0; at least 1 is needed");
  const std::size_t draws = log_likelihood.size() / points;
  if (log_likelihood.size() % points != 0 || draws % chains != 0) {
    throw_error(ErrorCode::shape_mismatch, "loo", "log_likelihood has ", log_likelihood.size(), " numbers; ", points,
                " points and ", chains, " chains do not divide them");
  }
  require_two(draws, "loo");
  std::vector<LooPoint> all;
  std::vector<double> column(draws);
  for (std::size_t i = 0; i < points; ++i) {
    for (std::size_t s = 0; s < draws; ++s) column[s] = log_likelihood[s * points + i];
    all.push_back(loo_point(Chains{column, chains}));
  }
  return loo_of(std::move(all), draws);
}

SumOfPoints loo_compare(std::span<const LooPoint> a, std::span<const LooPoint> b) {
  if (a.empty()) throw_error(ErrorCode::too_few_values, "loo_compare", "there are no points");
  if (a.size() != b.size()) {
    throw_error(ErrorCode::shape_mismatch, "loo_compare", "a has ", a.size(), " points and b ", b.size());
  }
  std::vector<LooPoint> differences(b.begin(), b.end());
  for (std::size_t i = 0; i < a.size(); ++i) differences[i].elpd -= a[i].elpd;
  return sum_of(differences, [](const LooPoint& each) { return each.elpd; });
}

}  // namespace tractable
