#include "tractable/graph/gradient.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <utility>
#include <vector>

#include "tractable/base/error.hpp"
#include "tractable/graph/build/build.hpp"
#include "tractable/graph/derivatives/gradient_rules.hpp"
#include "tractable/graph/ops.hpp"

namespace tractable {
namespace {

/// Walks from y to `wrt`. Adjoints of columns wait until the node that holds them is reached, and come together at
/// once: one scatter for all that was gathered from it, and one slice for each part of a tree of concats. One by one
/// they would be lists whose lengths grow with the square of their number.
class Walk {
 public:
  Walk(Expr y, std::span<const Expr> wrt) : graph_(*y.graph), end_(y.id + std::size_t{1}), nodes_(end_) {
    for (const Expr w : wrt) {
      if (w.id < end_) nodes_[w.id].is_needed = nodes_[w.id].is_asked = true;
    }
    for (NodeId i = 0; i < end_; ++i) {
      for (int k = 0; k < info(graph_[i].op).arity; ++k) {
        const NodeId operand = graph_[i].args[static_cast<std::size_t>(k)];
        ++nodes_[operand].readers;
        if (nodes_[operand].is_needed) nodes_[i].is_needed = true;
      }
    }
    nodes_[y.id].adjoint = graph_.constant(1);
  }

  void run() {
    const std::uint32_t origin = graph_.origin();
    for (std::size_t i = end_; i-- > 0;) {
      const Expr node{&graph_, static_cast<NodeId>(i)};
      if (!nodes_[i].is_needed) continue;
      graph_.set_origin(graph_.origin(node.id));  // a fault in a derivative is told where its value came from
      settle(node);
      if (nodes_[i].adjoint.exists()) pass_on(node, nodes_[i].adjoint);
    }
    graph_.set_origin(origin);
  }

  /// The adjoint of a node; does not exist if it has none.
  [[nodiscard]] Expr adjoint(Expr w) const { return w.id < end_ ? nodes_[w.id].adjoint : Expr{}; }

 private:
  /// The adjoint of some columns of a node.
  struct Piece {
    Expr adjoint;
    std::uint32_t list;
  };
  struct NodeState {
    Expr adjoint{};
    std::uint32_t readers = 0;
    bool is_needed = false;  // lies between `wrt` and y
    bool is_asked = false;   // is one of `wrt`
  };

  void add(Expr operand, Expr gain) {
    Expr& sum = nodes_[operand.id].adjoint;
    sum = sum.exists() ? sum + gain : gain;
  }

  /// Makes what waits for the node part of its adjoint.
  void settle(Expr node) {
    const auto found = pieces_.find(node.id);
    if (found == pieces_.end()) return;
    auto& pieces = found->second;
    // From the left; equal nodes are one, so that no two pieces have one list.
    std::ranges::sort(pieces, {},
                      [&](const Piece& p) { return std::pair(std::ranges::min(graph_.list(p.list)), p.list); });
    std::vector<Expr> parts;
    std::vector<std::int32_t> index;
    for (const Piece& piece : pieces) {
      const auto list = graph_.list(piece.list);
      index.insert(index.end(), list.begin(), list.end());
      parts.push_back(piece.adjoint);
    }
    add(node, scatter_add(concat(parts), index, node.shape().cols));
    pieces_.erase(found);
  }

  void pass_on(Expr node, Expr d) {
    if (node.op() == Op::gather) {
      pieces_[node.arg(0).id].push_back({expand(d, node.shape()), node.node().list});
    } else if (node.op() == Op::concat) {
      pass_to_parts(node, expand(d, node.shape()));
    } else {
      pass_to_operands(node, d);
    }
  }

  /// Down to what is not a concat, or has other readers, whose part of the adjoint is still to come or has come.
  void pass_to_parts(Expr node, Expr d) {
    Dim first = 0;
    std::vector<Expr> waiting{node.arg(1), node.arg(0)};
    while (!waiting.empty()) {
      const Expr part = waiting.back();
      waiting.pop_back();
      const NodeState& state = nodes_[part.id];
      if (part.op() == Op::concat && state.is_needed && !state.is_asked && state.readers == 1) {
        waiting.insert(waiting.end(), {part.arg(1), part.arg(0)});
        continue;
      }
      if (state.is_needed) add(part, slice(d, first, part.shape().cols));
      first += part.shape().cols;
    }
  }

