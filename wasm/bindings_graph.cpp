// What JavaScript sees of expressions: recipes made into programs. The other halves are bindings.cpp,
// bindings_data.cpp.

#include <emscripten/bind.h>

#include <algorithm>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "border.hpp"
#include "border_types.hpp"
#include "tractable/catalogue.hpp"
#include "tractable/graph/evaluator.hpp"

namespace tractable::border {
namespace {

/// `names`: joined by line feeds, none for "".
Recipe to_recipe(const val& words, const val& numbers, const val& names, const char* where) {
  return {.words = to_vector<std::uint32_t>(words, where, "words"),
          .numbers = to_vector<double>(numbers, where, "numbers"),
          .names = to_lines(names, where, "names")};
}

/// The caller deletes the object. `batch`: rows in one run.
std::unique_ptr<Evaluator> make_graph_program(Words words, Doubles numbers, Text names, Number batch,
                                              Precision precision, Flag gradient) {
  constexpr const char* kWhere = "make_graph_program";
  return guard(kWhere, [&] {
    Evaluator::Options options;
    options.batch = static_cast<std::size_t>(to_integer(batch, 0, 4294967295.0, kWhere, "batch", ErrorCode::too_large));
    const std::string chosen = to_text(precision, kWhere, "precision");
    if (chosen != "double" && chosen != "float") {
      throw_error(ErrorCode::unknown_name, kWhere, "precision is ", shown(precision),
                  "; it must be one of double, float");
    }
    options.single = chosen == "float";
    options.gradient = to_bool(gradient, kWhere, "gradient");
    return std::make_unique<Evaluator>(to_recipe(words, numbers, names, kWhere), catalogue(), options);
  });
}

Ports to_ports(std::span<const Evaluator::Port> ports) {
  val list = val::array();
  for (std::size_t k = 0; k < ports.size(); ++k) {
    val port = val::object();
    put(port, "name", ports[k].name);
    put(port, "rows", ports[k].shape.has_batch() ? val("batch") : val(ports[k].shape.rows));
    put(port, "cols", ports[k].shape.cols);
    list.set(k, port);
  }
  return Ports(list);
}

Ports program_inputs(const Evaluator& program) {
  return guard("inputs", [&] { return to_ports(program.inputs()); });
}
Ports program_outputs(const Evaluator& program) {
  return guard("outputs", [&] { return to_ports(program.outputs()); });
}

/// x: rows of all inputs side by side.
std::vector<double> to_rows(const Evaluator& program, const val& x, const char* where) {
  auto values = to_vector<double>(x, where, "x");
  require_finite(values, where, "x");
  if (program.dim() == 0 || values.size() % program.dim() != 0) {
    throw_error(ErrorCode::shape_mismatch, where, "x has ", values.size(), " numbers, which are no rows of ",
                program.dim());
  }
  return values;
}

struct Result {
  std::vector<double> value;
  std::vector<double> gradient;  // none if the program has none
};

Result evaluate(Evaluator& program, const val& x) {
  constexpr const char* kWhere = "evaluate";
  const auto values = to_rows(program, x, kWhere);
  // 2^24 rows of 2^8 numbers are more than a std::size_t holds here.
  const auto width = static_cast<std::uint64_t>(program.outputs()[0].shape.cols);
  const std::uint64_t wanted = values.size() / program.dim() * width;
  if (wanted > kMaxElements) {
    throw_error(ErrorCode::too_large, kWhere, "the value would have ", wanted, " numbers; at most ", kMaxElements,
                " fit in one call");
  }
  Result result{std::vector<double>(static_cast<std::size_t>(wanted)),
                std::vector<double>(program.has_gradient() ? values.size() : 0)};
  program.evaluate(values, result.value, result.gradient);
  return result;
}

Evaluated program_evaluate(Evaluator& program, Doubles x) {
  return guard("evaluate", [&] {
    const Result found = evaluate(program, x);
    val result = val::object();
    put(result, "value", to_typed_array<double>(found.value));
    if (program.has_gradient()) put(result, "gradient", to_typed_array<double>(found.gradient));
    return Evaluated(result);
  });
}

std::size_t to_place(const val& value, std::size_t count, const char* where, const char* name) {
  return static_cast<std::size_t>(to_integer(value, 0, static_cast<double>(count) - 1, where, name));
}

void program_set_input(Evaluator& program, Number input, Doubles values) {
  guard("set_input", [&] {
    const std::size_t place = to_place(input, program.inputs().size(), "set_input", "input");
    const auto numbers = to_vector<double>(values, "set_input", "values");
    require_finite(numbers, "set_input", "values");
    program.set_input(place, numbers);
  });
}

void program_run(Evaluator& program) { program.run(); }

Doubles program_value(const Evaluator& program, Number output) {
  return guard("value", [&] {
    return Doubles(
        to_typed_array<double>(program.value(to_place(output, program.outputs().size(), "value", "output"))));
  });
}

Doubles program_gradient(const Evaluator& program, Number input) {
  return guard("gradient", [&] {
    return Doubles(
        to_typed_array<double>(program.gradient(to_place(input, program.inputs().size(), "gradient", "input"))));
  });
}

/// The first operation that is not finite in a row of x, or null.
NotFinite program_not_finite(Evaluator& program, Doubles x) {
  return guard("not_finite", [&] {
    const auto rows = to_rows(program, x, "not_finite");
    const auto width = static_cast<std::size_t>(program.outputs()[0].shape.cols);
    // The program remembers its last run only, so that each run is looked at.
    const std::size_t run = program.batch() * program.dim();
    for (std::size_t first = 0; first < rows.size(); first += run) {
      const auto part = std::span(rows).subspan(first, std::min(run, rows.size() - first));
      std::vector<double> value(part.size() / program.dim() * width);
      program.evaluate(part, value, {});
      const auto found = program.first_not_finite();
      if (!found) continue;
      val result = val::object();
      put(result, "record", found->record ? val(*found->record) : val::null());
      put(result, "what", found->what);
      return NotFinite(result);
    }
    return NotFinite(val::null());
  });
}

/// Every node with its numbers, forwards and backwards: lists of the same length, one entry a node.
Inspected program_inspect(const Evaluator& program, Doubles x) {
  return guard("inspect", [&] {
    const auto values = to_rows(program, x, "inspect");
    const auto nodes = program.inspect(values, values.size() / program.dim());
    std::vector<std::uint32_t> place(nodes.empty() ? 0 : nodes.back().expr.id + 1, 0);
    for (std::size_t k = 0; k < nodes.size(); ++k) place[nodes[k].expr.id] = static_cast<std::uint32_t>(k);
    val list = val::array();
    for (std::size_t k = 0; k < nodes.size(); ++k) {
      const InspectedNode& node = nodes[k];
      const Expr e = node.expr;
      const std::uint32_t origin = e.graph->origin(e.id);
      val operands = val::array();
      for (int i = 0; i < info(e.op()).arity; ++i) operands.set(i, place[e.arg(i).id]);
      val entry = val::object();
      put(entry, "op", std::string(info(e.op()).name));
      put(entry, "label", label(e));
      put(entry, "name", e.graph->name(e.id));
      put(entry, "operands", operands);
      put(entry, "rows", e.shape().has_batch() ? val("batch") : val(e.shape().rows));
      put(entry, "cols", e.shape().cols);
      put(entry, "value", to_typed_array<double>(node.value));
      put(entry, "record", origin > 0 ? val(origin - 1) : val::null());
      put(entry, "forward", node.is_forward);
      put(entry, "adjoint", node.adjoint.exists() ? val(place[node.adjoint.id]) : val::null());
      list.set(k, entry);
    }
    return Inspected(list);
  });
}

Text program_print(const Evaluator& program) {
  return guard("print", [&] { return Text(val(program.print())); });
}
Text program_dot(const Evaluator& program) {
  return guard("dot", [&] { return Text(val(program.to_dot())); });
}

}  // namespace
}  // namespace tractable::border

