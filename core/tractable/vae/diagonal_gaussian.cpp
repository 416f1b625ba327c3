#include "tractable/vae/diagonal_gaussian.hpp"

#include "tractable/base/mutant.hpp"
#include "tractable/graph/ops.hpp"

namespace tractable {

Expr reparameterize(const DiagonalGaussian& q, Expr eps) {
  const double half = mutant("vae_log_variance_as_log_sigma") ? 1.0 : 0.5;
  return q.mu + exp(half * q.log_variance) * eps;
}

Expr kl_to_standard_normal(const DiagonalGaussian& q) {
  const double half = mutant("vae_kl_without_half") ? 1.0 : 0.5;
  return -half * (q.log_variance + 1.0 - square(q.mu) - exp(q.log_variance));
}

Expr log_density_ratio(const DiagonalGaussian& q, Expr eps) {
  const Expr log_q = -0.5 * (q.log_variance + square(eps));
  const Expr log_p = -0.5 * square(reparameterize(q, eps));
  return mutant("vae_mc_kl_forgets_entropy") ? -0.5 * square(eps) - log_p : log_q - log_p;
}

}  // namespace tractable
