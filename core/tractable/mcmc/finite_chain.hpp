#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "tractable/base/key.hpp"
#include "tractable/linalg/matrix.hpp"

// A Markov chain on n states, 0 ... n - 1, by its transition matrix P, P_ij = P(i -> j): all that the theory of Markov
// chain Monte Carlo says can be computed here. A law is a row vector of probabilities; one transition makes l P of l.
//   Levin & Peres (2017), Markov Chains and Mixing Times, 2nd ed., ch. 1, 4 and 12.

namespace tractable {

class FiniteChain {
 public:
  /// p (n, n). Rows are divided by their sums, which may be off by rounding. Throws Error{shape_mismatch} unless p is
  /// square and not empty, Error{too_large} for more than 1024 states, what require_matrix throws, and
  /// Error{invalid_argument} naming an entry below 0, or a row and its sum where that is not within 1e-9 of 1.
  explicit FiniteChain(MatrixView p);

  [[nodiscard]] std::size_t size() const { return p_.rows; }
  [[nodiscard]] const Matrix& matrix() const { return p_; }

  /// pi with pi P = pi: without cancellation, each probability to a few roundings (Grassmann, Taksar & Heyman 1985,
  /// Oper. Res. 33). Throws Error{invalid_argument} where there are several: two sets of states, each without a way
  /// out, are named.
  [[nodiscard]] std::vector<double> stationary() const;
  /// max_ij |pi_i P_ij - pi_j P_ji|: 0 for a reversible chain. Throws as require_law.
  [[nodiscard]] double detailed_balance_defect(std::span<const double> pi) const;

  /// P^t; P^0 is the identity.
  [[nodiscard]] Matrix power(std::uint64_t t) const;
  /// The law after t transitions from `law`. Throws as require_law.
  [[nodiscard]] std::vector<double> law_after(std::span<const double> law, std::uint64_t t) const;
  /// The n eigenvalues of a reversible chain, which are real, ascending; the last is 1. Throws Error{invalid_argument}
  /// where detailed balance is broken by more than 1e-10, or a state has probability 0, and as stationary().
  [[nodiscard]] std::vector<double> eigenvalues() const;
  /// The second largest of their moduli, 0 for n = 1: the distance to pi shrinks as its t-th power. 1 - it is the
  /// spectral gap. Throws as eigenvalues().
  [[nodiscard]] double second_eigenvalue_modulus() const;

  /// The states after transitions begin + 1 ... begin + n from `state`, which is where the chain stands after
  /// transition `begin`. Transition t is made of element t of a fill under `key`. Throws Error{invalid_argument} for a
  /// state that is none.
  [[nodiscard]] std::vector<std::uint32_t> path(Key key, std::uint32_t state, std::size_t n,
                                                std::uint64_t begin = 0) const;

 private:
  [[nodiscard]] std::vector<bool> reached(std::size_t state, bool backwards) const;

  Matrix p_;
};

/// The chain of Metropolis and Hastings on n states: from i to j with probability q_ij min(1, pi_j q_ji / (pi_i q_ij)),
/// else it stays. `pi` (n) need not add up to 1. Without `hastings` q is left out of the ratio. Throws
/// Error{invalid_argument} for a pi that is not > 0, and as FiniteChain for q.
[[nodiscard]] FiniteChain metropolis_chain(std::span<const double> pi, MatrixView q, bool hastings = true);

/// sup_A |a(A) - b(A)| = sum |a_i - b_i| / 2. Throws Error{shape_mismatch} for different lengths.
[[nodiscard]] double total_variation(std::span<const double> a, std::span<const double> b);

}  // namespace tractable
