#include "tractable/vae/layer_stack.hpp"

#include "tractable/base/error.hpp"
#include "tractable/graph/ops.hpp"

namespace tractable {
namespace {

/// The initializers' names live as long as the program.
std::string_view initializer_named(std::string_view name) {
  for (const std::string_view each : initializer_names()) {
    if (each == name) return each;
  }
  require_valid({.name = name});  // throws and lists them
  return name;
}

}  // namespace

LayerStack::LayerStack(Parameters& parameters, const std::string& name, Dim inputs, Dim outputs,
                       const LayerStackOptions& options) {
  const std::string_view initializer = initializer_named(options.initializer);
  std::vector<Dim> widths = options.hidden;
  widths.push_back(outputs);
  for (std::size_t k = 0; k < widths.size(); ++k) {
    if (widths[k] < 1) {
      throw_error(ErrorCode::invalid_argument, name, "layer ", k, " has width ", widths[k], "; at least 1 is needed");
    }
    const Activation& f = activation(k + 1 < widths.size() ? options.activation : options.last_activation);
    const bool has_gain = initializer.starts_with("glorot") || initializer.starts_with("he");
    const Expr weight = parameters.add(text(name, ".", k, ".weight"), {k == 0 ? inputs : widths[k - 1], widths[k]},
                                       {initializer, has_gain ? f.gain : 1.0});
    layers_.push_back({weight, parameters.add(text(name, ".", k, ".bias"), {1, widths[k]}, {"zeros"}), &f});
  }
}

LayerStack LayerStack::tied(Parameters& parameters, const std::string& name, const LayerStack& encoder,
                            const std::string& last_activation) {
  LayerStack mirror;
  mirror.transposed_ = true;
  for (std::size_t k = 0; k < encoder.depth(); ++k) {
    const Layer& source = encoder.layers_[encoder.depth() - 1 - k];
    const bool is_last = k + 1 == encoder.depth();
    const Dim outputs = source.weight.shape().rows;
    mirror.layers_.push_back(
        {source.weight, parameters.add(text(name, ".", k, ".bias"), {1, outputs}, {"zeros"}),
         is_last ? &activation(last_activation) : encoder.layers_[encoder.depth() - 2 - k].activation});
  }
  return mirror;
}

Expr LayerStack::preactivation(Expr x) const {
  const Transpose transpose = transposed_ ? Transpose::b : Transpose::none;
  for (std::size_t k = 0; k + 1 < layers_.size(); ++k) {
    x = layers_[k].activation->apply(matmul(x, layers_[k].weight, transpose) + layers_[k].bias);
  }
  return matmul(x, layers_.back().weight, transpose) + layers_.back().bias;
}

Expr LayerStack::operator()(Expr x) const { return last_activation().apply(preactivation(x)); }

}  // namespace tractable
