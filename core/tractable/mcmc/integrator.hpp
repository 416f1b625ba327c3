#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "tractable/mcmc/metric.hpp"
#include "tractable/simd/kernels.hpp"
#include "tractable/target/log_density.hpp"

// Hamilton's equations for H(q, p) = -log_prob(q) + p' Sigma p / 2, by the leapfrog rule:
//   p += step/2 gradient(q);   q += step Sigma p;   p += step/2 gradient(q).
// It keeps volume, runs backwards when p changes its sign, and its energy is wrong by O(step^2).
//   Neal (2011), MCMC using Hamiltonian dynamics, Handbook of MCMC, sec. 5.2.3.
//
// Inside the kernels momenta are standardised, r = L' p with Sigma = L L' (simd/leapfrog_step.hpp): they are the
// standard normals that were drawn, their energy is r'r / 2, and no metric is needed to join trees.

namespace tractable {

/// The two halves of a step around the evaluation of the gradient, for one chain and any metric.
class Leapfrog {
 public:
  explicit Leapfrog(std::size_t dim);
  /// half = r + step/2 L' gradient, then q += step L half. All (D); no two overlap but `half` and r.
  void drift(const Metric& metric, double step, const double* gradient, const double* r, double* half, double* q);
  /// r = half + step/2 L' gradient; returns r'r. `half` may be r.
  double kick(const Metric& metric, double step, const double* gradient, const double* half, double* r);

 private:
  const double* rooted(const Metric& metric, const double* gradient);
  const simd::Kernels& kernels_;
  std::size_t dim_;
  std::vector<double> ones_, force_, velocity_, workspace_;
};

/// Where B trajectories are.
struct PhasePoint {
  std::vector<double> position;  ///< (B, D)
  std::vector<double> momentum;  ///< (B, D): p, not standardised
  std::vector<double> log_prob;  ///< (B)
  std::vector<double> gradient;  ///< (B, D): of log_prob
  std::vector<double> energy;    ///< (B): H
};

/// The motion itself, a step at a time, to look at; B trajectories at once.
class Hamiltonian {
 public:
  /// Throws Error{shape_mismatch} for a metric of another dimension, Error{invalid_argument} for a target without its
  /// gradient.
  Hamiltonian(LogDensity target, Metric metric);
  [[nodiscard]] const Metric& metric() const { return metric_; }
  /// Throws Error{shape_mismatch} unless both are (B, D).
  [[nodiscard]] PhasePoint start(std::span<const double> position, std::span<const double> momentum);
  /// One leapfrog step; a negative one goes back in time. What is not finite stays so.
  void step(double step_size, PhasePoint& point);

 private:
  void evaluate(PhasePoint& point);
  LogDensity target_;
  Metric metric_;
  Leapfrog leapfrog_;
  std::vector<double> r_;
};

}  // namespace tractable
