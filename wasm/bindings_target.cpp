// What JavaScript sees of targets: the zoo's, and recipes that are log densities.

#include <emscripten/bind.h>

#include <algorithm>
#include <cstdint>
#include <utility>

#include "mcmc_border.hpp"
#include "tractable/catalogue.hpp"
#include "tractable/graph/graph.hpp"
#include "tractable/graph/rows.hpp"

namespace tractable::border {
namespace {

EMSCRIPTEN_DECLARE_VAL_TYPE(TargetName)
EMSCRIPTEN_DECLARE_VAL_TYPE(TargetList)
EMSCRIPTEN_DECLARE_VAL_TYPE(TargetFacts)
EMSCRIPTEN_DECLARE_VAL_TYPE(Moments)
EMSCRIPTEN_DECLARE_VAL_TYPE(Density)

/// Rows in one run of a target's program.
constexpr std::size_t kRowsAtOnce = 64;

TargetExprs decode_target(const Recipe& recipe, Graph& graph) {
  constexpr const char* kWhere = "target";
  const Decoded decoded = decode(recipe, catalogue(), graph);
  if (decoded.inputs.size() != 1 || !decoded.inputs[0].expr.shape().has_batch()) {
    throw_error(ErrorCode::shape_mismatch, kWhere, "the recipe has ", decoded.inputs.size(),
                " inputs; a target has one, x, whose rows are the batch");
  }
  if (decoded.outputs.size() > 2) {
    throw_error(ErrorCode::shape_mismatch, kWhere, "the recipe has ", decoded.outputs.size(),
                " outputs; a target has one or two: log_prob and the quantities that are asked about");
  }
  const Expr x = decoded.inputs[0].expr;
  const Expr quantities = decoded.outputs.size() == 2 ? decoded.outputs[1].expr : x;
  if (!quantities.shape().has_batch()) {
    throw_error(ErrorCode::shape_mismatch, kWhere, "the second output, the quantities, has no rows of the batch");
  }
  if (const auto mixing = row_mixing(quantities, x)) {
    throw_error(ErrorCode::invalid_argument, kWhere, "each row must have quantities of its own, but ",
                describe(*mixing), " joins rows of the batch");
  }
  return {x, decoded.outputs[0].expr, quantities};
}

}  // namespace

PageTarget::PageTarget(Target zoo) : zoo_(std::move(zoo)), dim_(zoo_->dim()), quantity_count_(zoo_->quantity_count()) {}

PageTarget::PageTarget(Recipe recipe) : recipe_(std::move(recipe)) {
  Graph graph;
  const TargetExprs e = build(graph);
  dim_ = static_cast<std::size_t>(e.x.shape().cols);
  quantity_count_ = static_cast<std::size_t>(e.quantities.shape().cols);
  plain_ = std::make_unique<LogDensity>(e.x, e.log_prob,
                                        LogDensity::Options{.batch = kRowsAtOnce, .gradient = false});  // checks it
}

PageTarget::PageTarget(Model model)
    : model_(std::move(model)), dim_(model_->dim()), quantity_count_(model_->quantity_count()) {
  plain_ = std::make_unique<LogDensity>(density({.batch = kRowsAtOnce, .gradient = false}));  // checks it
}

TargetExprs PageTarget::build(Graph& graph) const {
  if (zoo_) return zoo_->build(graph);
  return model_ ? model_->build(graph) : decode_target(recipe_, graph);
}

LogDensity PageTarget::density(LogDensity::Options options) const {
  Graph graph;
  const TargetExprs e = build(graph);
  return {e.x, e.log_prob, options};
}

void PageTarget::evaluate(std::span<const double> x, std::span<double> log_prob, std::span<double> gradient) {
  auto& kept = gradient.empty() ? plain_ : with_gradient_;
  if (!kept) {
    kept = std::make_unique<LogDensity>(density({.batch = kRowsAtOnce, .gradient = !gradient.empty()}));
  }
  const auto position = kept->position();
  for (std::size_t first = 0; first < log_prob.size(); first += kRowsAtOnce) {
    const std::size_t rows = std::min(kRowsAtOnce, log_prob.size() - first);
    std::copy_n(x.begin() + static_cast<std::ptrdiff_t>(first * dim_), rows * dim_, position.begin());
    kept->evaluate();
    std::copy_n(kept->log_prob().begin(), rows, log_prob.begin() + static_cast<std::ptrdiff_t>(first));
    if (gradient.empty()) continue;
    std::copy_n(kept->gradient().begin(), rows * dim_, gradient.begin() + static_cast<std::ptrdiff_t>(first * dim_));
  }
}

void PageTarget::quantities(std::span<const double> x, std::span<double> out) {
  if (!quantities_) {
    auto graph = std::make_unique<Graph>();
    const TargetExprs e = build(*graph);
    if (e.quantities.id == e.x.id) {
      std::copy(x.begin(), x.end(), out.begin());
      return;
    }
    const Expr outputs[] = {e.quantities};
    quantities_ =
        std::make_unique<Quantities>(Quantities{Program<double>(outputs, {.batch = kRowsAtOnce}), e.x, e.quantities});
    graph_ = std::move(graph);
  }
  const auto position = quantities_->program.input(quantities_->x);
  const auto value = quantities_->program.value(quantities_->value);
  for (std::size_t first = 0; first * dim_ < x.size(); first += kRowsAtOnce) {
    const std::size_t rows = std::min(kRowsAtOnce, x.size() / dim_ - first);
    std::copy_n(x.begin() + static_cast<std::ptrdiff_t>(first * dim_), rows * dim_, position.begin());
    quantities_->program.run();
    std::copy_n(value.begin(), rows * quantity_count_,
                out.begin() + static_cast<std::ptrdiff_t>(first * quantity_count_));
  }
}

namespace {

TargetList target_list() {
  return guard("targets", [&] {
    val list = val::array();
    for (const TargetRow& row : targets()) {
      val target = val::object();
      put(target, "name", std::string(row.name));
      put(target, "summary", std::string(row.summary));
      put(target, "note", std::string(row.note));
      put(target, "options", list_options(row.options));
      list.call<void>("push", target);
    }
    return TargetList(list);
  });
}

/// `options`: names joined by line feeds, none for "", and their values. The caller deletes the object.
std::unique_ptr<PageTarget> make_target(TargetName name, Text options, Doubles values) {
  constexpr const char* kWhere = "target";
  return guard(kWhere, [&] {
    const auto names = to_lines(options, kWhere, "options");
    const auto numbers = to_vector<double>(values, kWhere, "values");
    const auto settings = to_settings<TargetSetting>(names, numbers, kWhere);
    return std::make_unique<PageTarget>(Target(to_text(name, kWhere, "name"), settings));
  });
}

/// A recipe as make_graph_program takes it.
std::unique_ptr<PageTarget> make_recipe_target(Words words, Doubles numbers, Text names) {
  constexpr const char* kWhere = "target";
  return guard(kWhere, [&] {
    return std::make_unique<PageTarget>(Recipe{.words = to_vector<std::uint32_t>(words, kWhere, "words"),
                                               .numbers = to_vector<double>(numbers, kWhere, "numbers"),
                                               .names = to_lines(names, kWhere, "names")});
  });
}

}  // namespace

val to_texts(std::span<const std::string> texts) {
  val list = val::array();
  for (const std::string& each : texts) list.call<void>("push", each);
  return list;
}

namespace {

std::vector<std::string> numbered(std::size_t count, const char* stem) {
  std::vector<std::string> names;
  for (std::size_t i = 0; i < count; ++i) names.push_back(text(stem, i + 1));
  return names;
}

TargetFacts target_facts(const PageTarget& target) {
  return guard("target", [&] {
    const Target* zoo = target.zoo();
    const Model* model = target.model();
    val result = val::object();
    put(result, "dim", static_cast<double>(target.dim()));
    put(result, "coordinates",
        to_texts(model != nullptr ? model->coordinate_names()
                 : zoo != nullptr ? zoo->coordinates()
                                  : numbered(target.dim(), "x")));
    put(result, "quantities",
        to_texts(model != nullptr ? model->quantity_names()
                 : zoo != nullptr ? zoo->quantities()
                                  : numbered(target.quantity_count(), "x")));
    put(result, "draws", zoo != nullptr && zoo->has_draws());
    put(result, "log_normalizer", zoo != nullptr ? zoo->log_normalizer() : std::nan(""));
    const TargetBox usual = target.dim() > 1 ? TargetBox{-4, 4, -4, 4} : TargetBox{-4, 4};
    const TargetBox box = zoo != nullptr ? zoo->box() : usual;
    const double sides[] = {box.low_x, box.high_x, box.low_y, box.high_y};
    put(result, "box", to_typed_array<double>(std::span<const double>(sides)));
    return TargetFacts(result);
  });
}

/// Exact, of the quantities; empty arrays for what is not known.
Moments target_moments(const PageTarget& target) {
  return guard("moments", [&] {
    const Target* zoo = target.zoo();
    const TargetMoments moments = zoo != nullptr ? zoo->moments() : TargetMoments{};
    const Matrix covariance = zoo != nullptr ? zoo->covariance() : Matrix{};
    val result = val::object();
    put(result, "mean", to_typed_array<double>(moments.mean));
    put(result, "variance", to_typed_array<double>(moments.variance));
    put(result, "covariance", to_typed_array<double>(covariance.values));
    return Moments(result);
  });
}

}  // namespace

std::vector<double> to_rows(const PageTarget& target, const val& x, std::size_t width, const char* where) {
  auto rows = to_vector<double>(x, where, "x");
  require_finite(rows, where, "x");
  if (rows.size() % target.dim() != 0) {
    throw_error(ErrorCode::shape_mismatch, where, "x has ", rows.size(), " numbers, which are no rows of ",
                target.dim());
  }
  const std::uint64_t wanted = std::uint64_t{rows.size() / target.dim()} * width;
  if (wanted > kMaxElements) {
    throw_error(ErrorCode::too_large, where, "the result would have ", wanted, " numbers; at most ", kMaxElements,
                " fit in one call");
  }
  return rows;
}

namespace {

/// log_prob of rows x (n, D), unnormalised, and its gradient. -infinity and NaN are values.
Density target_log_prob(PageTarget& target, Doubles x, Flag gradient) {
  constexpr const char* kWhere = "log_prob";
  return guard(kWhere, [&] {
    const bool wanted = to_bool(gradient, kWhere, "gradient");
    const auto rows = to_rows(target, x, 1, kWhere);
    std::vector<double> value(rows.size() / target.dim());
    std::vector<double> slope(wanted ? rows.size() : 0);
    target.evaluate(rows, value, slope);
    val result = val::object();
    put(result, "value", to_typed_array<double>(value));
    if (wanted) put(result, "gradient", to_typed_array<double>(slope));
    return Density(result);
  });
}

Doubles target_quantities(PageTarget& target, Doubles x) {
  constexpr const char* kWhere = "quantities";
  return guard(kWhere, [&] {
    const auto rows = to_rows(target, x, target.quantity_count(), kWhere);
    std::vector<double> value(rows.size() / target.dim() * target.quantity_count());
    target.quantities(rows, value);
    return Doubles(to_typed_array<double>(value));
  });
}

/// Exact draws (count, D), from row `begin` on in the key's endless sequence.
Doubles target_sample(const PageTarget& target, KeyPair key, Number count, Number begin) {
  constexpr const char* kWhere = "sample";
  return guard(kWhere, [&] {
    const std::size_t most = kMaxElements / target.dim();
    const auto n = static_cast<std::size_t>(
        to_integer(count, 0, static_cast<double>(most), kWhere, "count", ErrorCode::too_large));
    const std::uint64_t first = to_begin(begin, n, kWhere);
    if (target.zoo() == nullptr) {
      throw_error(ErrorCode::invalid_argument, kWhere, "a target that is a recipe or a model has no exact draws");
    }
    std::vector<double> rows(n * target.dim());
    target.zoo()->sample(to_key(key, kWhere), rows, first);
    return Doubles(to_typed_array<double>(rows));
  });
}

}  // namespace

void add_target_names(val& lists) {
  val names = val::array();
  for (const TargetRow& row : targets()) names.call<void>("push", std::string(row.name));
  put(lists, "TargetName", names);
}

}  // namespace tractable::border

