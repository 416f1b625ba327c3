#include "tractable/mcmc/random_walk.hpp"

#include <utility>

namespace tractable {

RandomWalk::RandomWalk(LogDensity& density, Options options)
    : Metropolis(density, options.step_size, std::move(options.metric)),
      normals_(TransitionNoise::Law::normal, kProposalStream, density.batch(), density.dim()) {}

double RandomWalk::propose(std::size_t b, Key key, std::uint64_t t, std::span<const double> x,
                           std::span<double> proposal) {
  tuning().metric.move(normals_.at(b, key, t), proposal);
  const double step = tuning().step_size;
  for (std::size_t i = 0; i < x.size(); ++i) proposal[i] = x[i] + step * proposal[i];
  return 0;
}

}  // namespace tractable
