#include "tractable/mcmc/integrator.hpp"

#include <algorithm>
#include <utility>

#include "tractable/base/error.hpp"
#include "tractable/base/mutant.hpp"
#include "tractable/simd/matmul.hpp"

namespace tractable {

namespace {

/// Of the products with a dense root: L' g as g' L, and L r as r' L'.
Matmul row_times_root(std::size_t dim, bool transposed) {
  return {.m = 1, .n = dim, .k = dim, .transpose_b = transposed};
}

}  // namespace

Leapfrog::Leapfrog(std::size_t dim)
    : kernels_(simd::kernels()),
      dim_(dim),
      ones_(dim, 1.0),
      force_(dim),
      velocity_(dim),
      workspace_(std::max(matmul_workspace<double>(row_times_root(dim, false)),
                          matmul_workspace<double>(row_times_root(dim, true)))) {}

const double* Leapfrog::rooted(const Metric& metric, const double* gradient) {
  kernels_.matmul_f64(row_times_root(dim_, false), gradient, metric.root().data(), nullptr, force_.data(),
                      workspace_.data());
  return force_.data();
}

void Leapfrog::drift(const Metric& metric, double step, const double* gradient, const double* r, double* half,
                     double* q) {
  if (metric.kind() != Metric::Kind::dense) {
    kernels_.leapfrog_drift(metric.root().data(), step, gradient, r, half, q, dim_);
    return;
  }
  // The kernel's position is thrown away: the velocity of a dense metric comes after the momentum.
  kernels_.leapfrog_drift(ones_.data(), step, rooted(metric, gradient), r, half, velocity_.data(), dim_);
  kernels_.matmul_f64(row_times_root(dim_, true), half, metric.root().data(), nullptr, velocity_.data(),
                      workspace_.data());
  for (std::size_t i = 0; i < dim_; ++i) q[i] += step * velocity_[i];
}

double Leapfrog::kick(const Metric& metric, double step, const double* gradient, const double* half, double* r) {
  if (mutant("leapfrog_without_second_half")) step = 0;
  if (metric.kind() != Metric::Kind::dense) {
    return kernels_.leapfrog_kick(metric.root().data(), step, gradient, half, r, dim_);
  }
  return kernels_.leapfrog_kick(ones_.data(), step, rooted(metric, gradient), half, r, dim_);
}

Hamiltonian::Hamiltonian(LogDensity target, Metric metric)
    : target_(std::move(target)), metric_(std::move(metric)), leapfrog_(target_.dim()), r_(target_.dim()) {
  if (metric_.dim() != target_.dim()) {
    throw_error(ErrorCode::shape_mismatch, "hamiltonian", "metric has dimension ", metric_.dim(), ", the target has ",
                target_.dim());
  }
  if (target_.gradient().empty()) {
    throw_error(ErrorCode::invalid_argument, "hamiltonian", "target has no gradient");
  }
}

PhasePoint Hamiltonian::start(std::span<const double> position, std::span<const double> momentum) {
  const std::size_t size = target_.batch() * target_.dim();
  if (position.size() != size || momentum.size() != size) {
    throw_error(ErrorCode::shape_mismatch, "hamiltonian", "position has ", position.size(), " values and momentum has ",
                momentum.size(), "; the target takes (", target_.batch(), ", ", target_.dim(), ")");
  }
  PhasePoint point{.position{position.begin(), position.end()},
                   .momentum{momentum.begin(), momentum.end()},
                   .log_prob = std::vector<double>(target_.batch()),
                   .gradient = std::vector<double>(size),
                   .energy = std::vector<double>(target_.batch())};
  std::copy(position.begin(), position.end(), target_.position().begin());
  evaluate(point);
  return point;
}

void Hamiltonian::step(double step_size, PhasePoint& point) {
  const std::size_t dim = target_.dim();
  std::copy(point.position.begin(), point.position.end(), target_.position().begin());
  for (std::size_t b = 0; b < target_.batch(); ++b) {
    const auto p = std::span(point.momentum).subspan(b * dim, dim);
    metric_.standardize(p, r_);
    leapfrog_.drift(metric_, step_size, point.gradient.data() + b * dim, r_.data(), r_.data(),
                    target_.position().data() + b * dim);
    metric_.momentum(r_, p);
  }
  evaluate(point);
  for (std::size_t b = 0; b < target_.batch(); ++b) {
    const auto p = std::span(point.momentum).subspan(b * dim, dim);
    metric_.standardize(p, r_);
    leapfrog_.kick(metric_, step_size, point.gradient.data() + b * dim, r_.data(), r_.data());
    metric_.momentum(r_, p);
    point.energy[b] = metric_.kinetic(p) - point.log_prob[b];
  }
}

void Hamiltonian::evaluate(PhasePoint& point) {
  target_.evaluate();
  std::copy(target_.position().begin(), target_.position().end(), point.position.begin());
  std::copy(target_.log_prob().begin(), target_.log_prob().end(), point.log_prob.begin());
  std::copy(target_.gradient().begin(), target_.gradient().end(), point.gradient.begin());
  for (std::size_t b = 0; b < target_.batch(); ++b) {
    point.energy[b] =
        metric_.kinetic(std::span(point.momentum).subspan(b * target_.dim(), target_.dim())) - point.log_prob[b];
  }
}

}  // namespace tractable
