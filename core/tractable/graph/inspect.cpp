#include <algorithm>
#include <map>
#include <optional>
#include <string>

#include "tractable/base/error.hpp"
#include "tractable/graph/derivatives/gradient_rules.hpp"
#include "tractable/graph/print.hpp"
#include "tractable/graph/program.hpp"

namespace tractable {
namespace {

/// Marks what the marked nodes need.
void mark_needed(const Graph& graph, std::vector<bool>& needed) {
  for (auto id = static_cast<NodeId>(graph.size()); id-- > 0;) {
    if (!needed[id]) continue;
    for (int k = 0; k < info(graph[id].op).arity; ++k) needed[graph[id].args[static_cast<std::size_t>(k)]] = true;
  }
}

std::vector<Expr> marked(Graph* graph, const std::vector<bool>& needed) {
  std::vector<Expr> found;
  for (NodeId id = 0; id < needed.size(); ++id) {
    if (needed[id]) found.push_back({graph, id});
  }
  return found;
}

/// The nodes of y through which an input is reached: only these have an adjoint worth showing.
std::vector<Expr> with_adjoint(std::span<const Expr> nodes) {
  std::vector<Expr> found;
  for (const Expr e : nodes) {
    if (!e.graph->is_fixed(e.id)) found.push_back(e);
  }
  return found;
}

void require_inputs(std::span<const Expr> nodes, std::size_t batch, std::span<const InspectInput> inputs) {
  if (batch == 0) throw_error(ErrorCode::invalid_argument, "inspect", "batch is 0; it must be at least 1");
  for (const Expr e : nodes) {
    if (e.op() != Op::input) continue;
    const auto given = std::ranges::find_if(inputs, [&](const InspectInput& input) { return input.input.id == e.id; });
    if (given == inputs.end())
      throw_error(ErrorCode::invalid_argument, "inspect", "the input ", describe(e), " has no values");
    const auto rows = e.shape().has_batch() ? batch : static_cast<std::size_t>(e.shape().rows);
    if (given->values.size() != rows * static_cast<std::size_t>(e.shape().cols)) {
      throw_error(ErrorCode::shape_mismatch, "inspect", "the input ", describe(e), " has ", given->values.size(),
                  " values; ", rows * static_cast<std::size_t>(e.shape().cols), " are needed");
    }
  }
}

}  // namespace

std::vector<InspectedNode> inspect(Expr y, std::size_t batch, std::span<const InspectInput> inputs,
                                   InspectOptions options) {
  Graph* const graph = y.graph;
  std::vector<bool> needed(graph->size(), false);
  needed[y.id] = true;
  mark_needed(*graph, needed);
  const std::vector<Expr> forward = marked(graph, needed);
  if (forward.size() > options.max_nodes) {
    throw_error(ErrorCode::too_large, "inspect", "the expression has ", forward.size(), " nodes; at most ",
                options.max_nodes, " are shown");
  }
  require_inputs(forward, batch, inputs);

  const std::vector<Expr> wrt = with_adjoint(forward);
  const std::vector<Expr> adjoints = wrt.empty() ? std::vector<Expr>{} : detail::adjoints(y, wrt);
  std::vector<bool> all = needed;
  all.resize(graph->size(), false);
  std::map<NodeId, Expr> adjoint_of;
  for (std::size_t k = 0; k < wrt.size(); ++k) {
    adjoint_of[wrt[k].id] = adjoints[k];
    all[adjoints[k].id] = true;
  }
  mark_needed(*graph, all);
  const std::vector<Expr> nodes = marked(graph, all);

  std::size_t numbers = 0;
  for (const Expr e : nodes) {
    const auto rows = e.shape().has_batch() ? batch : static_cast<std::size_t>(e.shape().rows);
    numbers += std::min(rows, options.max_numbers + 1) * static_cast<std::size_t>(e.shape().cols);
    if (numbers > options.max_numbers) {
      throw_error(ErrorCode::too_large, "inspect", "the nodes hold more than ", options.max_numbers, " numbers");
    }
  }

  Program<double> program(nodes, {.batch = batch, .superinstructions = false, .reuse_memory = false});
  for (const InspectInput& input : inputs) std::ranges::copy(input.values, program.input(input.input).begin());
  program.run();
  std::vector<InspectedNode> result;
  for (const Expr e : nodes) {
    const auto value = program.value(e);
    const auto adjoint = adjoint_of.find(e.id);
    result.push_back({.expr = e,
                      .value = {value.begin(), value.end()},
                      .adjoint = adjoint == adjoint_of.end() ? Expr{} : adjoint->second,
                      .is_forward = e.id < needed.size() && needed[e.id]});
  }
  return result;
}

}  // namespace tractable
