#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "tractable/montecarlo/proposal.hpp"

// Rejection sampling: points under the graph of M q are thrown evenly; those that also lie under the target's graph
// have its law. The target p need not be normalised; M q must lie above it everywhere. Of all proposals
//   Z / M,   Z = int p,
// are accepted, which is what becomes hopeless in high dimensions (not p = 0 there: ball.hpp).
//   von Neumann (1951): Various techniques used in connection with random digits.  Robert & Casella (2004), sec. 2.3.
//
// Proposal j is a function of (key, j): its place from split_at(key, 0), its height from split_at(key, 1). Draw i is
// the i-th accepted one, so that neither depends on how the work is cut.
//
// Whether M q lies above p everywhere cannot be seen from draws, but a proposal under p and over M q proves the
// contrary: the draws then have the law of min(p, M q), and Info names the worst such place.

namespace tractable {

struct RejectionInfo {
  std::uint64_t proposals = 0;
  std::uint64_t accepted = 0;
  std::uint64_t violations = 0;     ///< proposals at which log p > log M q + 1e-10
  double excess = 0;                ///< the largest log p - log M q among them
  std::vector<double> offending_x;  ///< (d) where
  std::uint64_t not_a_number = 0;   ///< proposals at which log p or log M q is NaN: rejected
  std::vector<double> undefined_x;  ///< (d) the first of them

  /// accepted / proposals, and its standard error for a fixed number of proposals; NaN before the first.
  [[nodiscard]] double acceptance() const;
  [[nodiscard]] double acceptance_error() const;
  [[nodiscard]] bool sound() const { return violations == 0 && not_a_number == 0; }
};

class Rejection {
 public:
  /// The envelope is exp(log_m) q. Throws Error{invalid_argument} for a missing function or dim 0, Error{not_finite}
  /// unless log_m is finite.
  Rejection(LogProb target, Proposal proposal, double log_m);

  struct Darts {
    std::vector<double> x;                ///< (n, d)
    std::vector<double> log_height;       ///< (n) log of u M q(x), u uniform: where in the picture the dart is
    std::vector<std::uint32_t> accepted;  ///< (n) 1 or 0
    std::vector<double> acceptance;       ///< (n) the running estimate: of `info` after each dart
  };
  /// Proposals begin ... begin + n - 1, all of them, and adds them to `info`.
  [[nodiscard]] Darts throw_darts(Key key, std::size_t n, std::uint64_t begin, RejectionInfo& info) const;

  enum class Stop { complete, envelope_violated, not_a_number, max_proposals };
  struct Sample {
    std::vector<double> x;  ///< (accepted, d): fewer than asked for unless complete
    Stop stop = Stop::complete;
    RejectionInfo info;
  };
  /// The first n draws. Stops, with those before it, at the first proposal that shows the envelope or the target to be
  /// wrong, or when max_proposals are made: a value in `stop`, not an Error.
  [[nodiscard]] Sample sample(Key key, std::size_t n, std::uint64_t max_proposals = std::uint64_t{1} << 32) const;

  [[nodiscard]] std::size_t dim() const { return proposal_.dim; }
  /// log M + log acceptance: the estimate of log Z.
  [[nodiscard]] double log_normalizer(const RejectionInfo& info) const;

 private:
  struct Block;
  void evaluate(Key key, std::uint64_t begin, Block& block) const;

  LogProb target_;
  Proposal proposal_;
  double log_m_;
};

}  // namespace tractable
