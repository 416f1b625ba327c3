#pragma once

#include <functional>

#include "tractable/distribution/multivariate.hpp"
#include "tractable/distribution/univariate.hpp"
#include "tractable/mcmc/metropolis.hpp"

// The independence sampler: proposals come from one law q wherever the chain stands, and are weighed as in importance
// sampling,
//   accept with probability min(1, w(x') / w(x)),   w = p / q.
// Where w is bounded by M the chain forgets its start at the rate 1 - 1/M a transition; where it is not, it gets stuck.
//   Hastings (1970), Biometrika 57.  Mengersen & Tweedie (1996), Ann. Stat. 24.

namespace tractable {

/// A law on rows of numbers as two functions; a member of montecarlo/proposal.hpp fits.
struct RowLaw {
  /// x (n, d) row by row -> log_prob (n); any constant may be missing.
  std::function<void(std::span<const double> x, std::span<double> log_prob)> log_prob;
  /// Rows begin, begin + 1, ... of the endless sequence that `key` names -> x (n, d).
  std::function<void(Key key, std::uint64_t begin, std::span<double> x)> draw;
};
/// The law must outlive the functions.
[[nodiscard]] RowLaw row_law(const Multivariate& law);
[[nodiscard]] RowLaw row_law(const Univariate& law);

class Independence : public Metropolis {
 public:
  /// `density` must outlive it. Throws Error{invalid_argument} for a function that is missing.
  Independence(LogDensity& density, RowLaw proposal);

  [[nodiscard]] std::string_view name() const override { return "independence"; }
  /// NaN: there is no step size.
  [[nodiscard]] double target_acceptance() const override;

 private:
  double propose(std::size_t b, Key key, std::uint64_t t, std::span<const double> x,
                 std::span<double> proposal) override;

  // Proposals of one chain, drawn and weighed many at once.
  struct Ahead {
    Key key;
    std::uint64_t begin = 0, transitions = 0;
    std::vector<double> x, log_prob;
  };
  RowLaw law_;
  std::vector<Ahead> ahead_;  // (B)
};

}  // namespace tractable
