#include "tractable/mcmc/hmc.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

#include "tractable/base/error.hpp"
#include "tractable/base/mutant.hpp"
#include "tractable/mcmc/metropolis.hpp"
#include "tractable/simd/reduce.hpp"

namespace tractable {

Hmc::Hmc(LogDensity target, Options options)
    : GradientKernel(std::move(target), options.step_size, "hmc"),
      options_(options),
      noise_(TransitionNoise::Law::normal, kMomentumStream, chains(), dim()),
      uniform_(TransitionNoise::Law::uniform, kUniformStream, chains(), 2),
      r_(chains() * dim()),
      step_(chains()),
      before_(chains()),
      kinetic_(chains()) {
  const auto require = [](bool allowed, auto value, const char* name, const char* range) {
    if (!allowed) throw_error(ErrorCode::invalid_argument, "hmc", name, " is ", value, "; it must be ", range);
  };
  require(options.steps >= 1 && options.steps <= kMaxSteps, options.steps, "steps", "from 1 to 10000");
  require(std::isfinite(options.length) && options.length >= 0, options.length, "length", "finite and at least 0");
  require(options.jitter >= 0 && options.jitter <= 1, options.jitter, "jitter", "from 0 to 1");
}

std::uint32_t Hmc::steps() const {
  if (options_.length <= 0) return options_.steps;
  return static_cast<std::uint32_t>(std::clamp(options_.length / tuning().step_size, 1.0, double{kMaxSteps}));
}

void Hmc::step(std::span<const Key> keys, std::uint64_t t, ChainState& state, TransitionInfo& info) {
  detail::fit(info, chains(), dim());
  const Metric& metric = tuning().metric;
  const std::uint32_t steps = this->steps();
  std::copy(state.position.begin(), state.position.end(), target_.position().begin());
  for (std::size_t b = 0; b < chains(); ++b) {
    const auto z = noise_.at(b, keys[b], mutant("hmc_keeps_momentum") ? t & ~std::uint64_t{1} : t);
    std::copy(z.begin(), z.end(), r_.begin() + static_cast<std::ptrdiff_t>(b * dim()));
    before_[b] = sum_squares(z) / 2;
    step_[b] = tuning().step_size * (1 + options_.jitter * (2 * uniform_.at(b, keys[b], t)[1] - 1));
  }
  const double* gradient = state.gradient.data();
  for (std::uint32_t k = 0; k < steps; ++k) {
    double* q = target_.position().data();
    for (std::size_t b = 0, at = 0; b < chains(); ++b, at += dim()) {
      leapfrog_.drift(metric, step_[b], gradient + at, r_.data() + at, r_.data() + at, q + at);
    }
    target_.evaluate();
    gradient = target_.gradient().data();
    for (std::size_t b = 0, at = 0; b < chains(); ++b, at += dim()) {
      kinetic_[b] = leapfrog_.kick(metric, step_[b], gradient + at, r_.data() + at, r_.data() + at) / 2;
    }
  }
  for (std::size_t b = 0; b < chains(); ++b) {
    decide(b, uniform_.at(b, keys[b], t)[0], before_[b], kinetic_[b], state, info);
    info.evaluations[b] = steps;
  }
}

}  // namespace tractable
