#include "tractable/mcmc/log_normal_walk.hpp"

#include <cmath>
#include <limits>
#include <string>
#include <utility>

#include "tractable/base/error.hpp"
#include "tractable/simd/special.hpp"

namespace tractable {

LogNormalWalk::LogNormalWalk(LogDensity& density, Options options)
    : Metropolis(density, options.step_size, std::move(options.metric)),
      normals_(TransitionNoise::Law::normal, kProposalStream, density.batch(), density.dim()),
      move_(density.dim()),
      factor_(density.dim()),
      log_position_(density.batch() * density.dim()),
      hastings_(options.hastings) {}

ChainState LogNormalWalk::init(std::span<const double> position) {
  for (std::size_t i = 0; i < position.size(); ++i) {
    if (position[i] <= 0) {
      throw_error(ErrorCode::invalid_argument, name(), "chain ", i / dim(), " starts at ", position[i],
                  " in coordinate ", i % dim(), "; a walk by factors needs numbers > 0");
    }
  }
  return Metropolis::init(position);
}

std::span<const double> LogNormalWalk::metric_position(std::span<const double> position) {
  log(position, log_position_);
  return log_position_;
}

double LogNormalWalk::propose(std::size_t b, Key key, std::uint64_t t, std::span<const double> x,
                              std::span<double> proposal) {
  tuning().metric.move(normals_.at(b, key, t), move_);
  double log_factor = 0;
  for (double& each : move_) {
    each *= tuning().step_size;
    log_factor += each;
  }
  exp(move_, factor_);
  bool inside = true;
  for (std::size_t i = 0; i < x.size(); ++i) {
    proposal[i] = x[i] * factor_[i];
    inside = inside && proposal[i] > 0 && std::isfinite(proposal[i]);
  }
  // What over- or underflows has left the numbers that doubles can hold.
  if (!inside) return std::numeric_limits<double>::quiet_NaN();
  return hastings_ ? log_factor : 0;
}

}  // namespace tractable
