#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "tractable/base/key.hpp"
#include "tractable/graph/graph.hpp"
#include "tractable/nn/initializer.hpp"

// The parameters of a model: inputs of a graph, which a Program lays out as one flat vector, with a name for each
// slice. Optimizers, checkpoints and variational inference see the vector.

namespace tractable {

struct Parameter {
  std::string name;
  Expr expr;
  std::size_t offset;  ///< of its first number in the flat vector, row by row
  std::size_t size;
  Initializer initializer;
};

class Parameters {
 public:
  explicit Parameters(Graph& graph) : graph_(&graph) {}

  /// A new parameter, no batch. Names are unique: throws Error{invalid_argument} for one that is taken or empty, else
  /// what Graph::input and require_valid throw.
  Expr add(std::string name, Shape shape, Initializer initializer = {});

  [[nodiscard]] Graph& graph() const { return *graph_; }
  [[nodiscard]] std::span<const Parameter> list() const { return list_; }
  /// For ProgramOptions::parameters, and gradient(loss, ...).
  [[nodiscard]] std::span<const Expr> exprs() const { return exprs_; }
  /// Numbers in the flat vector.
  [[nodiscard]] std::size_t size() const { return size_; }
  /// Throws Error{unknown_name} listing the names.
  [[nodiscard]] const Parameter& operator[](std::string_view name) const;

  /// Fills the flat vector: each slice under its own key. Throws Error{shape_mismatch} unless it has size() numbers.
  void initialize(Key key, std::span<double> flat) const;
  void initialize(Key key, std::span<float> flat) const;

 private:
  Graph* graph_;
  std::vector<Parameter> list_;
  std::vector<Expr> exprs_;
  std::size_t size_ = 0;
};

}  // namespace tractable
