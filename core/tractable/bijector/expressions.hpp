#pragma once

#include <cstdint>
#include <limits>
#include <string>

#include "tractable/bijector/bijector.hpp"

// What bijectors are made of.

namespace tractable::detail {

inline constexpr double kInf = std::numeric_limits<double>::infinity();
/// What a sum of typed or saved numbers may be off.
inline constexpr double kSlack = 1e-8;

constexpr std::int64_t same_size(std::int64_t size) { return size; }
/// 0 for each column of x.
[[nodiscard]] Expr no_log_det(Expr x);
[[nodiscard]] Expr asinh(Expr a);

/// `count` runs of `size` columns.
struct Structures {
  Dim count, size;
  /// Columns from ... from + many - 1 of each run.
  [[nodiscard]] Expr columns(Expr a, Dim from, Dim many) const;
  /// In each run the columns of a, then those of b; a has `left` and b `right` columns in each run.
  [[nodiscard]] Expr joined(Expr a, Dim left, Expr b, Dim right) const;
  /// Each run backwards.
  [[nodiscard]] Expr reversed(Expr a) const;
};

/// "theta[2]", or "theta[2 ... 4]".
[[nodiscard]] std::string range(const CheckedValue& value);
/// Throws unless each number is > low and < high, which the message calls so ("" for a bound that is not there).
void require_between(const CheckedValue& value, double low, double high, const char* low_name, const char* high_name);
/// Throws unless each number is greater than the one before it.
void require_increasing(const CheckedValue& value);

}  // namespace tractable::detail
