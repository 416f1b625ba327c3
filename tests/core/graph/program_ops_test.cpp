#include <doctest/doctest.h>

#include <set>

#include "core/graph/op_cases.hpp"
#include "core/graph/programs.hpp"

using namespace tractable;
using namespace tractable::test;

namespace {

void check(const std::vector<OpCase>& cases, std::initializer_list<std::size_t> batches) {
  for (const OpCase& one : cases) {
    CAPTURE(one.name);
    Graph graph({.clean = false});
    const auto outputs = one.build(graph);
    for (const std::size_t batch : batches) {
      CHECK(any_difference(graph, outputs, batch, false) == "");
      CHECK(any_difference(graph, outputs, batch, true) == "");
    }
  }
}

}  // namespace

TEST_CASE("elementwise ops have the interpreter's bits, with every set of kernels") {
  check(elementwise_cases(), {1, 2, 7});
}
TEST_CASE("ops on columns have the interpreter's bits, with every set of kernels") { check(column_cases(), {1, 2, 7}); }
TEST_CASE("products have the interpreter's bits, with every set of kernels") { check(product_cases(), {1, 2, 7}); }
TEST_CASE("patterns of two ops have the interpreter's bits, with every set of kernels") {
  check(pattern_cases(), {1, 2, 7});
}
TEST_CASE("a large batch has the interpreter's bits") {
  auto cases = elementwise_cases();
  cases.resize(cases.size() / 3);  // the shapes of few columns
  check(cases, {256});
}

TEST_CASE("the cases hold every op of the table") {
  std::set<Op> seen;
  for (const auto& cases : {elementwise_cases(), column_cases(), product_cases(), pattern_cases()}) {
    for (const OpCase& one : cases) {
      Graph graph({.clean = false});
      (void)one.build(graph);
      for (NodeId id = 0; id < graph.size(); ++id) seen.insert(graph[id].op);
    }
  }
  for (std::size_t i = 0; i < kOps.size(); ++i) {
    CAPTURE(std::string(kOps[i].name));
    CHECK(seen.contains(static_cast<Op>(i)));
  }
}

TEST_CASE("float programs agree with double ones") {
  for (const auto& cases : {elementwise_cases(), column_cases(), product_cases(), pattern_cases()}) {
    for (const OpCase& one : cases) {
      CAPTURE(one.name);
      Graph graph({.clean = false});
      const auto outputs = one.build(graph);
      auto inputs = inputs_of(graph, 7, false);
      for (auto& [id, x] : inputs) {
        for (double& value : x) value = static_cast<double>(static_cast<float>(value));
      }
      for (const simd::Kernels* kernels : simd::available_kernels()) {
        const ProgramOptions options{.batch = 7, .kernels = kernels};
        Program<float> single(outputs, options);
        Program<double> expected(outputs, options);
        write_inputs(single, graph, inputs);
        write_inputs(expected, graph, inputs);
        single.run();
        expected.run();
        for (const Expr output : outputs) {
          const auto got = single.value(output);
          const auto want = expected.value(output);
          double largest = 1;
          for (const double w : want) largest = std::isfinite(w) ? std::max(largest, std::abs(w)) : largest;
          for (std::size_t i = 0; i < want.size(); ++i) {
            const double g = static_cast<double>(got[i]);
            if (g == want[i] || (std::isnan(g) && std::isnan(want[i]))) continue;
            // Triangular solves and powers magnify the rounding by their condition: those only have to stay numbers.
            const bool ill = output.op() == Op::solve_lower_each || output.op() == Op::cholesky_each ||
                             output.op() == Op::pow || output.op() == Op::linear_recurrence;
            if (ill) continue;
            CHECK(std::abs(g - want[i]) <= 2e-5 * largest);
          }
        }
      }
    }
  }
}
