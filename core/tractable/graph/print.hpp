#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "tractable/graph/graph.hpp"

// An expression for people: as text, as a drawing for Graphviz, and node by node with its numbers, forwards and
// backwards.

namespace tractable {

/// One line for each node that the outputs need, operands first, then the outputs:
///   x = input  (batch, 2)
///   %1 = gather(x; 0)  (batch, 1)
///   %3 = pow(%1, 2)  (1, 1)
///   return %3
/// An input or data stands there by its name, if no other has the same.
[[nodiscard]] std::string print(std::span<const Expr> outputs);
[[nodiscard]] std::string print(Expr output);

/// The same in Graphviz's language: nodes with operation and shape, edges from operand to reader.
[[nodiscard]] std::string to_dot(std::span<const Expr> outputs);

/// The operation with its integers, without its operands: "exp", "gather 0, 2", "matmul b transposed", "3.5".
[[nodiscard]] std::string label(Expr e);

/// A node with its numbers for given inputs. `adjoint` is d(sum of y) / d(this node).
struct InspectedNode {
  Expr expr;
  std::vector<double> value;  // row by row
  Expr adjoint;               // does not exist if y does not depend on an input through the node
  bool is_forward = false;    // whether y itself needs it; else only an adjoint does
};

struct InspectInput {
  Expr input;
  std::span<const double> values;  // rows * cols numbers, row by row
};

struct InspectOptions {
  std::size_t max_nodes = 500;          // that y needs
  std::size_t max_numbers = 1'000'000;  // of all nodes together, adjoints too
};

/// Every node that y or one of its adjoints needs, operands first. The adjoints' nodes are appended to the graph; their
/// origin is that of the node whose rule made them, as far as the graph knows it.
/// Throws Error{too_large} beyond the limits, Error{shape_mismatch} for an input of another size,
/// Error{invalid_argument} if an input that y needs is not given or the batch is 0.
[[nodiscard]] std::vector<InspectedNode> inspect(Expr y, std::size_t batch, std::span<const InspectInput> inputs,
                                                 InspectOptions options = {});

}  // namespace tractable
