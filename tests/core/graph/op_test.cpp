// Every op by itself: its derivative and its second derivative against differences of eighth order, cleaned or not, in
// every row of a batch. The list is the test: an op without a row fails.

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <numeric>
#include <set>
#include <string>
#include <vector>

#include "tractable/base/error.hpp"
#include "tractable/graph/gradient.hpp"
#include "tractable/graph/ops.hpp"
#include "tractable/graph/program.hpp"
#include "tractable/simd/random.hpp"

namespace {

using namespace tractable;
using Inputs = std::vector<Expr>;
using Index = std::vector<std::int32_t>;

struct Row {
  Op op;
  const char* name;
  std::vector<Shape> shapes;  // of the operands
  std::function<Expr(const Inputs&)> build;
  double low = -2, high = 2;  // where the inputs lie
  bool second = true;
};

constexpr Shape kRow{kBatch, 3};

Row unary(Op op, const char* name, Expr (*f)(Expr), double low = -2, double high = 2) {
  return {op, name, {kRow}, [f](const Inputs& in) { return f(in[0]); }, low, high};
}
Row polygamma_row(int n, bool second) {
  return {Op::polygamma, "polygamma", {kRow}, [n](const Inputs& in) { return polygamma(n, in[0]); }, 0.4, 4, second};
}
Row binary(Op op, const char* name, Expr (*f)(Expr, Expr), Shape a, Shape b, double low = 0.3, double high = 2) {
  return {op, name, {a, b}, [f](const Inputs& in) { return f(in[0], in[1]); }, low, high};
}
Row matmul_row(Transpose t, Shape a, Shape b) {
  return {Op::matmul, "matmul", {a, b}, [t](const Inputs& in) { return matmul(in[0], in[1], t); }};
}
Row each_row(Transpose t, Dim rows_a, Dim rows_b) {
  return {Op::matmul_each, "matmul_each", {{rows_a, 6}, {rows_b, 12}}, [t](const Inputs& in) {
            return matmul_each(in[0], in[1], 2, 3, 4, t);
          }};
}
/// A positive definite matrix in each row.
Expr definite(Expr m, Dim n) {
  std::vector<double> identity(static_cast<std::size_t>(n) * static_cast<std::size_t>(n), 0);
  for (Dim i = 0; i < n; ++i) identity[static_cast<std::size_t>(i * n + i)] = 1;
  return matmul_each(m, m, n, n, n, Transpose::b) + m.graph->data({1, n * n}, identity);
}
/// Off the diagonal as it is, on it far from 0.
Expr lower(Expr m) { return m + m.graph->data({1, 9}, std::vector<double>{3, 0, 0, 0, 3, 0, 0, 0, 3}); }

const std::vector<Row>& rows() {
  static const std::vector<Row> table{
      unary(Op::neg, "neg", [](Expr a) { return -a; }),
      unary(Op::abs, "abs", abs),
      unary(Op::sign, "sign", [](Expr a) { return sign(a) * a; }),
      unary(Op::floor, "floor", [](Expr a) { return floor(a) * a; }),
      unary(Op::reciprocal, "reciprocal", reciprocal, 0.5, 3),
      unary(Op::sqrt, "sqrt", sqrt, 0.5, 3),
      unary(Op::exp, "exp", exp),
      unary(Op::log, "log", log, 0.5, 3),
      unary(Op::log1p, "log1p", log1p, -0.5, 3),
      unary(Op::expm1, "expm1", expm1),
      unary(Op::sin, "sin", sin),
      unary(Op::cos, "cos", cos),
      unary(Op::atan, "atan", atan),
      unary(Op::tanh, "tanh", tanh),
      unary(Op::sigmoid, "sigmoid", sigmoid),
      unary(Op::softplus, "softplus", softplus),
      unary(Op::log_sigmoid, "log_sigmoid", log_sigmoid),
      unary(Op::lgamma, "lgamma", lgamma, 0.4, 4),
      unary(Op::deviance, "deviance", deviance, -0.5, 3),
      unary(Op::stirling, "stirling", stirling, 0.4, 12),
      polygamma_row(0, true),
      polygamma_row(1, true),
      polygamma_row(2, true),
      polygamma_row(3, false),
      unary(Op::erf, "erf", erf),
      unary(Op::erfc, "erfc", erfc),
      unary(Op::erfcx, "erfcx", erfcx, -0.5, 2),
      unary(Op::normal_log_cdf, "normal_log_cdf", normal_log_cdf, -4, 3),
      unary(Op::normal_ppf, "normal_ppf", normal_ppf, 0.2, 0.8),
      binary(Op::add, "add", operator+, kRow, {1, 3}),
      binary(Op::add, "add of a column", operator+, {kBatch, 1}, {1, 3}),
      binary(Op::sub, "sub", operator-, kRow, {kBatch, 1}),
      binary(Op::mul, "mul", operator*, kRow, kRow),
      binary(Op::mul, "mul by a row", operator*, {1, 3}, kRow),
      binary(Op::mul, "mul of a row and a column", operator*, {1, 3}, {kBatch, 1}),
      binary(Op::div, "div", operator/, kRow, {kBatch, 1}, 0.8, 2),
      binary(Op::div, "div of a scalar", operator/, {1, 1}, kRow, 0.8, 2),
      binary(Op::pow, "pow", static_cast<Expr (*)(Expr, Expr)>(pow), kRow, {1, 3}),
      binary(Op::max, "max", max, kRow, kRow, -2, 2),
      binary(Op::min, "min", min, kRow, {1, 3}, -2, 2),
      {Op::product_error,
       "product_error",
       {kRow, {1, 3}},
       [](const Inputs& in) { return product_error(in[0], in[1]) + in[0] * in[1]; }},
      {Op::greater, "greater", {kRow, kRow}, [](const Inputs& in) { return greater(in[0], in[1]) * in[0] + in[1]; }},
      {Op::select,
       "select",
       {kRow, {1, 3}, {kBatch, 1}},
       [](const Inputs& in) { return select(greater(in[0], 0.0 * in[0]), exp(in[1]), sin(in[2])); }},
      {Op::expand, "expand", {{1, 3}, kRow}, [](const Inputs& in) { return cumsum(expand(in[0], kRow)) * in[1]; }},
      {Op::reshape,
       "reshape",
       {{2, 3}, {3, 2}},
       [](const Inputs& in) { return matmul(reshape(exp(in[0]), 3, 2), in[1], Transpose::b); }},
      {Op::stop_gradient,
       "stop_gradient",
       {kRow, kRow},
       [](const Inputs& in) { return in[0] * stop_gradient(0.0 * in[1]) + in[1]; }},
      {Op::gather, "gather", {{kBatch, 4}}, [](const Inputs& in) { return exp(gather(in[0], Index{3, 0, 0, 1})); }},
      {Op::scatter_add,
       "scatter_add",
       {{kBatch, 4}},
       [](const Inputs& in) { return exp(scatter_add(in[0], Index{2, 0, 2, 5}, 6)); }},
      {Op::concat,
       "concat",
       {kRow, {1, 2}, {kBatch, 1}},
       [](const Inputs& in) { return sin(concat(std::vector{in[0], in[1], in[2]})); }},
      {Op::sum_rows, "sum_rows", {kRow}, [](const Inputs& in) { return exp(0.3 * sum_rows(sin(in[0]))); }},
      {Op::sum_cols, "sum_cols", {{kBatch, 6}}, [](const Inputs& in) { return exp(sum_cols(sin(in[0]), 2)); }},
      {Op::sum_cols, "sum_cols of all", {kRow}, [](const Inputs& in) { return exp(sum_cols(in[0])); }},
      {Op::max_cols, "max_cols", {{kBatch, 6}}, [](const Inputs& in) { return exp(max_cols(in[0], 3)); }},
      {Op::log_sum_exp, "log_sum_exp", {{kBatch, 6}}, [](const Inputs& in) { return log_sum_exp(in[0], 3); }},
      {Op::log_sum_exp, "log_sum_exp of all", {kRow}, [](const Inputs& in) { return log_sum_exp(in[0]); }},
      {Op::cumsum, "cumsum of groups", {{kBatch, 6}}, [](const Inputs& in) { return exp(cumsum(in[0], 3)); }},
      {Op::cumsum, "cumsum", {kRow}, [](const Inputs& in) { return exp(cumsum(in[0])); }},
      matmul_row(Transpose::none, kRow, {3, 4}),
      matmul_row(Transpose::b, kRow, {4, 3}),
      matmul_row(Transpose::a, {2, 3}, {2, 4}),
      matmul_row(Transpose::a, kRow, {kBatch, 4}),
      matmul_row(Transpose::both, {3, 2}, {4, 3}),
      matmul_row(Transpose::none, {kBatch, 1}, {1, 4}),
      matmul_row(Transpose::none, kRow, {3, 1}),
      each_row(Transpose::none, kBatch, kBatch),
      each_row(Transpose::a, kBatch, 1),
      each_row(Transpose::b, 1, kBatch),
      each_row(Transpose::both, kBatch, kBatch),
      {Op::cholesky_each,
       "cholesky_each",
       {{kBatch, 9}},
       [](const Inputs& in) { return cholesky_each(definite(in[0], 3), 3); }},
      {Op::solve_lower_each,
       "solve_lower_each",
       {{kBatch, 9}, {kBatch, 6}},
       [](const Inputs& in) { return solve_lower_each(lower(in[0]), in[1], 3, 2); },
       -1,
       1},
      {Op::solve_lower_each,
       "solve_lower_each, transposed, one matrix for all",
       {{1, 9}, {kBatch, 6}},
       [](const Inputs& in) { return solve_lower_each(lower(in[0]), in[1], 3, 2, true); },
       -1,
       1},
      {Op::linear_recurrence,
       "linear_recurrence",
       {{kBatch, 5}, {kBatch, 2}},
       [](const Inputs& in) { return linear_recurrence(in[0], in[1]); },
       -0.8,
       0.8},
      {Op::linear_recurrence,
       "linear_recurrence of an order above its length",
       {{kBatch, 2}, {1, 4}},
       [](const Inputs& in) { return linear_recurrence(in[0], in[1]); },
       -0.8,
       0.8},
  };
  return table;
}

constexpr std::size_t kRows = 3;  // of the batch

/// A sum of all elements of y with weights that differ, so that no two adjoints are equal.
Expr weighted(Expr y) {
  std::vector<double> weights;
  for (Dim j = 0; j < y.shape().cols; ++j) weights.push_back(1 + 0.37 * j - 0.11 * j * j);
  return sum(y * y.graph->data({1, y.shape().cols}, weights));
}

/// f at the numbers `x` of all inputs, one after the other.
double run_at(Program<double>& program, const Inputs& inputs, Expr f, std::span<const double> x) {
  for (const Expr input : inputs) {
    const auto to = program.input(input);
    std::copy_n(x.begin(), to.size(), to.begin());
    x = x.subspan(to.size());
  }
  program.run();
  return program.value(f)[0];
}

/// The largest |derivative - difference| / (1 + |difference|) of f over all numbers of all inputs.
double derivative_error(const Inputs& inputs, Expr f, std::vector<double> x) {
  std::vector<Expr> outputs = gradient(f, inputs);
  const Inputs slopes = outputs;
  outputs.push_back(f);
  Program<double> program(outputs, {.batch = kRows});
  run_at(program, inputs, f, x);
  std::vector<double> got;
  for (const Expr slope : slopes) {
    const auto values = program.value(slope);
    got.insert(got.end(), values.begin(), values.end());
  }
  double largest = 0;
  for (std::size_t i = 0; i < x.size(); ++i) {
    constexpr double kWeights[] = {4.0 / 5, -1.0 / 5, 4.0 / 105, -1.0 / 280};
    constexpr double h = 0.005;
    const double centre = x[i];
    double difference = 0;
    for (int k = 1; k <= 4; ++k) {
      x[i] = centre + k * h;
      const double up = run_at(program, inputs, f, x);
      x[i] = centre - k * h;
      difference += kWeights[k - 1] * (up - run_at(program, inputs, f, x)) / h;
    }
    x[i] = centre;
    const double error = std::abs(got[i] - difference) / (1 + std::abs(difference));
    largest = error <= largest ? largest : error;  // NaN is the largest
  }
  return largest;
}

void check_row(const Row& row, bool clean) {
  Graph graph({.clean = clean});
  Inputs inputs;
  std::size_t size = 0;
  for (const Shape shape : row.shapes) {
    inputs.push_back(graph.input(shape));
    size += (shape.has_batch() ? kRows : static_cast<std::size_t>(shape.rows)) * static_cast<std::size_t>(shape.cols);
  }
  std::vector<double> x(size);
  fill_uniform(key_from_seed(5), x);
  // Kinks are no places for differences: 0, and equal operands.
  for (double& v : x) v = row.low + (row.high - row.low) * v;
  for (double& v : x) v = std::abs(v) < 0.05 ? 0.05 : v;

  const Expr f = weighted(row.build(inputs));
  CHECK(derivative_error(inputs, f, x) < 2e-10);
  if (!row.second) return;
  Expr slopes{};
  for (const Expr g : gradient(f, inputs)) slopes = slopes.exists() ? slopes + weighted(sin(g)) : weighted(sin(g));
  CHECK(derivative_error(inputs, slopes, x) < 2e-9);
}

}  // namespace

