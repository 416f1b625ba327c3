#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "tractable/graph/plan/subgraph.hpp"

// How a subgraph runs with a given batch, before any kernel is chosen:
//   values    plan.cpp   one for each node, and some that no node stands for (copies, transposed data); who owns memory
//   units     plan.cpp, fuse.cpp   kernel calls, one for each node or one for several (superinstructions)
//   places    outputs.cpp, place.cpp  where each value lies in the arena
// emit.cpp makes steps (simd/step.hpp) of the units. Nothing recurses: graphs are deep.

namespace tractable::detail {

using ValueId = std::uint32_t;
inline constexpr ValueId kNoValue = ~ValueId{0};

struct Value {
  Op op = Op::constant;
  std::size_t rows = 1, cols = 1;
  std::array<ValueId, 3> args{kNoValue, kNoValue, kNoValue};  // as read: an expand in between is looked through
  ValueId owner = kNoValue;  // the value in whose memory it lies: itself, what it is a view of, what it is a part of
  std::size_t shift = 0;     // elements from the owner's first
  bool live = false;         // something reads it
  bool fixed = false;        // the same in every run: computed when the program is built
  bool pinned = false;       // has its memory for itself, always
  std::uint32_t uses = 0;    // owners only: operands that lie in it
  std::size_t offset = 0;    // owners only: elements from the arena's first
  [[nodiscard]] std::size_t size() const { return rows * cols; }
};

enum class UnitKind : std::uint8_t {
  node,              // the node of y by itself
  softplus_sigmoid,  // y and second
  dot,               // sum_cols(args[0] * args[1])
  chain,             // (args[0] first args[1]) end args[2]
  gate,              // args[2] where args[0] > args[1], else 0
  product,           // matmul, + args[2] if there, max 0 if relu
  concat,            // parts
  copy,              // args[0]
  transpose          // args[0]
};

struct Unit {
  UnitKind kind = UnitKind::node;
  ValueId y = kNoValue, second = kNoValue;
  std::array<ValueId, 3> args{kNoValue, kNoValue, kNoValue};
  std::uint32_t node = kNoNode;  // whose attributes count: y's, or that of the product within
  Op first = Op::add, end = Op::add;
  bool reversed = false;  // chain: args[2] - (...)
  bool relu = false;
  bool transpose_a = false, transpose_b = false;
  bool dead = false;        // became part of another unit
  std::uint32_t parts = 0;  // concat: which list
};

struct PlanOptions {
  std::size_t batch = 1;
  bool superinstructions = true;
  bool reuse_memory = true;
  std::size_t element = 8;  // bytes
  std::size_t max_bytes = 0;
};

struct Plan {
  Subgraph graph;
  PlanOptions options;
  std::vector<Value> values;
  std::vector<Unit> units;                  // in the order of the run
  std::size_t once = 0;                     // so many of them run when the program is built, the others in each run
  std::vector<std::vector<ValueId>> parts;  // of concats
  std::vector<ValueId> outputs;             // for each of graph.outputs: the value that holds it
  std::size_t parameters = 0, gradients = 0, parameters_size = 0, gradients_size = 0;  // offset and size, elements
  std::size_t arena = 0;                                                               // elements

  [[nodiscard]] std::size_t place(ValueId v) const { return values[values[v].owner].offset + values[v].shift; }
};

/// Throws Error{invalid_argument} or Error{too_large}.
[[nodiscard]] Plan make_plan(Subgraph graph, const PlanOptions& options);

// The stages, in this order.
void add_values(Plan& plan);
void add_units(Plan& plan);
void fuse(Plan& plan);
void transpose_data(Plan& plan);
void join_concats(Plan& plan);
void place_outputs(Plan& plan);
void order_units(Plan& plan);
void place_values(Plan& plan);

/// Whether the list is first, first + 1, ...
[[nodiscard]] bool is_contiguous(const std::vector<std::int32_t>& list);
/// Counts the operands that lie in each owner.
void count_uses(Plan& plan);
/// Whether v is computed for one reader alone, which reads exactly v, in the same phase.
[[nodiscard]] bool is_private(const Plan& plan, ValueId v, ValueId reader);
[[nodiscard]] ValueId add_value(Plan& plan, const Value& value);

}  // namespace tractable::detail
