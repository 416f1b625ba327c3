// decode() on any bytes: it refuses with an Error that names a record, or the expression can be printed, encoded and
// decoded again to the same recipe, differentiated and run. The same bytes as a model: refused likewise, or its density
// has a gradient and runs, and so do its draws. Never more than 256 MB are held.
//
// The bytes: one that chooses the limits, and whether they are a model; how many words, numbers and characters of
// names, 32 bits each; these.

#include <sanitizer/allocator_interface.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <initializer_list>
#include <string>
#include <vector>

#include "tractable/base/error.hpp"
#include "tractable/base/key.hpp"
#include "tractable/catalogue.hpp"
#include "tractable/graph/gradient.hpp"
#include "tractable/graph/ops.hpp"
#include "tractable/graph/print.hpp"
#include "tractable/graph/program.hpp"
#include "tractable/graph/recipe.hpp"
#include "tractable/target/log_density.hpp"
#include "tractable/target/model/model_runs.hpp"

namespace {

void require(bool holds) {
  if (!holds) std::abort();
}

// Bytes held by one run, counted by the sanitizer's allocator.
std::int64_t held = 0;
constexpr std::int64_t kMostHeld = std::int64_t{256} << 20;

void allocated(const volatile void*, std::size_t size) {
  held += static_cast<std::int64_t>(size);
  require(held <= kMostHeld);
}
void freed(const volatile void* memory) {
  if (memory != nullptr) held -= static_cast<std::int64_t>(__sanitizer_get_allocated_size(memory));
}

using tractable::BuilderCall;
using tractable::BuilderOption;
using tractable::BuilderRow;
using tractable::DecodeOptions;
using tractable::Error;
using tractable::Expr;
using tractable::Graph;
using tractable::NamedExpr;
using tractable::Recipe;

constexpr std::array<std::string_view, 2> kHow{"plain", "log"};
constexpr std::array kOptions{
    BuilderOption{.name = "group", .fallback = 0, .low = 0, .high = 100, .integer = true},
    BuilderOption{.name = "how", .choices = kHow},
};
constexpr std::array<std::string_view, 1> kOperand{"x"};
constexpr std::array kRows{
    BuilderRow{"soft", kOperand, kOptions,
               [](const BuilderCall& call) -> std::vector<Expr> {
                 const Expr x = call.operands[0];
                 return {call.integer(1) == 0 ? softmax(x, call.integer(0)) : log_softmax(x, call.integer(0))};
               }},
    BuilderRow{"forward",
               kOperand,
               {},
               [](const BuilderCall& call) -> std::vector<Expr> {
                 return {exp(call.operands[0]), sum_cols(call.operands[0])};
               },
               true},
};

Recipe to_recipe(const std::uint8_t* data, std::size_t size) {
  std::array<std::uint32_t, 3> counts{};
  if (size < sizeof counts) return {};
  std::memcpy(counts.data(), data, sizeof counts);
  data += sizeof counts;
  size -= sizeof counts;
  Recipe recipe;
  const auto take = [&](auto& to, std::size_t count) {
    const std::size_t element = sizeof to[0];
    to.resize(std::min(count, size / element));
    if (!to.empty()) std::memcpy(to.data(), data, to.size() * element);
    data += to.size() * element;
    size -= to.size() * element;
  };
  take(recipe.words, counts[0]);
  take(recipe.numbers, counts[1]);
  std::string names;
  take(names, counts[2]);
  for (std::size_t begin = 0; begin < names.size();) {
    const std::size_t end = std::min(names.find('\n', begin), names.size());
    recipe.names.push_back(names.substr(begin, end - begin));
    begin = end + 1;
  }
  return recipe;
}

void check_fault(const Error& error) {
  require(error.code() != tractable::ErrorCode::internal_error);
  require(error.where() == "recipe" || error.where().starts_with("record "));
  require(error.message().size() < 600);
}

void check_round_trip(const std::vector<NamedExpr>& outputs, const DecodeOptions& options) {
  const Recipe recipe = encode(outputs);
  Graph graph;
  try {
    const auto decoded = decode(recipe, {}, graph, {.max_nodes = options.max_nodes, .finite = false});
    const Recipe again = encode(decoded.outputs);
    require(again.words == recipe.words && again.names == recipe.names);
    require(again.numbers.size() == recipe.numbers.size());
  } catch (const Error& error) {
    // Lists of a slice are short in a recipe, and long in the one of its graph.
    require(error.code() == tractable::ErrorCode::too_large);
  }
}

void check_run(const std::vector<NamedExpr>& outputs, Graph& graph) {
  std::vector<Expr> all;
  for (const NamedExpr& output : outputs) all.push_back(output.expr);
  const std::string printed = print(all);
  require(printed.find("return ") != std::string::npos);
  if (graph.size() > 500) return;
  try {
    std::vector<Expr> inputs;
    for (tractable::NodeId id = 0; id < graph.size(); ++id) {
      if (graph[id].op == tractable::Op::input) inputs.push_back({&graph, id});
    }
    for (const Expr d : gradient(all[0], inputs)) all.push_back(d);
    tractable::Program<double> program(all, {.batch = 3, .max_bytes = std::size_t{1} << 20});
    for (const Expr input : inputs) {
      double next = -1;
      for (double& value : program.input(input)) value = next += 0.75;
    }
    program.run();
    for (const Expr e : all) require(!program.value(e).empty());
  } catch (const Error& error) {
    require(error.code() == tractable::ErrorCode::too_large || error.code() == tractable::ErrorCode::invalid_argument);
  }
}

/// Misuse is an Error; whatever the numbers are, they are values.
template <class Action>
void allow(Action action, std::initializer_list<tractable::ErrorCode> codes) {
  try {
    action();
  } catch (const Error& error) {
    require(std::find(codes.begin(), codes.end(), error.code()) != codes.end());
  }
}

void check_model(const tractable::Model& model) {
  using enum tractable::ErrorCode;
  require(model.dim() > 0 && model.quantity_names().size() == model.quantity_count());
  require(model.coordinate_names().size() == model.dim());
  for (const tractable::ModelSite& site : model.sites()) {
    require(site.plate < static_cast<int>(model.plates().size()));
    for (const std::size_t parent : site.parents) require(parent < model.sites().size());
  }
  Graph graph;
  if (model.dim() > 200 || model.quantity_count() > 2000) return;
  allow(
      [&] {
        const auto e = model.build(graph);
        if (graph.size() > 2000) return;
        tractable::LogDensity density(e.x, e.log_prob, {.batch = 2});
        for (double& x : density.position()) x = 0.25;
        density.evaluate();
        (void)density.first_not_finite();
      },
      {too_large, invalid_argument});
  if (graph.size() > 2000) return;
  tractable::ModelRuns runs(model, 2);
  const std::vector<double> x(model.dim(), 0.5);
  if (runs.data_width() > 2000) return;
  std::vector<double> data(runs.data_width()), quantities(model.quantity_count()), likelihood(model.likelihood_width());
  const tractable::Key key = tractable::key_from_seed(1);
  allow([&] { runs.log_likelihood(x, likelihood); }, {too_large, invalid_argument});
  allow([&] { runs.predict(x, key, data); }, {too_large, invalid_argument});
  allow([&] { runs.prior(key, quantities, data); }, {too_large, invalid_argument});
}

void check_as_model(const Recipe& recipe, const DecodeOptions& options) {
  DecodeOptions limits = options;
  limits.finite = true;
  try {
    check_model(tractable::Model::decode(recipe, tractable::catalogue(), limits));
  } catch (const Error& error) {
    if (error.where() != "model") check_fault(error);
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  static const int hooks = __sanitizer_install_malloc_and_free_hooks(&allocated, &freed);
  require(hooks > 0);
  held = 0;
  const bool small = (data[0] & 1) == 0;
  const DecodeOptions options =
      small ? DecodeOptions{.max_nodes = 2000, .max_numbers = 1U << 14U, .max_size = 1 << 10, .finite = false}
            : DecodeOptions{};
  const Recipe recipe = to_recipe(data + 1, size - 1);
  if ((data[0] & 2) != 0) {
    check_as_model(recipe, options);
    return 0;
  }
  Graph graph;
  std::vector<NamedExpr> outputs;
  try {
    outputs = decode(recipe, kRows, graph, options).outputs;
  } catch (const Error& error) {
    check_fault(error);
    return 0;
  }
  require(!outputs.empty());
  if (!small) return 0;
  check_round_trip(outputs, options);
  check_run(outputs, graph);
  return 0;
}
