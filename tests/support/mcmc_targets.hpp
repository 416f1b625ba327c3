#pragma once

#include <memory>
#include <string_view>
#include <utility>
#include <vector>

#include "bench/graph_models.hpp"
#include "tractable/graph/ops.hpp"
#include "tractable/target/log_density.hpp"

// Targets for the tests of Markov kernels: those of mcmc_steps.json and a few more. Each term is a statement: compilers
// evaluate operands in different orders, which would be the order of the graph's nodes and of a gradient's sums.

namespace tractable::test {

/// sum over i of -x_i^2 / (2 sd_i^2).
inline bench::Density normals(Graph& g, const std::vector<double>& sd) {
  std::vector<double> inverse;
  for (const double s : sd) inverse.push_back(1 / s);
  const auto dim = static_cast<Dim>(sd.size());
  const Expr x = g.input({kBatch, dim});
  return {x, -0.5 * sum_cols(square(x * g.data({1, dim}, inverse)))};
}

/// Two normals of covariance ((a, b), (b, c)).
inline bench::Density bivariate(Graph& g, double a, double b, double c) {
  const Expr x = g.input({kBatch, 2}), u = slice(x, 0, 1), v = slice(x, 1, 1);
  const double scale = -0.5 / (a * c - b * b);
  const Expr first = c * square(u), mixed = (2 * b) * (u * v), second = a * square(v);
  return {x, scale * (first - mixed + second)};
}

/// q1 ~ N(0, 2^2), q2 | q1 ~ N((q1^2 - 4) / 2, 1).
inline bench::Density banana(Graph& g) {
  const Expr x = g.input({kBatch, 2}), u = slice(x, 0, 1), v = slice(x, 1, 1);
  const Expr along = 0.125 * square(u), across = 0.5 * square(v - 0.5 * (square(u) - 4.0));
  return {x, -along - across};
}

/// v ~ N(0, 3^2), the others ~ N(0, exp(v)): of that variance.
inline bench::Density funnel(Graph& g, Dim dim) {
  const Expr x = g.input({kBatch, dim}), v = slice(x, 0, 1), rest = slice(x, 1, dim - 1);
  const Expr neck = (1.0 / 18) * square(v), squares = sum_cols(square(rest)), precision = exp(-v);
  const Expr mouth = 0.5 * (squares * precision), log_scale = (0.5 * (dim - 1)) * v;
  return {x, -neck - mouth - log_scale};
}

/// A target of mcmc_steps.json.
inline bench::Density reference_target(Graph& g, std::string_view name, std::size_t dim) {
  if (name == "std_normal") return normals(g, std::vector<double>(dim, 1.0));
  if (name == "mvn") return bivariate(g, 2, 0.9, 1);
  return name == "banana" ? banana(g) : funnel(g, static_cast<Dim>(dim));
}

/// The density of a model, with its gradient, for `batch` chains.
template <class Model>
LogDensity density_of(Model model, std::size_t batch = 1) {
  Graph graph;
  const bench::Density density = model(graph);
  return LogDensity(density.x, density.log_prob, {.batch = batch});
}

}  // namespace tractable::test
