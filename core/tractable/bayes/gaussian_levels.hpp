#pragma once

#include <span>
#include <vector>

#include "tractable/base/key.hpp"
#include "tractable/bayes/quadrature.hpp"

// Three levels, p(x, z, theta | alpha) = p(theta | alpha) p(z | theta) p(x | z), each a normal law around the one
// above:
//   theta ~ N(0, alpha^2),   z ~ N(theta, sd_z^2),   x ~ N(z, sd_x^2)
// so that the evidence, two integrals one inside the other, and every conditional law are known.
//   Gelman et al. (2013), Bayesian Data Analysis, sec. 5.4.

namespace tractable {

/// Draws, each number of them (count).
struct LevelDraws {
  std::vector<double> theta;
  std::vector<double> z;
  std::vector<double> x;
};

class GaussianLevels {
 public:
  /// Standard deviations. Throws Error{invalid_argument} unless all are above 0, Error{not_finite}.
  GaussianLevels(double alpha, double sd_z, double sd_x);

  // Draws begin, begin + 1, ... of the endless sequence that the key makes.
  /// Downwards: theta, then z given theta, then x given z.
  [[nodiscard]] LevelDraws sample(Key key, std::uint64_t begin, std::size_t count) const;
  /// Upwards: x from its marginal law, then z given x, then theta given z (which is theta given z and x).
  [[nodiscard]] LevelDraws sample_from_data(Key key, std::uint64_t begin, std::size_t count) const;

  [[nodiscard]] double log_joint(double x, double z, double theta) const;
  /// log p(x): x ~ N(0, alpha^2 + sd_z^2 + sd_x^2).
  [[nodiscard]] double log_evidence(double x) const;
  /// p(x), the integral of exp(log_joint) over all z and theta, by nothing but the joint density.
  [[nodiscard]] Integral evidence_by_quadrature(double x, QuadratureOptions options = {.relative = 1e-7}) const;

 private:
  double alpha_;
  double sd_z_;
  double sd_x_;
};

/// The alpha under which x is likeliest (type-II maximum likelihood): sqrt(x^2 - sd_z^2 - sd_x^2), or 0 where x lies no
/// farther from 0 than the lower levels alone bring it.
[[nodiscard]] double best_alpha(double x, double sd_z, double sd_x);

}  // namespace tractable