TEST_CASE("first and second derivatives of every op") {
  std::set<Op> seen;
  for (const Row& row : rows()) {
    const std::string name = row.name;
    CAPTURE(name);
    seen.insert(row.op);
    check_row(row, true);
    check_row(row, false);
  }
  for (std::size_t i = 0; i < kOps.size(); ++i) {
    const std::string name(kOps[i].name);
    CAPTURE(name);
    CHECK((kOps[i].kind == OpKind::leaf) != seen.contains(static_cast<Op>(i)));
  }
}

TEST_CASE("what stop_gradient and comparison hold back") {
  Graph graph;
  const Expr x = graph.input({kBatch, 1}, "x");
  const Expr held = gradient(stop_gradient(x * x) * x, x);
  const Expr compared = gradient(greater(x, 2.0 * x) + sign(x), x);
  Program<double> program(std::vector{held, compared});
  program.input(x)[0] = 3;
  program.run();
  CHECK(program.value(held)[0] == 9);
  CHECK(program.value(compared)[0] == 0);
}

TEST_CASE("the gradient of polygamma(4, x) is refused when it is built") {
  Graph graph;
  const Expr x = graph.input({kBatch, 1}, "x");
  const Expr y = polygamma(4, x);
  CHECK_THROWS_WITH_AS((void)gradient(y, x),
                       "gradient: the derivative of polygamma(4, x) is not there, in polygamma(x)", Error);
  CHECK_THROWS_WITH_AS((void)polygamma(5, x), "polygamma: n is 5, not 0, 1, 2, 3 or 4", Error);
}

TEST_CASE("selecting the argument too keeps the branch that is not taken out of the derivative") {
  Graph graph;
  const Expr x = graph.input({kBatch, 1}, "x");
  const Expr positive = greater(x, graph.constant(0));
  const Expr y = select(positive, sqrt(select(positive, x, graph.constant(1))), 2.0 * x);
  const Expr first = gradient(y, x);
  const Expr second = gradient(first, x);
  Program<double> program(std::vector{y, first, second}, {.batch = 2});
  program.input(x)[0] = -4;
  program.input(x)[1] = 4;
  program.run();
  CHECK(program.value(y)[0] == -8);
  CHECK(program.value(first)[0] == 2);
  CHECK(program.value(first)[1] == 0.25);
  CHECK(program.value(second)[0] == 0);
  CHECK(program.value(second)[1] == doctest::Approx(-1.0 / 32).epsilon(1e-14));
}
