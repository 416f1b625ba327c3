// What JavaScript sees of models: recipes with sites, as targets of which more can be asked.

#include <emscripten/bind.h>

#include <algorithm>
#include <utility>

#include "mcmc_border.hpp"
#include "tractable/catalogue.hpp"
#include "tractable/graph/graph.hpp"
#include "tractable/target/model/laws.hpp"

namespace tractable::border {
namespace {

EMSCRIPTEN_DECLARE_VAL_TYPE(ModelFacts)
EMSCRIPTEN_DECLARE_VAL_TYPE(ModelLaws)
EMSCRIPTEN_DECLARE_VAL_TYPE(PriorDraws)

std::unique_ptr<PageTarget> make_model(Words words, Doubles numbers, Text names) {
  constexpr const char* kWhere = "model";
  return guard(kWhere, [&] {
    const Recipe recipe{.words = to_vector<std::uint32_t>(words, kWhere, "words"),
                        .numbers = to_vector<double>(numbers, kWhere, "numbers"),
                        .names = to_lines(names, kWhere, "names")};
    return std::make_unique<PageTarget>(Model::decode(recipe, catalogue()));
  });
}

const Model& model_of(const PageTarget& target, const char* where) {
  if (target.model() != nullptr) return *target.model();
  throw_error(ErrorCode::invalid_argument, where, "the target is no model");
}

val to_js(const ModelSite& site, const Model& model) {
  val object = val::object(), parents = val::array();
  put(object, "name", site.name);
  put(object, "kind", std::string(to_string(site.kind)));
  put(object, "law", site.law);
  put(object, "rows", site.rows);
  put(object, "cols", site.cols);
  put(object, "transform", site.transform);
  put(object, "first", site.first);
  put(object, "size", site.size);
  put(object, "width", site.width);
  put(object, "likelihood", site.likelihood);
  put(object, "record", site.record);
  put(object, "plate", site.plate);
  put(object, "observed", to_typed_array<double>(site.observed));
  for (const std::size_t parent : site.parents) parents.call<void>("push", model.sites()[parent].name);
  put(object, "parents", parents);
  return object;
}

ModelFacts model_facts(const PageTarget& target) {
  constexpr const char* kWhere = "model_facts";
  return guard(kWhere, [&] {
    const Model& model = model_of(target, kWhere);
    val result = val::object(), sites = val::array(), plates = val::array();
    put(result, "dim", model.dim());
    for (const ModelSite& site : model.sites()) sites.call<void>("push", to_js(site, model));
    for (const std::size_t size : model.plates()) plates.call<void>("push", static_cast<double>(size));
    put(result, "sites", sites);
    put(result, "plates", plates);
    put(result, "coordinates", to_texts(model.coordinate_names()));
    put(result, "quantities", to_texts(model.quantity_names()));
    return ModelFacts(result);
  });
}

ModelLaws model_laws() {
  val rows = val::array();
  for (const LawFacts& law : laws()) {
    val row = val::object(), parameters = val::array();
    put(row, "name", law.name);
    for (const LawFacts::Parameter& each : law.parameters) {
      val parameter = val::object();
      put(parameter, "name", std::string(each.name));
      put(parameter, "domain", std::string(each.domain));
      put(parameter, "shape", std::string(each.shape));
      parameters.call<void>("push", parameter);
    }
    put(row, "parameters", parameters);
    put(row, "discrete", law.discrete);
    put(row, "event", std::string(law.event));
    put(row, "transform", std::string(law.transform));
    rows.call<void>("push", row);
  }
  return ModelLaws(rows);
}

/// Of rows x (n, D): the log density of the constrained values, without Jacobians, (n).
Doubles model_log_joint(PageTarget& target, Doubles x) {
  constexpr const char* kWhere = "log_joint";
  return guard(kWhere, [&] {
    (void)model_of(target, kWhere);
    const auto rows = to_rows(target, x, 1, kWhere);
    std::vector<double> value(rows.size() / target.dim());
    target.runs().log_joint(rows, value);
    return Doubles(to_typed_array<double>(value));
  });
}

/// Of rows x (n, D): the log density of each of the N observations, (n, N).
Doubles model_log_likelihood(PageTarget& target, Doubles x) {
  constexpr const char* kWhere = "log_likelihood";
  return guard(kWhere, [&] {
    const std::size_t width = model_of(target, kWhere).likelihood_width();
    const auto rows = to_rows(target, x, width, kWhere);
    std::vector<double> value(rows.size() / target.dim() * width);
    target.runs().log_likelihood(rows, value);
    return Doubles(to_typed_array<double>(value));
  });
}

/// New data for rows x (n, D), which are the draws begin, begin + 1, ...: those of all observed sites side by side.
Doubles model_predict(PageTarget& target, Doubles x, KeyPair key, Number begin) {
  constexpr const char* kWhere = "predict";
  return guard(kWhere, [&] {
    (void)model_of(target, kWhere);
    const std::size_t width = target.runs().data_width();
    const auto rows = to_rows(target, x, width, kWhere);
    std::vector<double> value(rows.size() / target.dim() * width);
    target.runs().predict(rows, to_key(key, kWhere), value, to_begin(begin, rows.size() / target.dim(), kWhere));
    return Doubles(to_typed_array<double>(value));
  });
}

/// Draws begin, begin + 1, ... of the prior.
PriorDraws model_prior(PageTarget& target, KeyPair key, Number count, Number begin) {
  constexpr const char* kWhere = "prior";
  return guard(kWhere, [&] {
    (void)model_of(target, kWhere);
    const std::size_t width = target.runs().data_width(), quantities = target.quantity_count();
    const std::size_t most = kMaxElements / std::max(width, quantities);
    const auto n = static_cast<std::size_t>(
        to_integer(count, 0, static_cast<double>(most), kWhere, "count", ErrorCode::too_large));
    std::vector<double> values(n * quantities), data(n * width);
    target.runs().prior(to_key(key, kWhere), values, data, to_begin(begin, n, kWhere));
    val result = val::object();
    put(result, "quantities", to_typed_array<double>(values));
    put(result, "data", to_typed_array<double>(data));
    return PriorDraws(result);
  });
}

/// x (D) of the values of all sampled sites, one after the other.
Doubles model_unconstrain(PageTarget& target, Doubles values) {
  constexpr const char* kWhere = "unconstrain";
  return guard(kWhere, [&] {
    (void)model_of(target, kWhere);
    return Doubles(to_typed_array<double>(target.runs().unconstrain(to_vector<double>(values, kWhere, "values"))));
  });
}

}  // namespace

ModelRuns& PageTarget::runs() {
  if (!runs_) runs_.emplace(*model_);
  return *runs_;
}

}  // namespace tractable::border