EMSCRIPTEN_BINDINGS(tractable_target) {
  namespace b = tractable::border;
  emscripten::register_type<b::TargetName>("import('./catalogue.ts').TargetName");
  emscripten::register_type<b::TargetList>(
      "{ name: import('./catalogue.ts').TargetName; summary: string; note: string; options: { name: string; usual: "
      "number; low: number; high: number; integer: boolean }[] }[]");
  emscripten::register_type<b::TargetFacts>(
      "{ dim: number; coordinates: string[]; quantities: string[]; draws: boolean; log_normalizer: number; box: "
      "Float64Array }");
  emscripten::register_type<b::Moments>("{ mean: Float64Array; variance: Float64Array; covariance: Float64Array }");
  emscripten::register_type<b::Density>("{ value: Float64Array; gradient?: Float64Array }");
  emscripten::function("targets", &b::target_list);
  emscripten::function("make_target", &b::make_target);
  emscripten::function("make_recipe_target", &b::make_recipe_target);
  emscripten::class_<b::PageTarget>("Target")
      .property(
          "dim", +[](const b::PageTarget& target) { return static_cast<double>(target.dim()); })
      .property(
          "quantity_count", +[](const b::PageTarget& target) { return static_cast<double>(target.quantity_count()); })
      .function("facts", &b::target_facts)
      .function("moments", &b::target_moments)
      .function("log_prob", &b::target_log_prob)
      .function("quantities", &b::target_quantities)
      .function("sample", &b::target_sample);
}
