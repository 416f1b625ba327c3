#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "tractable/linalg/cholesky.hpp"
#include "tractable/linalg/matrix.hpp"

// The shape in which a kernel moves: Sigma, an estimate of the target's covariance. A random walk takes steps of this
// covariance; Hamiltonian dynamics takes it as the inverse of its mass matrix, so that
//   kinetic energy  K(p) = p' Sigma p / 2,   velocity  Sigma p,   p ~ N(0, Sigma^-1).
// The determinant is left out everywhere: it is the same on both sides of every acceptance.
//   Neal (2011), MCMC using Hamiltonian dynamics, Handbook of MCMC, sec. 5.4.2.

namespace tractable {

class Metric {
 public:
  enum class Kind : unsigned char { identity, diagonal, dense };

  /// Dimension 0: to be assigned.
  Metric() = default;
  [[nodiscard]] static Metric identity(std::size_t dim);
  /// Throws Error{invalid_argument} naming the first variance that is not finite and > 0.
  [[nodiscard]] static Metric diagonal(std::span<const double> variances);
  /// Throws what Cholesky throws, which names the failing pivot, and Error{invalid_argument} if it is not symmetric.
  [[nodiscard]] static Metric dense(MatrixView covariance);

  [[nodiscard]] Kind kind() const { return kind_; }
  [[nodiscard]] std::size_t dim() const { return dim_; }
  /// identity: empty; diagonal: (D) variances; dense: (D, D) row by row.
  [[nodiscard]] std::span<const double> values() const { return covariance_; }
  /// The root L of Sigma = L L': (D) standard deviations, all 1 for identity; dense: (D, D) lower, row by row.
  [[nodiscard]] std::span<const double> root() const { return root_; }

  // All spans have length D; `out` may be the argument itself but for `velocity` of a dense metric.
  /// out = Sigma p.
  void velocity(std::span<const double> p, std::span<double> out) const;
  /// p' Sigma p / 2.
  [[nodiscard]] double kinetic(std::span<const double> p) const;
  /// From standard normals z a momentum of law N(0, Sigma^-1).
  void momentum(std::span<const double> z, std::span<double> out) const;
  /// The way back: r = L' p, whose length squared is twice the kinetic energy.
  void standardize(std::span<const double> p, std::span<double> out) const;
  /// From standard normals z a move of law N(0, Sigma).
  void move(std::span<const double> z, std::span<double> out) const;
  /// The way back: L^-1 x.
  void whiten(std::span<const double> x, std::span<double> out) const;

 private:
  Kind kind_ = Kind::identity;
  std::size_t dim_ = 0;
  std::vector<double> covariance_;
  std::vector<double> root_;          // identity, diagonal: standard deviations; dense: the lower factor, row by row
  std::vector<double> inverse_root_;  // diagonal: their reciprocals
};

}  // namespace tractable
