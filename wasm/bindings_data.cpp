// What JavaScript sees of data: density estimates, summaries, distances, tables. The other half is in bindings.cpp.

#include <emscripten/bind.h>

#include <memory>
#include <string>
#include <vector>

#include "border.hpp"
#include "border_types.hpp"
#include "tractable/data/csv.hpp"
#include "tractable/density/bandwidth.hpp"
#include "tractable/density/histogram.hpp"
#include "tractable/density/kde.hpp"
#include "tractable/density/moments.hpp"
#include "tractable/density/quantile_steps.hpp"
#include "tractable/diagnostics/kolmogorov_smirnov.hpp"
#include "tractable/simd/random.hpp"

namespace tractable::border {
namespace {

// --- densities from data --------------------------------------------------------------------------------------------

double bandwidth(RuleName rule, Doubles data) {
  return guard("bandwidth", [&] {
    return tractable::bandwidth(to_text(rule, "bandwidth", "rule"), to_vector<double>(data, "bandwidth", "data"));
  });
}

/// `bandwidth`: a number in the data's unit or the name of a rule. The caller deletes the object.
std::unique_ptr<GaussianKde> make_kde(Doubles data, RuleNameOrNumber bandwidth) {
  return guard("make_kde", [&] {
    const auto values = to_vector<double>(data, "make_kde", "data");
    if (bandwidth.isString()) return std::make_unique<GaussianKde>(values, to_text(bandwidth, "make_kde", "bandwidth"));
    return std::make_unique<GaussianKde>(values, to_number(bandwidth, "make_kde", "bandwidth"));
  });
}

using KdeFunction = void (GaussianKde::*)(std::span<const double>, std::span<double>) const;

Doubles evaluate_kde(const GaussianKde& kde, const char* where, KdeFunction function, const val& x) {
  return guard(where, [&] {
    auto values = to_vector<double>(x, where, "x");
    for (std::size_t i = 0; i < values.size(); ++i) {
      if (std::isnan(values[i])) throw_error(ErrorCode::not_finite, where, "x[", i, "] is nan");
      if (function == static_cast<KdeFunction>(&GaussianKde::ppf) && !(values[i] >= 0 && values[i] <= 1)) {
        require_probability(values[i], where, text("x[", i, "]"));
      }
    }
    (kde.*function)(values, values);
    return Doubles(to_typed_array<double>(values));
  });
}

Doubles kde_density(const GaussianKde& kde, Doubles x) {
  return evaluate_kde(kde, "density", &GaussianKde::density, x);
}
Doubles kde_log_density(const GaussianKde& kde, Doubles x) {
  return evaluate_kde(kde, "log_density", &GaussianKde::log_density, x);
}
Doubles kde_cdf(const GaussianKde& kde, Doubles x) { return evaluate_kde(kde, "cdf", &GaussianKde::cdf, x); }
Doubles kde_sf(const GaussianKde& kde, Doubles x) { return evaluate_kde(kde, "sf", &GaussianKde::sf, x); }
Doubles kde_ppf(const GaussianKde& kde, Doubles x) { return evaluate_kde(kde, "ppf", &GaussianKde::ppf, x); }

/// Draws begin ... begin + count - 1 of the endless sequence that the key and the data make.
Doubles kde_sample(const GaussianKde& kde, KeyPair key, Number count, Number begin) {
  return guard("sample", [&] {
    const Key from = to_key(key, "sample");
    std::vector<double> uniform(to_count(count, "sample", "count"));
    std::vector<double> normal(uniform.size());
    const std::uint64_t first = to_begin(begin, uniform.size(), "sample");
    fill_uniform(split_at(from, 0), std::span(uniform), first);
    fill_normal(split_at(from, 1), std::span(normal), first);
    kde.sample(uniform, normal, normal);
    return Doubles(to_typed_array<double>(normal));
  });
}

/// The points that a method tries for the quantile, and how far their cdf is from p.
Steps kde_quantile_steps(const GaussianKde& kde, Number p, RootName method) {
  return guard("quantile_steps", [&] {
    const auto steps =
        quantile_steps(kde, to_number(p, "quantile_steps", "p"), to_text(method, "quantile_steps", "method"));
    std::vector<double> x;
    std::vector<double> miss;
    for (const QuantileStep& step : steps) {
      x.push_back(step.x);
      miss.push_back(step.miss);
    }
    val result = val::object();
    put(result, "x", to_typed_array<double>(x));
    put(result, "miss", to_typed_array<double>(miss));
    return Steps(result);
  });
}

double kde_leave_one_out(const GaussianKde& kde) {
  return guard("leave_one_out_log_likelihood", [&] { return kde.leave_one_out_log_likelihood(); });
}

// --- a stream of draws, counted and forgotten ------------------------------------------------------------------------

struct DrawSummary {
  Histogram histogram;
  RunningMoments moments;
  std::vector<double> buffer;
};

std::unique_ptr<DrawSummary> make_draw_summary(Number low, Number high, Number bins) {
  constexpr const char* kWhere = "draw_summary";
  return guard(kWhere, [&] {
    return std::make_unique<DrawSummary>(DrawSummary{
        Histogram(to_number(low, kWhere, "low"), to_number(high, kWhere, "high"), to_count(bins, kWhere, "bins")),
        {},
        {}});
  });
}

/// Adds the normal draws begin ... begin + count - 1 of the key.
void summary_add_normal(DrawSummary& summary, KeyPair key, Number count, Number begin) {
  guard("add_normal", [&] {
    const Key from = to_key(key, "add_normal");
    const std::size_t size = to_count(count, "add_normal", "count");
    const std::uint64_t first = to_begin(begin, size, "add_normal");
    summary.buffer.resize(size);
    fill_normal(from, std::span(summary.buffer), first);
    summary.histogram.add(summary.buffer);
    summary.moments.add(summary.buffer);
  });
}

SummaryState summary_state(const DrawSummary& summary) {
  return guard("state", [&] {
    const auto counts = summary.histogram.counts();
    const std::vector<double> as_doubles(counts.begin(), counts.end());
    val state = val::object();
    put(state, "counts", to_typed_array<double>(as_doubles));
    put(state, "below", static_cast<double>(summary.histogram.below()));
    put(state, "above", static_cast<double>(summary.histogram.above()));
    put(state, "count", static_cast<double>(summary.moments.count()));
    put(state, "mean", summary.moments.mean());
    put(state, "variance", summary.moments.variance());
    return SummaryState(state);
  });
}

/// Mean and unbiased variance of numbers; NaN where there are too few. What is not finite goes in as it is.
SampleMoments sample_moments(Doubles x) {
  return guard("sample_moments", [&] {
    RunningMoments moments;
    moments.add(to_vector<double>(x, "sample_moments", "x"));
    val result = val::object();
    put(result, "mean", moments.mean());
    put(result, "variance", moments.variance());
    return SampleMoments(result);
  });
}

// --- distances between laws ------------------------------------------------------------------------------------------

Distance to_js_distance(double distance, double p) {
  val result = val::object();
  put(result, "distance", distance);
  put(result, "p", p);
  return Distance(result);
}

/// Of numbers that are uniform on [0, 1] if their law is right.
Distance ks_from_uniform(Doubles u) {
  return guard("ks_from_uniform", [&] {
    const auto values = to_vector<double>(u, "ks_from_uniform", "u");
    require_finite(values, "ks_from_uniform", "u");
    const double distance = ks_distance_from_uniform(values);
    return to_js_distance(distance, ks_one_sample_p_value(distance, values.size()));
  });
}

/// The distance that n draws of the right law exceed with probability `level`.
double ks_bound(Number level, Number n) {
  return guard("ks_bound", [&] {
    return tractable::ks_bound(to_number(level, "ks_bound", "level"), to_number(n, "ks_bound", "n"));
  });
}

Distance ks_two_samples(Doubles a, Doubles b) {
  return guard("ks_two_samples", [&] {
    const auto first = to_vector<double>(a, "ks_two_samples", "a");
    const auto second = to_vector<double>(b, "ks_two_samples", "b");
    require_finite(first, "ks_two_samples", "a");
    require_finite(second, "ks_two_samples", "b");
    const auto n = static_cast<double>(first.size());
    const auto m = static_cast<double>(second.size());
    const double distance = ks_distance(first, second);
    return to_js_distance(distance, ks_p_value(distance, n * m / (n + m)));
  });
}

// --- tables ----------------------------------------------------------------------------------------------------------

/// `separator`: undefined finds it in the first line. The caller deletes the object.
std::unique_ptr<CsvTable> make_csv_table(Text contents, Separator separator) {
  constexpr const char* kWhere = "read_csv";
  return guard(kWhere, [&] {
    CsvOptions options;
    if (!separator.isUndefined()) {
      const auto chosen = to_text(separator, kWhere, "separator");
      if (chosen != "," && chosen != ";" && chosen != "\t") {
        throw_error(ErrorCode::invalid_argument, kWhere, "separator is ", shown(separator),
                    "; it must be a comma, a semicolon or a tab");
      }
      options.separator = chosen.front();
    }
    return std::make_unique<CsvTable>(to_text(contents, kWhere, "text"), options);
  });
}

/// A column's number, from 0.
std::size_t to_column(const CsvTable& table, const val& column, const char* where) {
  return static_cast<std::size_t>(to_integer(column, 0, static_cast<double>(table.columns()) - 1, where, "column"));
}

/// Missing cells are NaN. Throws parse_error for the first cell that is no number.
Doubles csv_numbers(const CsvTable& table, Number column) {
  return guard("numbers", [&] {
    const auto values = table.numeric_column(to_column(table, column, "numbers"), CsvNumbers::any);
    return Doubles(to_typed_array<double>(values));
  });
}

Texts csv_texts(const CsvTable& table, Number column) {
  return guard("texts", [&] {
    const std::size_t place = to_column(table, column, "texts");
    val cells = val::array();
    for (std::size_t row = 0; row < table.rows(); ++row) cells.set(row, std::string(table.cell(row, place)));
    return Texts(cells);
  });
}

std::string csv_name(const CsvTable& table, Number column) {
  return guard("name", [&] { return table.name(to_column(table, column, "name")); });
}

}  // namespace
}  // namespace tractable::border

