#pragma once

#include <doctest/doctest.h>

#include <bit>
#include <cmath>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "core/graph/interpret.hpp"
#include "tractable/graph/program.hpp"
#include "tractable/simd/random.hpp"

// What the tests of programs share: inputs with awkward numbers, and the comparison with the interpreter.

namespace tractable::test {

/// Standard normals with zeros of both signs, infinities, a NaN and subnormals among them where `wild`.
inline Matrix numbers(std::size_t n, std::uint32_t seed, bool wild) {
  Matrix x(n);
  fill_normal(key_from_seed(seed), std::span(x));
  if (!wild) return x;
  constexpr double inf = std::numeric_limits<double>::infinity();
  const double odd[] = {0.0, -0.0, inf, -inf, std::nan(""), 5e-324, -1e-310, 1e300, -1e300, 1.0, -1.0, 0.5};
  for (std::size_t i = seed % 3; i < n; i += 3) x[i] = odd[(i / 3 + seed) % std::size(odd)];
  return x;
}

inline std::size_t size_of(Shape shape, std::size_t batch) {
  return (shape.has_batch() ? batch : static_cast<std::size_t>(shape.rows)) * static_cast<std::size_t>(shape.cols);
}

inline std::map<NodeId, Matrix> inputs_of(const Graph& graph, std::size_t batch, bool wild) {
  std::map<NodeId, Matrix> inputs;
  for (NodeId id = 0; id < graph.size(); ++id) {
    if (graph[id].op == Op::input) inputs[id] = numbers(size_of(graph[id].shape, batch), id + 11, wild);
  }
  return inputs;
}

/// The same bits; all NaN are alike.
inline bool same_bits(double a, double b) {
  return std::bit_cast<std::uint64_t>(a) == std::bit_cast<std::uint64_t>(b) || (std::isnan(a) && std::isnan(b));
}

template <class T>
void write_inputs(Program<T>& program, Graph& graph, const std::map<NodeId, Matrix>& inputs) {
  for (const auto& [id, from] : inputs) {
    const auto to = program.input({&graph, id});
    for (std::size_t i = 0; i < from.size(); ++i) to[i] = static_cast<T>(from[i]);
  }
}

/// "" if a double program of the outputs has the interpreter's bits with these options, or where it has not.
inline std::string difference(Graph& graph, const std::vector<Expr>& outputs, const std::map<NodeId, Matrix>& inputs,
                              const std::vector<Matrix>& expected, ProgramOptions options) {
  Program<double> program(outputs, options);
  write_inputs(program, graph, inputs);
  // Twice: the second run starts from the memory that the first one left.
  for (int run = 0; run < 2; ++run) {
    program.run();
    for (const Expr output : outputs) {
      const auto got = program.value(output);
      const Matrix& want = expected[output.id];
      if (got.size() != want.size()) return "the size of " + describe(output);
      for (std::size_t i = 0; i < want.size(); ++i) {
        if (same_bits(got[i], want[i])) continue;
        return "run " + std::to_string(run) + ", " + describe(output) + "[" + std::to_string(i) +
               "]: " + std::to_string(got[i]) + ", expected " + std::to_string(want[i]);
      }
    }
  }
  return {};
}

/// The same over all sets of kernels, with superinstructions and reuse of memory on and off.
inline std::string any_difference(Graph& graph, const std::vector<Expr>& outputs, std::size_t batch, bool wild) {
  const auto inputs = inputs_of(graph, batch, wild);
  const auto expected = interpret(graph, batch, inputs);
  for (const simd::Kernels* kernels : simd::available_kernels()) {
    for (int switches = 0; switches < 4; ++switches) {
      ProgramOptions options;
      options.batch = batch;
      options.superinstructions = (switches & 1) == 0;
      options.reuse_memory = (switches & 2) == 0;
      options.kernels = kernels;
      const std::string found = difference(graph, outputs, inputs, expected, options);
      if (!found.empty()) {
        return std::string(kernels->instruction_set) + ", batch " + std::to_string(batch) + ", switches " +
               std::to_string(switches) + ": " + found;
      }
    }
  }
  return {};
}

}  // namespace tractable::test
