#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "tractable/base/key.hpp"
#include "tractable/bayes/one_parameter.hpp"

// The evidence p(y) = E[p(y | theta)] over the prior, by averaging: simple Monte Carlo draws theta from the prior,
// importance sampling from another law q and weights each draw by p(theta) / q(theta). The mean is unbiased; its
// logarithm, which is what is shown, is too small by about half the square of its standard error.
//   Robert & Casella (2004), Monte Carlo Statistical Methods, 2nd ed., sec. 3.2, 3.3.

namespace tractable {

/// The mean of exp(l_i) over numbers l_i that arrive in blocks, on the log scale, so that e^-1000 is no zero.
class LogMean {
 public:
  /// -infinity is a weight of 0; NaN or +infinity make the mean NaN.
  void add(std::span<const double> logs);
  [[nodiscard]] std::uint64_t count() const { return count_; }
  /// log of the mean; NaN before the first number, -infinity if all weights are 0.
  [[nodiscard]] double value() const;
  /// Standard error of value(), sd(w) / (mean(w) sqrt(n)): the delta method. NaN for fewer than two numbers.
  [[nodiscard]] double standard_error() const;
  /// (sum w)^2 / sum w^2: so many equal weights would be as good. Kong (1992).
  [[nodiscard]] double effective_size() const;

 private:
  std::uint64_t count_ = 0;
  double largest_ = 0;  // mean_ and squares_ are of exp(l - largest_)
  double mean_ = 0;
  double squares_ = 0;  // sum of (w - mean_)^2
};

/// A run of draws, to be continued: draw i is a function of (key, i).
class EvidenceRun {
 public:
  /// Draws from `proposal`, the numbers of a law of the prior's family; from the prior if it is empty.
  EvidenceRun(OneParameter model, Key key, std::vector<double> proposal = {});
  void advance(std::size_t count);
  [[nodiscard]] const LogMean& mean() const { return mean_; }
  [[nodiscard]] const OneParameter& model() const { return model_; }

 private:
  OneParameter model_;
  Key key_;
  std::vector<double> proposal_;
  bool weighted_;  // draws are not from the prior
  LogForm log_proposal_;
  LogMean mean_;
};

/// log p(y) as an integral over logit theta, log theta or theta, whichever runs from -inf to inf: there the integrand
/// is bounded and smooth, also where the prior's density has no bound (Jeffreys' prior of a coin).
[[nodiscard]] LogIntegral evidence_by_quadrature(const OneParameter& model, QuadratureOptions options = {});

}  // namespace tractable
