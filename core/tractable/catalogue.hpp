#pragma once

#include <span>

#include "tractable/graph/builder.hpp"

// All functions that a recipe may call beside the builders of ops.hpp: the rows that each family exports, joined. A new
// distribution, bijector or layer is a row in its family's list; nothing here or below changes.

namespace tractable {

/// In the order of the families; names are unique.
[[nodiscard]] std::span<const BuilderRow> catalogue();

}  // namespace tractable
