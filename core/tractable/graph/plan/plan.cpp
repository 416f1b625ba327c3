#include "tractable/graph/plan/plan.hpp"

#include <algorithm>
#include <limits>
#include <map>

#include "tractable/base/error.hpp"

namespace tractable::detail {
namespace {

/// Whether v needs no memory of its own: its numbers stand in its operand's in the same order.
bool is_view(const Plan& plan, const Node& node, const Value& value) {
  const Value& of = plan.values[value.args[0]];
  if (info(node.op).kind == OpKind::view) return true;
  if (node.op == Op::expand) return of.size() == value.size();
  if (node.op != Op::gather || !is_contiguous(plan.graph.lists[node.list])) return false;
  return of.rows == 1 || of.cols == value.cols;
}

void require_size(const Plan& plan, const Value& value, std::uint32_t place) {
  const std::size_t most = plan.options.max_bytes / plan.options.element;
  if (value.rows <= most / value.cols) return;
  throw_error(ErrorCode::too_large, "Program", "node ", plan.graph.ids[place], " (", info(value.op).name, ") has ",
              value.rows, " x ", value.cols, " values; the program may take ", plan.options.max_bytes, " bytes");
}

}  // namespace

bool is_contiguous(const std::vector<std::int32_t>& list) {
  for (std::size_t j = 1; j < list.size(); ++j) {
    if (list[j] != list[0] + static_cast<std::int32_t>(j)) return false;
  }
  return !list.empty();
}

ValueId add_value(Plan& plan, const Value& value) {
  const auto id = static_cast<ValueId>(plan.values.size());
  plan.values.push_back(value);
  plan.values.back().owner = id;
  plan.values.back().shift = 0;
  return id;
}

void add_values(Plan& plan) {
  const Subgraph& graph = plan.graph;
  for (std::uint32_t i = 0; i < graph.nodes.size(); ++i) {
    const Node& node = graph.nodes[i];
    Value value;
    value.op = node.op;
    value.rows = node.shape.has_batch() ? plan.options.batch : static_cast<std::size_t>(node.shape.rows);
    value.cols = static_cast<std::size_t>(node.shape.cols);
    value.fixed = graph.fixed[i] != 0;
    for (std::size_t k = 0; k < 3; ++k) {
      ValueId arg = node.args[k];
      if (accepts_broadcast(node.op)) {  // reads it in place
        while (arg != kNoNode && (graph.nodes[arg].op == Op::expand || graph.nodes[arg].op == Op::stop_gradient)) {
          arg = graph.nodes[arg].args[0];
        }
      }
      value.args[k] = arg;
    }
    require_size(plan, value, i);
    const ValueId v = add_value(plan, value);
    if (info(node.op).arity == 1 && is_view(plan, node, value)) {
      const Value& of = plan.values[value.args[0]];
      plan.values[v].owner = of.owner;
      plan.values[v].shift = of.shift;
      if (node.op == Op::gather) plan.values[v].shift += static_cast<std::size_t>(graph.lists[node.list][0]);
    }
  }
  for (const std::uint32_t output : graph.outputs) plan.values[output].live = true;
  for (std::size_t v = plan.values.size(); v-- > 0;) {
    Value& value = plan.values[v];
    if (value.op == Op::input) value.live = true;
    if (!value.live) continue;
    for (const ValueId arg : value.args) {
      if (arg != kNoValue) plan.values[arg].live = true;
    }
  }
}

void add_units(Plan& plan) {
  for (ValueId v = 0; v < plan.values.size(); ++v) {
    const Value& value = plan.values[v];
    if (!value.live || value.owner != v || info(value.op).kind == OpKind::leaf) continue;
    Unit unit;
    unit.y = v;
    unit.node = v;
    unit.args = value.args;
    if (value.op == Op::matmul) {
      unit.kind = UnitKind::product;
      unit.transpose_a = (plan.graph.nodes[v].attr[0] & 1) != 0;
      unit.transpose_b = (plan.graph.nodes[v].attr[0] & 2) != 0;
    }
    if (value.op == Op::concat) {
      unit.kind = UnitKind::concat;
      unit.parts = static_cast<std::uint32_t>(plan.parts.size());
      plan.parts.push_back({value.args[0], value.args[1]});
      unit.args.fill(kNoValue);
    }
    plan.units.push_back(unit);
  }
}

void count_uses(Plan& plan) {
  for (Value& value : plan.values) value.uses = 0;
  const auto use = [&](ValueId v) {
    if (v != kNoValue) ++plan.values[plan.values[v].owner].uses;
  };
  for (const Unit& unit : plan.units) {
    if (unit.dead) continue;
    for (const ValueId arg : unit.args) use(arg);
    if (unit.kind == UnitKind::concat) {
      for (const ValueId part : plan.parts[unit.parts]) use(part);
    }
  }
  for (const std::uint32_t output : plan.graph.outputs) {
    // As if it had two readers: an output is nobody's part.
    use(output);
    use(output);
  }
}

bool is_private(const Plan& plan, ValueId v, ValueId reader) {
  const Value& value = plan.values[v];
  return value.owner == v && value.uses == 1 && value.fixed == plan.values[reader].fixed &&
         info(value.op).kind != OpKind::leaf;
}

/// The plan of a product reads data in order: what is the same in every run is transposed once.
void transpose_data(Plan& plan) {
  std::map<std::array<std::size_t, 4>, ValueId> done;  // views of one memory differ in their rows and columns
  const std::size_t count = plan.units.size();
  for (std::size_t u = 0; u < count; ++u) {
    if (plan.units[u].kind != UnitKind::product || plan.units[u].dead || plan.values[plan.units[u].y].fixed) continue;
    for (std::size_t k = 0; k < 2; ++k) {
      const ValueId arg = plan.units[u].args[k];
      bool& flag = k == 0 ? plan.units[u].transpose_a : plan.units[u].transpose_b;
      const Value of = plan.values[arg];
      if (!flag || !of.fixed) continue;
      flag = false;
      const auto [at, added] = done.emplace(std::array<std::size_t, 4>{of.owner, of.shift, of.rows, of.cols}, kNoValue);
      if (added) {
        Value turned;
        turned.rows = of.cols;
        turned.cols = of.rows;
        turned.fixed = turned.live = true;
        at->second = add_value(plan, turned);
        Unit unit;
        unit.kind = UnitKind::transpose;
        unit.y = at->second;
        unit.args[0] = arg;
        plan.units.push_back(unit);
      }
      plan.units[u].args[k] = at->second;
    }
  }
}

/// First all that is computed once, then the rest, each in the order of the graph.
void order_units(Plan& plan) {
  std::vector<Unit> ordered;
  ordered.reserve(plan.units.size());
  for (const bool fixed : {true, false}) {
    for (const Unit& unit : plan.units) {
      if (!unit.dead && plan.values[unit.y].fixed == fixed) ordered.push_back(unit);
    }
    if (fixed) plan.once = ordered.size();
  }
  plan.units = std::move(ordered);
}

Plan make_plan(Subgraph graph, const PlanOptions& options) {
  if (options.batch == 0) throw_error(ErrorCode::invalid_argument, "Program", "batch is 0; it must be at least 1");
  if (options.batch > std::numeric_limits<std::int32_t>::max()) {
    throw_error(ErrorCode::too_large, "Program", "batch is ", options.batch, "; at most 2^31 - 1");
  }
  Plan plan;
  plan.graph = std::move(graph);
  plan.options = options;
  add_values(plan);
  add_units(plan);
  if (options.superinstructions) fuse(plan);
  transpose_data(plan);
  join_concats(plan);
  place_outputs(plan);
  order_units(plan);
  place_values(plan);
  return plan;
}

}  // namespace tractable::detail
