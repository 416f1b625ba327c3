#include <bit>
#include <map>

#include "tractable/graph/plan/plan.hpp"

// Superinstructions: two or three nodes as one kernel call, where the values in between have no other reader and the
// kernel rounds in the same places, so that no bit changes.

namespace tractable::detail {
namespace {

constexpr std::size_t kNoUnit = ~std::size_t{0};

struct Fuser {
  Plan& plan;
  std::vector<std::size_t> unit_of;  // by value

  [[nodiscard]] const Value& value(ValueId v) const { return plan.values[v]; }

  /// The unit that computes v for `reader` alone, if it is of that kind.
  Unit* maker(ValueId v, const Unit& reader, UnitKind kind) {
    if (v == kNoValue || unit_of[v] == kNoUnit || !is_private(plan, v, reader.y)) return nullptr;
    Unit& unit = plan.units[unit_of[v]];
    return !unit.dead && unit.kind == kind && unit.second == kNoValue ? &unit : nullptr;
  }

  [[nodiscard]] Op op(const Unit& unit) const { return value(unit.y).op; }

  /// `part` becomes part of `whole`.
  void absorb(Unit& part) {
    part.dead = true;
    unit_of[part.y] = kNoUnit;
  }

  [[nodiscard]] bool same_shape(ValueId a, ValueId b) const {
    return value(a).rows == value(b).rows && value(a).cols == value(b).cols;
  }
  /// Whether v is read as one number for a row of y, or for all of it (emit.cpp joins rows where it can).
  [[nodiscard]] bool is_one(ValueId v, ValueId y) const {
    return (value(v).cols == 1 && value(y).cols != 1) || (value(v).size() == 1 && value(y).size() != 1);
  }

  /// The constant +0.
  [[nodiscard]] bool is_zero(ValueId v) const {
    return value(v).op == Op::constant && std::bit_cast<std::uint64_t>(plan.graph.nodes[v].value) == 0;
  }

  bool product(Unit& m);
  bool dot(Unit& m);
  bool gate(Unit& m);
  bool chain(Unit& m);
};

/// matmul, then + a row, then max with 0.
bool Fuser::product(Unit& m) {
  if (op(m) == Op::add) {
    for (std::size_t k = 0; k < 2; ++k) {
      Unit* const p = maker(m.args[k], m, UnitKind::product);
      if (p == nullptr || p->args[2] != kNoValue || p->relu || !same_shape(p->y, m.y)) continue;
      const ValueId bias = m.args[1 - k];
      if (value(bias).rows != 1 || value(bias).cols != value(m.y).cols) continue;
      const ValueId y = m.y;
      m = *p;
      m.y = y;
      m.args[2] = bias;
      absorb(*p);
      return true;
    }
  }
  if (op(m) == Op::max) {
    if (!is_zero(m.args[1])) return false;
    Unit* const p = maker(m.args[0], m, UnitKind::product);
    if (p == nullptr || p->relu || !same_shape(p->y, m.y)) return false;
    const ValueId y = m.y;
    m = *p;
    m.y = y;
    m.relu = true;
    absorb(*p);
    return true;
  }
  return false;
}

/// sum_cols of a product of two values that lie along the columns.
bool Fuser::dot(Unit& m) {
  if (op(m) != Op::sum_cols) return false;
  Unit* const p = maker(m.args[0], m, UnitKind::node);
  if (p == nullptr || op(*p) != Op::mul) return false;
  const std::size_t cols = value(p->y).cols;
  if (value(p->args[0]).cols != cols || value(p->args[1]).cols != cols) return false;
  m.kind = UnitKind::dot;
  m.args = p->args;
  absorb(*p);
  return true;
}

/// What relu and its kin hand back: select(a > b, c, 0).
bool Fuser::gate(Unit& m) {
  if (op(m) != Op::select || !is_zero(m.args[2])) return false;
  Unit* const p = maker(m.args[0], m, UnitKind::node);
  if (p == nullptr || op(*p) != Op::greater || !same_shape(p->y, m.y)) return false;
  if (is_one(p->args[0], m.y) || is_one(m.args[1], m.y)) return false;
  m.kind = UnitKind::gate;
  m.args = {p->args[0], p->args[1], m.args[1]};
  absorb(*p);
  return true;
}

bool Fuser::chain(Unit& m) {
  const auto arithmetic = [](Op o) { return o == Op::add || o == Op::sub || o == Op::mul; };
  if (!arithmetic(op(m))) return false;
  for (std::size_t k = 0; k < 2; ++k) {
    Unit* const p = maker(m.args[k], m, UnitKind::node);
    if (p == nullptr || !arithmetic(op(*p)) || !same_shape(p->y, m.y)) continue;
    const ValueId other = m.args[1 - k];
    const int ones = is_one(p->args[0], m.y) + is_one(p->args[1], m.y) + is_one(other, m.y);
    if (ones > 1) continue;
    m.first = op(*p);
    m.end = op(m);
    m.reversed = m.end == Op::sub && k == 1;
    m.kind = UnitKind::chain;
    m.args = {p->args[0], p->args[1], other};
    absorb(*p);
    return true;
  }
  return false;
}

/// softplus and sigmoid of one argument share the exponential; both stand where the first of them stood.
void pair_softplus(Plan& plan) {
  std::map<ValueId, std::size_t> first;
  for (std::size_t u = 0; u < plan.units.size(); ++u) {
    Unit& unit = plan.units[u];
    const Op op = plan.values[unit.y].op;
    if (unit.kind != UnitKind::node || (op != Op::softplus && op != Op::sigmoid)) continue;
    const auto [at, added] = first.emplace(unit.args[0], u);
    if (added) continue;
    Unit& other = plan.units[at->second];
    if (other.second != kNoValue || plan.values[other.y].op == op) continue;
    other.kind = UnitKind::softplus_sigmoid;
    other.second = op == Op::sigmoid ? unit.y : other.y;
    if (op == Op::softplus) other.y = unit.y;
    unit.dead = true;
  }
}

}  // namespace

void fuse(Plan& plan) {
  pair_softplus(plan);
  count_uses(plan);
  Fuser fuser{plan, std::vector<std::size_t>(plan.values.size(), kNoUnit)};
  for (std::size_t u = 0; u < plan.units.size(); ++u) {
    Unit& unit = plan.units[u];
    if (unit.dead) continue;
    fuser.unit_of[unit.y] = u;
    if (unit.second != kNoValue) fuser.unit_of[unit.second] = u;
    if (unit.kind != UnitKind::node) continue;
    // Uses of what lies below stay the same: the whole reads what the part read.
    if (!fuser.product(unit) && !fuser.dot(unit) && !fuser.gate(unit)) fuser.chain(unit);
  }
}

}  // namespace tractable::detail
