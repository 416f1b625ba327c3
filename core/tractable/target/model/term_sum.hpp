#pragma once

#include "tractable/graph/graph.hpp"

namespace tractable::detail {

/// The log density of a model: its sites' terms, added up. What is the same for all values of a site (log sigma of a
/// normal law) is multiplied, not added again and again; what depends on data alone (normalising constants) is added
/// once, when the program is built.
class TermSum {
 public:
  /// (B or 1, N) or nothing.
  void add(Expr term);
  /// (B, 1).
  [[nodiscard]] Expr total(Graph& graph) const;

 private:
  void add(Expr part, Dim cols, bool negative, int depth);

  Expr varying_{}, fixed_{};
};

}  // namespace tractable::detail
