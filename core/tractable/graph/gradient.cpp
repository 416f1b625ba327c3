#include "tractable/graph/gradient.hpp"

#include "tractable/base/error.hpp"
#include "tractable/graph/build/build.hpp"
#include "tractable/graph/derivatives/gradient_rules.hpp"
#include "tractable/graph/ops.hpp"

namespace tractable {

std::vector<Expr> gradient(Expr y, std::span<const Expr> wrt) {
  for (const Expr w : wrt) detail::require_same_graph(y, w, "gradient");
  Graph& graph = *y.graph;
  const std::size_t end = y.id + std::size_t{1};
  // Only what lies between `wrt` and y is walked.
  std::vector<std::uint8_t> needed(end, 0);
  for (const Expr w : wrt) {
    if (w.id < end) needed[w.id] = 1;
  }
  for (NodeId i = 0; i < end; ++i) {
    for (int k = 0; k < info(graph[i].op).arity && !needed[i]; ++k) {
      needed[i] = needed[graph[i].args[static_cast<std::size_t>(k)]];
    }
  }
  std::vector<Expr> adjoint(end);
  const std::uint32_t origin = graph.origin();
  adjoint[y.id] = graph.constant(1);
  for (std::size_t i = end; i-- > 0;) {
    const Expr node{&graph, static_cast<NodeId>(i)};
    if (!needed[i] || !adjoint[i].exists()) continue;
    const int arity = info(node.op()).arity;
    std::array<bool, 3> wanted{};
    for (int k = 0; k < arity; ++k) wanted[static_cast<std::size_t>(k)] = needed[node.arg(k).id] != 0;
    graph.set_origin(graph.origin(node.id));  // a fault in a derivative is told where its value came from
    const auto gains = detail::gradient_rule(node, adjoint[i], wanted);
    for (int k = 0; k < arity; ++k) {
      Expr gain = gains[static_cast<std::size_t>(k)];
      if (!gain.exists() || !wanted[static_cast<std::size_t>(k)]) continue;
      const Expr operand = node.arg(k);
      if (accepts_broadcast(node.op())) gain = detail::sum_to(gain, node.shape(), operand.shape());
      Expr& sum = adjoint[operand.id];
      sum = sum.exists() ? sum + gain : gain;
    }
  }
  graph.set_origin(origin);
  std::vector<Expr> out;
  out.reserve(wrt.size());
  for (const Expr w : wrt) {
    const Expr found = w.id < end ? adjoint[w.id] : Expr{};
    out.push_back(expand(found.exists() ? found : graph.constant(0), w.shape()));
  }
  return out;
}

Expr gradient(Expr y, Expr wrt) { return gradient(y, std::array{wrt})[0]; }

}  // namespace tractable
