// What JavaScript sees of the diagnostics of Markov chains: summaries, autocorrelations, errors of quantiles, rank
// plots, tests of uniform ranks, distances to exact draws. Chains come as (K, n), row by row.

#include <emscripten/bind.h>

#include <algorithm>
#include <vector>

#include "border.hpp"
#include "border_types.hpp"
#include "tractable/diagnostics/autocovariance.hpp"
#include "tractable/diagnostics/chain_statistics.hpp"
#include "tractable/diagnostics/distance.hpp"
#include "tractable/diagnostics/energy.hpp"
#include "tractable/diagnostics/rank_plot.hpp"
#include "tractable/diagnostics/summary.hpp"
#include "tractable/diagnostics/uniformity.hpp"

namespace tractable::border {
namespace {

// Rows of a set whose pairs are compared: 2^24 pairs take a tenth of a second.
constexpr std::size_t kMostRows = 4096;

/// Numbers that stay here while a span looks at them.
struct ChainsIn {
  std::vector<double> draws;
  std::size_t count;
  [[nodiscard]] Chains view() const { return {draws, count}; }
};

ChainsIn to_chains(const val& draws, const val& chains, const char* where) {
  return {to_vector<double>(draws, where, "draws"), to_count(chains, where, "chains")};
}

/// The row of one parameter and its basic (not rank-normalised) R-hat and sample sizes.
ChainSummary chain_summary(Doubles draws, Number chains) {
  constexpr const char* kWhere = "chain_summary";
  return guard(kWhere, [&] {
    const ChainsIn x = to_chains(draws, chains, kWhere);
    ChainStatistics statistics;
    statistics.load(x.view(), kWhere);
    val result = val::object();
    put(result, "mean", statistics.mean());
    put(result, "sd", statistics.sd());
    put(result, "median", statistics.quantile(0.5));
    put(result, "q5", statistics.quantile(0.05));
    put(result, "q95", statistics.quantile(0.95));
    put(result, "mcseMean", statistics.mcse_mean());
    put(result, "mcseSd", statistics.mcse_sd());
    put(result, "rhat", statistics.rhat());
    put(result, "essBulk", statistics.ess_bulk());
    put(result, "essTail", statistics.ess_tail());
    put(result, "essMean", statistics.ess_mean());
    put(result, "essSd", statistics.ess_sd());
    put(result, "rhatBasic", statistics.rhat_basic(true));
    put(result, "rhatUnsplit", statistics.rhat_basic(false));
    return ChainSummary(result);
  });
}

/// A row for each parameter, as columns (D). draws (n, K, D).
ChainSummaries chain_summaries(Doubles draws, Number chains, Number dim) {
  constexpr const char* kWhere = "chain_summaries";
  return guard(kWhere, [&] {
    const ChainsIn x = to_chains(draws, chains, kWhere);
    const std::vector<Summary> rows = summaries(x.draws, x.count, to_count(dim, kWhere, "dim"));
    constexpr struct {
      const char* name;
      double Summary::* of;
    } columns[] = {{"mean", &Summary::mean},       {"sd", &Summary::sd},     {"median", &Summary::median},
                   {"q5", &Summary::q5},           {"q95", &Summary::q95},   {"mcseMean", &Summary::mcse_mean},
                   {"mcseSd", &Summary::mcse_sd},  {"rhat", &Summary::rhat}, {"essBulk", &Summary::ess_bulk},
                   {"essTail", &Summary::ess_tail}};
    val result = val::object();
    std::vector<double> column(rows.size());
    for (const auto& [name, of] : columns) {
      for (std::size_t d = 0; d < rows.size(); ++d) column[d] = rows[d].*of;
      result.set(name, to_typed_array<double>(column));
    }
    return ChainSummaries(result);
  });
}

/// The quantiles p, how many draws are effective for each, and their Monte Carlo errors.
QuantileErrors chain_quantiles(Doubles draws, Number chains, Doubles p) {
  constexpr const char* kWhere = "chain_quantiles";
  return guard(kWhere, [&] {
    const ChainsIn x = to_chains(draws, chains, kWhere);
    const auto probabilities = to_vector<double>(p, kWhere, "p");
    for (const double each : probabilities) require_probability(each, kWhere, "p");
    ChainStatistics statistics;
    statistics.load(x.view(), kWhere);
    std::vector<double> value;
    std::vector<double> ess;
    std::vector<double> mcse;
    for (const double each : probabilities) {
      value.push_back(statistics.quantile(each));
      ess.push_back(statistics.ess_quantile(each));
      mcse.push_back(statistics.mcse_quantile(each));
    }
    val result = val::object();
    put(result, "value", to_typed_array<double>(value));
    put(result, "ess", to_typed_array<double>(ess));
    put(result, "mcse", to_typed_array<double>(mcse));
    return QuantileErrors(result);
  });
}

Doubles autocorrelation(Doubles draws, Number lags) {
  constexpr const char* kWhere = "autocorrelation";
  return guard(kWhere, [&] {
    const auto x = to_vector<double>(draws, kWhere, "draws");
    return Doubles(to_typed_array<double>(tractable::autocorrelation(x, to_count(lags, kWhere, "lags"))));
  });
}

Doubles e_bfmi(Doubles energies, Number chains) {
  constexpr const char* kWhere = "e_bfmi";
  return guard(kWhere, [&] {
    const auto h = to_vector<double>(energies, kWhere, "energies");
    return Doubles(to_typed_array<double>(tractable::e_bfmi({h, to_count(chains, kWhere, "chains")})));
  });
}

/// (K, bins) counts.
Words rank_histogram(Doubles draws, Number chains, Number bins) {
  constexpr const char* kWhere = "rank_histogram";
  return guard(kWhere, [&] {
    const ChainsIn x = to_chains(draws, chains, kWhere);
    const auto counts = tractable::rank_histogram(x.view(), to_count(bins, kWhere, "bins"));
    return Words(to_typed_array<std::uint32_t>(counts));
  });
}

/// (K, points).
Doubles rank_ecdf_difference(Doubles draws, Number chains, Number points) {
  constexpr const char* kWhere = "rank_ecdf_difference";
  return guard(kWhere, [&] {
    const ChainsIn x = to_chains(draws, chains, kWhere);
    const auto difference = tractable::rank_ecdf_difference(x.view(), to_count(points, kWhere, "points"));
    return Doubles(to_typed_array<double>(difference));
  });
}

/// Where uniform ranks on 0 ... most stay: z, limits and bounds of counts, the pointwise level, the exact chance to
/// leave it. `points` 0: min(most + 1, 100).
Band ecdf_band(Number ranks, Number most, Number alpha, Number points) {
  constexpr const char* kWhere = "ecdf_band";
  return guard(kWhere, [&] {
    const EcdfBand band = tractable::ecdf_band(to_count(ranks, kWhere, "ranks"), to_uint32(most, kWhere, "most"),
                                               to_number(alpha, kWhere, "alpha"), to_count(points, kWhere, "points"));
    val result = val::object();
    put(result, "z", to_typed_array<double>(band.z));
    put(result, "limit", to_typed_array<std::uint32_t>(band.limit));
    put(result, "lower", to_typed_array<std::uint32_t>(band.lower));
    put(result, "upper", to_typed_array<std::uint32_t>(band.upper));
    put(result, "gamma", band.gamma);
    put(result, "alarm", band.alarm);
    return Band(result);
  });
}

/// Ranks on 0 ... most against the uniform law: their counts at the band's points, and chi-square over bins.
RankTest rank_test(Words ranks, Number most, Number alpha, Number points, Number bins) {
  constexpr const char* kWhere = "rank_test";
  return guard(kWhere, [&] {
    const auto values = to_vector<std::uint32_t>(ranks, kWhere, "ranks");
    const std::uint32_t top = to_uint32(most, kWhere, "most");
    const RankChiSquare chi = rank_chi_square(values, top, to_count(bins, kWhere, "bins"));
    const EcdfTest test = ecdf_test(values, tractable::ecdf_band(values.size(), top, to_number(alpha, kWhere, "alpha"),
                                                                 to_count(points, kWhere, "points")));
    val result = val::object();
    put(result, "counts", to_typed_array<std::uint32_t>(test.counts));
    put(result, "outside", static_cast<double>(test.outside));
    put(result, "histogram", to_typed_array<std::uint32_t>(chi.counts));
    put(result, "chiSquare", chi.statistic);
    put(result, "p", chi.p_value);
    return RankTest(result);
  });
}

double wasserstein(Doubles a, Doubles b) {
  constexpr const char* kWhere = "wasserstein";
  return guard(kWhere, [&] {
    return tractable::wasserstein(to_vector<double>(a, kWhere, "a"), to_vector<double>(b, kWhere, "b"));
  });
}

double wasserstein_to_quantiles(Doubles draws, Doubles quantiles) {
  constexpr const char* kWhere = "wasserstein_to_quantiles";
  return guard(kWhere, [&] {
    return tractable::wasserstein_to_quantiles(to_vector<double>(draws, kWhere, "draws"),
                                               to_vector<double>(quantiles, kWhere, "quantiles"));
  });
}

/// Between two sets of at most 4096 rows of `dim` numbers.
double energy_distance(Doubles draws, Doubles exact, Number dim) {
  constexpr const char* kWhere = "energy_distance";
  return guard(kWhere, [&] {
    const auto x = to_vector<double>(draws, kWhere, "draws");
    const auto y = to_vector<double>(exact, kWhere, "exact");
    const std::size_t width = to_count(dim, kWhere, "dim");
    const std::size_t rows = width == 0 ? 0 : std::max(x.size(), y.size()) / width;
    if (rows > kMostRows) {
      throw_error(ErrorCode::too_large, kWhere, "there are ", rows, " rows; at most ", kMostRows);
    }
    return EnergyDistance(y, width)(x);
  });
}

}  // namespace
}  // namespace tractable::border

