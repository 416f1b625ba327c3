#pragma once

#include <span>
#include <string_view>

#include "tractable/bijector/bijector.hpp"
#include "tractable/graph/builder.hpp"

// The bijectors, by name.

namespace tractable {

/// In alphabetical order: correlation_cholesky, interval, lower, ordered, positive_ordered, real, simplex, upper.
[[nodiscard]] std::span<const BijectorRow* const> bijectors();
/// Throws Error{unknown_name} with the names that there are.
[[nodiscard]] const BijectorRow& bijector(std::string_view name);

/// For recipes: NAME.forward (x, bounds) -> value, log_det; NAME.inverse (y, bounds). Option size, where they have one.
[[nodiscard]] std::span<const BuilderRow> bijector_catalogue();

}  // namespace tractable
