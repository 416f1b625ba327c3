#include "tractable/bayes/directed_graph.hpp"

#include <algorithm>
#include <string>

#include "tractable/base/error.hpp"
#include "tractable/base/mutant.hpp"

namespace tractable {
namespace {

using Node = DirectedGraph::Node;
constexpr const char* kWhere = "directed_graph";

[[noreturn]] void misuse(const std::string& what) { throw_error(ErrorCode::invalid_argument, kWhere, what); }

void require_node(Node node, std::size_t size, const char* name) {
  if (node >= size) misuse(text(name, " is ", node, "; there are ", size, " nodes, from 0 on"));
}

/// A circle among the nodes that are left, each of which has a parent that is left, too.
std::string circle(const std::vector<std::vector<Node>>& parents, const std::vector<bool>& left) {
  const auto some = [&](const auto& nodes) {
    return *std::find_if(nodes.begin(), nodes.end(), [&](Node node) { return left[node]; });
  };
  std::vector<Node> walk{static_cast<Node>(std::find(left.begin(), left.end(), true) - left.begin())};
  for (;;) {
    const Node next = some(parents[walk.back()]);
    const auto met = std::find(walk.begin(), walk.end(), next);
    if (met != walk.end()) {
      std::string names = text(next);
      for (auto at = walk.end(); at != met;) names += text(" -> ", *--at);
      return names;
    }
    walk.push_back(next);
  }
}

}  // namespace

DirectedGraph::DirectedGraph(std::size_t nodes, std::span<const Arrow> arrows) : parents_(nodes), children_(nodes) {
  for (const auto& [from, to] : arrows) {
    require_node(from, nodes, "an arrow's beginning");
    require_node(to, nodes, "an arrow's end");
    if (from == to) misuse(text("an arrow leads from ", from, " to itself"));
    parents_[to].push_back(from);
    children_[from].push_back(to);
  }
  for (auto* lists : {&parents_, &children_}) {
    for (auto& list : *lists) std::sort(list.begin(), list.end());
  }
  for (Node to = 0; to < nodes; ++to) {
    const auto twice = std::adjacent_find(parents_[to].begin(), parents_[to].end());
    if (twice != parents_[to].end()) misuse(text("the arrow ", *twice, " -> ", to, " stands twice"));
  }
  std::vector<bool> left(nodes, true);
  while (order_.size() < nodes) {
    const auto free = [&](Node node) {
      return left[node] &&
             std::none_of(parents_[node].begin(), parents_[node].end(), [&](Node parent) { return left[parent]; });
    };
    Node next = 0;
    while (next < nodes && !free(next)) ++next;
    if (next == nodes) misuse(text("the arrows run in a circle: ", circle(parents_, left)));
    left[next] = false;
    order_.push_back(next);
  }
}

std::vector<bool> DirectedGraph::with_ancestors(std::span<const Node> given) const {
  std::vector<bool> result(size());
  for (const Node node : given) result[node] = true;
  for (auto node = order_.rbegin(); node != order_.rend(); ++node) {
    if (!result[*node]) continue;
    for (const Node parent : parents_[*node]) result[parent] = true;
  }
  return result;
}

std::vector<Node> DirectedGraph::open_path(Node a, Node b, std::span<const Node> given) const {
  require_node(a, size(), "a");
  require_node(b, size(), "b");
  if (a == b) misuse(text("a and b are both ", a));
  std::vector<bool> known(size());
  for (const Node node : given) {
    require_node(node, size(), "a given node");
    if (node == a || node == b) misuse(text("node ", node, " is asked about and given"));
    known[node] = true;
  }
  const std::vector<bool> opens = with_ancestors(given);
  // A state is a node with the way by which it was reached: 2 v from a child of v (or v = a), 2 v + 1 from a parent.
  // First come, first served: the first visit is along a shortest path.
  constexpr std::size_t kNone = ~std::size_t{0};
  std::vector<std::size_t> from(2 * size(), kNone);
  std::vector<std::size_t> queue{2 * a};
  from[2 * a] = 2 * a;
  for (std::size_t head = 0; head < queue.size(); ++head) {
    const std::size_t state = queue[head];
    const Node node = state / 2;
    if (node == b) {
      std::vector<Node> path;
      for (std::size_t at = state;; at = from[at]) {
        path.insert(path.begin(), at / 2);
        if (at == 2 * a) return path;
      }
    }
    const bool along = state % 2 == 1;  // came along an arrow: -> v
    const auto visit = [&](std::size_t next) {
      if (from[next] != kNone) return;
      from[next] = state;
      queue.push_back(next);
    };
    const bool meets = mutant("collider_opened_by_itself_only") ? known[node] : opens[node];
    if (along ? meets : !known[node]) {
      for (const Node parent : parents_[node]) visit(2 * parent);
    }
    if (!known[node]) {
      for (const Node child : children_[node]) visit(2 * child + 1);
    }
  }
  return {};
}

}  // namespace tractable
