#pragma once

#include <span>
#include <string_view>

#include "tractable/graph/graph.hpp"

// The builders of ops.hpp as a recipe calls them: by name, with operands and integers. For recipe.cpp alone.

namespace tractable::detail {

struct RecipeFunction {
  std::string_view name;
  int operands;  // -1: one or more
  int least;     // integers
  int most;      // -1: any number, and they are a list
  Expr (*build)(Graph& graph, std::span<const Expr> x, std::span<const std::int32_t> n);
  /// How many integers the builder may write into lists of its own.
  std::size_t (*list)(std::span<const Expr> x, std::span<const std::int32_t> n) = nullptr;
};

/// Sorted by name.
[[nodiscard]] std::span<const RecipeFunction> recipe_function_table();
[[nodiscard]] const RecipeFunction* find_recipe_function(std::string_view name);

}  // namespace tractable::detail
