#pragma once

#include "tractable/mcmc/metropolis.hpp"

// Preconditioned Crank-Nicolson, for a posterior exp(-Phi(x)) N(m, C): the proposal
//   x' = m + sqrt(1 - beta^2) (x - m) + beta xi,   xi ~ N(0, C),
// leaves the prior as it is, so that only the likelihood decides:
//   accept with probability min(1, exp(Phi(x) - Phi(x'))).
// Without data everything is accepted, in every dimension; with data that speak of a few coordinates the acceptance
// does not fall as the dimension grows, whereas a random walk's goes to 0.
//   Neal (1998), Bayesian Statistics 6.  Cotter, Roberts, Stuart & White (2013), Stat. Sci. 28, sec. 4.
//
// Where only the posterior is known as a whole, N(m, C) is a law of proposals like any other that leaves itself as it
// is: q(x|x') / q(x'|x) = N(x) / N(x'), and Hastings' ratio corrects for it. It need not be a prior; the nearer it is
// to the posterior, the better the chain.
//
// beta is the tuning's step size; one above 1 counts as 1 (then proposals are draws from the prior). The tuning's
// metric is not used.

namespace tractable {

class Pcn : public Metropolis {
 public:
  /// What the density is: -Phi, or -Phi with the logarithm of N(m, C).
  enum class Of : unsigned char { likelihood, posterior };
  struct Options {
    double beta = 0.5;
    std::vector<double> mean = {};  ///< (D) m; empty: 0
    Metric covariance = {};         ///< C; of dimension 0: the identity
    Of density = Of::likelihood;
  };
  /// `density` must outlive the kernel; ChainState::log_prob holds its values.
  /// Throws Error{invalid_argument} for a beta that is not > 0, Error{shape_mismatch} for the mean and the covariance,
  /// Error{not_finite} for the mean.
  Pcn(LogDensity& density, Options options);

  [[nodiscard]] std::string_view name() const override { return "pcn"; }
  [[nodiscard]] double target_acceptance() const override { return 0.234; }
  /// x' from x and standard normals z, all (D); `proposal` may be z.
  void propose_from(std::span<const double> x, std::span<const double> z, std::span<double> proposal) const;

 private:
  double propose(std::size_t b, Key key, std::uint64_t t, std::span<const double> x,
                 std::span<double> proposal) override;

  /// -|x - m|^2 / 2 in the metric of C^-1.
  double log_law(std::span<const double> x);

  std::vector<double> mean_;
  Metric covariance_;
  Of density_;
  std::vector<double> white_;  // (D)
  TransitionNoise normals_;
};

}  // namespace tractable
