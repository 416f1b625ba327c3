// Building: equal nodes are one, clean-ups, shapes and what is said when they do not fit, independence of rows.

#include <doctest/doctest.h>

#include <limits>
#include <numeric>
#include <string>
#include <vector>

#include "tractable/base/error.hpp"
#include "tractable/graph/gradient.hpp"
#include "tractable/graph/ops.hpp"
#include "tractable/graph/rows.hpp"

namespace {

using namespace tractable;
using Index = std::vector<std::int32_t>;

const double kNaN = std::numeric_limits<double>::quiet_NaN();

struct Fixture {
  Graph graph;
  Expr x = graph.input({kBatch, 3}, "x");
  Expr w = graph.input({3, 2}, "w");
  Expr s = graph.input({1, 1}, "s");
  Expr c(double value) { return graph.constant(value); }
};

}  // namespace

TEST_CASE("equal nodes are one, inputs never are") {
  Fixture f;
  CHECK(exp(f.x).id == exp(f.x).id);
  CHECK((f.x + f.s).id == (f.s + f.x).id);
  CHECK((f.x - f.s).id != (f.s - f.x).id);
  CHECK(f.c(2).id == f.c(2).id);
  CHECK(f.c(0.0).id != f.c(-0.0).id);
  CHECK(f.c(kNaN).id == f.c(kNaN).id);
  CHECK(f.graph.input({kBatch, 3}).id != f.graph.input({kBatch, 3}).id);
  CHECK(gather(f.x, Index{2, 0}).id == gather(f.x, Index{2, 0}).id);
  CHECK(gather(f.x, Index{2, 0}).id != gather(f.x, Index{0, 2}).id);
  CHECK(polygamma(1, f.x).id != polygamma(2, f.x).id);
  CHECK(sum_cols(f.graph.input({1, 4}), 2).shape() == Shape{1, 2});
  CHECK(f.graph.name(f.x.id) == "x");
  CHECK(f.graph.name(exp(f.x).id).empty());
}

TEST_CASE("what has no input below it is fixed") {
  Fixture f;
  const Expr d = f.graph.data({1, 2}, std::vector<double>{1, 2});
  CHECK(f.graph.is_fixed(exp(d * f.c(3)).id));
  CHECK(f.graph.is_fixed(f.graph.batch_size().id));
  CHECK_FALSE(f.graph.is_fixed((d * f.s).id));
}

TEST_CASE("nodes remember where they come from") {
  Fixture f;
  f.graph.set_origin(7);
  const Expr y = exp(f.x);
  f.graph.set_origin(9);
  CHECK(f.graph.origin(exp(f.x).id) == 7);  // the one that was there
  CHECK(f.graph.origin(sin(f.x).id) == 9);
  CHECK(f.graph.origin(f.x.id) == 0);
  CHECK(y.id == exp(f.x).id);
  f.graph.set_origin(11);
  const Expr z = exp(f.s * y);
  f.graph.set_origin(12);
  CHECK(f.graph.origin(gradient(z, f.s).id) == 11);  // a derivative comes from where its value does
  CHECK(f.graph.origin() == 12);
}

TEST_CASE("clean-ups: signs, zeros, ones and constants") {
  Fixture f;
  const Expr a = f.x;
  const Expr b = exp(f.x);
  CHECK((-(-a)).id == a.id);
  CHECK((a + 0.0).id == a.id);
  CHECK((a - 0.0).id == a.id);
  CHECK((0.0 - a).id == (-a).id);
  CHECK((a + (-b)).id == (a - b).id);
  CHECK((a - (-b)).id == (a + b).id);
  CHECK((1.0 * a).id == a.id);
  CHECK((-1.0 * a).id == (-a).id);
  CHECK((a / 1.0).id == a.id);
  CHECK((a / 4.0).id == (0.25 * a).id);
  CHECK((1.0 / a).id == reciprocal(a).id);
  CHECK((2.0 * (3.0 * a)).id == (6.0 * a).id);
  CHECK((-(2.0 * a)).id == (-2.0 * a).id);
  CHECK(((-a) * b).id == (-(a * b)).id);
  CHECK((-(a - b)).id == (b - a).id);
  CHECK(abs(-a).id == abs(a).id);
  CHECK((f.c(2) + f.c(3)).id == f.c(5).id);
  CHECK(max(f.c(2), f.c(3)).id == f.c(3).id);
  CHECK(max(a, a).id == a.id);
  CHECK(select(f.c(0), a, b).id == b.id);
  CHECK(select(f.c(kNaN), a, b).id == a.id);
  CHECK(log_sigmoid(a).id == (-softplus(-a)).id);
  // 0 x is 0, of x's shape.
  CHECK((0.0 * a).op() == Op::expand);
  CHECK((0.0 * a).shape() == a.shape());
  // log(exp x) shows an overflow that x would hide.
  CHECK(log(exp(a)).op() == Op::log);
  // A third is not exact.
  CHECK((a / 3.0).op() == Op::div);
  Graph plain({.clean = false});
  const Expr p = plain.input({kBatch, 3});
  CHECK((-(-p)).op() == Op::neg);
  CHECK((0.0 * p).op() == Op::mul);
}

