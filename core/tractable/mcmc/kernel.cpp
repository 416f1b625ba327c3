#include "tractable/mcmc/kernel.hpp"

#include <cmath>
#include <limits>
#include <utility>

#include "tractable/base/error.hpp"

namespace tractable {

namespace {

void require_step_size(double step_size) {
  if (!std::isfinite(step_size) || step_size <= 0) {
    throw_error(ErrorCode::invalid_argument, "kernel", "step_size is ", step_size, ", but must be finite and > 0");
  }
}

}  // namespace

void TransitionInfo::reset(std::size_t chains, std::size_t dim) {
  constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();
  acceptance.assign(chains, 0);
  accepted.assign(chains, 0);
  proposal.assign(chains * dim, kNaN);
  energy.assign(chains, kNaN);
  energy_error.assign(chains, kNaN);
  divergent.assign(chains, 0);
  not_finite.assign(chains, 0);
  depth.assign(chains, 0);
  evaluations.assign(chains, 0);
}

Kernel::Kernel(double step_size, Metric metric) : tuning_{step_size, std::move(metric)} {
  require_step_size(step_size);
}

void Kernel::set_tuning(Tuning tuning) {
  require_step_size(tuning.step_size);
  if (tuning.metric.dim() != dim()) {
    throw_error(ErrorCode::shape_mismatch, "kernel", "metric has dimension ", tuning.metric.dim(), ", the target has ",
                dim());
  }
  tuning_ = std::move(tuning);
}

void Kernel::set_step_size(double step_size) {
  require_step_size(step_size);
  tuning_.step_size = step_size;
}

}  // namespace tractable
