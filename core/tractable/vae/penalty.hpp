#pragma once

#include "tractable/graph/graph.hpp"
#include "tractable/vae/layer_stack.hpp"

// What an autoencoder's loss has beside the reconstruction so that its code is more than a copy. Each is (1, 1), a mean
// over the batch.

namespace tractable {

/// mean_i sum_j |h_ij|: code h (B, d).
[[nodiscard]] Expr l1_penalty(Expr code);

/// sum_j KL(Bernoulli(rho) || Bernoulli(rho_hat_j)), rho_hat_j the mean of h_j over the batch, which must lie in (0,
/// 1).
///   Ng (2011), CS294A Lecture notes: Sparse autoencoder, sec. 3
[[nodiscard]] Expr sparsity_penalty(Expr code, Expr rho);

/// mean_i ||d h / d x||_F^2 at row i.                        Rifai et al. (2011), ICML, eq. 5
/// Of one layer h = s(x W + b): sum_j s'(a_j)^2 sum_k W_kj^2; x (B, D). Throws Error{invalid_argument} for more layers.
[[nodiscard]] Expr contractive_penalty_of_layer(const LayerStack& encoder, Expr x);
/// Of any code (B, d) of x (B, D), an input: d gradients.
[[nodiscard]] Expr contractive_penalty(Expr code, Expr x);
/// An estimate by one gradient: ||J' v||^2, v (B, d) standard normal, whose expectation is ||J||_F^2 (Hutchinson 1990).
[[nodiscard]] Expr contractive_estimate(Expr code, Expr x, Expr v);

}  // namespace tractable
