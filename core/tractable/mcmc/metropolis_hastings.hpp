#pragma once

#include <functional>

#include "tractable/mcmc/metropolis.hpp"

// Metropolis-Hastings with a proposal of the caller's, given as two functions: to draw x' from q(.|x), and log q(x'|x).
// Its normalisation counts where it depends on x. `hastings = false` leaves q out of the acceptance, which is right for
// symmetric proposals only: then it shows what goes wrong.
//   Hastings (1970), Biometrika 57.

namespace tractable {

class MetropolisHastings final : public Metropolis {
 public:
  struct Options {
    /// Writes a draw from q(.|from) to `to`; a function of (key, t) and `from` only, as element t of a fill under `key`
    /// is, or a fill under fold_in(key, t). From a place outside its range: NaN.
    std::function<void(Key key, std::uint64_t t, std::span<const double> from, std::span<double> to)> draw = {};
    /// log q(to|from); -infinity where q never goes. Not needed without `hastings`.
    std::function<double(std::span<const double> from, std::span<const double> to)> log_density = {};
    bool hastings = true;  ///< false: as if q were symmetric
  };
  /// `density` must outlive it. Throws Error{invalid_argument} for a function that is missing.
  MetropolisHastings(LogDensity& density, Options options);

  [[nodiscard]] std::string_view name() const override { return "metropolis_hastings"; }
  /// NaN: the proposal has its own scale.
  [[nodiscard]] double target_acceptance() const override;

 private:
  double propose(std::size_t b, Key key, std::uint64_t t, std::span<const double> x,
                 std::span<double> proposal) override;

  Options options_;
  std::vector<std::pair<Key, Key>> streams_;  // (B): a chain's key and its stream of proposals
};

}  // namespace tractable
