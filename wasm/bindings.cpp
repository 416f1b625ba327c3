// What JavaScript sees: a flat list. Conversion and checks are in border.hpp, mathematics is in core/.
// TypeScript's types of this list are made by --emit-tsd (build/wasm/wasm/tractable.d.ts); the unions of names by
// emit_catalogue.mjs from catalogue() below.

#include <emscripten/bind.h>
#include <malloc.h>

#include <array>
#include <limits>
#include <memory>
#include <string>

#include "border.hpp"
#include "tractable/base/key.hpp"
#include "tractable/data/csv.hpp"
#include "tractable/density/bandwidth.hpp"
#include "tractable/density/histogram.hpp"
#include "tractable/density/kde.hpp"
#include "tractable/density/moments.hpp"
#include "tractable/simd/kernels.hpp"
#include "tractable/simd/random.hpp"
#include "tractable/simd/self_test.hpp"
#include "tractable/simd/special.hpp"

namespace tractable::border {
namespace {

// --- what TypeScript is told
// -------------------------------------------------------------------------------------------- Each is a `val` with a
// name for --emit-tsd; nothing is taken on trust, border.hpp checks what really arrives.

EMSCRIPTEN_DECLARE_VAL_TYPE(Number)
EMSCRIPTEN_DECLARE_VAL_TYPE(Numbers)
EMSCRIPTEN_DECLARE_VAL_TYPE(Words)
EMSCRIPTEN_DECLARE_VAL_TYPE(Floats)
EMSCRIPTEN_DECLARE_VAL_TYPE(Doubles)
EMSCRIPTEN_DECLARE_VAL_TYPE(KeyPairs)
EMSCRIPTEN_DECLARE_VAL_TYPE(SpecialName)
EMSCRIPTEN_DECLARE_VAL_TYPE(RuleName)
EMSCRIPTEN_DECLARE_VAL_TYPE(RuleNameOrNumber)
EMSCRIPTEN_DECLARE_VAL_TYPE(Catalogue)
EMSCRIPTEN_DECLARE_VAL_TYPE(Text)
EMSCRIPTEN_DECLARE_VAL_TYPE(Texts)
EMSCRIPTEN_DECLARE_VAL_TYPE(Separator)
EMSCRIPTEN_DECLARE_VAL_TYPE(SummaryState)

void register_types() {
  emscripten::register_type<Number>("number");
  emscripten::register_type<Numbers>("Float64Array | Float32Array");
  emscripten::register_type<Words>("Uint32Array");
  emscripten::register_type<Floats>("Float32Array");
  emscripten::register_type<Doubles>("Float64Array");
  emscripten::register_type<KeyPair>("[number, number]");
  emscripten::register_type<KeyPairs>("[number, number][]");
  emscripten::register_type<SpecialName>("import('./catalogue.ts').SpecialFunction");
  emscripten::register_type<RuleName>("import('./catalogue.ts').BandwidthRule");
  emscripten::register_type<RuleNameOrNumber>("import('./catalogue.ts').BandwidthRule | number");
  emscripten::register_type<Catalogue>("Record<string, string[]>");
  emscripten::register_type<Text>("string");
  emscripten::register_type<Texts>("string[]");
  emscripten::register_type<Separator>("',' | ';' | '\\t' | undefined");
  emscripten::register_type<SummaryState>(
      "{ counts: Float64Array; below: number; above: number; count: number; mean: number; variance: number }");
}

// --- the module itself -----------------------------------------------------------------------------------------------

std::string instruction_set() { return std::string(simd::kernels().instruction_set); }

/// "" when every kernel gives its known answers, else a sentence that names the first that does not.
std::string self_test() {
  return guard("self_test", [] { return simd::self_test(); });
}

/// Bytes that the module has allocated and not freed; tests compare it before and after.
double heap_used() { return mallinfo().uordblks; }

/// Traps, as a fault of ours would: tests see that a worker is replaced and that nothing hangs.
void trap() { __builtin_trap(); }

// --- special functions -----------------------------------------------------------------------------------------------

struct SpecialFunction {
  std::string_view name;
  void (*f64)(std::span<const double>, std::span<double>);
  void (*f32)(std::span<const float>, std::span<float>);
  double low;   // the smallest argument in its domain
  double high;  // the largest
};

constexpr double kInfinity = std::numeric_limits<double>::infinity();

constexpr double domain_low(std::string_view name) {
  if (name == "log" || name == "normal_ppf") return 0;
  return name == "log1p" ? -1 : -kInfinity;
}
constexpr double domain_high(std::string_view name) { return name == "normal_ppf" ? 1 : kInfinity; }

constexpr std::array kSpecialFunctions{
#define TRACTABLE_ROW(name) \
  SpecialFunction{#name, &tractable::name, &tractable::name, domain_low(#name), domain_high(#name)},
    TRACTABLE_SPECIAL_FUNCTIONS(TRACTABLE_ROW)
#undef TRACTABLE_ROW
};

const SpecialFunction& find_special(const std::string& name) {
  std::string names;
  for (const auto& function : kSpecialFunctions) {
    if (function.name == name) return function;
    names += (names.empty() ? "" : ", ") + std::string(function.name);
  }
  throw Error(ErrorCode::unknown_name, "special", text("name is \"", name, "\"; it must be one of ", names));
}

template <class T>
void require_domain(const SpecialFunction& function, std::span<const T> x) {
  for (std::size_t i = 0; i < x.size(); ++i) {
    const auto value = static_cast<double>(x[i]);
    if (std::isnan(value)) throw Error(ErrorCode::not_finite, std::string(function.name), text("x[", i, "] is nan"));
    if (value < function.low || value > function.high) {
      throw Error(ErrorCode::invalid_argument, std::string(function.name),
                  text("x[", i, "] is ", value, "; it must lie between ", function.low, " and ", function.high));
    }
  }
}

/// f(x) elementwise; x: Float64Array or Float32Array, and so is the result.
Numbers special(SpecialName name, Numbers x) {
  return guard("special", [&] {
    const SpecialFunction& function = find_special(to_text(name, "special", "name"));
    if (is_typed_array<float>(x)) {
      auto values = to_vector<float>(x, function.name, "x");
      require_domain<float>(function, values);
      function.f32(values, values);
      return Numbers(to_typed_array<float>(values));
    }
    auto values = to_vector<double>(x, function.name, "x");
    require_domain<double>(function, values);
    function.f64(values, values);
    return Numbers(to_typed_array<double>(values));
  });
}

// --- random numbers --------------------------------------------------------------------------------------------------

KeyPair key_from_seed(Number seed) {
  return guard("key_from_seed",
               [&] { return to_js(tractable::key_from_seed(to_uint32(seed, "key_from_seed", "seed"))); });
}

KeyPairs split(KeyPair key, Number count) {
  return guard("split", [&] {
    const auto keys = tractable::split(to_key(key, "split"), to_count(count, "split", "count"));
    val result = val::array();
    for (std::size_t i = 0; i < keys.size(); ++i) result.set(i, to_js(keys[i]));
    return KeyPairs(result);
  });
}

KeyPair fold_in(KeyPair key, Number data) {
  return guard("fold_in",
               [&] { return to_js(tractable::fold_in(to_key(key, "fold_in"), to_index(data, "fold_in", "data"))); });
}

/// The elements begin ... begin + count - 1 of the endless sequence that `fill` makes from the key.
template <class Array, class T>
Array filled(const char* where, void (*fill)(Key, std::span<T>, std::uint64_t), const val& key, const val& count,
             const val& begin) {
  return guard(where, [&] {
    const Key from = to_key(key, where);
    const std::size_t size = to_count(count, where, "count");
    const std::uint64_t first = to_index(begin, where, "begin");
    std::vector<T> values(size);
    fill(from, values, first);
    return Array(to_typed_array<T>(values));
  });
}

Doubles uniform_f64(KeyPair key, Number count, Number begin) {
  return filled<Doubles, double>("uniform_f64", &fill_uniform, key, count, begin);
}
Floats uniform_f32(KeyPair key, Number count, Number begin) {
  return filled<Floats, float>("uniform_f32", &fill_uniform, key, count, begin);
}
Doubles normal_f64(KeyPair key, Number count, Number begin) {
  return filled<Doubles, double>("normal_f64", &fill_normal, key, count, begin);
}
Floats normal_f32(KeyPair key, Number count, Number begin) {
  return filled<Floats, float>("normal_f32", &fill_normal, key, count, begin);
}
Words random_bits(KeyPair key, Number count, Number begin) {
  return filled<Words, std::uint32_t>("random_bits", &fill_bits, key, count, begin);
}

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
    if (bandwidth.isString()) return std::make_unique<GaussianKde>(values, bandwidth.as<std::string>());
    return std::make_unique<GaussianKde>(values, to_number(bandwidth, "make_kde", "bandwidth"));
  });
}

