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
    throw_error(ErrorCode::shape_mismatch, "kernel", "metric has dimension ", metric.dim(), ", the target has ", dim);
  }
  return metric;
}

ChainState detail::chains_at(std::span<const double> position, std::size_t chains, std::size_t dim,
                             std::string_view where) {
  if (position.size() != chains * dim) {
    throw_error(ErrorCode::shape_mismatch, where, "position has ", position.size(), " numbers; ", chains,
                " chains in dimension ", dim, " have ", chains * dim);
  }
  for (std::size_t i = 0; i < position.size(); ++i) {
    if (!std::isfinite(position[i])) {
      throw_error(ErrorCode::not_finite, where, "chain ", i / dim, " starts at ", position[i], " in coordinate ",
                  i % dim);
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
      throw_error(ErrorCode::not_finite, where, "chain ", b, " starts where log_prob is ", state.log_prob[b]);
    }
  }
  return state;
}

Metropolis::Metropolis(LogDensity& density, double step_size, Metric metric)
    : Kernel(step_size, detail::metric_of(density.dim(), std::move(metric))),
      density_(density),
      log_uniforms_(TransitionNoise::Law::log_uniform, kAcceptanceStream, density.batch(), 1),
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
  const std::span<const double> log_prob = density_.log_prob();
  for (std::size_t i = 0; i < proposal.size(); ++i) info.proposal[i] = proposal[i];
  bool sure = true;  // for one chain often, and an exponential takes as long as the rest of a short transition
  for (std::size_t b = 0; b < chains; ++b) {
    const double log_ratio = log_prob[b] - state.log_prob[b] + log_ratio_[b];
    const bool is_number = log_prob[b] < kInf && !std::isnan(log_ratio);
    info.not_finite[b] = is_number ? 0 : 1;
    log_ratio_[b] = is_number ? std::min(log_ratio, 0.0) : -kInf;
    sure = sure && log_ratio_[b] == 0;
    // Compared as logarithms, so that the next transition need not wait for an exponential.
    const bool accepted = log_uniforms_.at(b, keys[b], t)[0] < log_ratio_[b];
    info.accepted[b] = accepted ? 1 : 0;
    info.evaluations[b] = 1;
    if (!accepted) continue;
    for (std::size_t i = b * d; i < (b + 1) * d; ++i) state.position[i] = proposal[i];
    state.log_prob[b] = log_prob[b];
  }
  if (sure) {
    std::ranges::fill(info.acceptance, 1.0);
  } else {
    exp(log_ratio_, info.acceptance);
  }
  // The fault of keeping accepted places only, as if a rejected proposal were no transition.
  constexpr std::uint64_t kElsewhere = std::uint64_t{1} << 32, kLast = kElsewhere << 10;
  if (mutant("metropolis_forgets_rejections") && info.accepted[0] == 0 && t < kLast) {
    step(keys, t + kElsewhere, state, info);
  }
}

}  // namespace tractable
