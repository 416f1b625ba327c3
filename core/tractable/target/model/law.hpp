#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "tractable/distribution/family.hpp"
#include "tractable/graph/builder.hpp"

// What a record of a model says of a law: which one, and its parameters as expressions. For target/model alone.

namespace tractable::detail {

/// What one value of a law is, and a parameter for it: a number, as many numbers as the value has columns, or a square
/// matrix of these.
enum class Form : std::uint8_t { number, row, matrix };

struct RowParameter {
  Form form;
  Domain domain = Domain::real;
};

/// A law whose values are rows or matrices, or whose parameters are: categorical.
struct RowLaw {
  std::string_view name;
  Form value;
  /// The bijector onto its support, "" for a discrete law.
  std::string_view transform;
  /// In the order of the catalogue's row.
  std::span<const RowParameter> parameters;
};

/// Numbers of that form, of values of so many columns.
[[nodiscard]] Dim numbers_of(Form form, Dim cols);

struct Law {
  enum class Kind : std::uint8_t { flat, univariate, rows, mixture, truncated };
  Kind kind = Kind::flat;
  std::string name = "flat";
  const Family* family = nullptr;        // univariate
  const RowLaw* row = nullptr;           // rows
  const BuilderRow* log_prob = nullptr;  // univariate, rows: the catalogue's
  std::vector<Expr> parameters;          // of mixture the logits, of truncated the bounds
  std::vector<double> options;
  std::vector<Law> parts;          // of mixture, truncated
  bool low = false, high = false;  // truncated
  std::size_t leaves = 1;          // laws without parts in it
  Dim classes = 0;                 // categorical: columns of one value's logits; 0: all serve every value
};

/// A site's sizes, for messages and for laws of rows.
struct LawSize {
  std::string_view site;   // "sample theta"
  std::string_view value;  // "theta"
  Dim rows = 1, cols = 1;
};

[[nodiscard]] const RowLaw* find_row_law(std::string_view name);
/// Their names, for messages: all that a record may say.
[[nodiscard]] std::string law_names();
[[nodiscard]] std::span<const RowLaw> row_laws();

[[nodiscard]] bool is_discrete(const Law& law);
/// How many terms the density of a value of that size has. Throws Error{shape_mismatch} naming the site.
[[nodiscard]] Dim term_count(const Law& law, const LawSize& size);

/// x (B, rows * cols) -> (B, N), the log density of each of its N values. Throws Error naming the site and the shapes.
[[nodiscard]] Expr log_density(const Law& law, Expr x, const LawSize& size);

/// The operands of a law of rows for one of its values: x, and its own part of each parameter. Throws
/// Error{shape_mismatch} naming the site.
[[nodiscard]] std::vector<Expr> value_operands(const Law& law, Expr x, Dim place, const LawSize& size);

/// The bijector onto a law's support, with its bounds.
struct Constraint {
  std::string name = "real";
  std::vector<Expr> bounds;
};
[[nodiscard]] Constraint constraint_of(const Law& law, Graph& graph);

/// (R, C) with R > 1 a number as (1, R C); all else as it is.
[[nodiscard]] Expr in_one_row(Expr e);

}  // namespace tractable::detail
