#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "tractable/base/key.hpp"
#include "tractable/vae/coder.hpp"

// What the codes of many rows say together.

namespace tractable {

struct ActiveUnits {
  std::vector<double> variance;  ///< (d): of E[z_j|x] over the rows
  std::size_t count = 0;         ///< how many are above 0.01
};

/// Burda, Grosse & Salakhutdinov (2016), Importance weighted autoencoders, sec. 5.1. Throws Error{too_few_values} for
/// fewer than two rows.
[[nodiscard]] ActiveUnits active_units(const Codes& codes, std::size_t d);

/// The aggregate posterior q(z) = (1/n) sum_i q(z|x_i), a mixture of n normals, by its moments.
struct AggregateMoments {
  std::vector<double> mean;        ///< (d)
  std::vector<double> covariance;  ///< (d, d): of the mu, and the mean variance on the diagonal
};
[[nodiscard]] AggregateMoments aggregate_moments(const Codes& codes, std::size_t d);

/// The mean KL divergence taken apart: mean_i KL(q(z|x_i) || p) = I_q(x; z) + KL(q(z) || p), in nats.
///   Hoffman & Johnson (2016), ELBO surgery, eq. 3-5
/// `kl` is exact. I = mean_i E log q(z|x_i) - log q(z) and the other are estimated at `draws` draws of z for each row,
/// with the mixture q(z) over all rows: n^2 draws d steps. Their sum is estimated by the same draws, so that its
/// distance from `kl` is known: standard errors are those of the means over rows. 0 <= I <= ln n.
struct KlParts {
  double kl = 0;
  double information = 0, information_error = 0;
  double marginal = 0, marginal_error = 0;
  double sum_error = 0;  ///< standard error of information + marginal, whose expectation is kl
};
/// Throws Error{too_few_values} for fewer than two rows, Error{too_large} for more than 2^28 steps.
[[nodiscard]] KlParts kl_parts(const Codes& codes, std::size_t d, Key key, std::size_t draws = 1);

/// log p(x) of rows by importance sampling with q(z|x): log mean_k exp(log w_k), k = 1 ... samples; its expectation is
/// a lower bound that rises with samples (Burda et al. 2016, eq. 8, theorem 1). (n).
template <class T>
[[nodiscard]] std::vector<double> importance_log_prob(Coder<T>& coder, std::span<const double> x, Key key,
                                                      std::size_t samples, std::span<const std::uint8_t> labels = {});

}  // namespace tractable
