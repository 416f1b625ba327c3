#pragma once

#include <compare>
#include <cstdint>
#include <string>

// Every value of a graph is a matrix. `rows` is a number or the batch, whose size only a program knows; `cols` is
// always a number.

namespace tractable {

using Dim = std::int32_t;
inline constexpr Dim kBatch = -1;

struct Shape {
  Dim rows = 1;
  Dim cols = 1;
  auto operator<=>(const Shape&) const = default;
  [[nodiscard]] bool has_batch() const { return rows == kBatch; }
  [[nodiscard]] bool is_scalar() const { return rows == 1 && cols == 1; }
};

/// "(batch, 3)".
[[nodiscard]] std::string to_string(Shape shape);

/// Whether a value of shape `from` can be read as one of shape `to`: equal, or 1 where they differ.
[[nodiscard]] constexpr bool broadcasts(Shape from, Shape to) {
  return (from.rows == to.rows || from.rows == 1) && (from.cols == to.cols || from.cols == 1);
}

}  // namespace tractable
