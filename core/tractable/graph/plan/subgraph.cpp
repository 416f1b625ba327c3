#include "tractable/graph/plan/subgraph.hpp"

#include <algorithm>
#include <map>

#include "tractable/base/error.hpp"

namespace tractable::detail {
namespace {

[[noreturn]] void refuse(std::string message) { throw_error(ErrorCode::invalid_argument, "Program", message); }

void require_graph(std::span<const Expr> exprs, const Graph* graph, const char* what) {
  for (const Expr e : exprs) {
    if (!e.exists()) refuse(text(what, " hold an expression of no graph"));
    if (e.graph != graph)
      refuse(text(what, " hold ", describe(e), ", which is of another graph than the first output"));
  }
}

void require_parameters(std::span<const Expr> parameters) {
  std::vector<NodeId> seen;
  for (const Expr e : parameters) {
    if (e.op() != Op::input) refuse(text("the parameter ", describe(e), " is no input"));
    seen.push_back(e.id);
  }
  std::sort(seen.begin(), seen.end());
  if (std::adjacent_find(seen.begin(), seen.end()) != seen.end()) refuse("a parameter is named twice");
}

std::vector<std::uint8_t> needed(const Graph& graph, std::span<const Expr> outputs, std::span<const Expr> gradients) {
  std::vector<std::uint8_t> live(graph.size(), 0);
  for (const Expr e : outputs) live[e.id] = 1;
  for (const Expr e : gradients) live[e.id] = 1;
  for (NodeId id = static_cast<NodeId>(graph.size()); id-- > 0;) {
    if (graph[id].op == Op::input) live[id] = 1;  // has memory, so that it can be written
    if (!live[id]) continue;
    for (const NodeId arg : graph[id].args) {
      if (arg != kNoNode) live[arg] = 1;
    }
  }
  return live;
}

/// Copies the lists that the nodes name, each once, and renumbers.
void copy_lists(const Graph& graph, Subgraph& out) {
  std::map<std::uint32_t, std::uint32_t> lists, data;
  for (Node& node : out.nodes) {
    if (node.op == Op::gather || node.op == Op::scatter_add) {
      const auto [at, added] = lists.emplace(node.list, static_cast<std::uint32_t>(out.lists.size()));
      const auto from = graph.list(node.list);
      if (added) out.lists.emplace_back(from.begin(), from.end());
      node.list = at->second;
    } else if (node.op == Op::data) {
      const auto [at, added] = data.emplace(node.list, static_cast<std::uint32_t>(out.data.size()));
      const auto from = graph.data(node.list);
      if (added) out.data.emplace_back(from.begin(), from.end());
      node.list = at->second;
    }
  }
}

}  // namespace

std::uint32_t Subgraph::place(NodeId id) const {
  const auto at = std::lower_bound(ids.begin(), ids.end(), id);
  return at != ids.end() && *at == id ? static_cast<std::uint32_t>(at - ids.begin()) : kNoNode;
}

Subgraph extract(std::span<const Expr> outputs, const ProgramOptions& options) {
  if (outputs.empty() && options.gradients.empty()) refuse("a program needs at least one output");
  const Graph* graph = outputs.empty() ? options.gradients.front().graph : outputs.front().graph;
  require_graph(outputs, graph, "outputs");
  require_graph(options.gradients, graph, "gradients");
  require_graph(options.parameters, graph, "parameters");
  require_parameters(options.parameters);

  Subgraph out;
  out.graph = graph;
  const auto live = needed(*graph, outputs, options.gradients);
  std::vector<std::uint32_t> place(graph->size(), kNoNode);
  for (NodeId id = 0; id < graph->size(); ++id) {
    if (!live[id]) continue;
    place[id] = static_cast<std::uint32_t>(out.nodes.size());
    Node node = (*graph)[id];
    for (NodeId& arg : node.args) {
      if (arg != kNoNode) arg = place[arg];
    }
    out.nodes.push_back(node);
    out.ids.push_back(id);
    out.origins.push_back(graph->origin(id));
    out.fixed.push_back(graph->is_fixed(id) ? 1 : 0);
  }
  copy_lists(*graph, out);
  for (const Expr e : outputs) out.outputs.push_back(place[e.id]);
  for (const Expr e : options.gradients) {
    out.gradients.push_back(place[e.id]);
    out.outputs.push_back(place[e.id]);
  }
  for (const Expr e : options.parameters) out.parameters.push_back(place[e.id]);
  return out;
}

}  // namespace tractable::detail
