// Expressions in words and as a drawing.

#include "tractable/graph/print.hpp"

#include <doctest/doctest.h>

#include <array>
#include <numeric>

#include "tractable/base/error.hpp"
#include "tractable/graph/ops.hpp"

using namespace tractable;

TEST_CASE("print names inputs, numbers the rest and leaves out what is not needed") {
  Graph g;
  const Expr x = g.input({kBatch, 2}, "x");
  const Expr w = g.input({3, 2}, "w");
  (void)exp(x);
  const Expr y = matmul(x, w, Transpose::b);
  const Expr scaled = y * 2.5;
  const std::array outputs{y, sum_cols(scaled + tanh(y), 3)};
  CHECK(print(outputs) ==
        "x = input  (batch, 2)\n"
        "w = input  (3, 2)\n"
        "%0 = matmul(x, w; b transposed)  (batch, 3)\n"
        "%1 = mul(%0, 2.5)  (batch, 3)\n"
        "%2 = tanh(%0)  (batch, 3)\n"
        "%3 = add(%1, %2)  (batch, 3)\n"
        "%4 = sum_cols(%3; 3)  (batch, 1)\n"
        "return %0, %4\n");
  CHECK(print(x) == "x = input  (batch, 2)\nreturn x\n");
  CHECK(print(g.constant(0.1)) == "return 0.1\n");
}

TEST_CASE("a name that two have, or that is no word, gives way to a number") {
  Graph g;
  const Expr a = g.input({1, 1}, "a");
  const Expr other = g.input({1, 1}, "a");
  const Expr odd = g.input({1, 1}, "b\n= c");
  CHECK(
      print(a + other + odd) ==
      "%0 = input  (1, 1)\n%1 = input  (1, 1)\n%2 = input  (1, 1)\n%3 = add(%0, %1)  (1, 1)\n%4 = add(%2, %3)  (1, 1)\n"
      "return %4\n");
}

TEST_CASE("long lists are cut short, and labels tell the integers") {
  Graph g;
  const Expr x = g.input({kBatch, 100}, "x");
  std::vector<std::int32_t> index(50);
  std::iota(index.begin(), index.end(), 7);
  CHECK(label(gather(x, index)) == "gather 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, ... 38 more");
  CHECK(label(matmul_each(x, x, 10, 10, 10, Transpose::both)) == "matmul_each 10, 10, 10, both transposed");
  CHECK(label(solve_lower_each(x, x, 10, 10, true)) == "solve_lower_each 10, 10, transposed");
  CHECK(label(solve_lower_each(x, x, 10, 10)) == "solve_lower_each 10, 10");
  CHECK(label(cholesky_each(x, 10)) == "cholesky_each 10");
  CHECK(label(polygamma(2, x)) == "polygamma 2");
  CHECK(label(log_sum_exp(x, 5)) == "log_sum_exp 5");
  CHECK(label(max_cols(x, 5)) == "max_cols 5");
  CHECK(label(exp(x)) == "exp");
  CHECK(label(g.constant(-0.5)) == "-0.5");
}

TEST_CASE("the drawing has a box for each node, an edge for each operand, and no quote of a name's own") {
  Graph g;
  const Expr x = g.input({kBatch, 1}, "x \"1\"\\");
  const Expr y = sin(x) - x;
  CHECK(to_dot(std::array{y}) ==
        "digraph expression {\n  node [shape=box];\n"
        "  n0 [label=\"x \\\"1\\\"\\\\: input\\n(batch, 1)\"];\n"
        "  n1 [label=\"sin\\n(batch, 1)\"];\n"
        "  n2 [label=\"sub\\n(batch, 1)\", peripheries=2];\n"
        "  n0 -> n1;\n"
        "  n1 -> n2 [label=0];\n"
        "  n0 -> n2 [label=1];\n"
        "}\n");
}

TEST_CASE("print refuses no outputs and those of two graphs") {
  Graph g;
  Graph h;
  CHECK_THROWS_AS((void)print(std::span<const Expr>{}), Error);
  CHECK_THROWS_AS((void)print(std::array{g.constant(1), h.constant(1)}), Error);
  CHECK_THROWS_AS((void)to_dot(std::array{Expr{}}), Error);
}
