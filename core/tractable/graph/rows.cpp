#include "tractable/graph/rows.hpp"

#include <string>
#include <vector>

#include "tractable/base/error.hpp"
#include "tractable/graph/build.hpp"

namespace tractable {

std::optional<Expr> row_mixing(Expr y, Expr x) {
  detail::require_same_graph(y, x, "row_mixing");
  if (!x.shape().has_batch()) {
    throw Error(ErrorCode::invalid_argument, "row_mixing",
                text("x has the shape ", to_string(x.shape()), "; its rows must be the batch"));
  }
  const Graph& graph = *y.graph;
  std::vector<std::uint8_t> depends(std::size_t{y.id} + 1, 0);
  if (x.id <= y.id) depends[x.id] = 1;
  for (NodeId i = x.id + 1; i <= y.id; ++i) {
    const Node& node = graph[i];
    for (int k = 0; k < info(node.op).arity; ++k) {
      const NodeId arg = node.args[static_cast<std::size_t>(k)];
      if (!depends[arg]) continue;
      depends[i] = 1;
      const bool sums = node.op == Op::sum_rows;
      const bool contracts = node.op == Op::matmul && (node.attr[0] & 1) != 0;
      if ((sums || contracts) && graph[arg].shape.has_batch()) return Expr{y.graph, i};
    }
  }
  return std::nullopt;
}

}  // namespace tractable