EMSCRIPTEN_BINDINGS(tractable_graph) {
  namespace b = tractable::border;
  using tractable::Evaluator;
  emscripten::register_type<b::Precision>("'double' | 'float'");
  emscripten::register_type<b::Flag>("boolean");
  emscripten::register_type<b::Ports>("{ name: string; rows: number | 'batch'; cols: number }[]");
  emscripten::register_type<b::Evaluated>("{ value: Float64Array; gradient?: Float64Array }");
  emscripten::register_type<b::NotFinite>("{ record: number | null; what: string } | null");
  emscripten::register_type<b::Inspected>(
      "{ op: import('./catalogue.ts').GraphOp; label: string; name: string; operands: number[]; rows: number | "
      "'batch'; cols: number; value: Float64Array; record: number | null; forward: boolean; adjoint: number | null "
      "}[]");
  emscripten::function("make_graph_program", &b::make_graph_program);
  emscripten::class_<Evaluator>("GraphProgram")
      .property(
          "dim", +[](const Evaluator& program) { return static_cast<double>(program.dim()); })
      .property(
          "batch", +[](const Evaluator& program) { return static_cast<double>(program.batch()); })
      .property(
          "steps", +[](const Evaluator& program) { return static_cast<double>(program.steps()); })
      .property(
          "bytes", +[](const Evaluator& program) { return static_cast<double>(program.bytes()); })
      .function("inputs", &b::program_inputs)
      .function("outputs", &b::program_outputs)
      .function("evaluate", &b::program_evaluate)
      .function("set_input", &b::program_set_input)
      .function("run", &b::program_run)
      .function("value", &b::program_value)
      .function("gradient", &b::program_gradient)
      .function("not_finite", &b::program_not_finite)
      .function("inspect", &b::program_inspect)
      .function("print", &b::program_print)
      .function("dot", &b::program_dot);
}
