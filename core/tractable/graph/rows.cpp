#include "tractable/graph/rows.hpp"

#include <string>
#include <vector>

#include "tractable/base/error.hpp"
#include "tractable/graph/build/build.hpp"

namespace tractable {

std::optional<Expr> row_mixing(Expr y, Expr x) {
  detail::require_same_graph(y, x, "row_mixing");
  if (!x.shape().has_batch()) {
    throw_error(ErrorCode::invalid_argument, "row_mixing", "x has the shape ", to_string(x.shape()),
                "; its rows must be the batch");
  }
  const Graph& graph = *y.graph;
  const std::size_t end = y.id + std::size_t{1};
  const auto for_each_arg = [&](NodeId i, auto f) {
    for (int k = 0; k < info(graph[i].op).arity; ++k) f(graph[i].args[static_cast<std::size_t>(k)]);
  };
  // What stands beside the way from x to y does not count.
  std::vector<std::uint8_t> leads_to_y(end, 0);
  leads_to_y[y.id] = 1;
  for (std::size_t i = end; i-- > 0;) {
    if (leads_to_y[i]) for_each_arg(static_cast<NodeId>(i), [&](NodeId arg) { leads_to_y[arg] = 1; });
  }
  std::vector<std::uint8_t> depends(end, 0);
  if (x.id < end) depends[x.id] = 1;
  for (NodeId i = x.id + 1; i < end; ++i) {
    if (!leads_to_y[i]) continue;
    bool batched = false;
    for_each_arg(i, [&](NodeId arg) {
      depends[i] = depends[i] || depends[arg];
      batched = batched || (depends[arg] && graph[arg].shape.has_batch());
    });
    const bool joins = graph[i].op == Op::sum_rows || (graph[i].op == Op::matmul && (graph[i].attr[0] & 1) != 0);
    if (joins && batched) return Expr{y.graph, i};
  }
  return std::nullopt;
}

}  // namespace tractable
