#pragma once

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "tractable/graph/graph.hpp"

// A row of the catalogue: a function of expressions that a recipe calls by name ("normal.log_prob", "dense"). Each
// family exports its rows, catalogue.cpp joins them, decode() (recipe.hpp) checks what a record says against its row
// before the function sees it. So a density or a layer is written once, and JavaScript, the modelling language and
// saved recipes know it without a formula of their own.
//
//   constexpr BuilderOption kOptions[] = {{.name = "group", .fallback = 0, .low = 0, .high = 1e6, .integer = true}};
//   constexpr std::string_view kOperands[] = {"x"};
//   constexpr BuilderRow kRow{"softmax", kOperands, kOptions,
//                             [](const BuilderCall& call) -> std::vector<Expr> {
//                               return {softmax(call.operands[0], call.integer(0))};
//                             }};

namespace tractable {

/// One option of a row: a number within [low, high], or one of `choices` (then fallback is the place of the default).
struct BuilderOption {
  std::string_view name;
  double fallback = 0;
  double low = 0;
  double high = 0;
  bool integer = false;
  std::span<const std::string_view> choices = {};
};

/// What a row's function gets: as many operands as the row names (or at least as many, if it is variadic), all of one
/// graph, and a value within its range for every option, in the row's order; a choice is its place in `choices`.
struct BuilderCall {
  Graph& graph;
  std::span<const Expr> operands;
  std::span<const double> options;
  [[nodiscard]] double number(std::size_t option) const { return options[option]; }
  [[nodiscard]] Dim integer(std::size_t option) const { return static_cast<Dim>(options[option]); }
};

struct BuilderRow {
  /// Words of [a-z0-9_] with points between them.
  std::string_view name;
  /// The operands' names.
  std::span<const std::string_view> operands;
  std::span<const BuilderOption> options;
  /// One or more results (a bijector's are the value and its log-determinant). Throws Error for shapes that do not fit.
  std::vector<Expr> (*build)(const BuilderCall& call);
  /// Whether more operands may follow, of the last one's kind.
  bool variadic = false;
};

}  // namespace tractable
