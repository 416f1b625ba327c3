#pragma once

#include <span>
#include <vector>

#include "tractable/base/key.hpp"
#include "tractable/bayes/directed_graph.hpp"
#include "tractable/linalg/matrix.hpp"

// A Gaussian law for each graph: every variable is a weighted sum of its parents and noise of its own,
//   x_i = sum_p w_pi x_p + s_i e_i,   e_i ~ N(0, 1)
// so that what is independent can be tested on draws and told exactly. Koller & Friedman (2009), sec. 7.2.

namespace tractable {

class GaussianNetwork {
 public:
  /// weights: of each arrow, in the arrows' order; noise: standard deviation s_i of each node. Throws what
  /// DirectedGraph throws; Error{shape_mismatch}; Error{not_finite}; Error{invalid_argument} for a noise that is not
  /// above 0.
  GaussianNetwork(std::size_t nodes, std::span<const DirectedGraph::Arrow> arrows, std::span<const double> weights,
                  std::span<const double> noise);

  [[nodiscard]] const DirectedGraph& graph() const { return graph_; }
  /// Exact, (nodes, nodes): from parents to children.
  [[nodiscard]] Matrix covariance() const;
  /// Draws begin, begin + 1, ... of the endless sequence that the key makes, each node after its parents (ancestral
  /// sampling): (count, nodes).
  [[nodiscard]] Matrix sample(Key key, std::uint64_t begin, std::size_t count) const;

 private:
  DirectedGraph graph_;
  Matrix weights_;  // (from, to)
  std::vector<double> noise_;
};

/// Of draws (n, d), n > 1, with divisor n - 1. Throws Error{too_few_values}; as require_matrix.
[[nodiscard]] Matrix sample_covariance(MatrixView draws);

/// The correlation of a and b under a Gaussian law with this covariance, the given coordinates known: 0 where they are
/// then independent. Throws what condition_gaussian throws; Error{invalid_argument} for a = b, or a or b given.
[[nodiscard]] double partial_correlation(MatrixView covariance, std::size_t a, std::size_t b,
                                         std::span<const std::size_t> given);

/// What is left of coordinate `node` of each draw once the given ones have said what they know of it, by the weights of
/// least squares that the covariance makes: (n). With no coordinate given the draws themselves.
[[nodiscard]] std::vector<double> what_is_left(MatrixView draws, MatrixView covariance, std::size_t node,
                                               std::span<const std::size_t> given);

/// Whether a correlation of n draws, k coordinates given, differs from `expected` by more than chance: both are drawn
/// to a scale on which its law is nearly normal. Fisher (1924), The distribution of the partial correlation
/// coefficient.
struct FisherZ {
  double z = 0;               ///< atanh(found)
  double expected = 0;        ///< atanh(expected)
  double standard_error = 0;  ///< 1 / sqrt(n - k - 3)
  double p_value = 0;         ///< two-sided
};
/// Throws Error{too_few_values} unless n > k + 3; Error{invalid_argument} for a correlation beyond (-1, 1).
[[nodiscard]] FisherZ fisher_z(double found, double expected, std::size_t n, std::size_t k);

}  // namespace tractable
