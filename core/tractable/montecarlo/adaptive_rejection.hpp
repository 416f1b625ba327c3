#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <span>
#include <vector>

#include "tractable/base/key.hpp"
#include "tractable/base/root.hpp"

// Adaptive rejection sampling of a log-concave law on the line: the envelope is made of tangents to the log density,
// a piecewise exponential that lies above a concave function wherever they touch it. Every rejected proposal becomes a
// new tangent, so that soon almost nothing is rejected; chords between the points of contact lie below and spare most
// evaluations.
//   Gilks & Wild (1992): Adaptive rejection sampling for Gibbs sampling, Applied Statistics 41(2), sec. 2.
//
// Draw i takes its random numbers from fold_in(key, i), attempt by attempt; the tangents are those that the draws
// before it left. So a sequence of draws does not depend on the calls into which it is cut.
//
// That the log density is not concave shows as a value or slope on the wrong side of a tangent or chord: Info then
// names the place, and no more draws are made.

namespace tractable {

class AdaptiveRejection {
 public:
  struct Options {
    double low = -std::numeric_limits<double>::infinity();  ///< the support
    double high = std::numeric_limits<double>::infinity();
    double start = 0;              ///< inside the support, where the density is not 0
    double step = 1;               ///< how far from there the search for the tails begins; doubled until they fall
    std::size_t most_points = 64;  ///< tangents; then the envelope stays as it is
  };

  enum class Stop { none, not_concave, not_a_number };

  struct Info {
    std::uint64_t proposals = 0;
    std::uint64_t accepted = 0;
    std::uint64_t evaluations = 0;  ///< of the log density, those of the constructor too
    Stop stop = Stop::none;
    double offending_x = 0;  ///< where it is not concave, or NaN
    double excess = 0;       ///< by how much it lies above a tangent, or below a chord, there
  };

  /// `log_density`: value and slope, up to a constant. Throws Error{invalid_argument} unless low < start < high, if
  /// the density does not fall towards an infinite end within 2^60 steps or its value is not finite on the way (then
  /// `low` or `high` is missing), or it shows no concavity there; Error{not_finite} unless start and step are.
  AdaptiveRejection(FunctionWithSlope log_density, Key key, Options options);

  /// The next out.size() draws. After a stop the rest, now and later, is NaN.
  void sample(std::span<double> out);

  [[nodiscard]] const Info& info() const { return info_; }

  struct Tangent {
    double x, value, slope;
  };
  /// The points of contact, ascending.
  [[nodiscard]] std::span<const Tangent> tangents() const { return tangents_; }
  /// The logarithm of the envelope.
  [[nodiscard]] double log_envelope(double x) const;

 private:
  struct Proposed {
    double x, log_envelope, log_squeeze;
  };
  [[nodiscard]] Tangent touch(double x);
  void find_tail(double direction, double end);
  [[nodiscard]] bool insert(Tangent tangent);
  void rebuild();
  [[nodiscard]] Proposed propose(double u) const;
  [[nodiscard]] std::optional<double> draw(Key key);
  void stop(Stop why, double x, double excess);

  FunctionWithSlope log_density_;
  Key key_;
  Options options_;
  Info info_;
  std::vector<Tangent> tangents_;
  std::vector<double> breaks_;      // tangent j serves from breaks_[j] to breaks_[j + 1]
  std::vector<double> cumulative_;  // mass of the envelope up to the end of tangent j, relative to the largest
};

}  // namespace tractable
