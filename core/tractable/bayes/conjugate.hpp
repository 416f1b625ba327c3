#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "tractable/linalg/matrix.hpp"

// Conjugate pairs: prior and posterior have one form, so that learning is adding to its numbers and the evidence
// p(y) = p(y | theta) p(theta) / p(theta | y) is known in closed form.
//   Gelman et al. (2013), Bayesian Data Analysis, 3rd ed., ch. 2, 3, 14; Murphy (2007), Conjugate Bayesian analysis of
//   the Gaussian distribution, eq. 84-111.
// Data may come in parts: the posterior of the first part is the prior of the second, and log evidences add up.

namespace tractable {

/// p(theta) proportional to theta^(a - 1) (1 - theta)^(b - 1).
struct BetaLaw {
  double a = 1;
  double b = 1;
};
/// p(lambda) proportional to lambda^(shape - 1) exp(-rate lambda).
struct GammaLaw {
  double shape = 1;
  double rate = 1;
};
struct NormalLaw {
  double mean = 0;
  double sd = 1;
};
/// mu | s2 ~ N(mean, s2 / kappa), s2 ~ inverse gamma(a, b), p(s2) proportional to s2^(-a - 1) exp(-b / s2).
struct NormalInverseGammaLaw {
  double mean = 0;
  double kappa = 1;
  double a = 1;
  double b = 1;
};
struct DirichletLaw {
  std::vector<double> alpha;
};
/// beta | s2 ~ N(beta, s2 v), s2 ~ inverse gamma(a, b); v (k, k) positive definite.
struct RegressionLaw {
  std::vector<double> beta;
  Matrix v;
  double a = 1;
  double b = 1;
};
/// beta ~ N(mean, covariance); covariance (k, k) positive definite.
struct NormalRegressionLaw {
  std::vector<double> mean;
  Matrix covariance;
};
/// loc + scale t, t Student's with df degrees of freedom.
struct StudentLaw {
  double df = 1;
  double loc = 0;
  double scale = 1;
};

template <class Law>
struct Updated {
  Law posterior;
  double log_evidence = 0;  ///< log p(y), of the data in the order in which they came
};

// All throw Error{invalid_argument} or Error{not_finite} for parameters outside their range and for data that the model
// cannot make (a count that is negative or no integer, a negative waiting time), naming the place.

/// Tosses: so many successes and failures in some order. Of their number alone: + log_binomial(n, successes).
[[nodiscard]] Updated<BetaLaw> update_bernoulli(BetaLaw prior, double successes, double failures);
/// y_i ~ Poisson(lambda).
[[nodiscard]] Updated<GammaLaw> update_poisson(GammaLaw prior, std::span<const double> y);
/// y_i ~ exponential with rate lambda.
[[nodiscard]] Updated<GammaLaw> update_exponential(GammaLaw prior, std::span<const double> y);
/// y_i ~ N(theta, sigma^2), sigma known.
[[nodiscard]] Updated<NormalLaw> update_normal(NormalLaw prior, std::span<const double> y, double sigma);
/// y_i ~ N(mu, s2), both unknown.
[[nodiscard]] Updated<NormalInverseGammaLaw> update_normal(NormalInverseGammaLaw prior, std::span<const double> y);
/// Draws of categories: how many of each, in some order. Of the numbers alone: + log_multinomial(counts).
[[nodiscard]] Updated<DirichletLaw> update_categorical(const DirichletLaw& prior, std::span<const double> counts);
/// y ~ N(x beta, s2 I); x (n, k), y (n).
[[nodiscard]] Updated<RegressionLaw> update_regression(const RegressionLaw& prior, MatrixView x,
                                                       std::span<const double> y);

/// The same with a known sigma.
[[nodiscard]] Updated<NormalRegressionLaw> update_regression(const NormalRegressionLaw& prior, MatrixView x,
                                                             std::span<const double> y, double sigma);

/// log (n choose k) = the number of orders. Both integers, 0 <= k <= n.
[[nodiscard]] double log_binomial(double n, double k);
[[nodiscard]] double log_multinomial(std::span<const double> counts);

// The law of the next datum, all that is not known averaged over. Its log density is -inf outside its support.

/// Beta-binomial: log p(k successes in n tosses).
[[nodiscard]] double log_predictive_binomial(BetaLaw law, double n, double k);
/// Negative binomial with r = shape, p = rate / (rate + 1).
[[nodiscard]] double log_predictive_poisson(GammaLaw law, double y);
/// Lomax: shape rate^shape / (rate + y)^(shape + 1).
[[nodiscard]] double log_predictive_exponential(GammaLaw law, double y);
[[nodiscard]] NormalLaw predictive(NormalLaw law, double sigma);
[[nodiscard]] StudentLaw predictive(NormalInverseGammaLaw law);
/// At a row (k) of predictors.
[[nodiscard]] StudentLaw predictive(const RegressionLaw& law, std::span<const double> row);
[[nodiscard]] NormalLaw predictive(const NormalRegressionLaw& law, std::span<const double> row, double sigma);
[[nodiscard]] double log_density(NormalLaw law, double y);
[[nodiscard]] double log_density(StudentLaw law, double y);

/// Prior of theta_g for groups of tosses, k_g successes of n_g, by type-II maximum likelihood: the (a, b) under which
/// the groups' numbers are likeliest. Newton's method in (log a, log b).
struct BetaBinomialFit {
  BetaLaw prior;
  double log_evidence = 0;  ///< sum over groups of log p(k_g | n_g, a, b), binomial coefficients included
  double gradient[2]{};     ///< in (a, b)
  int iterations = 0;
  bool converged = false;  ///< false where the groups differ no more than tosses do: then a and b grow for ever
};
/// Throws Error{too_few_values} for fewer than two groups.
[[nodiscard]] BetaBinomialFit fit_beta_binomial(std::span<const double> successes, std::span<const double> trials);

}  // namespace tractable