TEST_CASE("clean-ups: work is done at the small size, and factors come out of sums") {
  Fixture f;
  const Expr wide = expand(f.s, {kBatch, 3});
  CHECK(exp(wide).id == expand(exp(f.s), {kBatch, 3}).id);
  CHECK((wide * wide).id == expand(f.s * f.s, {kBatch, 3}).id);
  CHECK((wide + f.x).id == (f.s + f.x).id);
  CHECK(sum_cols(-f.x).id == (-sum_cols(f.x)).id);
  CHECK(sum_cols(f.x * f.s).id == (f.s * sum_cols(f.x)).id);
  CHECK(sum_cols(f.x / f.s).id == (sum_cols(f.x) / f.s).id);
  CHECK(sum_cols(wide).id == expand(3.0 * f.s, {kBatch, 1}).id);
  CHECK(sum_rows(wide).id == expand(f.graph.batch_size() * f.s, {1, 3}).id);
  CHECK(sum_rows(f.x * f.s).id == (sum_rows(f.x) * f.s).id);
  CHECK(sum_rows(f.x / f.s).id == (sum_rows(f.x) / f.s).id);
  CHECK(sum_rows(-f.x).id == (-sum_rows(f.x)).id);
  CHECK(sum_rows(f.s).id == f.s.id);
  CHECK(sum_cols(f.s).id == f.s.id);
}

TEST_CASE("clean-ups: columns") {
  Fixture f;
  CHECK(gather(f.x, Index{0, 1, 2}).id == f.x.id);
  CHECK(gather(gather(f.x, Index{2, 0}), Index{1, 1}).id == gather(f.x, Index{0, 0}).id);
  const Expr both = concat(f.x, exp(f.x));
  CHECK(slice(both, 0, 3).id == f.x.id);
  CHECK(slice(both, 3, 3).id == exp(f.x).id);
  CHECK(slice(both, 2, 2).op() == Op::gather);
  const Expr three = concat(both, sin(f.x));
  CHECK(slice(three, 3, 3).id == exp(f.x).id);
  CHECK(slice(three, 7, 1).id == slice(sin(f.x), 1, 1).id);
  CHECK(gather(expand(f.s, {kBatch, 3}), Index{0, 2}).id == expand(f.s, {kBatch, 2}).id);
  CHECK(scatter_add(f.x, Index{2, 0, 1}, 3).id == gather(f.x, Index{1, 2, 0}).id);
  // Pieces of a gradient come together side by side.
  const Expr y = concat(sin(slice(f.x, 0, 1)), cos(slice(f.x, 1, 2)));
  CHECK(gradient(y, f.x).op() == Op::concat);
  CHECK(reshape(reshape(f.w, 2, 3), 3, 2).id == f.w.id);
  CHECK(expand(expand(f.s, {1, 3}), {kBatch, 3}).arg(0).id == f.s.id);
}

TEST_CASE("clean-ups: thin products are elementwise work") {
  Fixture f;
  const Expr column = f.graph.input({3, 1});
  CHECK(matmul(f.x, column).op() == Op::sum_cols);
  CHECK(matmul(slice(f.x, 0, 1), f.graph.input({1, 4})).op() == Op::mul);
  CHECK(matmul(f.x, f.graph.input({1, 3}), Transpose::b).op() == Op::sum_cols);
  CHECK(matmul(f.x, f.w).op() == Op::matmul);
}

