#pragma once

#include <cstdint>
#include <limits>
#include <span>
#include <string_view>
#include <vector>

#include "tractable/base/key.hpp"
#include "tractable/bayes/quadrature.hpp"

// The conjugate models of one unknown number theta, so that the evidence can be found by every road: in closed form, as
// an integral, as an average over draws from the prior, by Laplace's approximation. Prior and likelihood are both
//   log_theta log(theta) + log_rest log(1 - theta) - linear theta - square (theta - centre)^2 + constant.

namespace tractable {

struct LogForm {
  double log_theta = 0;
  double log_rest = 0;
  double linear = 0;
  double square = 0;
  double centre = 0;
  double constant = 0;
  Range support{-std::numeric_limits<double>::infinity(), std::numeric_limits<double>::infinity()};

  /// -inf outside the support, ends included in it; 0 log 0 is 0. NaN for NaN.
  [[nodiscard]] double operator()(double theta) const;
  void operator()(std::span<const double> theta, std::span<double> out) const;
};

class OneParameter {
 public:
  enum class Family { beta, gamma, normal };

  /// model, with the numbers of its prior and of its data:
  ///   beta_bernoulli     a, b            successes, failures
  ///   gamma_poisson      shape, rate     counts y_i
  ///   gamma_exponential  shape, rate     waiting times y_i
  ///   normal_known_sd    mean, sd, sigma y_i ~ N(theta, sigma^2)
  /// Throws Error{unknown_name}; Error{shape_mismatch} for a wrong number of numbers; else what conjugate.hpp throws.
  OneParameter(std::string_view model, std::span<const double> prior, std::span<const double> data);

  [[nodiscard]] Family family() const { return family_; }
  /// Where theta may lie; ends may be infinite.
  [[nodiscard]] Range support() const;
  [[nodiscard]] const LogForm& log_prior() const { return prior_; }
  [[nodiscard]] const LogForm& log_likelihood() const { return likelihood_; }  ///< of the data in their order
  /// Of another law of the prior's family: a proposal.
  [[nodiscard]] LogForm log_law(std::span<const double> parameters) const;
  /// Draws begin, begin + 1, ... of the endless sequence that the key makes from a law of the prior's family; inside
  /// the support, never at an end of it.
  void draw(std::span<const double> parameters, Key key, std::uint64_t begin, std::span<double> theta) const;
  [[nodiscard]] std::span<const double> prior() const { return prior_numbers_; }
  /// The posterior's numbers, in the order of the prior's, and the exact log evidence.
  [[nodiscard]] std::span<const double> posterior() const { return posterior_; }
  [[nodiscard]] double log_evidence() const { return log_evidence_; }
  /// log p(y, eta) at its highest, eta = theta on the scale that has no ends: logit, log, or as it is. There theta is
  /// the posterior's mean. Nothing large cancels in it.
  [[nodiscard]] double log_top() const { return log_top_; }
  /// Of the data: tosses, or y's.
  [[nodiscard]] double data_count() const { return count_; }
  /// Where the likelihood is highest; it may be an end of the support. NaN without data.
  [[nodiscard]] double maximum_likelihood() const;

 private:
  Family family_ = Family::beta;
  std::vector<double> prior_numbers_;
  std::vector<double> posterior_;
  LogForm prior_;
  LogForm likelihood_;
  double log_evidence_ = 0;
  double log_top_ = 0;
  double count_ = 0;
};

/// The names above.
[[nodiscard]] std::span<const std::string_view> one_parameter_models() noexcept;

}  // namespace tractable
