#include "tractable/graph/graph.hpp"

#include <algorithm>
#include <bit>
#include <utility>

#include "tractable/base/error.hpp"

namespace tractable {
namespace {

constexpr std::uint64_t mix(std::uint64_t hash, std::uint64_t part) {
  // The finaliser of MurmurHash3 over the running sum.
  hash = (hash ^ part) + 0x9e3779b97f4a7c15U;
  hash = (hash ^ (hash >> 33)) * 0xff51afd7ed558ccdU;
  return hash ^ (hash >> 33);
}

std::uint64_t hash_of(const Node& node) {
  std::uint64_t hash = mix(static_cast<std::uint64_t>(node.op), std::bit_cast<std::uint64_t>(node.value));
  hash = mix(hash, (std::uint64_t{static_cast<std::uint32_t>(node.shape.rows)} << 32) |
                       static_cast<std::uint32_t>(node.shape.cols));
  for (const NodeId arg : node.args) hash = mix(hash, arg);
  for (const std::int32_t attr : node.attr) hash = mix(hash, static_cast<std::uint32_t>(attr));
  return mix(hash, node.list);
}

bool same(const Node& a, const Node& b) {
  return a.op == b.op && a.shape == b.shape && a.args == b.args && a.attr == b.attr && a.list == b.list &&
         std::bit_cast<std::uint64_t>(a.value) == std::bit_cast<std::uint64_t>(b.value);
}

void require_size(Shape shape, std::string_view where, bool allow_batch) {
  const bool rows = shape.rows >= 1 || (allow_batch && shape.has_batch());
  if (!rows || shape.cols < 1) {
    throw_error(ErrorCode::invalid_argument, where, "shape (", shape.rows, ", ", shape.cols,
                ") needs at least one row and one column");
  }
}

}  // namespace

std::string to_string(Shape shape) {
  return shape.has_batch() ? text("(batch, ", shape.cols, ")") : text("(", shape.rows, ", ", shape.cols, ")");
}

Expr Graph::input(Shape shape, std::string name) {
  require_size(shape, "input", true);
  Node node{.op = Op::input, .shape = shape};
  const Expr e = append(node, false);
  if (!name.empty()) names_.emplace(e.id, std::move(name));
  return e;
}

Expr Graph::data(Shape shape, std::span<const double> values, std::string name) {
  require_size(shape, "data", false);
  const std::uint64_t needed =
      static_cast<std::uint64_t>(shape.rows) * static_cast<std::uint64_t>(static_cast<std::uint32_t>(shape.cols));
  if (values.size() != needed) {
    throw_error(ErrorCode::shape_mismatch, "data", "shape ", to_string(shape), " needs ", needed, " values, not ",
                values.size());
  }
  Node node{.op = Op::data, .shape = shape, .list = static_cast<std::uint32_t>(data_.size())};
  data_.emplace_back(values.begin(), values.end());
  const Expr e = append(node, true);
  if (!name.empty()) names_.emplace(e.id, std::move(name));
  return e;
}

Expr Graph::constant(double value) { return intern({.op = Op::constant, .value = value}); }

Expr Graph::batch_size() { return intern({.op = Op::batch_size}); }

Expr Graph::intern(const Node& node) {
  const std::uint64_t hash = hash_of(node);
  const auto [first, last] = by_hash_.equal_range(hash);
  for (auto it = first; it != last; ++it) {
    if (same(nodes_[it->second], node)) return {this, it->second};
  }
  bool fixed = true;
  for (int k = 0; k < info(node.op).arity; ++k) fixed = fixed && fixed_[node.args[static_cast<std::size_t>(k)]];
  const Expr e = append(node, fixed);
  by_hash_.emplace(hash, e.id);
  return e;
}

Expr Graph::append(const Node& node, bool fixed) {
  if (nodes_.size() >= options_.max_nodes) {
    throw_error(ErrorCode::too_large, "graph", "the expression has more than ", options_.max_nodes, " nodes");
  }
  nodes_.push_back(node);
  fixed_.push_back(fixed);
  origins_.push_back(origin_);
  walked_.push_back(false);
  return {this, static_cast<NodeId>(nodes_.size() - 1)};
}

std::uint32_t Graph::list(std::span<const std::int32_t> index) {
  std::uint64_t hash = index.size();
  for (const std::int32_t i : index) hash = mix(hash, static_cast<std::uint32_t>(i));
  const auto [first, last] = lists_by_hash_.equal_range(hash);
  for (auto it = first; it != last; ++it) {
    if (std::ranges::equal(lists_[it->second], index)) return it->second;
  }
  lists_.emplace_back(index.begin(), index.end());
  const auto number = static_cast<std::uint32_t>(lists_.size() - 1);
  lists_by_hash_.emplace(hash, number);
  return number;
}

void Graph::note_passed(NodeId passed, NodeId result) {
  if (nodes_[result].op != Op::constant) passed_.emplace(passed, result);
}

const std::string& Graph::name(NodeId id) const {
  static const std::string none;
  const auto it = names_.find(id);
  return it == names_.end() ? none : it->second;
}

std::string describe(Expr e) {
  const auto leaf = [](Expr x) {
    const std::string& name = x.graph->name(x.id);
    if (!name.empty()) return name;
    return x.op() == Op::constant ? text(x.node().value) : std::string(info(x.op()).name);
  };
  // Two levels deep: enough to recognise it, and short whatever the expression is.
  const auto call = [&](Expr x, const auto& inner) {
    const int arity = info(x.op()).arity;
    if (arity == 0) return leaf(x);
    std::string out = text(info(x.op()).name, "(");
    for (int k = 0; k < arity; ++k) out += (k > 0 ? ", " : "") + inner(x.arg(k));
    return out + ")";
  };
  const auto deepest = [&](Expr x) { return info(x.op()).arity == 0 ? leaf(x) : text(info(x.op()).name, "(...)"); };
  return call(e, [&](Expr x) { return call(x, deepest); });
}

}  // namespace tractable