TEST_CASE("shapes that do not fit are named with their expressions") {
  Fixture f;
  const Expr two = f.graph.input({kBatch, 2}, "two");
  const auto message = [](auto build) {
    try {
      build();
    } catch (const Error& error) {
      CHECK(error.code() == ErrorCode::shape_mismatch);
      return std::string(error.what());
    }
    return std::string("nothing was thrown");
  };
  CHECK(message([&] { (void)(exp(f.x) + two); }) ==
        "add: (batch, 3) and (batch, 2) do not fit: the columns differ, and neither is 1; a = exp(x), b = two");
  CHECK(message([&] { (void)(f.x * f.w); }) ==
        "mul: (batch, 3) and (3, 2) do not fit: the rows differ, and neither is 1; a = x, b = w");
  CHECK(message([&] { (void)matmul(f.x, f.x); }) ==
        "matmul: (batch, 3) and (batch, 3) do not fit: the inner sizes differ; a = x, b = x");
  CHECK(message([&] { (void)matmul(f.x, f.x, Transpose::b); }) ==
        "matmul: (batch, 3) and (batch, 3) do not fit: the batch would become columns; a = x, b = x");
  CHECK(message([&] { (void)select(greater(f.x, f.s), f.x, two); }).starts_with("select: "));
  CHECK(message([&] {
          (void)select(expand(f.s, {1, 1}), f.graph.input({2, 1}), f.graph.input({3, 1}));
        }).starts_with("select: (2, 1) and (3, 1) do not fit"));
  CHECK(message([&] { (void)expand(f.x, {kBatch, 4}); }) ==
        "expand: (batch, 3) does not fit: it is not 1 where it differs from (batch, 4); a = x");
  CHECK(message([&] { (void)reshape(f.x, 1, 3); }).starts_with("reshape: (batch, 3) does not fit"));
  CHECK(message([&] { (void)reshape(f.w, 5, 1); }) ==
        "reshape: (3, 2) does not fit: it has not the elements of (5, 1); a = w");
  CHECK(message([&] { (void)sum_cols(f.x, 2); }) ==
        "sum_cols: (batch, 3) does not fit: its columns are no whole number of groups of 2; a = x");
  CHECK(message([&] {
          (void)concat(f.x, f.w);
        }).starts_with("concat: (batch, 3) and (3, 2) do not fit: the rows differ"));
  CHECK(message([&] { (void)matmul_each(f.x, f.x, 2, 2, 1); }).starts_with("matmul_each: (batch, 3) does not fit"));
  CHECK(message([&] { (void)cholesky_each(f.x, 2); }).starts_with("cholesky_each: "));
  CHECK(message([&] {
          (void)solve_lower_each(f.graph.input({2, 9}), f.graph.input({3, 3}), 3, 1);
        }).starts_with("solve_lower_each: (2, 9) and (3, 3) do not fit: the rows differ"));
  CHECK(message([&] { (void)transpose_each(f.x, 2, 2); }).starts_with("transpose_each: "));
  CHECK(message([&] { (void)scatter_add(f.x, Index{0}, 3); }).starts_with("scatter_add: "));
  CHECK(message([&] { (void)f.graph.data({2, 2}, std::vector<double>{1, 2, 3}); }) ==
        "data: shape (2, 2) needs 4 values, not 3");
}

