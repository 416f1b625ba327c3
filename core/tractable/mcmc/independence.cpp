#include "tractable/mcmc/independence.hpp"

#include <algorithm>
#include <limits>
#include <utility>

#include "tractable/base/error.hpp"
#include "tractable/base/mutant.hpp"

namespace tractable {

namespace {

constexpr std::uint64_t kBlock = 32;

}  // namespace

RowLaw row_law(const Multivariate& law) {
  return {[&law](std::span<const double> x, std::span<double> log_prob) { law.log_prob(x, log_prob); },
          [&law](Key key, std::uint64_t begin, std::span<double> x) { law.sample(key, x, begin); }};
}

RowLaw row_law(const Univariate& law) {
  return {[&law](std::span<const double> x, std::span<double> log_prob) { law.log_prob(x, log_prob); },
          [&law](Key key, std::uint64_t begin, std::span<double> x) { law.sample(key, x, begin); }};
}

Independence::Independence(LogDensity& density, RowLaw proposal)
    : Metropolis(density, 1, {}), law_(std::move(proposal)), ahead_(density.batch()) {
  if (!law_.draw || !law_.log_prob) {
    throw_error(ErrorCode::invalid_argument, "independence", "proposal lacks its log_prob or its draw");
  }
  for (Ahead& each : ahead_) {
    each.x.resize(kBlock * density.dim());
    each.log_prob.resize(kBlock);
  }
}

double Independence::target_acceptance() const { return std::numeric_limits<double>::quiet_NaN(); }

double Independence::propose(std::size_t b, Key key, std::uint64_t t, std::span<const double> x,
                             std::span<double> proposal) {
  Ahead& ahead = ahead_[b];
  if (t - ahead.begin >= ahead.transitions || key != ahead.key) {
    ahead.key = key;
    ahead.begin = t - t % kBlock;
    ahead.transitions = kBlock;
    law_.draw(split_at(key, kProposalStream), ahead.begin, ahead.x);
    law_.log_prob(ahead.x, ahead.log_prob);
  }
  const auto place = static_cast<std::size_t>(t - ahead.begin);
  std::ranges::copy(std::span(ahead.x).subspan(place * x.size(), x.size()), proposal.begin());
  double here = 0;
  law_.log_prob(x, {&here, 1});
  return mutant("independence_without_weights") ? 0 : here - ahead.log_prob[place];
}

}  // namespace tractable
