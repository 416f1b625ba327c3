#pragma once

#include <cstddef>
#include <span>
#include <utility>
#include <vector>

// Directed graphs without circles, as graphical models have: which variables a joint law p(x) = prod p(x_i | parents)
// makes independent, read off the arrows.
//   Pearl (1988), Probabilistic Reasoning in Intelligent Systems, sec. 3.3; Koller & Friedman (2009), Probabilistic
//   Graphical Models, sec. 3.3, algorithm 3.1.

namespace tractable {

class DirectedGraph {
 public:
  using Node = std::size_t;
  using Arrow = std::pair<Node, Node>;  // from, to

  /// Throws Error{invalid_argument} for an arrow from or to a node that is not there, from a node to itself, one that
  /// stands twice, and for a circle, naming its nodes.
  DirectedGraph(std::size_t nodes, std::span<const Arrow> arrows);

  [[nodiscard]] std::size_t size() const { return parents_.size(); }
  [[nodiscard]] std::span<const Node> parents(Node node) const { return parents_.at(node); }    ///< ascending
  [[nodiscard]] std::span<const Node> children(Node node) const { return children_.at(node); }  ///< ascending
  /// Parents before their children: at each place the smallest node that may stand there.
  [[nodiscard]] std::span<const Node> topological_order() const { return order_; }

  /// A shortest path from a to b, both among its nodes, along which knowledge passes when `given` is known: no node of
  /// it stands in `given` unless both its arrows point to it (-> v <-), and then v or a descendant of v does. Empty if
  /// there is none. Throws Error{invalid_argument} for a node that is not there, a = b, and an a or b that is given.
  [[nodiscard]] std::vector<Node> open_path(Node a, Node b, std::span<const Node> given) const;
  /// Whether there is no open path: then a and b are independent given the rest in every law of this graph.
  [[nodiscard]] bool d_separated(Node a, Node b, std::span<const Node> given) const {
    return open_path(a, b, given).empty();
  }

 private:
  /// Of each node: whether it or a descendant is given.
  [[nodiscard]] std::vector<bool> with_ancestors(std::span<const Node> given) const;

  std::vector<std::vector<Node>> parents_;
  std::vector<std::vector<Node>> children_;
  std::vector<Node> order_;
};

}  // namespace tractable
