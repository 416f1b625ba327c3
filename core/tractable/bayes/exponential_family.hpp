#pragma once

#include <span>
#include <string_view>

#include "tractable/bayes/quadrature.hpp"
#include "tractable/distribution/univariate.hpp"

// Exponential families of one natural parameter eta,
//   p(x | eta) = h(x) exp(eta T(x) - A(eta)).
// A makes the area 1, and its derivatives are the moments of T: A'(eta) = E T, A''(eta) = Var T. The conjugate prior is
//   p(eta | chi, nu) proportional to exp(chi eta - nu A(eta)),
// as if nu data had been seen whose T sum to chi: n more make it (chi + sum T(x_i), nu + n), and E A'(eta) = chi / nu.
//   Diaconis & Ylvisaker (1979), Conjugate priors for exponential families, Ann. Statist. 7, theorem 2,
//   doi:10.1214/aos/1176344611; Bishop (2006), Pattern Recognition and Machine Learning, sec. 2.4.
//
//   name              x ~                  eta               T(x)  A(eta)             `known`   mean of T below, above
//   bernoulli         Bernoulli(p)         log(p / (1 - p))  x     log(1 + exp(eta))  -         0, 1
//   poisson           Poisson(rate)        log(rate)         x     exp(eta)           -         0, inf
//   normal_mean       N(mu, sigma^2)       mu / sigma^2      x     (sigma eta)^2 / 2  sigma     -inf, inf
//   normal_precision  N(0, 1 / tau)        -tau / 2 < 0      x^2   -log(-2 eta) / 2   -         0, inf
//   gamma_rate        Gamma(shape, rate)   -rate < 0         x     -shape log(-eta)   shape     0, inf

namespace tractable {

struct ExponentialRow;

/// Of one thread, as Univariate.
class ExponentialFamily {
 public:
  /// Throws Error{unknown_name}; Error{invalid_argument or not_finite} for a `known` that is not above 0.
  explicit ExponentialFamily(std::string_view name, double known = 1);

  /// Where eta and the mean of T may lie: between these, not at them.
  [[nodiscard]] Range natural() const;
  [[nodiscard]] Range means() const;

  // Each throws Error{invalid_argument or not_finite} for an eta (a mean) that lies outside.
  [[nodiscard]] double log_partition(double eta) const;  ///< A
  [[nodiscard]] double mean(double eta) const;           ///< A' = E T
  [[nodiscard]] double variance(double eta) const;       ///< A'' = Var T
  [[nodiscard]] double natural_of(double mean) const;    ///< the inverse of A'
  /// The same law as one of distribution/: to draw from, and to test against.
  [[nodiscard]] Univariate law(double eta) const;

  [[nodiscard]] double statistic(double x) const;  ///< T
  [[nodiscard]] double log_base(double x) const;   ///< log h; -inf outside of the support
  [[nodiscard]] double log_prob(double eta, double x) const;

  /// log of the integral of exp(chi eta - nu A(eta)). Throws Error{invalid_argument} unless nu > 0 and chi / nu lies
  /// inside of means(): elsewhere the prior has no area.
  [[nodiscard]] double log_prior_constant(double chi, double nu) const;
  [[nodiscard]] double log_prior(double chi, double nu, double eta) const;
  /// log p(data) under that prior: constants of posterior and prior, and the data's h.
  [[nodiscard]] double log_evidence(double chi, double nu, std::span<const double> data) const;
  /// E A'(eta) under it by quadrature: chi / nu, found without that theorem.
  [[nodiscard]] Integral prior_mean(double chi, double nu) const;

 private:
  void require_natural(double eta) const;

  const ExponentialRow* row_;
  double known_;
};

/// The names above.
[[nodiscard]] std::span<const std::string_view> exponential_families() noexcept;

}  // namespace tractable
