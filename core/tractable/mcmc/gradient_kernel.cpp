#include "tractable/mcmc/gradient_kernel.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

#include "tractable/base/error.hpp"
#include "tractable/base/mutant.hpp"
#include "tractable/simd/reduce.hpp"
#include "tractable/simd/special.hpp"

namespace tractable {

GradientKernel::GradientKernel(LogDensity target, double step_size, const char* where)
    : Kernel(step_size, Metric::identity(target.dim())),
      target_(std::move(target)),
      leapfrog_(target_.dim()),
      r_(target_.batch() * target_.dim()) {
  if (target_.gradient().empty()) {
    throw_error(ErrorCode::invalid_argument, where, where, " needs the target's gradient");
  }
}

bool GradientKernel::usable(std::size_t b) const {
  const double log_prob = target_.log_prob()[b];
  const auto gradient = target_.gradient().subspan(b * dim(), dim());
  return log_prob < std::numeric_limits<double>::infinity() &&
         std::all_of(gradient.begin(), gradient.end(), [](double g) { return std::isfinite(g); });
}

ChainState GradientKernel::init(std::span<const double> position) {
  if (position.size() != chains() * dim()) {
    throw_error(ErrorCode::shape_mismatch, "init", "position has ", position.size(), " values, but must be (", chains(),
                ", ", dim(), ")");
  }
  for (std::size_t i = 0; i < position.size(); ++i) {
    if (!std::isfinite(position[i])) {
      throw_error(ErrorCode::not_finite, "init", "position of chain ", i / dim(), " is ", position[i],
                  " in coordinate ", i % dim());
    }
  }
  std::copy(position.begin(), position.end(), target_.position().begin());
  target_.evaluate();
  for (std::size_t b = 0; b < chains(); ++b) {
    if (!std::isfinite(target_.log_prob()[b])) {
      throw_error(ErrorCode::not_finite, "init", "log_prob of chain ", b, " is ", target_.log_prob()[b],
                  " where it starts");
    }
    if (!usable(b)) {
      throw_error(ErrorCode::not_finite, "init", "the gradient of chain ", b, " is not finite where it starts");
    }
  }
  return {.position{position.begin(), position.end()},
          .log_prob{target_.log_prob().begin(), target_.log_prob().end()},
          .gradient{target_.gradient().begin(), target_.gradient().end()}};
}

bool GradientKernel::try_step(const ChainState& state, std::span<const double> noise, std::span<double> error) {
  const auto& [step, metric] = tuning();
  const std::size_t dim = this->dim();
  std::copy(state.position.begin(), state.position.end(), target_.position().begin());
  for (std::size_t at = 0; at < chains() * dim; at += dim) {
    leapfrog_.drift(metric, step, state.gradient.data() + at, noise.data() + at, r_.data() + at,
                    target_.position().data() + at);
  }
  target_.evaluate();
  for (std::size_t b = 0, at = 0; b < chains(); ++b, at += dim) {
    const double after =
        leapfrog_.kick(metric, step, target_.gradient().data() + at, r_.data() + at, r_.data() + at) / 2;
    const double before = sum_squares(noise.subspan(at, dim)) / 2;
    error[b] = (after - target_.log_prob()[b]) - (before - state.log_prob[b]);
  }
  return true;
}

void GradientKernel::decide(std::size_t b, double u, double kinetic_before, double kinetic, ChainState& state,
                            TransitionInfo& info) {
  const std::size_t dim = this->dim(), begin = b * dim;
  const auto row = [&](auto&& values) { return values.begin() + static_cast<std::ptrdiff_t>(begin); };
  const double log_prob = target_.log_prob()[b];
  const double before = kinetic_before - state.log_prob[b], after = kinetic - log_prob;
  const double error = after - before;
  const bool is_usable = std::isfinite(kinetic) ? log_prob < std::numeric_limits<double>::infinity() : usable(b);
  const double acceptance =
      is_usable && error < std::numeric_limits<double>::infinity() ? exp(std::min(-error, 0.0)) : 0;
  const bool moves = u < acceptance;
  std::copy_n(row(target_.position()), dim, row(info.proposal));
  if (moves) {
    std::copy_n(row(target_.position()), dim, row(state.position));
    std::copy_n(row(target_.gradient()), dim, row(state.gradient));
    state.log_prob[b] = log_prob;
  }
  info.acceptance[b] = acceptance;
  info.accepted[b] = moves ? 1 : 0;
  info.energy[b] = moves ? after : before;
  info.energy_error[b] = error;
  info.divergent[b] = error <= kDivergence && is_usable ? 0 : 1;
  info.not_finite[b] = is_usable ? 0 : 1;
}

}  // namespace tractable
