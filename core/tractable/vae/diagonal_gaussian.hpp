#pragma once

#include "tractable/graph/graph.hpp"

// The approximate posterior q(z|x) = N(mu, diag(exp(log_variance))) of a variational autoencoder and its divergence
// from the prior N(0, I).                                        Kingma & Welling (2014), Auto-encoding variational
// Bayes

namespace tractable {

struct DiagonalGaussian {
  Expr mu;            ///< (B, d)
  Expr log_variance;  ///< (B, d): log sigma^2
};

/// z = mu + sigma eps, eps ~ N(0, I) (B, d): a draw whose derivatives by mu and log_variance exist (sec. 2.4).
[[nodiscard]] Expr reparameterize(const DiagonalGaussian& q, Expr eps);

/// KL(q || N(0, 1)) of every dimension, (B, d): (mu^2 + sigma^2 - 1 - log sigma^2) / 2 (app. B).
[[nodiscard]] Expr kl_to_standard_normal(const DiagonalGaussian& q);

/// log q(z|x) - log p(z) of every dimension at the draw z = mu + sigma eps, (B, d): its mean over eps is the above. It
/// can be negative.
[[nodiscard]] Expr log_density_ratio(const DiagonalGaussian& q, Expr eps);

}  // namespace tractable
