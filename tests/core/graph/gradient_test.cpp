// What gradient() does beside the rules of the ops: adjoints of columns come together at once, and what the clean-ups
// looked through is refused.

#include "tractable/graph/gradient.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <functional>
#include <numeric>
#include <set>

#include "core/graph/programs.hpp"
#include "core/graph/random_graph.hpp"
#include "tractable/base/error.hpp"
#include "tractable/graph/ops.hpp"

using namespace tractable;
using namespace tractable::test;

namespace {

/// Nodes and all numbers of all their lists.
std::size_t extent(const Graph& graph) {
  std::set<std::uint32_t> lists;
  std::size_t sum = graph.size();
  for (NodeId id = 0; id < graph.size(); ++id) {
    const Node& node = graph[id];
    const bool has_list = node.op == Op::gather || node.op == Op::scatter_add;
    if (has_list && lists.insert(node.list).second) sum += graph.list(node.list).size();
  }
  return sum;
}

/// Of a function of x's n columns, with its gradient and the gradient of that.
std::size_t extent_of(const std::function<Expr(Expr, Dim)>& f, Dim n) {
  Graph graph;
  const Expr x = graph.input({kBatch, n}, "x");
  const Expr first = gradient(f(x, n), x);
  (void)gradient(sum_cols(sin(first)), x);
  return extent(graph);
}

/// x_0 + ... where each term reads its column and the one before it.
Expr by_columns(Expr x, Dim n) {
  Expr sum = sin(slice(x, 0, 1));
  for (Dim j = 1; j < n; ++j) sum = sum + sin(slice(x, j, 1)) * slice(x, j - 1, 1);
  return sum;
}
/// Columns that are made one by one, and joined.
Expr joined(Expr x, Dim n) {
  std::vector<Expr> parts;
  for (Dim j = 0; j < n; ++j) parts.push_back(exp(slice(x, j, 1)));
  return sum_cols(sin(concat(parts)));
}
Expr read_back(Expr x, Dim n) {
  std::vector<Expr> parts;
  for (Dim j = 0; j < n; ++j) parts.push_back(exp(slice(x, j, 1)));
  const Expr all = concat(parts);
  Expr sum = sum_cols(square(all));
  for (Dim j = 0; j < n; ++j) sum = sum + sin(slice(all, j, 1));
  return sum;
}

struct Counts {
  int refused = 0, compared = 0;
};

/// Two graphs of the same instructions, with clean-ups and without, and in both the same function of the last values.
struct Pair {
  Graph clean, plain{{.clean = false}};
  std::vector<Expr> of_clean, of_plain;  // what the instructions made; then the function

  explicit Pair(std::uint32_t seed) : of_clean(made(clean, seed)), of_plain(made(plain, seed)) {}

  static std::vector<Expr> made(Graph& graph, std::uint32_t seed) {
    GraphMaker maker(graph);
    for (const Instruction& i : random_instructions(seed, 40)) maker.add(i);
    std::vector<Expr> nodes = maker.pool();
    Expr y = graph.constant(0);
    for (std::size_t k = nodes.size() - 8; k < nodes.size(); ++k) y = y + sum(erfc(nodes[k]));
    nodes.push_back(y);
    return nodes;
  }
};

/// Whether the plain graph has a node of the same numbers as `w`: the clean-ups may have made one of both, whose
/// gradient is that by both.
bool has_twin(const std::vector<Matrix>& values, NodeId w) {
  for (NodeId id = 0; id < values.size(); ++id) {
    if (id == w || values[id].size() != values[w].size()) continue;
    double distance = 0;
    for (std::size_t i = 0; i < values[w].size(); ++i) {
      const double apart = std::abs(values[id][i] - values[w][i]);
      if (!(apart <= 1e-9 * std::abs(values[w][i]))) distance = std::max(distance, std::isnan(apart) ? 0 : apart);
    }
    if (distance == 0) return true;
  }
  return false;
}

/// What is wrong with the gradients by the nodes within the clean graph, or "".
std::string interior_fault(std::uint32_t seed, Counts& counts) {
  Pair pair(seed);
  const auto inputs = inputs_of(pair.clean, 3, false);
  const auto values = interpret(pair.plain, 3, inputs);
  const Expr y = pair.of_clean.back(), plain_y = pair.of_plain.back();
  for (std::size_t k = 0; k + 1 < pair.of_clean.size(); ++k) {
    const Expr w = pair.of_clean[k], plain_w = pair.of_plain[k];
    if (info(w.op()).arity == 0 || info(plain_w.op()).arity == 0 || has_twin(values, plain_w.id)) continue;
    Expr slope{};
    try {
      slope = gradient(y, w);
    } catch (const Error&) {
      ++counts.refused;
      continue;
    }
    const Expr truth = gradient(plain_y, plain_w);
    const auto got = interpret(pair.clean, 3, inputs)[slope.id], want = interpret(pair.plain, 3, inputs)[truth.id];
    for (std::size_t i = 0; i < want.size(); ++i) {
      if (!std::isfinite(got[i]) || !std::isfinite(want[i])) continue;
      counts.compared += want[i] != 0 ? 1 : 0;
      if (std::abs(got[i] - want[i]) > 1e-6 * (1 + std::abs(want[i]))) {
        return "by " + describe(w) + ": " + std::to_string(got[i]) + ", not " + std::to_string(want[i]);
      }
    }
  }
  return {};
}

}  // namespace

