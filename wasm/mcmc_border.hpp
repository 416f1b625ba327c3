#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "border.hpp"
#include "border_types.hpp"
#include "tractable/graph/program.hpp"
#include "tractable/graph/recipe.hpp"
#include "tractable/target/log_density.hpp"
#include "tractable/target/model/model.hpp"
#include "tractable/target/model/model_runs.hpp"
#include "tractable/target/zoo.hpp"

// A target as the page holds it, for bindings_target.cpp, bindings_model.cpp and bindings_mcmc.cpp.

namespace tractable::border {

/// One of the zoo's, a model, or a recipe: its one input is x (B, D), its first output log_prob (B, 1), its second, if
/// there is one, the quantities (B, Q) that people ask about.
class PageTarget {
 public:
  explicit PageTarget(Target zoo);
  /// Throws Error{shape_mismatch} for a recipe of other inputs and outputs, and what decode() and LogDensity throw.
  explicit PageTarget(Recipe recipe);
  explicit PageTarget(Model model);

  [[nodiscard]] std::size_t dim() const { return dim_; }
  [[nodiscard]] std::size_t quantity_count() const { return quantity_count_; }
  /// nullptr: a recipe or a model.
  [[nodiscard]] const Target* zoo() const { return zoo_ ? &*zoo_ : nullptr; }
  /// nullptr: none.
  [[nodiscard]] const Model* model() const { return model_ ? &*model_ : nullptr; }
  /// Of a model.
  [[nodiscard]] ModelRuns& runs();

  /// A program of its own.
  [[nodiscard]] LogDensity density(LogDensity::Options options) const;
  /// Of rows x (n, D): log_prob (n), gradient (n, D) or empty.
  void evaluate(std::span<const double> x, std::span<double> log_prob, std::span<double> gradient);
  /// Of rows x (n, D): (n, Q).
  void quantities(std::span<const double> x, std::span<double> out);

 private:
  [[nodiscard]] TargetExprs build(Graph& graph) const;

  std::optional<Target> zoo_;
  std::optional<Model> model_;
  std::optional<ModelRuns> runs_;
  Recipe recipe_;
  std::size_t dim_ = 0, quantity_count_ = 0;
  // Made when they are first asked for.
  std::unique_ptr<LogDensity> plain_, with_gradient_;
  struct Quantities {
    Program<double> program;
    Expr x, value;
  };
  std::unique_ptr<Graph> graph_;  // which the expressions of quantities_ name
  std::unique_ptr<Quantities> quantities_;
};

/// Rows (n, D) of finite numbers, whose results of `width` numbers a row fit in one call.
[[nodiscard]] std::vector<double> to_rows(const PageTarget& target, const val& x, std::size_t width, const char* where);
[[nodiscard]] val to_texts(std::span<const std::string> texts);

/// Names for the catalogue.
void add_target_names(val& lists);
void add_mcmc_names(val& lists);

}  // namespace tractable::border
