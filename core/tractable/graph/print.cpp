#include "tractable/graph/print.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <string_view>

#include "tractable/base/error.hpp"

namespace tractable {
namespace {

/// "3 more": a list of a thousand columns helps nobody.
std::string short_list(std::span<const std::int32_t> list) {
  constexpr std::size_t kShown = 12;
  std::string out;
  for (std::size_t k = 0; k < std::min(list.size(), kShown); ++k) out += text(k > 0 ? ", " : "", list[k]);
  return list.size() > kShown ? text(out, ", ... ", list.size() - kShown, " more") : out;
}

std::string transposed(std::int32_t flags) {
  constexpr std::array<std::string_view, 4> kWords{"", "a transposed", "b transposed", "both transposed"};
  return std::string(kWords[static_cast<std::size_t>(flags & 3)]);
}

/// What beside its operands makes the node, or "".
std::string integers(const Graph& graph, const Node& node) {
  const auto& attr = node.attr;
  switch (node.op) {
    case Op::polygamma:
    case Op::sum_cols:
    case Op::max_cols:
    case Op::log_sum_exp:
    case Op::cumsum:
    case Op::cholesky_each:
      return text(attr[0]);
    case Op::matmul:
      return transposed(attr[0]);
    case Op::matmul_each:
      return text(attr[0], ", ", attr[1], ", ", attr[2], attr[3] == 0 ? "" : ", ", transposed(attr[3]));
    case Op::solve_lower_each:
      return text(attr[0], ", ", attr[1], attr[2] == 0 ? "" : ", transposed");
    case Op::expand:
    case Op::reshape:
      return to_string(node.shape);
    case Op::gather:
    case Op::scatter_add:
      return short_list(graph.list(node.list));
    default:
      return {};
  }
}

const Graph& graph_of(std::span<const Expr> outputs) {
  if (outputs.empty()) throw_error(ErrorCode::invalid_argument, "print", "there are no outputs");
  for (const Expr output : outputs) {
    if (!output.exists() || output.graph != outputs[0].graph) {
      throw_error(ErrorCode::invalid_argument, "print", "the outputs are of two graphs");
    }
  }
  return *outputs[0].graph;
}

std::vector<NodeId> needed_by(std::span<const Expr> outputs) {
  const Graph& graph = graph_of(outputs);
  std::vector<bool> needed(graph.size(), false);
  for (const Expr output : outputs) needed[output.id] = true;
  for (auto id = static_cast<NodeId>(graph.size()); id-- > 0;) {
    if (!needed[id]) continue;
    for (int k = 0; k < info(graph[id].op).arity; ++k) needed[graph[id].args[static_cast<std::size_t>(k)]] = true;
  }
  std::vector<NodeId> ids;
  for (NodeId id = 0; id < graph.size(); ++id) {
    if (needed[id]) ids.push_back(id);
  }
  return ids;
}

/// Names as they can stand in a line: letters, digits, _ and points.
bool is_plain(std::string_view name) {
  const auto plain = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '.';
  };
  return !name.empty() && name.size() <= 40 && std::ranges::all_of(name, plain);
}

/// What each node is called: its name, its number, or itself if it is a constant.
std::map<NodeId, std::string> words_for(const Graph& graph, std::span<const NodeId> ids) {
  std::map<std::string, int, std::less<>> count;
  for (const NodeId id : ids) ++count[graph.name(id)];
  std::map<NodeId, std::string> words;
  std::size_t number = 0;
  for (const NodeId id : ids) {
    const std::string& name = graph.name(id);
    if (graph[id].op == Op::constant) {
      words[id] = text(graph[id].value);
    } else if (is_plain(name) && count[name] == 1) {
      words[id] = name;
    } else {
      words[id] = text("%", number++);
    }
  }
  return words;
}

std::string escaped(std::string_view name) {
  std::string out;
  for (const char c : name) {
    if (c == '"' || c == '\\') out += '\\';
    out += static_cast<unsigned char>(c) < ' ' ? ' ' : c;
  }
  return out;
}

}  // namespace

std::string label(Expr e) {
  if (e.op() == Op::constant) return text(e.node().value);
  const std::string more = integers(*e.graph, e.node());
  return text(info(e.op()).name, more.empty() ? "" : " ", more);
}

std::string print(std::span<const Expr> outputs) {
  const Graph& graph = graph_of(outputs);
  const std::vector<NodeId> ids = needed_by(outputs);
  auto words = words_for(graph, ids);
  std::string out;
  for (const NodeId id : ids) {
    const Node& node = graph[id];
    if (node.op == Op::constant) continue;
    out += text(words[id], " = ", info(node.op).name);
    const std::string more = integers(graph, node);
    if (info(node.op).arity > 0) {
      out += "(";
      for (int k = 0; k < info(node.op).arity; ++k) {
        out += text(k > 0 ? ", " : "", words[node.args[static_cast<std::size_t>(k)]]);
      }
      out += text(more.empty() ? "" : "; ", more, ")");
    }
    out += text("  ", to_string(node.shape), "\n");
  }
  out += "return ";
  for (std::size_t k = 0; k < outputs.size(); ++k) out += text(k > 0 ? ", " : "", words[outputs[k].id]);
  return out + "\n";
}

std::string print(Expr output) { return print(std::span(&output, 1)); }

std::string to_dot(std::span<const Expr> outputs) {
  const Graph& graph = graph_of(outputs);
  std::string out = "digraph expression {\n  node [shape=box];\n";
  std::string edges;
  for (const NodeId id : needed_by(outputs)) {
    const Expr e{outputs[0].graph, id};
    const std::string& name = graph.name(id);
    out += text("  n", id, " [label=\"", escaped(name), name.empty() ? "" : ": ", label(e), "\\n", to_string(e.shape()),
                "\"");
    if (std::ranges::any_of(outputs, [&](Expr output) { return output.id == id; })) out += ", peripheries=2";
    out += "];\n";
    for (int k = 0; k < info(e.op()).arity; ++k) {
      const bool several = info(e.op()).arity > 1;
      edges += text("  n", e.arg(k).id, " -> n", id, several ? text(" [label=", k, "]") : text(""), ";\n");
    }
  }
  return text(out, edges, "}\n");
}

}  // namespace tractable
