#include "tractable/bayes/directed_graph.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <array>
#include <string>

#include "tractable/base/error.hpp"

using namespace tractable;
using Node = DirectedGraph::Node;
using Arrow = DirectedGraph::Arrow;

namespace {

/// Sets of nodes as bits.
using Set = unsigned;
constexpr Set of(std::size_t node) { return 1U << node; }

std::vector<Node> members(Set set) {
  std::vector<Node> result;
  for (Node node = 0; node < 8; ++node) {
    if (set & of(node)) result.push_back(node);
  }
  return result;
}

/// Lauritzen, Dawid, Larsen & Leimer (1990), proposition 3: separated if, in the graph of a, b, the given and all their
/// ancestors, with parents of one child joined and the arrows' points forgotten, every way from a to b meets the given.
bool separated_in_moral_graph(const std::vector<Arrow>& arrows, std::size_t n, Node a, Node b, Set given) {
  Set kept = of(a) | of(b) | given;
  for (std::size_t i = 0; i < n; ++i) {
    for (const auto& [from, to] : arrows) {
      if (kept & of(to)) kept |= of(from);
    }
  }
  std::array<Set, 8> beside{};
  const auto join = [&](Node u, Node v) {
    beside[u] |= of(v);
    beside[v] |= of(u);
  };
  for (const auto& [from, to] : arrows) {
    if (!(kept & of(to))) continue;
    join(from, to);
    for (const auto& [other, child] : arrows) {
      if (child == to && other != from) join(from, other);
    }
  }
  Set reached = of(a);
  for (std::size_t i = 0; i < n; ++i) {
    for (const Node node : members(reached & ~given)) reached |= beside[node] & kept & ~given;
  }
  return !(reached & of(b));
}

/// Whether a path of nodes, each once, is open by the words of the definition.
bool is_open_path(const std::vector<Arrow>& arrows, std::size_t n, const std::vector<Node>& path, Set given) {
  const auto leads = [&](Node u, Node v) {
    return std::find(arrows.begin(), arrows.end(), Arrow{u, v}) != arrows.end();
  };
  Set below_open = given;  // nodes with a given one among themselves and their descendants
  for (std::size_t i = 0; i < n; ++i) {
    for (const auto& [from, to] : arrows) {
      if (below_open & of(to)) below_open |= of(from);
    }
  }
  Set met = 0;
  for (std::size_t i = 0; i < path.size(); ++i) {
    if (met & of(path[i])) return false;
    met |= of(path[i]);
    if (i + 1 < path.size() && !leads(path[i], path[i + 1]) && !leads(path[i + 1], path[i])) return false;
    if (i == 0 || i + 1 == path.size()) continue;
    const bool collides = leads(path[i - 1], path[i]) && leads(path[i + 1], path[i]);
    if (collides ? !(below_open & of(path[i])) : (given & of(path[i])) != 0) return false;
  }
  return true;
}

/// Each way to draw, or not to draw, an arrow between each of the pairs; those without a circle.
template <class Visit>
int each_graph(std::size_t n, Visit&& visit) {
  std::vector<std::pair<Node, Node>> pairs;
  for (Node i = 0; i < n; ++i) {
    for (Node j = i + 1; j < n; ++j) pairs.emplace_back(i, j);
  }
  int found = 0;
  std::size_t ways = 1;
  for (std::size_t k = 0; k < pairs.size(); ++k) ways *= 3;
  for (std::size_t code = 0; code < ways; ++code) {
    std::vector<Arrow> arrows;
    std::size_t rest = code;
    for (const auto& [i, j] : pairs) {
      if (rest % 3 == 1) arrows.emplace_back(i, j);
      if (rest % 3 == 2) arrows.emplace_back(j, i);
      rest /= 3;
    }
    // A graph without a circle loses a node to which no arrow leads, again and again.
    Set left = of(n) - 1;
    for (std::size_t i = 0; i < n; ++i) {
      Set pointed = 0;
      for (const auto& [from, to] : arrows) pointed |= left & of(from) ? of(to) : 0;
      left &= pointed;
    }
    if (left != 0) continue;
    ++found;
    visit(arrows);
  }
  return found;
}

}  // namespace

