#include <algorithm>
#include <map>
#include <string_view>
#include <utility>

#include "tractable/base/error.hpp"
#include "tractable/graph/recipe.hpp"
#include "tractable/graph/recipe/recipe_words.hpp"

namespace tractable {
namespace {

using detail::RecordKind;

class Encoder {
 public:
  explicit Encoder(std::span<const NamedExpr> outputs) : graph_(*outputs[0].expr.graph), outputs_(outputs) {}

  Recipe run() {
    find_needed();
    recipe_.words = {detail::kRecipeMagic, 0, static_cast<std::uint32_t>(outputs_.size())};
    record_of_.resize(graph_.size());
    std::uint32_t records = 0;
    for (NodeId id = 0; id < graph_.size(); ++id) {
      if (!needed_[id]) continue;
      write(id);
      record_of_[id] = records++;
    }
    recipe_.words[1] = records;
    for (const NamedExpr& output : outputs_) {
      recipe_.words.push_back(name(output.name));
      recipe_.words.push_back(record_of_[output.expr.id]);
    }
    return std::move(recipe_);
  }

 private:
  /// What the outputs need, and all inputs. A node stands after its operands: one pass backwards finds them.
  void find_needed() {
    needed_.assign(graph_.size(), false);
    for (const NamedExpr& output : outputs_) needed_[output.expr.id] = true;
    for (NodeId id = static_cast<NodeId>(graph_.size()); id-- > 0;) {
      const Node& node = graph_[id];
      if (node.op == Op::input) needed_[id] = true;
      if (!needed_[id]) continue;
      for (int k = 0; k < info(node.op).arity; ++k) needed_[node.args[static_cast<std::size_t>(k)]] = true;
    }
  }

  std::uint32_t name(std::string_view text) {
    if (text.empty()) return 0;
    const auto next = static_cast<std::uint32_t>(recipe_.names.size() + 1);
    const auto [it, is_new] = names_.emplace(std::string(text), next);
    if (is_new) recipe_.names.emplace_back(text);
    return it->second;
  }

  void write(NodeId id) {
    const Node& node = graph_[id];
    const std::size_t head = recipe_.words.size();
    recipe_.words.push_back(0);
    RecordKind kind = RecordKind::call;
    if (node.op == Op::input || node.op == Op::data) {
      kind = node.op == Op::input ? RecordKind::input : RecordKind::data;
      append({name(graph_.name(id)), word(node.shape.rows), word(node.shape.cols)});
      if (node.op == Op::data) {
        const auto values = graph_.data(node.list);
        recipe_.numbers.insert(recipe_.numbers.end(), values.begin(), values.end());
      }
    } else if (node.op == Op::constant) {
      kind = RecordKind::constant;
      recipe_.numbers.push_back(node.value);
    } else {
      write_call(node);
    }
    const std::size_t length = recipe_.words.size() - head - 1;
    if (length >> 24U != 0) throw_error(ErrorCode::too_large, "encode", "a list has more than 2^24 integers");
    recipe_.words[head] = (static_cast<std::uint32_t>(length) << 8U) | static_cast<std::uint32_t>(kind);
  }

  void write_call(const Node& node) {
    const int arity = info(node.op).arity;
    append({name(info(node.op).name), static_cast<std::uint32_t>(arity)});
    for (int k = 0; k < arity; ++k) append({record_of_[node.args[static_cast<std::size_t>(k)]]});
    const std::size_t count = recipe_.words.size();
    append({0});
    write_integers(node);
    recipe_.words[count] = static_cast<std::uint32_t>(recipe_.words.size() - count - 1);
    append({0});  // no options
  }

  /// As the builder of the same name takes them.
  void write_integers(const Node& node) {
    const auto attributes = [&](std::size_t count) {
      for (std::size_t k = 0; k < count; ++k) append({word(node.attr[k])});
    };
    switch (node.op) {
      case Op::pow:
        return append({1});
      case Op::polygamma:
      case Op::cumsum:
      case Op::sum_cols:
      case Op::max_cols:
      case Op::log_sum_exp:
      case Op::matmul:
      case Op::cholesky_each:
        return attributes(1);
      case Op::solve_lower_each:
        return attributes(3);
      case Op::matmul_each:
        return attributes(4);
      case Op::expand:
      case Op::reshape:
        return append({word(node.shape.rows), word(node.shape.cols)});
      case Op::scatter_add:
        append({word(node.shape.cols)});
        [[fallthrough]];
      case Op::gather:
        for (const std::int32_t column : graph_.list(node.list)) append({word(column)});
        return;
      default:
        return;
    }
  }

  static std::uint32_t word(std::int32_t value) { return static_cast<std::uint32_t>(value); }
  void append(std::initializer_list<std::uint32_t> words) {
    recipe_.words.insert(recipe_.words.end(), words.begin(), words.end());
  }

  const Graph& graph_;
  std::span<const NamedExpr> outputs_;
  std::vector<bool> needed_;
  std::vector<std::uint32_t> record_of_;
  std::map<std::string, std::uint32_t, std::less<>> names_;
  Recipe recipe_;
};

}  // namespace

Recipe encode(std::span<const NamedExpr> outputs) {
  if (outputs.empty()) throw_error(ErrorCode::invalid_argument, "encode", "there are no outputs");
  for (const NamedExpr& output : outputs) {
    if (output.expr.graph == nullptr || output.expr.graph != outputs[0].expr.graph) {
      throw_error(ErrorCode::invalid_argument, "encode", "output \"", output.name, "\" is of another graph");
    }
  }
  return Encoder(outputs).run();
}

}  // namespace tractable
