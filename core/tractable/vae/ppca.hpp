#pragma once

#include <vector>

#include "tractable/linalg/matrix.hpp"

// Probabilistic principal component analysis, the linear Gaussian model x = W z + m + noise whose maximum of the
// likelihood is known: what a linear variational autoencoder can reach at best, and reaches.
//   Tipping & Bishop (1999), JRSS B 61(3), eq. 4-8;  Lucas et al. (2019), NeurIPS, theorem 1

namespace tractable {

struct Ppca {
  std::vector<double> mean;         ///< (D)
  std::vector<double> eigenvalues;  ///< (D), of the covariance (divided by n), descending
  Matrix components;                ///< (d, D): the eigenvectors of the d largest
  double variance = 0;              ///< sigma^2: the mean of the others
  double log_prob = 0;              ///< the largest mean over rows of log p(x), in nats
};

/// Of rows x (n, D), for a code of d dimensions. Throws Error{invalid_argument} unless 1 <= d < D, what require_matrix
/// throws, Error{too_few_values} for fewer than two rows. log_prob is inf where the variance is 0.
[[nodiscard]] Ppca fit_ppca(MatrixView x, std::size_t d);

}  // namespace tractable