TEST_CASE("directed graph: d-separation in all graphs of up to five nodes agrees with the moral graph") {
  // 1, 3, 25, 543, 29281 graphs (OEIS A003024). Kills collider_opened_by_itself_only.
  const std::array<int, 6> graphs{1, 1, 3, 25, 543, 29281};
  for (std::size_t n = 1; n <= 5; ++n) {
    int wrong = 0;
    int bad_paths = 0;
    int bad_orders = 0;
    const int found = each_graph(n, [&](const std::vector<Arrow>& arrows) {
      const DirectedGraph graph(n, arrows);
      std::array<std::size_t, 8> place{};
      for (std::size_t i = 0; i < n; ++i) place[graph.topological_order()[i]] = i;
      for (const auto& [from, to] : arrows) bad_orders += place[from] < place[to] ? 0 : 1;
      for (Node a = 0; a < n; ++a) {
        for (Node b = 0; b < n; ++b) {
          if (a == b) continue;
          for (Set given = 0; given < of(n); ++given) {
            if (given & (of(a) | of(b))) continue;
            const auto path = graph.open_path(a, b, members(given));
            wrong += path.empty() == separated_in_moral_graph(arrows, n, a, b, given) ? 0 : 1;
            if (path.empty()) continue;
            const bool ends = path.front() == a && path.back() == b;
            bad_paths += ends && is_open_path(arrows, n, path, given) ? 0 : 1;
          }
        }
      }
    });
    CAPTURE(n);
    CHECK(found == graphs[n]);
    CHECK(wrong == 0);
    CHECK(bad_paths == 0);
    CHECK(bad_orders == 0);
  }
}

TEST_CASE("directed graph: the sprinkler, by the book") {
  // Pearl (2000), Causality, figure 1.2: season 0, sprinkler 1, rain 2, wet 3, slippery 4.
  const std::vector<Arrow> arrows{{0, 1}, {0, 2}, {1, 3}, {2, 3}, {3, 4}};
  const DirectedGraph graph(5, arrows);
  CHECK(graph.d_separated(1, 2, std::vector<Node>{0}));
  CHECK_FALSE(graph.d_separated(1, 2, {}));
  CHECK_FALSE(graph.d_separated(1, 2, std::vector<Node>{0, 3}));
  CHECK_FALSE(graph.d_separated(1, 2, std::vector<Node>{0, 4}));
  CHECK(graph.d_separated(0, 4, std::vector<Node>{3}));
  CHECK(graph.open_path(1, 2, {}) == std::vector<Node>{1, 0, 2});
  CHECK(graph.open_path(1, 2, std::vector<Node>{0, 4}) == std::vector<Node>{1, 3, 2});
  CHECK(std::vector<Node>(graph.parents(3).begin(), graph.parents(3).end()) == std::vector<Node>{1, 2});
  CHECK(std::vector<Node>(graph.children(0).begin(), graph.children(0).end()) == std::vector<Node>{1, 2});
}

TEST_CASE("directed graph: misuse names the nodes") {
  const auto message = [](std::size_t n, const std::vector<Arrow>& arrows) {
    try {
      const DirectedGraph graph(n, arrows);
    } catch (const Error& error) {
      return std::string(error.what());
    }
    return std::string();
  };
  CHECK(message(4, {{0, 1}, {3, 1}, {1, 2}, {2, 3}}).find("in a circle: 1 -> 2 -> 3 -> 1") != std::string::npos);
  CHECK(message(2, {{0, 2}}).find("an arrow's end is 2; there are 2 nodes") != std::string::npos);
  CHECK(message(2, {{1, 1}}).find("from 1 to itself") != std::string::npos);
  CHECK(message(2, {{0, 1}, {0, 1}}).find("the arrow 0 -> 1 stands twice") != std::string::npos);
  CHECK(message(2, {{0, 1}, {1, 0}}).find("in a circle") != std::string::npos);
  const DirectedGraph graph(3, std::vector<Arrow>{{0, 1}});
  CHECK_THROWS_WITH_AS((void)graph.open_path(1, 1, {}), doctest::Contains("a and b are both 1"), Error);
  CHECK_THROWS_WITH_AS((void)graph.open_path(0, 3, {}), doctest::Contains("b is 3"), Error);
  CHECK_THROWS_WITH_AS((void)graph.open_path(0, 1, std::vector<Node>{1}), doctest::Contains("is asked about and given"),
                       Error);
  CHECK_THROWS_WITH_AS((void)graph.open_path(0, 1, std::vector<Node>{7}), doctest::Contains("a given node is 7"),
                       Error);
}
