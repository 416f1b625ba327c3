#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <set>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "tractable/graph/op.hpp"
#include "tractable/graph/shape.hpp"

// A pure expression graph over matrices whose rows are a batch. It is append-only and interned: equal nodes are one
// node (compared by bit patterns; inputs are never equal), and an operand stands before its reader, so ids are a
// topological order. Nothing here computes: a Program does.

namespace tractable {

using NodeId = std::uint32_t;
inline constexpr NodeId kNoNode = ~NodeId{0};

struct Node {
  Op op = Op::constant;
  Shape shape{};
  std::array<NodeId, 3> args{kNoNode, kNoNode, kNoNode};
  std::array<std::int32_t, 4> attr{};  // what the op's row in op.hpp says
  std::uint32_t list = 0;              // gather, scatter_add: which list of integers; data: which numbers
  double value = 0;                    // constant
};

class Graph;

/// A node of a graph; as light as a pointer. Valid as long as its graph.
struct Expr {
  Graph* graph = nullptr;
  NodeId id = kNoNode;
  [[nodiscard]] const Node& node() const;
  [[nodiscard]] Shape shape() const { return node().shape; }
  [[nodiscard]] Op op() const { return node().op; }
  [[nodiscard]] Expr arg(int k) const { return {graph, node().args[static_cast<std::size_t>(k)]}; }
  [[nodiscard]] bool exists() const { return graph != nullptr; }
};

struct GraphOptions {
  /// Clean-ups while building (simplify.hpp); off only to compare.
  bool clean = true;
  std::size_t max_nodes = 2'000'000;
};

class Graph {
 public:
  using Options = GraphOptions;
  explicit Graph(Options options = {}) : options_(options) {}
  Graph(const Graph&) = delete;
  Graph& operator=(const Graph&) = delete;

  /// Numbers that are written before each run. `name` is for people. Throws Error{invalid_argument} unless rows is
  /// kBatch or >= 1 and cols >= 1.
  Expr input(Shape shape, std::string name = {});
  /// Fixed numbers, row by row. What depends on such alone is computed once per program. Throws
  /// Error{shape_mismatch} unless there are rows * cols of them; rows cannot be the batch. NaN and infinities are
  /// values.
  Expr data(Shape shape, std::span<const double> values, std::string name = {});
  /// (1, 1).
  Expr constant(double value);
  /// (1, 1): the number of rows of the batch, as a value.
  Expr batch_size();

  /// The node, or the equal one that is there. For ops.hpp: checks the budget (Error{too_large}), not the shapes.
  Expr intern(const Node& node);
  /// The number of a list of column numbers for gather and scatter_add; equal lists are one.
  std::uint32_t list(std::span<const std::int32_t> index);

  [[nodiscard]] const Node& operator[](NodeId id) const { return nodes_[id]; }
  [[nodiscard]] std::size_t size() const { return nodes_.size(); }
  [[nodiscard]] std::span<const std::int32_t> list(std::uint32_t number) const { return lists_[number]; }
  [[nodiscard]] std::span<const double> data(std::uint32_t number) const { return data_[number]; }
  /// "" if it has none.
  [[nodiscard]] const std::string& name(NodeId id) const;
  /// Whether no input stands below it, so that it is the same in every run.
  [[nodiscard]] bool is_fixed(NodeId id) const { return fixed_[id]; }
  [[nodiscard]] bool cleans() const { return options_.clean; }

  /// For gradient(): a clean-up made `result` for a reader of `passed`, which it may not read any more. One that goes
  /// down several levels at once notes the uppermost, and all that it left behind as walked.
  void note_passed(NodeId passed, NodeId result);
  void note_walked(NodeId passed) { walked_[passed] = true; }
  /// All pairs that were noted.
  [[nodiscard]] const std::set<std::pair<NodeId, NodeId>>& passed() const { return passed_; }
  [[nodiscard]] bool is_walked(NodeId id) const { return walked_[id]; }

  /// Nodes made from now on come from this place (the number of a recipe's record, or any other); 0: nowhere.
  void set_origin(std::uint32_t origin) { origin_ = origin; }
  [[nodiscard]] std::uint32_t origin() const { return origin_; }
  [[nodiscard]] std::uint32_t origin(NodeId id) const { return origins_[id]; }

 private:
  Expr append(const Node& node, bool fixed);

  Options options_;
  std::vector<Node> nodes_;
  std::vector<std::uint8_t> fixed_;
  std::vector<std::uint32_t> origins_;
  std::vector<std::vector<std::int32_t>> lists_;
  std::vector<std::vector<double>> data_;
  std::map<NodeId, std::string> names_;
  std::multimap<std::uint64_t, NodeId> by_hash_;
  std::multimap<std::uint64_t, std::uint32_t> lists_by_hash_;
  std::set<std::pair<NodeId, NodeId>> passed_;
  std::vector<bool> walked_;
  std::uint32_t origin_ = 0;
};

inline const Node& Expr::node() const { return (*graph)[id]; }

/// The expression in short, to say in a message which one is meant: "matmul(x, w)", "exp(tanh(...))".
[[nodiscard]] std::string describe(Expr e);

}  // namespace tractable
