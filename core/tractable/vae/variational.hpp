#pragma once

#include <string>
#include <vector>

#include "tractable/vae/network.hpp"

// The variational autoencoder: an encoder gives q(z|x) = N(mu(x), diag sigma^2(x)), a decoder p(x|z), the prior is
// N(0, I), and training minimises
//   -E_q[ln p(x|z)] + beta sum_j max(free_bits, mean over the batch of KL_j),
// which for beta = 1, free_bits = 0 is minus the ELBO, a bound on -ln p(x).
//   Kingma & Welling (2014), eq. 10;  beta: Higgins et al. (2017), eq. 4;  free bits: Kingma et al. (2016), eq. 15
//   conditional: Sohn et al. (2015): labels go to encoder and decoder.
// Without hidden layers, and with a Gaussian likelihood of one learnt sigma, it is probabilistic PCA (ppca.hpp).

namespace tractable {

struct VariationalOptions {
  Dim cols = 784;
  Dim latent = 20;
  std::vector<Dim> encoder_hidden = {400};
  std::vector<Dim> decoder_hidden = {400};
  std::string activation = "relu";
  std::string likelihood = "bernoulli";  ///< observation.hpp
  double sigma = 1;
  double min_sigma = 0.01;
  std::string target = "grey";  ///< target_names(); all but grey need bernoulli
  /// Whether the loss has the KL divergence in closed form, or at the draw (Kingma & Welling, eq. 7 in the place of
  /// 10).
  bool closed_form_kl = true;
  double beta = 1;       ///< knob
  double free_bits = 0;  ///< knob, in nats for each dimension; 0: none
  Dim classes = 0;       ///< of labels; 0: not conditional
};

/// Parameters "encoder.k.weight" ..., the last of them (h, 2 latent): mu, then log sigma^2; "decoder.k.weight" ...
/// Knobs beta and free_bits, terms reconstruction and kl (as it stands in the loss, without beta).
/// Multinomial rows reach the encoder with length 1 (Liang et al. 2018, sec. 2.4). Throws what the parts throw, and
/// Error{invalid_argument} for another target than grey without bernoulli, or a beta or free_bits < 0.
[[nodiscard]] Network build_variational(const VariationalOptions& options);

}  // namespace tractable
