#pragma once

#include <cstddef>

// The inner loops of Hamiltonian Monte Carlo, for one chain. Momenta are standardised: r = L' p for the metric
// Sigma = L L', so that r ~ N(0, I), the kinetic energy is r'r / 2, and (Sigma p)' p* = r' r* in every U-turn check.
// `scale` is the diagonal of L. What a kernel here does, number by number:
//
//   drift   half = r + (step / 2) (scale gradient),   q = q + step (scale half)
//   kick    r = half + (step / 2) (scale gradient); returns r'r
//   copy    to = from: a call of memcpy for more than 511 bytes leaves WebAssembly and costs more than the copy
//   join    sum = the two trees' sums added; whether first' sum > 0 and last' sum > 0 of what is named below
//
// Slots of momenta have room for a multiple of four numbers, zeros behind the last, and `join` runs over all of that.

namespace tractable::simd {

/// Of a tree of leapfrog steps: the momenta at its ends and their sum over all its points.
struct Momenta {
  const double* first;
  const double* last;
  const double* sum;
};

/// Whether the generalised criterion sees no U-turn ...
struct TurnChecks {
  bool whole;   ///< ... of the joined tree
  bool across;  ///< ... of the left one with the right one's first point, nor of the right one with the left's last
};

using LeapfrogDrift = void (*)(const double* scale, double step, const double* gradient, const double* r, double* half,
                               double* q, std::size_t n);
using LeapfrogKick = double (*)(const double* scale, double step, const double* gradient, const double* half, double* r,
                                std::size_t n);
using LeapfrogCopy = void (*)(const double* from, double* to, std::size_t n);
/// For two single points all checks are one.
using JoinLeaves = bool (*)(const double* first, const double* last, double* sum, std::size_t n);
/// `sum` may be one of the two trees'.
using JoinTrees = TurnChecks (*)(const Momenta& left, const Momenta& right, double* sum, std::size_t n);

}  // namespace tractable::simd
