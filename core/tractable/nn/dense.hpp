#pragma once

#include <span>
#include <string>
#include <string_view>

#include "tractable/nn/parameters.hpp"

// Layers as functions from expressions to expressions: they add parameters under a name and build y.

namespace tractable {

struct DenseOptions {
  std::string_view activation = "identity";
  Initializer weights = {};
  Initializer bias = {"zeros"};
};

/// y = f(x W + b): x (B, I), W "name.weight" (I, outputs), b "name.bias" (1, outputs) -> (B, outputs). The activation's
/// gain multiplies the scale of weights drawn by glorot or he. Throws what its parts throw, and
/// Error{invalid_argument} for outputs < 1.
[[nodiscard]] Expr dense(Parameters& parameters, const std::string& name, Expr x, Dim outputs,
                         const DenseOptions& options = {});

/// The same with W mask in the place of W: only where `mask` (I, outputs), row by row, is 1 is there a connection, so
/// that output j is no function of input i where it is 0 (MADE: Germain et al. 2015, eq. 1). Throws
/// Error{shape_mismatch} for a mask of another size, Error{invalid_argument} for one that is not of zeros and ones.
[[nodiscard]] Expr masked_dense(Parameters& parameters, const std::string& name, Expr x, Dim outputs,
                                std::span<const double> mask, const DenseOptions& options = {});

struct MlpOptions {
  std::string_view activation = "relu";  ///< between the layers
  std::string_view last = "identity";    ///< after the last one
  Initializer weights = {};
  Initializer bias = {"zeros"};
};

/// Dense layers "name.0", "name.1", ... of the given widths, the last of them the outputs:
/// x (B, I) -> (B, widths.back()). Throws Error{too_few_values} for no widths.
[[nodiscard]] Expr mlp(Parameters& parameters, const std::string& name, Expr x, std::span<const Dim> widths,
                       const MlpOptions& options = {});

}  // namespace tractable