  void pass_to_operands(Expr node, Expr d) {
    const int arity = info(node.op()).arity;
    std::array<bool, 3> wanted{};
    for (int k = 0; k < arity; ++k) wanted[static_cast<std::size_t>(k)] = nodes_[node.arg(k).id].is_needed;
    const auto gains = detail::gradient_rule(node, d, wanted);
    for (int k = 0; k < arity; ++k) {
      const Expr gain = gains[static_cast<std::size_t>(k)];
      if (!gain.exists() || !wanted[static_cast<std::size_t>(k)]) continue;
      const Expr operand = node.arg(k);
      add(operand, accepts_broadcast(node.op()) ? detail::sum_to(gain, node.shape(), operand.shape()) : gain);
    }
  }

  Graph& graph_;
  std::size_t end_;
  std::vector<NodeState> nodes_;
  std::map<NodeId, std::vector<Piece>> pieces_;  // of the nodes that wait for some
};

/// What y is made of, without looking below w.
std::vector<bool> above(Expr y, Expr w) {
  const Graph& graph = *y.graph;
  std::vector<bool> read(y.id + std::size_t{1}, false);
  read[y.id] = true;
  for (std::size_t i = read.size(); i-- > 0;) {
    if (!read[i] || i == w.id) continue;
    const Node& node = graph[static_cast<NodeId>(i)];
    for (int k = 0; k < info(node.op).arity; ++k) read[node.args[static_cast<std::size_t>(k)]] = true;
  }
  return read;
}

/// w, and what stands above it where clean-ups walked down from there to below w.
std::vector<NodeId> walked_from(const Graph& graph, NodeId w) {
  std::vector<NodeId> found{w};
  if (!graph.is_walked(w)) return found;
  std::vector<bool> over(graph.size(), false);
  over[w] = true;
  for (NodeId id = w + 1; id < graph.size(); ++id) {
    if (!graph.is_walked(id)) continue;
    for (int k = 0; k < info(graph[id].op).arity && !over[id]; ++k) {
      over[id] = over[graph[id].args[static_cast<std::size_t>(k)]];
    }
    if (over[id]) found.push_back(id);
  }
  return found;
}

/// Throws if y reads, but not through w, what a clean-up made in the place of a reader of w.
void require_not_passed(Expr y, Expr w) {
  const auto& passed = y.graph->passed();
  const auto results = [&](NodeId id) { return passed.lower_bound({id, 0}); };
  const bool has_results = results(w.id) != passed.end() && results(w.id)->first == w.id;
  if (!has_results && !y.graph->is_walked(w.id)) return;
  const std::vector<bool> read = above(y, w);
  std::vector<NodeId> waiting = walked_from(*y.graph, w.id);
  std::vector<bool> seen(y.graph->size(), false);
  while (!waiting.empty()) {
    const NodeId id = waiting.back();
    waiting.pop_back();
    for (auto it = results(id); it != passed.end() && it->first == id; ++it) {
      const NodeId result = it->second;
      if (seen[result]) continue;
      seen[result] = true;
      if (result < read.size() && read[result] && result != w.id) {
        throw_error(ErrorCode::invalid_argument, "gradient", "the clean-ups looked through wrt = ", describe(w),
                    " and made ", describe({y.graph, result}),
                    ": build y of stop_gradient(wrt) and take the gradient by that");
      }
      waiting.push_back(result);  // may have been looked through itself
    }
  }
}

}  // namespace

namespace detail {

std::vector<Expr> adjoints(Expr y, std::span<const Expr> wrt) {
  Walk walk(y, wrt);
  walk.run();
  std::vector<Expr> out;
  out.reserve(wrt.size());
  for (const Expr w : wrt) {
    const Expr found = walk.adjoint(w);
    out.push_back(expand(found.exists() ? found : y.graph->constant(0), w.shape()));
  }
  return out;
}

}  // namespace detail

std::vector<Expr> gradient(Expr y, std::span<const Expr> wrt) {
  for (const Expr w : wrt) {
    detail::require_same_graph(y, w, "gradient");
    if (info(w.op()).arity > 0) require_not_passed(y, w);
  }
  return detail::adjoints(y, wrt);
}

Expr gradient(Expr y, Expr wrt) { return gradient(y, std::array{wrt})[0]; }

}  // namespace tractable
