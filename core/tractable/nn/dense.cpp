#include "tractable/nn/dense.hpp"

#include "tractable/base/error.hpp"
#include "tractable/graph/ops.hpp"
#include "tractable/nn/activation.hpp"

namespace tractable {
namespace {

/// Weights that pass the variance through the activation.
Initializer widened(Initializer weights, double gain) {
  const bool has_gain = weights.name.starts_with("glorot") || weights.name.starts_with("he");
  if (has_gain) weights.scale *= gain;
  return weights;
}

Expr layer(Parameters& parameters, const std::string& name, Expr x, Dim outputs, const DenseOptions& options,
           std::string_view where, std::span<const double> mask) {
  if (outputs < 1) {
    throw_error(ErrorCode::invalid_argument, where, "outputs is ", outputs, "; at least 1 is needed");
  }
  const Activation& f = activation(options.activation);
  const Shape shape{x.shape().cols, outputs};
  Expr weight = parameters.add(name + ".weight", shape, widened(options.weights, f.gain));
  if (!mask.empty()) weight = weight * parameters.graph().data(shape, mask);
  const Expr bias = parameters.add(name + ".bias", {1, outputs}, options.bias);
  return f.apply(matmul(x, weight) + bias);
}

}  // namespace

Expr dense(Parameters& parameters, const std::string& name, Expr x, Dim outputs, const DenseOptions& options) {
  return layer(parameters, name, x, outputs, options, "dense", {});
}

Expr masked_dense(Parameters& parameters, const std::string& name, Expr x, Dim outputs, std::span<const double> mask,
                  const DenseOptions& options) {
  const auto needed = static_cast<std::size_t>(x.shape().cols) * static_cast<std::size_t>(outputs < 0 ? 0 : outputs);
  if (mask.size() != needed) {
    throw_error(ErrorCode::shape_mismatch, "masked_dense", "mask has ", mask.size(), " elements; ", x.shape().cols,
                " inputs and ", outputs, " outputs need ", needed);
  }
  for (std::size_t i = 0; i < mask.size(); ++i) {
    if (mask[i] != 0 && mask[i] != 1) {
      throw_error(ErrorCode::invalid_argument, "masked_dense", "mask[", i, "] is ", mask[i], ", not 0 or 1");
    }
  }
  return layer(parameters, name, x, outputs, options, "masked_dense", mask);
}

Expr mlp(Parameters& parameters, const std::string& name, Expr x, std::span<const Dim> widths,
         const MlpOptions& options) {
  if (widths.empty())
    throw_error(ErrorCode::too_few_values, "mlp", "widths holds none; at least the outputs are needed");
  for (std::size_t i = 0; i < widths.size(); ++i) {
    const bool is_last = i + 1 == widths.size();
    x = dense(
        parameters, text(name, ".", i), x, widths[i],
        {.activation = is_last ? options.last : options.activation, .weights = options.weights, .bias = options.bias});
  }
  return x;
}

}  // namespace tractable
