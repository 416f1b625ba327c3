// What JavaScript sees of the teaching sets in the plane.

#include <emscripten/bind.h>

#include <memory>
#include <string>
#include <vector>

#include "border.hpp"
#include "border_types.hpp"
#include "tractable/data/sets.hpp"

namespace tractable::border {
namespace {

PlaneSets all_plane_sets() {
  val list = val::array();
  for (const PlaneSetRow& row : plane_sets()) {
    val set = val::object();
    put(set, "name", std::string(row.name));
    put(set, "summary", std::string(row.summary));
    put(set, "options", list_options(row.options));
    list.call<void>("push", set);
  }
  return PlaneSets(list);
}

/// `options`: names joined by line feeds, none for "", and their values. The caller deletes the object.
std::unique_ptr<PlaneSet> make_plane_set(PlaneSetName name, Text options, Doubles values) {
  constexpr const char* kWhere = "plane_set";
  return guard(kWhere, [&] {
    const auto names = to_lines(options, kWhere, "options");
    const auto numbers = to_vector<double>(values, kWhere, "values");
    const auto settings = to_settings<PlaneSetting>(names, numbers, kWhere);
    return std::make_unique<PlaneSet>(to_text(name, kWhere, "name"), settings);
  });
}

Points plane_set_sample(const PlaneSet& set, KeyPair key, Number count, Number begin) {
  return guard("sample", [&] {
    const std::size_t n = to_draws(count, "sample");
    std::vector<double> x(2 * n);
    std::vector<std::uint32_t> labels(n);
    set.sample(to_key(key, "sample"), x, labels, to_begin(begin, 2 * n, "sample"));
    val result = val::object();
    put(result, "x", to_typed_array<double>(x));
    put(result, "labels", to_typed_array<std::uint32_t>(labels));
    return Points(result);
  });
}

Doubles plane_set_log_prob(const PlaneSet& set, Doubles x) {
  return guard("log_prob", [&] {
    const auto at = to_vector<double>(x, "log_prob", "x");
    require_finite(at, "log_prob", "x");
    std::vector<double> value(at.size() / 2);
    set.log_prob(at, value);
    return Doubles(to_typed_array<double>(value));
  });
}

double plane_set_entropy(const PlaneSet& set) {
  return guard("entropy", [&] { return set.entropy(); });
}

Doubles plane_set_box(const PlaneSet& set) {
  return guard("box", [&] {
    const auto box = set.box();
    const double sides[] = {box.low_x, box.high_x, box.low_y, box.high_y};
    return Doubles(to_typed_array<double>(std::span<const double>(sides)));
  });
}

}  // namespace

/// For TypeScript's union of the sets' names.
void add_set_names(val& lists) {
  val sets = val::array();
  for (const PlaneSetRow& row : plane_sets()) sets.call<void>("push", std::string(row.name));
  put(lists, "PlaneSetName", sets);
}

}  // namespace tractable::border

EMSCRIPTEN_BINDINGS(tractable_sets) {
  namespace b = tractable::border;
  emscripten::register_type<b::PlaneSetName>("import('./catalogue.ts').PlaneSetName");
  emscripten::register_type<b::PlaneSets>(
      "{ name: import('./catalogue.ts').PlaneSetName; summary: string; options: { name: string; usual: number; low: "
      "number; high: number; integer: boolean }[] }[]");
  emscripten::register_type<b::Points>("{ x: Float64Array; labels: Uint32Array }");
  emscripten::function("plane_sets", &b::all_plane_sets);
  emscripten::function("make_plane_set", &b::make_plane_set);
  emscripten::class_<tractable::PlaneSet>("PlaneSet")
      .property(
          "components", +[](const tractable::PlaneSet& set) { return static_cast<double>(set.components()); })
      .function("sample", &b::plane_set_sample)
      .function("log_prob", &b::plane_set_log_prob)
      .function("entropy", &b::plane_set_entropy)
      .function("box", &b::plane_set_box);
}