EMSCRIPTEN_BINDINGS(tractable_model) {
  namespace b = tractable::border;
  emscripten::register_type<b::ModelFacts>(
      "{ dim: number; coordinates: string[]; quantities: string[]; plates: number[]; sites: { name: string; kind: "
      "'sample' | 'observe' | 'factor' | 'quantity'; law: string; rows: number; cols: number; transform: string; "
      "first: number; size: number; width: number; likelihood: boolean; record: number; plate: number; observed: "
      "Float64Array; parents: string[] }[] }");
  emscripten::register_type<b::ModelLaws>(
      "{ name: string; parameters: { name: string; domain: string; shape: string }[]; discrete: boolean; event: "
      "string; transform: string }[]");
  emscripten::register_type<b::PriorDraws>("{ quantities: Float64Array; data: Float64Array }");
  emscripten::function("make_model", &b::make_model);
  emscripten::function("model_facts", &b::model_facts);
  emscripten::function("model_laws", &b::model_laws);
  emscripten::function("model_log_joint", &b::model_log_joint);
  emscripten::function("model_log_likelihood", &b::model_log_likelihood);
  emscripten::function("model_predict", &b::model_predict);
  emscripten::function("model_prior", &b::model_prior);
  emscripten::function("model_unconstrain", &b::model_unconstrain);
}
