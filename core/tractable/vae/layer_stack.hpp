#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "tractable/nn/activation.hpp"
#include "tractable/nn/parameters.hpp"

// Dense layers whose parameters are made once and which are applied as often as a graph needs them: a decoder reads z
// drawn by the encoder in training and z from a page when it samples.

namespace tractable {

struct LayerStackOptions {
  std::vector<Dim> hidden = {};     ///< widths of the layers before the last
  std::string activation = "relu";  ///< after each of these
  std::string last_activation = "identity";
  std::string initializer = "he_normal";  ///< of the weights; biases start at 0
};

class LayerStack {
 public:
  /// Adds "name.0.weight" (inputs, hidden[0]), "name.0.bias" (1, hidden[0]), "name.1.weight" ... Throws
  /// Error{invalid_argument} for a width < 1, and what Parameters::add, activation() and initializers throw.
  LayerStack(Parameters& parameters, const std::string& name, Dim inputs, Dim outputs,
             const LayerStackOptions& options = {});

  /// The mirror image: layers with the transposed weights of `encoder` in reverse order, and biases of their own.
  /// Activations: between the layers the encoder's, at the end `last_activation`.
  [[nodiscard]] static LayerStack tied(Parameters& parameters, const std::string& name, const LayerStack& encoder,
                                       const std::string& last_activation = "identity");

  /// (B, inputs) -> (B, outputs).
  [[nodiscard]] Expr operator()(Expr x) const;
  /// The last layer before its activation, (B, outputs).
  [[nodiscard]] Expr preactivation(Expr x) const;
  [[nodiscard]] std::size_t depth() const { return layers_.size(); }
  /// Of layer k, (in, out); of a tied stack (out, in).
  [[nodiscard]] Expr weight(std::size_t k) const { return layers_[k].weight; }
  [[nodiscard]] const Activation& last_activation() const { return *layers_.back().activation; }

 private:
  struct Layer {
    Expr weight, bias;
    const Activation* activation;
  };
  LayerStack() = default;

  std::vector<Layer> layers_;
  bool transposed_ = false;
};

}  // namespace tractable
