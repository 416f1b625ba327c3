#include "tractable/mcmc/metropolis_hastings.hpp"

#include <limits>
#include <string>
#include <utility>

#include "tractable/base/error.hpp"

namespace tractable {

MetropolisHastings::MetropolisHastings(LogDensity& density, Options options)
    : Metropolis(density, 1, {}), options_(std::move(options)) {
  if (!options_.draw || (options_.hastings && !options_.log_density)) {
    throw_error(ErrorCode::invalid_argument, "metropolis_hastings", options_.draw ? "log_density" : "draw",
                " is no function");
  }
  for (std::size_t b = 0; b < density.batch(); ++b) streams_.emplace_back(Key{}, split_at(Key{}, kProposalStream));
}

double MetropolisHastings::target_acceptance() const { return std::numeric_limits<double>::quiet_NaN(); }

double MetropolisHastings::propose(std::size_t b, Key key, std::uint64_t t, std::span<const double> x,
                                   std::span<double> proposal) {
  auto& [of, stream] = streams_[b];
  if (of != key) streams_[b] = {key, split_at(key, kProposalStream)};
  options_.draw(stream, t, x, proposal);
  if (!options_.hastings) return 0;
  return options_.log_density(proposal, x) - options_.log_density(x, proposal);
}

}  // namespace tractable