using KdeFunction = void (GaussianKde::*)(std::span<const double>, std::span<double>) const;

Doubles evaluate_kde(const GaussianKde& kde, const char* where, KdeFunction function, const val& x) {
  return guard(where, [&] {
    auto values = to_vector<double>(x, where, "x");
    for (std::size_t i = 0; i < values.size(); ++i) {
      if (std::isnan(values[i])) throw Error(ErrorCode::not_finite, where, text("x[", i, "] is nan"));
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
    const std::uint64_t first = to_index(begin, "sample", "begin");
    fill_uniform(split_at(from, 0), std::span(uniform), first);
    fill_normal(split_at(from, 1), std::span(normal), first);
    kde.sample(uniform, normal, normal);
    return Doubles(to_typed_array<double>(normal));
  });
}

double kde_leave_one_out(const GaussianKde& kde) {
  return guard("leave_one_out_log_likelihood", [&] { return kde.leave_one_out_log_likelihood(); });
}

// --- a stream of draws, counted and forgotten ------------------------------------------------------------------------

struct DrawSummary {
  Histogram histogram;
  Moments moments;
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
    const std::uint64_t first = to_index(begin, "add_normal", "begin");
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
    state.set("counts", to_typed_array<double>(as_doubles));
    state.set("below", static_cast<double>(summary.histogram.below()));
    state.set("above", static_cast<double>(summary.histogram.above()));
    state.set("count", static_cast<double>(summary.moments.count()));
    state.set("mean", summary.moments.mean());
    state.set("variance", summary.moments.variance());
    return SummaryState(state);
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
      if (chosen.size() != 1) {
        throw Error(ErrorCode::invalid_argument, kWhere,
                    text("separator is ", shown(separator), "; it must be one character"));
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

// --- the catalogue ---------------------------------------------------------------------------------------------------

/// Every closed list of names: TypeScript's unions are made from this object.
Catalogue catalogue() {
  val lists = val::object();
  val codes = val::array();
  for (const ErrorCode code : error_codes()) codes.call<void>("push", std::string(to_string(code)));
  val functions = val::array();
  for (const auto& function : kSpecialFunctions) functions.call<void>("push", std::string(function.name));
  val rules = val::array();
  for (const auto& rule : bandwidth_rules()) rules.call<void>("push", std::string(rule.name));
  lists.set("BandwidthRule", rules);
  lists.set("ErrorCode", codes);
  lists.set("SpecialFunction", functions);
  return Catalogue(lists);
}

}  // namespace
}  // namespace tractable::border

EMSCRIPTEN_BINDINGS(tractable) {
  namespace b = tractable::border;
  b::register_types();
  emscripten::function("instruction_set", &b::instruction_set);
  emscripten::function("self_test", &b::self_test);
  emscripten::function("catalogue", &b::catalogue);
  emscripten::function("special", &b::special);
  emscripten::function("key_from_seed", &b::key_from_seed);
  emscripten::function("split", &b::split);
  emscripten::function("fold_in", &b::fold_in);
  emscripten::function("uniform_f64", &b::uniform_f64);
  emscripten::function("uniform_f32", &b::uniform_f32);
  emscripten::function("normal_f64", &b::normal_f64);
  emscripten::function("normal_f32", &b::normal_f32);
  emscripten::function("random_bits", &b::random_bits);
  emscripten::function("bandwidth", &b::bandwidth);
  emscripten::function("make_kde", &b::make_kde);
  emscripten::function("heap_used", &b::heap_used);
  emscripten::function("trap", &b::trap);
  emscripten::function("make_draw_summary", &b::make_draw_summary);
  emscripten::class_<b::DrawSummary>("DrawSummary")
      .function("add_normal", &b::summary_add_normal)
      .function("state", &b::summary_state);
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
      .function("leave_one_out_log_likelihood", &b::kde_leave_one_out);
}
