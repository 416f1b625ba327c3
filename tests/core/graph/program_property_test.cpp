#include <doctest/doctest.h>

#include "core/graph/programs.hpp"
#include "core/graph/random_graph.hpp"

using namespace tractable;
using namespace tractable::test;

namespace {

/// What differs between a program of the graph's last expressions and the interpreter, or "".
std::string fault(const std::vector<Instruction>& instructions, bool clean, std::size_t batch, bool print) {
  Graph graph({.clean = clean});
  GraphMaker maker(graph);
  for (const Instruction& i : instructions) maker.add(i);
  std::vector<Expr> outputs;
  const auto& pool = maker.pool();
  for (std::size_t k = 0; k < pool.size(); k += 1 + k % 5) outputs.push_back(pool[pool.size() - 1 - k]);
  std::string found = any_difference(graph, outputs, batch, batch == 2);
  if (print && !found.empty()) found += "\n" + listing(graph);
  return found;
}

/// Leaves out what is not needed for the fault.
std::vector<Instruction> shrunk(std::vector<Instruction> instructions, bool clean, std::size_t batch) {
  for (std::size_t chunk = instructions.size() / 2; chunk > 0; chunk /= 2) {
    for (std::size_t at = 0; at + chunk <= instructions.size();) {
      auto fewer = instructions;
      fewer.erase(fewer.begin() + static_cast<std::ptrdiff_t>(at),
                  fewer.begin() + static_cast<std::ptrdiff_t>(at + chunk));
      if (fault(fewer, clean, batch, false).empty()) {
        at += chunk;
      } else {
        instructions = fewer;
      }
    }
  }
  return instructions;
}

}  // namespace

TEST_CASE("random graphs have the interpreter's bits in every variant") {
  constexpr std::size_t batches[] = {1, 2, 7, 256};
  for (std::uint32_t seed = 1; seed <= 60; ++seed) {
    const bool clean = seed % 2 == 0;
    const std::size_t batch = batches[seed / 2 % 4];
    auto instructions = random_instructions(seed, 20 + 3 * seed);
    const std::string found = fault(instructions, clean, batch, false);
    if (found.empty()) continue;
    CAPTURE(seed);
    FAIL_CHECK(fault(shrunk(std::move(instructions), clean, batch), clean, batch, true));
  }
}

TEST_CASE("random graphs are no trivial ones") {
  std::size_t nodes = 0, finite = 0, values = 0;
  for (std::uint32_t seed = 1; seed <= 60; ++seed) {
    Graph graph;
    GraphMaker maker(graph);
    for (const Instruction& i : random_instructions(seed, 20 + 3 * seed)) maker.add(i);
    nodes += graph.size();
    for (const Matrix& value : interpret(graph, 7, inputs_of(graph, 7, false))) {
      for (const double x : value) {
        ++values;
        finite += std::isfinite(x) ? 1 : 0;
      }
    }
  }
  CHECK(nodes > 60 * 60);
  CHECK(finite > values / 2);
}