EMSCRIPTEN_BINDINGS(tractable_diagnostics) {
  namespace b = tractable::border;
  emscripten::register_type<b::ChainSummary>(
      "{ mean: number; sd: number; median: number; q5: number; q95: number; mcseMean: number; mcseSd: number; "
      "rhat: number; essBulk: number; essTail: number; essMean: number; essSd: number; rhatBasic: number; "
      "rhatUnsplit: number }");
  emscripten::register_type<b::ChainSummaries>(
      "{ mean: Float64Array; sd: Float64Array; median: Float64Array; q5: Float64Array; q95: Float64Array; "
      "mcseMean: Float64Array; mcseSd: Float64Array; rhat: Float64Array; essBulk: Float64Array; "
      "essTail: Float64Array }");
  emscripten::register_type<b::QuantileErrors>("{ value: Float64Array; ess: Float64Array; mcse: Float64Array }");
  emscripten::register_type<b::Band>(
      "{ z: Float64Array; limit: Uint32Array; lower: Uint32Array; upper: Uint32Array; gamma: number; alarm: number }");
  emscripten::register_type<b::RankTest>(
      "{ counts: Uint32Array; outside: number; histogram: Uint32Array; chiSquare: number; p: number }");
  emscripten::function("chain_summary", &b::chain_summary);
  emscripten::function("chain_summaries", &b::chain_summaries);
  emscripten::function("chain_quantiles", &b::chain_quantiles);
  emscripten::function("autocorrelation", &b::autocorrelation);
  emscripten::function("e_bfmi", &b::e_bfmi);
  emscripten::function("rank_histogram", &b::rank_histogram);
  emscripten::function("rank_ecdf_difference", &b::rank_ecdf_difference);
  emscripten::function("ecdf_band", &b::ecdf_band);
  emscripten::function("rank_test", &b::rank_test);
  emscripten::function("wasserstein", &b::wasserstein);
  emscripten::function("wasserstein_to_quantiles", &b::wasserstein_to_quantiles);
  emscripten::function("energy_distance", &b::energy_distance);
}