TEST_CASE("gradients of many columns grow with their number, not with its square") {
  for (const auto& f : {by_columns, joined, read_back}) {
    const std::size_t small = extent_of(f, 250), large = extent_of(f, 1000);
    CAPTURE(small);
    CAPTURE(large);
    CHECK(large < 6 * small);
    CHECK(large < 60'000);
  }
}

TEST_CASE("columns that are read one by one have the gradient of all at once") {
  constexpr Dim n = 40;
  Graph graph;
  const Expr x = graph.input({kBatch, n}, "x");
  const Expr whole =
      sum_cols(sin(x)) + sum_cols(sin(slice(x, 1, n - 1)) * slice(x, 0, n - 1)) - sum_cols(sin(slice(x, 1, n - 1)));
  const Expr first = gradient(by_columns(x, n), x), want = gradient(whole, x);
  const Expr second = gradient(sum_cols(sin(first)), x), want_second = gradient(sum_cols(sin(want)), x);
  const Expr chained = gradient(read_back(x, n), x),
             want_chained = gradient(sum_cols(square(exp(x))) + sum_cols(sin(exp(x))), x);
  Program<double> program(std::vector{first, want, second, want_second, chained, want_chained}, {.batch = 3});
  std::ranges::copy(numbers(3 * n, 4, false), program.input(x).begin());
  program.run();
  for (const auto& [got, truth] : {std::pair{first, want}, {second, want_second}, {chained, want_chained}}) {
    for (std::size_t i = 0; i < 3 * n; ++i) {
      CHECK(program.value(got)[i] == doctest::Approx(program.value(truth)[i]).epsilon(1e-13));
    }
  }
}

TEST_CASE("parts of a concat that others read, or that are asked for, have their whole gradient") {
  Graph graph;
  const Expr a = graph.input({kBatch, 1}, "a"), b = graph.input({kBatch, 2}, "b"), c = graph.input({kBatch, 1}, "c");
  const Expr inner = concat(a, b), outer = concat(inner, c);
  const Expr weights = graph.data({1, 4}, std::vector{1.0, 2.0, 3.0, 4.0});
  const Expr y = sum_cols(outer * weights) + sum_cols(square(inner));
  const std::vector<Expr> wrt{a, b, c, inner};
  std::vector<Expr> slopes = gradient(y, wrt);
  slopes.push_back(gradient(sum_cols(outer * weights), inner));
  slopes.push_back(
      gradient(sum_cols(concat(inner, inner) * graph.data({1, 6}, std::vector<double>{1, 2, 3, 4, 5, 6})), b));
  slopes.push_back(gradient(sum_cols(outer * weights), c));
  Program<double> program(slopes);
  program.input(a)[0] = 10;
  program.input(b)[0] = 20;
  program.input(b)[1] = 30;
  program.run();
  const auto value = [&](std::size_t k) {
    const auto v = program.value(slopes[k]);
    return std::vector(v.begin(), v.end());
  };
  CHECK(value(0) == std::vector{21.0});
  CHECK(value(1) == std::vector{42.0, 63.0});
  CHECK(value(2) == std::vector{4.0});
  CHECK(value(3) == std::vector{21.0, 42.0, 63.0});
  CHECK(value(4) == std::vector{1.0, 2.0, 3.0});
  CHECK(value(5) == std::vector{7.0, 9.0});
  CHECK(value(6) == std::vector{4.0});
}

TEST_CASE("the gradient by what a clean-up looked through is refused, not 0") {
  Graph graph;
  const Expr x = graph.input({kBatch, 3}, "x"), s = graph.input({kBatch, 1}, "s");
  const Expr w = 2.0 * x;
  CHECK_THROWS_WITH_AS((void)gradient(3.0 * w, w),
                       "gradient: the clean-ups looked through wrt = mul(x, 2) and made mul(x, 6): build y of "
                       "stop_gradient(wrt) and take the gradient by that",
                       Error);
  const Expr z = stop_gradient(w), by_z = gradient(3.0 * z, z);
  Program<double> program(std::vector{by_z});
  program.run();
  CHECK(program.value(by_z)[0] == 3);

  const auto refuses = [](Expr y, Expr by) {
    try {
      (void)gradient(y, by);
    } catch (const Error& error) {
      return error.code() == ErrorCode::invalid_argument;
    }
    return false;
  };
  CHECK(refuses(exp(3.0 * w) * w, w));     // a part of it would be missing
  CHECK(refuses(sum_cols(s * x), s * x));  // s comes out of the sum
  CHECK(refuses(sum_cols(-(s * exp(x))), s * exp(x)));
  CHECK_FALSE(refuses(sum_cols(s * (x * exp(x))), x * exp(x)));
  CHECK(refuses(1.0 - ((-x) - s), -x));  // of a result that was looked through itself
  CHECK(refuses(sin(expand(s, {kBatch, 3})), expand(s, {kBatch, 3})));
  CHECK(refuses(slice(concat(s, x), 1, 2), concat(s, x)));
  const Expr inner = concat(s, x);
  CHECK(refuses(slice(concat(inner, x), 0, 1), inner));
  CHECK(refuses(slice(slice(x, 1, 2), 0, 1), slice(x, 1, 2)));
  // What y reads as it is, whatever else was made of it.
  const Expr v = 5.0 * x;
  const Expr y = exp(v) + sin(x);
  (void)(3.0 * v);
  CHECK_FALSE(refuses(y, v));
  CHECK_FALSE(refuses(exp(-x), -x));
  (void)(-(-x));
  CHECK_FALSE(refuses(exp(-x), -x));
  CHECK_FALSE(refuses(exp(x), graph.constant(2)));
}

TEST_CASE("the gradient by a node within a random graph is that of the graph without clean-ups, or refused") {
  Counts counts;
  for (std::uint32_t seed = 1; seed <= 150; ++seed) {
    CAPTURE(seed);
    CHECK(interior_fault(seed, counts) == "");
  }
  CHECK(counts.compared > 1'000);
  CHECK(counts.refused > 50);
}
