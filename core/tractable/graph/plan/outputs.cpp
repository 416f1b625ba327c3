#include <algorithm>

#include "tractable/graph/plan/plan.hpp"

// Values that lie inside others' memory, and outputs that must not.

namespace tractable::detail {
namespace {

/// The leaves of a tree of concats, from left to right; concats that only this one reads come in.
std::vector<ValueId> leaves_of(Plan& plan, const Unit& root, const std::vector<std::size_t>& unit_of) {
  std::vector<ValueId> leaves, open(plan.parts[root.parts].rbegin(), plan.parts[root.parts].rend());
  while (!open.empty()) {
    const ValueId v = open.back();
    open.pop_back();
    const std::size_t u = unit_of[v];
    if (u != ~std::size_t{0} && plan.units[u].kind == UnitKind::concat && is_private(plan, v, root.y)) {
      const auto& parts = plan.parts[plan.units[u].parts];
      open.insert(open.end(), parts.rbegin(), parts.rend());
      plan.units[u].dead = true;
    } else {
      leaves.push_back(v);
    }
  }
  return leaves;
}

}  // namespace

void join_concats(Plan& plan) {
  count_uses(plan);
  std::vector<std::size_t> unit_of(plan.values.size(), ~std::size_t{0});
  for (std::size_t u = 0; u < plan.units.size(); ++u) {
    if (!plan.units[u].dead) unit_of[plan.units[u].y] = u;
  }
  // From the last: a tree is taken at its root.
  for (std::size_t u = plan.units.size(); u-- > 0;) {
    Unit& unit = plan.units[u];
    if (unit.kind != UnitKind::concat || unit.dead) continue;
    auto leaves = leaves_of(plan, unit, unit_of);
    if (plan.values[unit.y].rows == 1) {
      // Along one row a part can be computed where it belongs.
      std::size_t shift = 0;
      for (const ValueId v : leaves) {
        if (is_private(plan, v, unit.y)) {
          plan.values[v].owner = unit.y;
          plan.values[v].shift = shift;
        }
        shift += plan.values[v].cols;
      }
    }
    plan.parts[unit.parts] = std::move(leaves);
  }
}

/// Outputs never change by themselves: not with an input, and not where they would lie at two places.
void place_outputs(Plan& plan) {
  const auto copy_of = [&](ValueId v) {
    Value value = plan.values[v];
    value.op = Op::reshape;  // any that is no leaf
    value.live = true;
    const ValueId copy = add_value(plan, value);
    Unit unit;
    unit.kind = UnitKind::copy;
    unit.y = copy;
    unit.args[0] = v;
    plan.units.push_back(unit);
    return copy;
  };
  const std::size_t plain = plan.graph.outputs.size() - plan.graph.gradients.size();
  plan.outputs.assign(plan.graph.outputs.begin(), plan.graph.outputs.end());
  std::vector<std::uint8_t> taken(plan.values.size(), 0);
  for (std::size_t i = plain; i < plan.outputs.size(); ++i) {
    ValueId& v = plan.outputs[i];
    const bool own = plan.values[v].owner == v && info(plan.values[v].op).kind != OpKind::leaf && taken[v] == 0;
    taken[v] = 1;
    if (!own) v = copy_of(v);
  }
  for (std::size_t i = 0; i < plain; ++i) {
    ValueId& v = plan.outputs[i];
    if (plan.values[plan.values[v].owner].op == Op::input) v = copy_of(v);
    plan.values[plan.values[v].owner].pinned = true;
  }
}

}  // namespace tractable::detail
