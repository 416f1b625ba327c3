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

}  // namespace
}  // namespace tractable::border

EMSCRIPTEN_BINDINGS(tractable_model) {
  namespace b = tractable::border;
  emscripten::register_type<b::ModelFacts>(
      "{ dim: number; coordinates: string[]; quantities: string[]; plates: number[]; sites: { name: string; kind: "
      "'sample' | 'observe' | 'factor' | 'quantity'; law: string; rows: number; cols: number; transform: string; "
      "first: number; size: number; width: number; likelihood: boolean; record: number; plate: number; parents: "
      "string[] }[] }");
  emscripten::register_type<b::ModelLaws>(
      "{ name: string; parameters: { name: string; domain: string; shape: string }[]; discrete: boolean; event: "
      "string; transform: string }[]");
  emscripten::function("make_model", &b::make_model);
  emscripten::function("model_facts", &b::model_facts);
  emscripten::function("model_laws", &b::model_laws);
}
