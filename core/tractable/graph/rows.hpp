#pragma once

#include <optional>

#include "tractable/graph/graph.hpp"

namespace tractable {

/// The first node through which one row of x reaches another row of y (a sum over the batch, a product that contracts
/// it), or nothing: row i of y depends on row i of x only. x must have the batch as its rows.
[[nodiscard]] std::optional<Expr> row_mixing(Expr y, Expr x);

}  // namespace tractable
