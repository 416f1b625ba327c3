#include "tractable/mcmc/metropolis.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <string>
#include <utility>

#include "tractable/base/error.hpp"
#include "tractable/base/mutant.hpp"
#include "tractable/simd/special.hpp"

namespace tractable {

namespace {

constexpr double kInf = std::numeric_limits<double>::infinity();

}  // namespace

Metric detail::metric_of(std::size_t dim, Metric metric) {
  if (metric.dim() == 0) return Metric::identity(dim);
  if (metric.dim() != dim) {
    throw Error(ErrorCode::shape_mismatch, "kernel",
                text("metric has dimension ", metric.dim(), ", the target has ", dim));
  }
  return metric;
}

ChainState detail::chains_at(std::span<const double> position, std::size_t chains, std::size_t dim,
                             std::string_view where) {
  if (position.size() != chains * dim) {
    throw Error(ErrorCode::shape_mismatch, std::string(where),
                text("position has ", position.size(), " numbers; ", chains, " chains in dimension ", dim, " have ",
                     chains * dim));
  }
  for (std::size_t i = 0; i < position.size(); ++i) {
    if (!std::isfinite(position[i])) {
      throw Error(ErrorCode::not_finite, std::string(where),
                  text("chain ", i / dim, " starts at ", position[i], " in coordinate ", i % dim));
    }
  }
  ChainState state;
  state.position.assign(position.begin(), position.end());
  state.log_prob.assign(chains, std::numeric_limits<double>::quiet_NaN());
  return state;
}

ChainState detail::chains_at(std::span<const double> position, LogDensity& density, std::string_view where) {
  ChainState state = chains_at(position, density.batch(), density.dim(), where);
  std::ranges::copy(position, density.position().begin());
  density.evaluate();
  std::ranges::copy(density.log_prob(), state.log_prob.begin());
  for (std::size_t b = 0; b < state.log_prob.size(); ++b) {
    if (!std::isfinite(state.log_prob[b])) {
      throw Error(ErrorCode::not_finite, std::string(where),
                  text("chain ", b, " starts where log_prob is ", state.log_prob[b]));
    }
  }
  return state;
}

Metropolis::Metropolis(LogDensity& density, double step_size, Metric metric)
    : Kernel(step_size, detail::metric_of(density.dim(), std::move(metric))),
      density_(density),
      uniforms_(TransitionNoise::Law::uniform, kAcceptanceStream, density.batch(), 1),
      log_ratio_(density.batch()) {}

ChainState Metropolis::init(std::span<const double> position) { return detail::chains_at(position, density_, name()); }

void Metropolis::step(std::span<const Key> keys, std::uint64_t t, ChainState& state, TransitionInfo& info) {
  const std::size_t chains = log_ratio_.size(), d = dim();
  detail::fit(info, chains, d);
  const std::span<double> proposal = density_.position();
  for (std::size_t b = 0; b < chains; ++b) {
    const double hastings =
        propose(b, keys[b], t, std::span(state.position).subspan(b * d, d), proposal.subspan(b * d, d));
    log_ratio_[b] = mutant("metropolis_without_hastings") ? 0 : hastings;
  }
  density_.evaluate();
  for (std::size_t b = 0; b < chains; ++b) {
    const double there = density_.log_prob()[b];
    const double log_ratio = there - state.log_prob[b] + log_ratio_[b];
    const bool is_number = there < kInf && !std::isnan(log_ratio);
    info.not_finite[b] = is_number ? 0 : 1;
    log_ratio_[b] = is_number ? std::min(log_ratio, 0.0) : -kInf;
  }
  exp(log_ratio_, info.acceptance);
  std::ranges::copy(proposal, info.proposal.begin());
  for (std::size_t b = 0; b < chains; ++b) {
    const bool accepted = uniforms_.at(b, keys[b], t)[0] < info.acceptance[b];
    info.accepted[b] = accepted ? 1 : 0;
    info.evaluations[b] = 1;
    if (!accepted) continue;
    std::copy_n(proposal.begin() + static_cast<std::ptrdiff_t>(b * d), d,
                state.position.begin() + static_cast<std::ptrdiff_t>(b * d));
    state.log_prob[b] = density_.log_prob()[b];
  }
  // The fault of keeping accepted places only, as if a rejected proposal were no transition.
  constexpr std::uint64_t kElsewhere = std::uint64_t{1} << 32;
  if (mutant("metropolis_forgets_rejections") && info.accepted[0] == 0) step(keys, t + kElsewhere, state, info);
}

}  // namespace tractable
