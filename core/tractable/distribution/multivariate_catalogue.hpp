#pragma once

#include <memory>
#include <span>
#include <string_view>
#include <vector>

#include "tractable/distribution/multivariate.hpp"
#include "tractable/graph/builder.hpp"

// The laws of rows, by name.

namespace tractable {

/// A law is made of lists of numbers, one for each of `parameters`; a matrix lies row by row.
struct MultivariateRow {
  std::string_view name;
  std::span<const std::string_view> parameters;
  std::unique_ptr<Multivariate> (*make)(std::span<const std::vector<double>> parameters);
};

/// In alphabetical order:
///   dirichlet                     alpha (D)
///   gaussian_mixture              weights (K), means (K D), covariances (K D D)
///   lkj_cholesky                  n, eta: rows of n n numbers
///   multinomial                   n, p (D)
///   multivariate_normal           mean (D), covariance (D D)
///   multivariate_normal_diagonal  mean (D), sigma (D)
[[nodiscard]] std::span<const MultivariateRow> multivariate_rows();

/// Throws Error{unknown_name} with the names that there are, Error{invalid_argument} for another number of lists, and
/// what the law's constructor throws.
[[nodiscard]] std::unique_ptr<Multivariate> make_multivariate(std::string_view name,
                                                              std::span<const std::vector<double>> parameters);

/// For recipes; operands as in the headers of the laws:
///   categorical.log_prob (x, logits), multinomial.log_prob (x, n, logits), dirichlet.log_prob (x, alpha),
///   lkj_cholesky.log_prob (x, eta),
///   multivariate_normal.log_prob (x, mu, scale_tril), .sample (z, mu, scale_tril),
///   multivariate_normal_diagonal.log_prob (x, mu, sigma), .sample (z, mu, sigma),
///   gaussian_mixture.log_prob (x, logits, mu, scale_tril), mixture.log_prob (logits, log_prob, ...)
[[nodiscard]] std::span<const BuilderRow> multivariate_builders();

}  // namespace tractable
