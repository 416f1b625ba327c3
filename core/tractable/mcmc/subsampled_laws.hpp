#pragma once

#include <cstddef>
#include <span>
#include <vector>

// What samplers that look at a part of the data draw from instead of the posterior, for the mean x of y_i ~ N(x, 1), i
// = 1
// ... N, under a flat prior. The posterior is N(mean y, 1/N).
//
//   Metropolis with the estimate carried along (subsampled_metropolis.hpp), rows with replacement:
//     p(x) proportional to (mean_i exp(-(N/n) (y_i - x)^2 / 2))^n
//   SGLD with a constant step (sgld.hpp), on a normal target of variance v and with gradients of variance V:
//     variance (eps + eps^2 V / 4) / (1 - (1 - eps / (2 v))^2)

namespace tractable {

struct LawMoments {
  double mean, variance;
};

/// log p at each x, up to a constant. Throws Error{too_few_values} without data, Error{not_finite} for a datum,
/// Error{invalid_argument} for no rows.
[[nodiscard]] std::vector<double> carried_log_law(std::span<const double> y, std::size_t batch_rows,
                                                  std::span<const double> x);
/// Its moments, by quadrature: eight nodes in the posterior's standard deviation, which is no more than any part of p
/// has; relative error below 1e-12. Throws as above, and Error{too_large} where that takes more than 2^22 nodes: data
/// that are half a million of these deviations apart.
[[nodiscard]] LawMoments carried_moments(std::span<const double> y, std::size_t batch_rows);
/// Infinite from eps = 4 v on, where the chain runs away. Throws Error{invalid_argument} for v or eps not > 0, V < 0.
[[nodiscard]] double sgld_variance(double v, double gradient_variance, double step_size);

}  // namespace tractable
