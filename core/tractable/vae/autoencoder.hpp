#pragma once

#include <string>
#include <vector>

#include "tractable/vae/network.hpp"

// Autoencoders without a distribution over codes: x -> code -> x. The loss is the mean over rows of
//   ||x - y||^2 (squared_error), or -sum x ln y + (1 - x) ln(1 - y), y = sigmoid(...) (cross_entropy),
// plus penalty times what penalty.hpp has, where the encoder may see a corrupted x (corruption.hpp).
// Without hidden layers, with squared_error and identity activations, the code spans what PCA spans (Baldi & Hornik
// 1989).

namespace tractable {

struct AutoencoderOptions {
  Dim cols = 784;
  Dim latent = 32;
  std::vector<Dim> encoder_hidden = {};
  std::vector<Dim> decoder_hidden = {};
  std::string activation = "relu";
  std::string code_activation = "identity";
  bool tied = false;  ///< the decoder has the encoder's weights, transposed; decoder_hidden does not count then
  std::string loss = "squared_error";
  std::string penalty = "none";     ///< none, l1, sparsity, contractive, contractive_estimate
  double penalty_weight = 0;        ///< knob "penalty"
  double sparsity = 0.05;           ///< knob: rho, in (0, 1)
  std::string corruption = "none";  ///< corruption_names()
  double corruption_level = 0;      ///< knob "corruption"
};

/// Parameters as build_variational; knobs penalty, sparsity, corruption where they have a say; terms reconstruction and
/// penalty (without its weight). Throws what the parts throw, Error{unknown_name}, and Error{invalid_argument} for the
/// penalty sparsity with another code activation than sigmoid.
[[nodiscard]] Network build_autoencoder(const AutoencoderOptions& options);

[[nodiscard]] std::span<const std::string_view> penalty_names() noexcept;
[[nodiscard]] std::span<const std::string_view> autoencoder_loss_names() noexcept;

}  // namespace tractable
