#pragma once

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "tractable/graph/graph.hpp"

// Bijectors: from numbers without constraint to those with one (a scale, a simplex), and back. So a density on
// constrained values is one on R^D, where samplers walk: log p(x) = log p(value(x)) + log|det d value / dx|. Formulas:
// Stan reference manual, "Constraint transforms". A value is made of structures, each transformed by itself: each
// simplex of `size` numbers takes free(size) unconstrained ones, so that x (B, G free(size)) becomes (B, G
// width(size)). Of an elementwise bijector each column is a structure. Bounds are expressions that broadcast to x. What
// would lose digits or overflow in a tail is made of logarithms: log-determinants and their gradients are finite
// wherever x is; values that underflow stand on their bound.

namespace tractable {

struct Transformed {
  Expr value;
  /// (B, G): log|det| of each structure; sum_cols gives that of the row.
  Expr log_det;
};

/// A value to be checked, and how a message calls its numbers: name[first], name[first + 1], ...
struct CheckedValue {
  std::span<const double> y;
  std::size_t first;
  std::string_view where, name;
};

/// One file for each. Call it through forward() and inverse(), which check shapes.
struct BijectorRow {
  std::string_view name;
  /// The bounds.
  std::span<const std::string_view> operands = {};
  bool elementwise = false;
  Dim least_size = 1;
  /// Of a structure: unconstrained numbers, and numbers.
  std::int64_t (*free)(std::int64_t size) = nullptr;
  std::int64_t (*width)(std::int64_t size) = nullptr;
  Transformed (*forward)(Expr x, Dim size, std::span<const Expr> bounds) = nullptr;
  Expr (*inverse)(Expr y, Dim size, std::span<const Expr> bounds) = nullptr;
  /// Of the value of one structure; throws Error{invalid_argument or not_finite}.
  void (*check)(const CheckedValue& value, Dim size, std::span<const double> bounds) = nullptr;
};

/// x (B, G free(size)) -> (B, G width(size)); size 0: all columns are one structure (elementwise ones have no size).
/// Throws Error{shape_mismatch} for columns or bounds that do not fit, Error{invalid_argument} for a size that is too
/// small, or another number of bounds; Error{too_large} beyond 2^22 columns.
[[nodiscard]] Transformed forward(const BijectorRow& row, Expr x, Dim size = 0, std::span<const Expr> bounds = {});
/// The x of y (B, G width(size)); where there is none NaN or an infinity stands. Throws likewise.
[[nodiscard]] Expr inverse(const BijectorRow& row, Expr y, Dim size = 0, std::span<const Expr> bounds = {});

/// Values of the bounds: each one number, or as many as the value has.
using BoundValues = std::span<const std::span<const double>>;
/// Throws unless the numbers of one row are a value: Error{invalid_argument, where, "name[2] is -1; it must be ..."}.
void require_value(const BijectorRow& row, std::span<const double> y, Dim size, BoundValues bounds,
                   std::string_view where, std::string_view name);
/// The same, and then the unconstrained numbers of this row.
[[nodiscard]] std::vector<double> unconstrain(const BijectorRow& row, std::span<const double> y, Dim size,
                                              BoundValues bounds, std::string_view where, std::string_view name);

}  // namespace tractable
