#pragma once

#include <span>

#include "tractable/graph/builder.hpp"

namespace tractable {

/// Layers whose weights come as operands, for recipes:
///   dense         f(x W + b): x (B, I), W (I, O), b (1, O); option activation
///   masked_dense  f(x (W mask) + b), mask (I, O)
///   mlp           x, then W and b of each layer; options activation (between the layers) and last
///   activation    f(x); option name
[[nodiscard]] std::span<const BuilderRow> nn_catalogue();

}  // namespace tractable
