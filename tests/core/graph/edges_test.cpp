// Legal programs and derivatives at the edges of what the rules and clean-ups assume. Each of these was wrong once.

#include <doctest/doctest.h>

#include "core/graph/programs.hpp"
#include "tractable/graph/gradient.hpp"
#include "tractable/graph/ops.hpp"

using namespace tractable;
using namespace tractable::test;

TEST_CASE("views of one memory are transposed each in its own shape") {
  Graph graph;
  const std::vector<double> values{1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12};
  const Expr wide = graph.data({3, 4}, values);
  const std::vector<Expr> outputs{matmul(wide, graph.input({3, 5}), Transpose::a),
                                  matmul(reshape(wide, 6, 2), graph.input({6, 5}), Transpose::a),
                                  matmul(graph.input({kBatch, 2}), reshape(wide, 6, 2), Transpose::b)};
  CHECK(any_difference(graph, outputs, 3, false) == "");
}

TEST_CASE("a product that is copied to more rows before its relu keeps its own rows") {
  for (const bool clean : {false, true}) {
    Graph graph({.clean = clean});
    const Expr row = matmul(graph.input({1, 4}), graph.input({4, 3}));
    const std::vector<Expr> outputs{relu(stop_gradient(expand(row, {kBatch, 3})))};
    CHECK(any_difference(graph, outputs, 5, false) == "");
  }
}