TEST_CASE("other misuse is refused") {
  Fixture f;
  Graph other;
  const Expr foreign = other.input({kBatch, 3}, "y");
  CHECK_THROWS_WITH_AS((void)(f.x + foreign), "add: a = x and b = y are of two graphs", Error);
  CHECK_THROWS_WITH_AS((void)(f.x + Expr{}), "add: an operand is no expression of a graph", Error);
  CHECK_THROWS_WITH_AS((void)exp(Expr{}), "exp: an operand is no expression of a graph", Error);
  CHECK_THROWS_WITH_AS((void)gather(f.x, Index{0, 3}), "gather: index[1] is 3, and the columns are 0 ... 2", Error);
  CHECK_THROWS_WITH_AS((void)gather(f.x, Index{-1}), "gather: index[0] is -1, and the columns are 0 ... 2", Error);
  CHECK_THROWS_AS((void)gather(f.x, Index{}), Error);
  CHECK_THROWS_WITH_AS((void)slice(f.x, 2, 2), "slice: columns 2 ... 3 are not all among the 3 of x", Error);
  CHECK_THROWS_AS((void)slice(f.x, 0x7fffffff, 0x7fffffff), Error);
  CHECK_THROWS_AS((void)scatter_add(f.x, Index{0, 1, 2}, 0), Error);
  CHECK_THROWS_AS((void)concat(std::vector<Expr>{}), Error);
  CHECK_THROWS_WITH_AS((void)clamp(f.x, 2, 1), "clamp: low is 2 and high is 1; low <= high is needed", Error);
  CHECK_THROWS_AS((void)clamp(f.x, kNaN, 1), Error);
  CHECK_THROWS_WITH_AS((void)f.graph.input({0, 3}), "input: shape (0, 3) needs at least one row and one column", Error);
  CHECK_THROWS_AS((void)f.graph.input({kBatch, 0}), Error);
  CHECK_THROWS_AS((void)f.graph.input({-2, 1}), Error);
  CHECK_THROWS_AS((void)f.graph.data({kBatch, 1}, std::vector<double>{1}), Error);
  CHECK_THROWS_AS((void)gradient(f.x, foreign), Error);
  const std::size_t before = f.graph.size();
  CHECK_THROWS_AS((void)(f.x * f.w), Error);
  CHECK(f.graph.size() == before);
}

TEST_CASE("the budget of nodes ends a runaway expression, and the graph goes on") {
  Graph graph({.max_nodes = 100});
  Expr x = graph.input({1, 1});
  const auto runaway = [&] {
    for (int i = 0; i < 200; ++i) x = sin(x);
  };
  CHECK_THROWS_WITH_AS(runaway(), "graph: the expression has more than 100 nodes", Error);
  CHECK(graph.size() == 100);
  CHECK(sin(Expr{&graph, 0}).id == 1);  // what is there is still found
}

TEST_CASE("a graph of 10^5 nodes is built and differentiated without recursion") {
  Graph graph;
  const Expr x = graph.input({kBatch, 1});
  Expr y = x;
  for (int i = 0; i < 100'000; ++i) y = sin(y);
  CHECK(gradient(y, x).exists());
  Expr wide = x;
  for (int i = 0; i < 500; ++i) wide = concat(wide, sin(slice(wide, i, 1)));
  Expr chain = x;
  for (int i = 0; i < 100'000; ++i)
    chain = graph.intern({.op = Op::concat, .shape = {kBatch, 1 + (i + 1)}, .args = {chain.id, x.id, kNoNode}});
  CHECK(slice(chain, 0, 1).id == x.id);
  CHECK(describe(wide).size() < 200);
}

TEST_CASE("mixing of rows is found where it happens") {
  Fixture f;
  CHECK_FALSE(row_mixing(sum_cols(exp(f.x)), f.x).has_value());
  CHECK_FALSE(row_mixing(matmul(f.x, f.w), f.x).has_value());
  CHECK_FALSE(row_mixing(f.s, f.x).has_value());
  const Expr total = sum_rows(f.x);
  CHECK(row_mixing(f.x - total, f.x)->id == total.id);
  const Expr gram = matmul(f.x, f.x, Transpose::a);
  CHECK(row_mixing(matmul(f.x, gram), f.x)->id == gram.id);
  // Sums over rows that do not come from x are no mixing.
  const Expr noise = f.graph.input({kBatch, 3}, "noise");
  CHECK_FALSE(row_mixing(f.x * sum_rows(noise), f.x).has_value());
  CHECK_THROWS_AS((void)row_mixing(f.x, f.w), Error);
}

TEST_CASE("descriptions are short and name inputs and constants") {
  Fixture f;
  CHECK(describe(f.x) == "x");
  CHECK(describe(2.5 * f.s) == "mul(s, 2.5)");
  CHECK(describe(exp(sin(cos(f.x)))) == "exp(sin(cos(...)))");
  CHECK(to_string(Shape{kBatch, 4}) == "(batch, 4)");
}