EMSCRIPTEN_BINDINGS(tractable_data) {
  namespace b = tractable::border;
  emscripten::function("bandwidth", &b::bandwidth);
  emscripten::function("make_kde", &b::make_kde);
  emscripten::function("make_draw_summary", &b::make_draw_summary);
  emscripten::class_<b::DrawSummary>("DrawSummary")
      .function("add_normal", &b::summary_add_normal)
      .function("state", &b::summary_state);
  emscripten::function("sample_moments", &b::sample_moments);
  emscripten::function("ks_from_uniform", &b::ks_from_uniform);
  emscripten::function("ks_bound", &b::ks_bound);
  emscripten::function("ks_two_samples", &b::ks_two_samples);
  emscripten::function("make_csv_table", &b::make_csv_table);
  emscripten::class_<tractable::CsvTable>("CsvTable")
      .property(
          "rows", +[](const tractable::CsvTable& table) { return static_cast<double>(table.rows()); })
      .property(
          "columns", +[](const tractable::CsvTable& table) { return static_cast<double>(table.columns()); })
      .property(
          "separator", +[](const tractable::CsvTable& table) { return std::string(1, table.separator()); })
      .function("name", &b::csv_name)
      .function("numbers", &b::csv_numbers)
      .function("texts", &b::csv_texts);
  emscripten::class_<tractable::GaussianKde>("GaussianKde")
      .property(
          "bandwidth", +[](const tractable::GaussianKde& kde) { return kde.bandwidth(); })
      .property(
          "size", +[](const tractable::GaussianKde& kde) { return static_cast<double>(kde.size()); })
      .function("density", &b::kde_density)
      .function("log_density", &b::kde_log_density)
      .function("cdf", &b::kde_cdf)
      .function("sf", &b::kde_sf)
      .function("ppf", &b::kde_ppf)
      .function("sample", &b::kde_sample)
      .function("quantile_steps", &b::kde_quantile_steps)
      .function("leave_one_out_log_likelihood", &b::kde_leave_one_out);
}
