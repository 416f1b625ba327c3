#pragma once

#include <span>

#include "tractable/linalg/matrix.hpp"
#include "tractable/target/target_row.hpp"

// Posteriors of models with data, as expressions. Parameters that are positive are sampled by their logarithms, with
// the Jacobian. All constants are there, so that the log of the integral of exp(log_prob) is the log evidence.

namespace tractable {

/// Effects y_j with standard errors s_j of J groups: y_j ~ N(theta_j, s_j), theta_j ~ N(mu, tau), mu ~ N(0, 5), tau
/// half Cauchy of scale 5. x = mu, log tau and J effects: theta_j itself (centred), or its distance from mu in units of
/// tau. Quantities: mu, tau, theta_1 ... theta_J.
///   Rubin (1981), J. Educ. Stat. 6; the priors of posteriordb's eight_schools.
/// Throws Error{shape_mismatch} for other lengths or none, Error{not_finite}, Error{invalid_argument} for s_j <= 0.
[[nodiscard]] TargetExprs hierarchical_normal(Graph& graph, std::span<const double> effects,
                                              std::span<const double> errors, bool centred);
/// The eight schools' data.
[[nodiscard]] std::span<const double> school_effects();
[[nodiscard]] std::span<const double> school_errors();

/// y_i = 1 with probability sigmoid(b_0 + b' design_i), b_k ~ N(0, prior_sd); x = b_0, b_1, ... Throws
/// Error{shape_mismatch} unless there are as many rows as y, Error{invalid_argument} for y that is not 0 or 1 or
/// prior_sd <= 0, Error{not_finite}.
[[nodiscard]] TargetExprs logistic_regression(Graph& graph, MatrixView design, std::span<const double> y,
                                              double prior_sd = 2.5);

}  // namespace tractable
