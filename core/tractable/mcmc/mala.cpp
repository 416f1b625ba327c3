#include "tractable/mcmc/mala.hpp"

#include <algorithm>
#include <utility>

#include "tractable/base/mutant.hpp"
#include "tractable/mcmc/metropolis.hpp"
#include "tractable/simd/reduce.hpp"

namespace tractable {

Mala::Mala(LogDensity target, Options options)
    : GradientKernel(std::move(target), options.step_size, "mala"),
      noise_(TransitionNoise::Law::normal, kMomentumStream, chains(), dim()),
      uniform_(TransitionNoise::Law::uniform, kUniformStream, chains(), 1),
      half_(chains() * dim()) {}

void Mala::step(std::span<const Key> keys, std::uint64_t t, ChainState& state, TransitionInfo& info) {
  detail::fit(info, chains(), dim());
  const auto& [step, metric] = tuning();
  std::copy(state.position.begin(), state.position.end(), target_.position().begin());
  for (std::size_t b = 0, at = 0; b < chains(); ++b, at += dim()) {
    leapfrog_.drift(metric, step, state.gradient.data() + at, noise_.at(b, keys[b], t).data(), half_.data() + at,
                    target_.position().data() + at);
  }
  target_.evaluate();
  for (std::size_t b = 0, at = 0; b < chains(); ++b, at += dim()) {
    const double there = sum_squares(noise_.at(b, keys[b], t)) / 2;
    double back =
        leapfrog_.kick(metric, step, target_.gradient().data() + at, half_.data() + at, half_.data() + at) / 2;
    if (mutant("mala_without_hastings")) back = there;
    decide(b, uniform_.at(b, keys[b], t)[0], there, back, state, info);
    info.evaluations[b] = 1;
  }
}

}  // namespace tractable
