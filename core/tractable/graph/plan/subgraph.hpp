#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "tractable/graph/graph.hpp"
#include "tractable/graph/program.hpp"

// What a program needs of its graph, copied, so that the graph may be deleted.

namespace tractable::detail {

struct Subgraph {
  std::vector<Node> nodes;  // args are places in this list; operands stand before their readers
  std::vector<NodeId> ids;  // their numbers in the graph, ascending
  std::vector<std::uint32_t> origins;
  std::vector<std::uint8_t> fixed;  // no input stands below
  std::vector<std::vector<std::int32_t>> lists;
  std::vector<std::vector<double>> data;
  std::vector<std::uint32_t> outputs;  // places: all that value() gives, gradients too
  std::vector<std::uint32_t> parameters, gradients;
  const Graph* graph = nullptr;  // only to compare: it may be gone

  /// The place of a node, or kNoNode.
  [[nodiscard]] std::uint32_t place(NodeId id) const;
};

/// Throws Error{invalid_argument} as Program's constructor says.
[[nodiscard]] Subgraph extract(std::span<const Expr> outputs, const ProgramOptions& options);

}  // namespace tractable::detail
