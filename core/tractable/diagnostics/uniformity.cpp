#include "tractable/diagnostics/uniformity.hpp"

#include <algorithm>
#include <cmath>
#include <string_view>

#include "tractable/base/error.hpp"
#include "tractable/base/mutant.hpp"
#include "tractable/simd/incomplete_beta.hpp"
#include "tractable/simd/incomplete_gamma.hpp"
#include "tractable/simd/special.hpp"

namespace tractable {
namespace {

constexpr double kTwoPi = 6.283185307179586476925;

/// P(X <= count) for X binomial(n, p).
double binomial_cdf(double count, double n, double p) { return count >= n ? 1 : beta_q(count + 1, n - count, p); }
double binomial_sf(double count, double n, double p) { return count >= n ? 0 : beta_p(count + 1, n - count, p); }

/// The smallest count in [low, high] at which `holds`, which holds from there on, at `high` at the latest.
template <class Holds>
std::uint32_t first_count(std::uint32_t low, std::uint32_t high, Holds holds) {
  while (low < high) {
    const std::uint32_t middle = low + (high - low) / 2;
    if (holds(static_cast<double>(middle))) {
      high = middle;
    } else {
      low = middle + 1;
    }
  }
  return low;
}

/// The band of pointwise level gamma: the binomial quantiles gamma / 2 and 1 - gamma / 2. It lies between a wider one
/// and a narrower one.
void set_bounds(EcdfBand& band, double gamma, const EcdfBand& wide, const EcdfBand& narrow) {
  band.gamma = gamma;
  const auto n = static_cast<double>(band.ranks);
  for (std::size_t j = 0; j < band.limit.size(); ++j) {
    const double p = band.limit[j] / (band.most + 1.0);
    band.lower[j] =
        first_count(wide.lower[j], narrow.lower[j], [&](double c) { return binomial_cdf(c, n, p) >= gamma / 2; });
    band.upper[j] =
        first_count(narrow.upper[j], wide.upper[j], [&](double c) { return binomial_sf(c, n, p) <= gamma / 2; });
  }
}

/// Poisson probabilities of mean `rate`, up to where they fall below 1e-30.
void set_poisson(double rate, std::vector<double>& p) {
  p.assign(1, exp(-rate));
  for (double count = 1; rate > 0 && (count <= rate || p.back() > 1e-30); ++count) {
    p.push_back(exp(count * log(rate) - rate - lgamma(count + 1)));
  }
}

void require_ranks(std::span<const std::uint32_t> ranks, std::uint32_t most, std::string_view where) {
  for (std::size_t i = 0; i < ranks.size(); ++i) {
    if (ranks[i] > most) {
      throw_error(ErrorCode::invalid_argument, where, "ranks[", i, "] is ", ranks[i], "; it must be at most ", most);
    }
  }
}

}  // namespace

double alarm_probability(const EcdfBand& band) {
  const auto n = static_cast<double>(band.ranks);
  const double cells = band.most + 1.0;
  // within[c]: the probability that the path lies in the band up to here and has come to first + c.
  std::vector<double> within{1};
  std::vector<double> next;
  std::vector<double> steps;
  double rate_of_steps = -1;
  std::size_t first = 0;
  for (std::size_t j = 0; j <= band.limit.size(); ++j) {
    const bool end = j == band.limit.size();
    const std::size_t low = end ? band.ranks : band.lower[j];
    const std::size_t high = end ? band.ranks : band.upper[j];
    const double rate = n * ((end ? cells : band.limit[j]) - (j == 0 ? 0 : band.limit[j - 1])) / cells;
    if (rate != rate_of_steps) {
      rate_of_steps = rate;
      set_poisson(rate, steps);
    }
    next.assign(high - low + 1, 0);
    for (std::size_t from = first; from < first + within.size() && from <= high; ++from) {
      const std::size_t shortest = low > from ? low - from : 0;
      const std::size_t longest = std::min(high - from + 1, steps.size());
      const double weight = within[from - first];
      double* to = next.data() + (from + shortest - low);
      for (std::size_t d = shortest; d < longest; ++d) *to++ += weight * steps[d];
    }
    within.swap(next);
    first = low;
  }
  // Over the probability that a Poisson number of mean n is n, by Stirling's formula.
  const double inside = within[0] * exp(stirling(n)) * std::sqrt(kTwoPi * n);
  return std::clamp(1 - inside, 0.0, 1.0);
}

EcdfBand ecdf_band(std::size_t ranks, std::uint32_t most, double alpha, std::size_t points) {
  constexpr std::string_view kWhere = "ecdf_band";
  constexpr std::size_t kMostRanks = 20'000;
  require_finite(alpha, kWhere, "alpha");
  const auto refuse = [&](const auto&... parts) { throw_error(ErrorCode::invalid_argument, kWhere, parts...); };
  if (ranks == 0 || ranks > kMostRanks) refuse("ranks is ", ranks, "; it must be between 1 and ", kMostRanks);
  if (most == 0) refuse("most is 0; it must be at least 1");
  if (alpha < 1e-9 || alpha > 0.5) refuse("alpha is ", alpha, "; it must be between 1e-9 and 0.5");
  const std::uint64_t cells = std::uint64_t{most} + 1;
  if (points == 0) points = static_cast<std::size_t>(std::min<std::uint64_t>(cells, 100));
  if (points < 2 || points > cells) refuse("points is ", points, "; it must be between 2 and ", cells);
  EcdfBand band{ranks, most, 0, 0, std::vector<double>(points - 1), std::vector<std::uint32_t>(points - 1), {}, {}};
  for (std::size_t j = 1; j < points; ++j) {
    band.z[j - 1] = static_cast<double>(j) / static_cast<double>(points);
    band.limit[j - 1] = static_cast<std::uint32_t>(j * cells / points);
  }
  band.lower.resize(points - 1);
  band.upper.resize(points - 1);
  // By bisection of log gamma until the bounds, whole numbers, no longer differ. At alpha / K the band is wide enough.
  double low = alpha / static_cast<double>(points);
  double high = alpha;
  EcdfBand trial = band;
  EcdfBand wide = band;
  std::fill(wide.upper.begin(), wide.upper.end(), static_cast<std::uint32_t>(ranks));
  EcdfBand narrow = band;
  std::fill(narrow.lower.begin(), narrow.lower.end(), static_cast<std::uint32_t>(ranks));
  set_bounds(band, low, wide, narrow);
  set_bounds(trial, high, wide, narrow);
  wide = band;
  narrow = trial;
  if (mutant("ecdf_band_pointwise")) wide = narrow;
  while (high / low > 1 + 1e-6 && (wide.lower != narrow.lower || wide.upper != narrow.upper)) {
    const double middle = std::sqrt(low * high);
    set_bounds(trial, middle, wide, narrow);
    if (alarm_probability(trial) <= alpha) {
      low = middle;
      wide = trial;
    } else {
      high = middle;
      narrow = trial;
    }
  }
  band = wide;
  band.alarm = alarm_probability(band);
  return band;
}

EcdfTest ecdf_test(std::span<const std::uint32_t> ranks, const EcdfBand& band) {
  if (ranks.size() != band.ranks) {
    throw_error(ErrorCode::shape_mismatch, "ecdf_test", "ranks has ", ranks.size(), " values; the band is for ",
                band.ranks);
  }
  require_ranks(ranks, band.most, "ecdf_test");
  std::vector<std::uint32_t> ascending(ranks.begin(), ranks.end());
  std::sort(ascending.begin(), ascending.end());
  EcdfTest test{std::vector<std::uint32_t>(band.limit.size()), 0};
  std::size_t below = 0;
  for (std::size_t j = 0; j < band.limit.size(); ++j) {
    while (below < ascending.size() && ascending[below] < band.limit[j]) ++below;
    test.counts[j] = static_cast<std::uint32_t>(below);
    test.outside += below < band.lower[j] || below > band.upper[j] ? 1 : 0;
  }
  return test;
}

RankChiSquare rank_chi_square(std::span<const std::uint32_t> ranks, std::uint32_t most, std::size_t bins) {
  constexpr std::string_view kWhere = "rank_chi_square";
  const std::uint64_t cells = std::uint64_t{most} + 1;
  if (ranks.empty()) {
    throw_error(ErrorCode::too_few_values, kWhere, "ranks has 0 values; at least 1 is needed");
  }
  if (bins < 2 || bins > cells) {
    throw_error(ErrorCode::invalid_argument, kWhere, "bins is ", bins, "; it must be between 2 and ", cells);
  }
  require_ranks(ranks, most, kWhere);
  RankChiSquare test{0, 0, std::vector<std::uint32_t>(bins)};
  for (const std::uint32_t rank : ranks) {
    ++test.counts[static_cast<std::size_t>(std::uint64_t{rank} * bins / cells)];
  }
  std::uint64_t begin = 0;
  for (std::size_t b = 0; b < bins; ++b) {
    // The first rank of the next bin: the smallest r with r bins >= (b + 1) cells.
    const std::uint64_t end = ((b + 1) * cells + bins - 1) / bins;
    const double share = static_cast<double>(end - begin) / static_cast<double>(cells);
    const double expected = static_cast<double>(ranks.size()) * share;
    const double excess = test.counts[b] - expected;
    test.statistic += excess * excess / expected;
    begin = end;
  }
  test.p_value = gamma_q(static_cast<double>(bins - 1) / 2, test.statistic / 2);
  return test;
}

}  // namespace tractable
