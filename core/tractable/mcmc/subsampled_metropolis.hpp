#pragma once

#include <functional>

#include "tractable/mcmc/kernel.hpp"
#include "tractable/mcmc/transition_noise.hpp"

// Metropolis on a part of the data, done naively: the log likelihood of N rows is replaced by that of n rows, drawn
// anew with replacement for every transition, times N / n. The estimate of the log is unbiased, its exponential is not:
// the chain has another law than the posterior, and a wider one. Here to be looked at, not to be used.
//   Bardenet, Doucet & Holmes (2017), On Markov chain Monte Carlo methods for tall data, JMLR 18, sec. 3.2 and 4.
//
//   carried  the place where the chain stands keeps the estimate with which it was accepted. Then the law is exactly
//              prior(x) E exp(estimate at x) = prior(x) (mean_i exp((N/n) log p(y_i|x)))^n    (Andrieu & Roberts 2009),
//            for y_i ~ N(x, 1) that are normal with variance s^2, and a flat prior, normal with variance
//              1/N + s^2/n   instead of   1/N.
//   shared   both places are judged by this transition's rows. For small steps the bias goes to 0, for long ones the
//            chain follows the posterior of each mini-batch, which is as wide as above.
//
// With n = N there is still a bias, as rows repeat; `full` takes every row once, and is exact.

namespace tractable {

class SubsampledMetropolis final : public Kernel {
 public:
  enum class Batch : unsigned char { carried, shared, full };
  struct Options {
    std::size_t chains = 1;
    std::size_t dim = 1;
    std::size_t rows = 1;        ///< N, at most 2^32 - 1
    std::size_t batch_rows = 1;  ///< n
    Batch batch = Batch::carried;
    /// The sum over `rows` of log p(y_row | x).
    std::function<double(std::span<const double> x, std::span<const std::uint32_t> rows)> log_likelihood = {};
    std::function<double(std::span<const double> x)> log_prior = {};  ///< none: flat
    double step_size = 1;                                             ///< of a random walk
    Metric metric = {};                                               ///< of dimension 0: the identity
  };
  /// Throws Error{invalid_argument} for a missing log_likelihood, a size of 0, more than 2^32 - 1 rows, a step size not
  /// > 0; Error{shape_mismatch} for the metric.
  explicit SubsampledMetropolis(Options options);

  [[nodiscard]] std::string_view name() const override { return "subsampled_metropolis"; }
  [[nodiscard]] std::size_t chains() const override { return options_.chains; }
  [[nodiscard]] std::size_t dim() const override { return options_.dim; }
  [[nodiscard]] double target_acceptance() const override { return dim() == 1 ? 0.44 : 0.234; }
  [[nodiscard]] bool reads_log_prob() const override { return options_.batch != Batch::shared; }
  /// With log_prob of all rows, which the first transition compares with.
  [[nodiscard]] ChainState init(std::span<const double> position) override;
  /// ChainState::log_prob is the estimate.
  void step(std::span<const Key> keys, std::uint64_t t, ChainState& state, TransitionInfo& info) override;

 private:
  [[nodiscard]] double estimate(std::span<const double> x) const;
  void choose_rows(std::size_t b, Key key, std::uint64_t t);

  Options options_;
  TransitionNoise normals_, uniforms_, places_;
  std::vector<std::uint32_t> rows_;  // (n), or all N: of this transition
};

}  // namespace tractable
