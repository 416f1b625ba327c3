// What JavaScript sees: a flat list, with bindings_data.cpp and bindings_graph.cpp. Conversion and checks are in
// border.hpp, mathematics is in core/. TypeScript's types of this list are made by --emit-tsd
// (build/wasm/wasm/tractable_simd.d.ts); the unions of names by emit_catalogue.mjs from catalogue() below.

#include <emscripten/bind.h>
#include <malloc.h>

#include <array>
#include <limits>
#include <string>

#include "border.hpp"
#include "border_types.hpp"
#include "mcmc_border.hpp"
#include "tractable/base/key.hpp"
#include "tractable/catalogue.hpp"
#include "tractable/density/bandwidth.hpp"
#include "tractable/density/quantile_steps.hpp"
#include "tractable/distribution/catalogue.hpp"
#include "tractable/distribution/multivariate_catalogue.hpp"
#include "tractable/graph/graph.hpp"
#include "tractable/graph/recipe.hpp"
#include "tractable/simd/kernels.hpp"
#include "tractable/simd/random.hpp"
#include "tractable/simd/self_test.hpp"
#include "tractable/simd/special.hpp"

namespace tractable::border {
namespace {

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
  emscripten::register_type<RootName>("import('./catalogue.ts').RootMethod");
  emscripten::register_type<Steps>("{ x: Float64Array; miss: Float64Array }");
  emscripten::register_type<Distance>("{ distance: number; p: number }");
  emscripten::register_type<Texts>("string[]");
  emscripten::register_type<Separator>("',' | ';' | '\\t' | undefined");
  emscripten::register_type<SampleMoments>("{ mean: number; variance: number }");
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

constexpr bool is_periodic(std::string_view name) { return name == "sin" || name == "cos"; }  // NaN at infinity

constexpr double domain_low(std::string_view name) {
  if (is_periodic(name)) return std::numeric_limits<double>::lowest();
  if (name == "log" || name == "normal_ppf") return 0;
  return name == "log1p" ? -1 : -kInfinity;
}
constexpr double domain_high(std::string_view name) {
  if (is_periodic(name)) return std::numeric_limits<double>::max();
  return name == "normal_ppf" ? 1 : kInfinity;
}

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
  throw_error(ErrorCode::unknown_name, "special", "name is \"", name, "\"; it must be one of ", names);
}

template <class T>
void require_domain(const SpecialFunction& function, std::span<const T> x) {
  for (std::size_t i = 0; i < x.size(); ++i) {
    const auto value = static_cast<double>(x[i]);
    if (std::isnan(value)) throw_error(ErrorCode::not_finite, function.name, "x[", i, "] is nan");
    if (value < function.low || value > function.high) {
      throw_error(ErrorCode::invalid_argument, function.name, "x[", i, "] is ", value, "; it must lie between ",
                  function.low, " and ", function.high);
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
    // Each key is an object of JavaScript's: more than this many take seconds to make.
    constexpr double kMostKeys = 65'536;
    const double wanted = to_integer(count, 0, kMostKeys, "split", "count", ErrorCode::too_large);
    const auto keys = tractable::split(to_key(key, "split"), static_cast<std::uint64_t>(wanted));
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
    const std::uint64_t first = to_begin(begin, size, where);
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
  put(lists, "BandwidthRule", rules);
  val methods = val::array();
  for (const auto method : root_methods()) methods.call<void>("push", std::string(method));
  put(lists, "RootMethod", methods);
  put(lists, "ErrorCode", codes);
  val ops = val::array();
  for (const OpInfo& op : kOps) ops.call<void>("push", std::string(op.name));
  put(lists, "GraphOp", ops);
  val graph_functions = val::array();
  for (const auto name : recipe_functions()) graph_functions.call<void>("push", std::string(name));
  put(lists, "GraphFunction", graph_functions);
  val builders = val::array();
  for (const BuilderRow& row : tractable::catalogue()) builders.call<void>("push", std::string(row.name));
  put(lists, "Builder", builders);
  put(lists, "SpecialFunction", functions);
  val laws = val::array();
  for (const Family* each : families()) laws.call<void>("push", std::string(each->name));
  put(lists, "Distribution", laws);
  val law_functions = val::array();
  for (const auto name : univariate_functions()) law_functions.call<void>("push", std::string(name));
  put(lists, "DistributionFunction", law_functions);
  val row_laws = val::array();
  for (const MultivariateRow& row : multivariate_rows()) row_laws.call<void>("push", std::string(row.name));
  put(lists, "Multivariate", row_laws);
  add_exponential_names(lists);
  add_montecarlo_names(lists);
  add_target_names(lists);
  add_mcmc_names(lists);
  add_vae_names(lists);
  add_set_names(lists);
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
  emscripten::function("heap_used", &b::heap_used);
  emscripten::function("trap", &b::trap);
}
