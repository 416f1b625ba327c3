#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "tractable/graph/builder.hpp"
#include "tractable/graph/graph.hpp"

// An expression as data: what a trace in JavaScript hands over, what is saved, what a link carries and what tests read.
// Three arrays: words, numbers, names. Words are
//   magic and version, number of records, number of outputs, records, outputs
// A record is a head, (length << 8) | kind, and `length` words; its value is named by the record's place, from 0:
//   1 input     name, rows, cols           rows: 2^32 - 1 is the batch. name 0 is none, n is names[n - 1]
//   2 data      name, rows, cols           takes its rows * cols from `numbers`, which are used up in order
//   3 constant                             takes one number
//   4 call      name, n, n records, m, m integers, k, k times (name of an option, its choice or 0: take a number)
//   5 pick      record, k                  result k of a call that has several; the record itself names result 0
// Kinds from 16 on are for what a model says beside its expressions (target/model/model.hpp has their words): they are
// read by a handler that the caller gives, and refused without one. An output is a name and a record.
// A call is of a builder of ops.hpp, by its name, with its integers in order (a list comes last: gather(x; list),
// scatter_add(x; cols, list), expand(x; rows, cols)), or of a row of the catalogue, with options. Names, not numbers,
// stand for functions, so that recipes outlive a change of the op table.

namespace tractable {

struct Recipe {
  std::vector<std::uint32_t> words;
  std::vector<double> numbers;
  std::vector<std::string> names;
};

struct NamedExpr {
  std::string name;
  Expr expr;
};

struct Decoded {
  std::vector<NamedExpr> inputs;   // in the order of their records
  std::vector<NamedExpr> outputs;  // one or more; with a handler perhaps none
};

struct DecodeOptions {
  /// Of records, and of the nodes that they become.
  std::size_t max_nodes = 200'000;
  /// Numbers in all, and integers of all lists together.
  std::size_t max_numbers = std::size_t{1} << 24;
  /// Columns, and fixed rows, of a value.
  Dim max_size = Dim{1} << 20;
  /// How many concatenations and gathers may stand on each other: the clean-ups follow them down.
  std::uint32_t max_depth = 1000;
  /// Whether NaN and infinities among the numbers are refused.
  bool finite = true;
};

/// A record of a kind from 16 on, as its handler reads it: word by word, to the last. All throw as decode() says.
class RecordReader {
 public:
  [[nodiscard]] virtual std::uint32_t kind() const = 0;
  /// Its place, from 0.
  [[nodiscard]] virtual std::uint32_t record() const = 0;
  [[nodiscard]] virtual Graph& graph() const = 0;
  virtual std::uint32_t word() = 0;
  /// "" for none.
  virtual std::string_view name() = 0;
  /// The place of a record that stands before it.
  virtual std::uint32_t earlier() = 0;
  /// Such a record's value; parse_error where it has none.
  [[nodiscard]] virtual Expr value(std::uint32_t record) const = 0;
  /// Their number and names; then a value for every option of the row.
  virtual std::vector<double> options(const BuilderRow& row) = 0;
  /// The catalogue's row of that name, or nullptr.
  [[nodiscard]] virtual const BuilderRow* row(std::string_view name) const = 0;

 protected:
  ~RecordReader() = default;
};

/// Gives the record's value; an Expr that does not exist where it has none.
using RecordHandler = std::function<Expr(RecordReader&)>;

/// Appends the expression to `graph`, in time and memory of the order of the recipe's size. Nodes have as origin the
/// place of their record + 1. Throws Error with where "recipe", or "record 12" when that record (from 0) is at fault:
/// parse_error for what follows no rule above, unknown_name, too_large, not_finite, shape_mismatch and invalid_argument
/// as the builders say. The graph then keeps what came before. With a handler there may be no outputs.
Decoded decode(const Recipe& recipe, std::span<const BuilderRow> catalogue, Graph& graph, DecodeOptions options = {},
               const RecordHandler& handler = {});

/// The recipe of these outputs and of all inputs of their graph: decoding it gives the same nodes (their origins
/// apart). Throws Error{invalid_argument} for no outputs, or outputs of two graphs.
[[nodiscard]] Recipe encode(std::span<const NamedExpr> outputs);

/// The names of ops.hpp's builders that a call may use, in alphabetical order.
[[nodiscard]] std::vector<std::string_view> recipe_functions();

}  // namespace tractable
