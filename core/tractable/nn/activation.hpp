#pragma once

#include <span>
#include <string_view>

#include "tractable/graph/graph.hpp"

// What stands between two layers, elementwise.

namespace tractable {

/// A row of the catalogue.
struct Activation {
  std::string_view name;
  std::string_view summary;  ///< one line for a menu
  Expr (*apply)(Expr x);
  /// The factor by which initializers widen their weights so that the variance passes through.
  double gain;
};

/// identity, relu, leaky_relu, elu, silu, tanh, sigmoid, softplus.
[[nodiscard]] std::span<const Activation> activations() noexcept;

/// Throws Error{unknown_name} listing the names.
[[nodiscard]] const Activation& activation(std::string_view name);

}  // namespace tractable
