#pragma once

// Log masses of counts and shapes of any size, and what learning multiplies a prior by: the closed forms are
// differences of log-gamma functions, which leave no digits where prior or data are large. Here the large terms, which
// nearly cancel, are never formed.
//   Loader (2000), Fast and accurate computation of binomial probabilities; DLMF 5.11.1.
// x and y need not be integers; nothing is checked.

namespace tractable::detail {

/// Two shares of 1, p : q, as their parts: 1 - p has no digits where p is near 1.
struct Odds {
  double p = 1;
  double q = 1;
};
/// log(p / (p + q)).
[[nodiscard]] double log_share(Odds odds);

/// x log(x / m) - (x - m) for x >= 0, m > 0: at least 0, and small where x is near m.
[[nodiscard]] double poisson_deviance(double x, double m);
/// log of m^x e^-m / Gamma(x + 1).
[[nodiscard]] double log_poisson_mass(double x, double m);
/// log of Gamma(x + y + 1) / (Gamma(x + 1) Gamma(y + 1)) p^x q^y, the shares p and q = 1 - p given by `odds`.
[[nodiscard]] double log_binomial_mass(double x, double y, Odds odds);

/// log of the density of log theta at theta = m / rate under a gamma law of `shape`: log(shape) + log_poisson_mass.
[[nodiscard]] double log_gamma_mass(double shape, double m);
/// log of the density of logit theta at the share p under Beta(a, b).
[[nodiscard]] double log_beta_mass(double a, double b, Odds odds);

/// log p(theta) - log p(theta | y) at the posterior's mean: the log evidence less the log likelihood there.
[[nodiscard]] double log_gamma_ratio(double shape, double rate, double shape_after, double rate_after);
[[nodiscard]] double log_beta_ratio(double a, double b, double a_after, double b_after);

}  // namespace tractable::detail
