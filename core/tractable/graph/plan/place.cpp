#include <algorithm>
#include <map>
#include <set>

#include "tractable/base/error.hpp"
#include "tractable/graph/plan/plan.hpp"

// Where values lie in the arena.

namespace tractable::detail {
namespace {

constexpr std::size_t kAlign = 64;  // bytes: a cache line, the widest vector

/// Free pieces of the arena, by place and by size; neighbours are joined.
class FreeList {
 public:
  /// The smallest piece that is large enough, or nothing.
  bool take(std::size_t size, std::size_t& offset) {
    const auto it = by_size_.lower_bound({size, 0});
    if (it == by_size_.end()) return false;
    const auto [piece, at] = *it;
    by_size_.erase(it);
    by_place_.erase(at);
    offset = at;
    if (piece > size) add(at + size, piece - size);
    return true;
  }
  void give(std::size_t at, std::size_t size) {
    auto next = by_place_.lower_bound(at);
    if (next != by_place_.end() && next->first == at + size) {
      size += next->second;
      next = remove(next);
    }
    if (next != by_place_.begin()) {
      const auto before = std::prev(next);
      if (before->first + before->second == at) {
        at = before->first;
        size += before->second;
        remove(before);
      }
    }
    add(at, size);
  }

 private:
  using Places = std::map<std::size_t, std::size_t>;
  void add(std::size_t at, std::size_t size) {
    by_place_[at] = size;
    by_size_.emplace(size, at);
  }
  Places::iterator remove(Places::iterator it) {
    by_size_.erase({it->second, it->first});
    return by_place_.erase(it);
  }
  Places by_place_;
  std::set<std::pair<std::size_t, std::size_t>> by_size_;
};

struct Placer {
  Plan& plan;
  FreeList free{};
  std::size_t limit = plan.options.max_bytes / plan.options.element;
  std::size_t granule = kAlign / plan.options.element;

  [[nodiscard]] std::size_t rounded(std::size_t size) const { return (size + granule - 1) / granule * granule; }

  std::size_t extend(std::size_t size) {
    if (size > limit || plan.arena > limit - size) {
      throw_error(ErrorCode::too_large, "Program", "the program needs more than the ", plan.options.max_bytes,
                  " bytes that it may take");
    }
    const std::size_t at = plan.arena;
    plan.arena += size;
    return at;
  }

  std::size_t allocate(std::size_t size) {
    std::size_t at = 0;
    return plan.options.reuse_memory && free.take(rounded(size), at) ? at : extend(rounded(size));
  }

  /// Values one after the other, without gaps.
  std::size_t region(const std::vector<ValueId>& values, std::size_t& begin) {
    begin = plan.arena;
    std::size_t size = 0;
    for (const ValueId v : values) {
      plan.values[v].offset = begin + size;
      plan.values[v].pinned = true;
      size += plan.values[v].size();
      if (size > limit) (void)extend(size);
    }
    (void)extend(rounded(size));
    return size;
  }
};

/// For each owner the unit that first writes in it and the last that reads it.
struct Life {
  std::vector<std::size_t> first, last;
};

Life lives(Plan& plan) {
  constexpr std::size_t never = ~std::size_t{0};
  Life life{std::vector<std::size_t>(plan.values.size(), never), std::vector<std::size_t>(plan.values.size(), 0)};
  for (std::size_t u = 0; u < plan.units.size(); ++u) {
    const Unit& unit = plan.units[u];
    const auto write = [&](ValueId v) {
      if (v == kNoValue) return;
      const ValueId owner = plan.values[v].owner;
      life.first[owner] = std::min(life.first[owner], u);
      life.last[owner] = std::max(life.last[owner], u);
    };
    const auto read = [&](ValueId v) {
      if (v == kNoValue) return;
      Value& owner = plan.values[plan.values[v].owner];
      life.last[plan.values[v].owner] = std::max(life.last[plan.values[v].owner], u);
      if (u >= plan.once && owner.fixed) owner.pinned = true;  // computed once, read in each run
    };
    write(unit.y);
    write(unit.second);
    for (const ValueId arg : unit.args) read(arg);
    if (unit.kind == UnitKind::concat) {
      for (const ValueId part : plan.parts[unit.parts]) read(part);
    }
  }
  return life;
}

}  // namespace

void place_values(Plan& plan) {
  const Life life = lives(plan);
  Placer placer{plan};
  const auto owns = [&](ValueId v) { return plan.values[v].owner == v; };
  std::vector<ValueId> parameters(plan.graph.parameters.begin(), plan.graph.parameters.end()), gradients;
  for (std::size_t i = plan.graph.outputs.size() - plan.graph.gradients.size(); i < plan.outputs.size(); ++i) {
    gradients.push_back(plan.outputs[i]);
  }
  plan.parameters_size = placer.region(parameters, plan.parameters);
  plan.gradients_size = placer.region(gradients, plan.gradients);
  std::vector<std::uint8_t> placed(plan.values.size(), 0);
  for (const ValueId v : parameters) placed[v] = 1;
  for (const ValueId v : gradients) placed[v] = 1;

  // What has its memory always, and what is written before the first unit.
  std::vector<std::vector<ValueId>> born(plan.units.size()), dying(plan.units.size());
  for (ValueId v = 0; v < plan.values.size(); ++v) {
    Value& value = plan.values[v];
    if (!owns(v) || placed[v] != 0) continue;
    const bool leaf = info(value.op).kind == OpKind::leaf && v < plan.graph.nodes.size();
    const bool made = life.first[v] != ~std::size_t{0};
    if (value.op == Op::input) value.pinned = true;
    if (leaf ? !(value.pinned || life.last[v] > 0 || value.uses > 0) : !made) continue;
    if (leaf || value.pinned) value.offset = placer.allocate(value.size());
    if (!leaf && !value.pinned) born[life.first[v]].push_back(v);
    if (!value.pinned) dying[life.last[v]].push_back(v);
    value.live = true;
    placed[v] = 1;
  }
  for (std::size_t u = 0; u < plan.units.size(); ++u) {
    for (const ValueId v : born[u]) plan.values[v].offset = placer.allocate(plan.values[v].size());
    for (const ValueId v : dying[u]) placer.free.give(plan.values[v].offset, placer.rounded(plan.values[v].size()));
  }
  for (ValueId v = 0; v < plan.values.size(); ++v) plan.values[v].live = placed[v] != 0;
}

}  // namespace tractable::detail
