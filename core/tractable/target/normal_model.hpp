#pragma once

#include <span>
#include <vector>

#include "tractable/target/conditional_block.hpp"

// Normal data with unknown mean and precision, of independent priors: y_i ~ N(mu, 1 / tau), mu ~ N(m0, 1 / p0), tau ~
// gamma(shape, rate). No joint conjugate law, but conditional ones:
//   mu  | tau ~ N((p0 m0 + tau sum y) / (p0 + n tau), 1 / (p0 + n tau))
//   tau | mu  ~ gamma(shape + n / 2, rate + sum (y - mu)^2 / 2)
// The position is (mu, tau).    Gelfand & Smith (1990), JASA 85; Murphy (2012), Machine Learning, sec. 24.2.

namespace tractable {

struct NormalModelPrior {
  double mean = 0, precision = 0.1;  ///< of mu
  double shape = 2, rate = 2;        ///< of tau
};

class NormalModel {
 public:
  /// Throws Error{not_finite} and Error{invalid_argument}, naming what is wrong. No data are allowed: then the
  /// conditionals are the prior.
  explicit NormalModel(std::span<const double> y, NormalModelPrior prior = {});

  struct MeanLaw {
    double mean, precision;
  };
  [[nodiscard]] MeanLaw mean_given(double tau) const;
  struct PrecisionLaw {
    double shape, rate;
  };
  [[nodiscard]] PrecisionLaw precision_given(double mu) const;
  /// log p(y, mu, tau) at (mu, tau), with all constants; -infinity for tau <= 0. Throws
  /// Error{shape_mismatch} unless there are two numbers.
  [[nodiscard]] double log_joint(std::span<const double> position) const;
  /// log p(y | mu, tau).
  [[nodiscard]] double log_likelihood(std::span<const double> position) const;
  /// mu, tau.
  [[nodiscard]] std::vector<ConditionalBlock> blocks() const;

 private:
  /// sum (y - mu)^2.
  [[nodiscard]] double squares(double mu) const;
  NormalModelPrior prior_;
  double count_ = 0, mean_ = 0, squares_ = 0;  // of y; squares about its mean
};

}  // namespace tractable
