#include "tractable/mcmc/subsampled_metropolis.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <string>
#include <utility>

#include "tractable/base/error.hpp"
#include "tractable/base/mutant.hpp"
#include "tractable/mcmc/metropolis.hpp"
#include "tractable/simd/special.hpp"

namespace tractable {

namespace {

constexpr const char* kWhere = "subsampled_metropolis";

SubsampledMetropolis::Options checked(SubsampledMetropolis::Options options) {
  if (!options.log_likelihood) throw_error(ErrorCode::invalid_argument, kWhere, "log_likelihood is no function");
  if (options.chains == 0 || options.dim == 0 || options.rows == 0 || options.batch_rows == 0 ||
      options.rows > std::numeric_limits<std::uint32_t>::max()) {
    throw_error(ErrorCode::invalid_argument, kWhere, options.chains, " chains in dimension ", options.dim, ", ",
                options.batch_rows, " of ", options.rows, " rows; each must be at least 1, the rows at most 2^32 - 1");
  }
  return options;
}

}  // namespace

SubsampledMetropolis::SubsampledMetropolis(Options options)
    : Kernel(options.step_size, detail::metric_of(options.dim, options.metric)),
      options_(checked(std::move(options))),
      normals_(TransitionNoise::Law::normal, 0, options_.chains, options_.dim),
      uniforms_(TransitionNoise::Law::uniform, 1, options_.chains, 1),
      places_(TransitionNoise::Law::uniform, 2, options_.chains,
              options_.batch == Batch::full ? 1 : options_.batch_rows),
      rows_(options_.rows) {
  for (std::size_t i = 0; i < rows_.size(); ++i) rows_[i] = static_cast<std::uint32_t>(i);
}

ChainState SubsampledMetropolis::init(std::span<const double> position) {
  ChainState state = detail::chains_at(position, chains(), dim(), name());
  rows_.resize(options_.rows);
  for (std::size_t i = 0; i < rows_.size(); ++i) rows_[i] = static_cast<std::uint32_t>(i);
  for (std::size_t b = 0; b < chains(); ++b) {
    state.log_prob[b] = estimate(position.subspan(b * dim(), dim()));
    if (!std::isfinite(state.log_prob[b])) {
      throw_error(ErrorCode::not_finite, kWhere, "chain ", b, " starts where log_prob is ", state.log_prob[b]);
    }
  }
  return state;
}

double SubsampledMetropolis::estimate(std::span<const double> x) const {
  const double scale = static_cast<double>(options_.rows) / static_cast<double>(rows_.size());
  return (mutant("subsample_unscaled") ? 1 : scale) * options_.log_likelihood(x, rows_) +
         (options_.log_prior ? options_.log_prior(x) : 0);
}

void SubsampledMetropolis::choose_rows(std::size_t b, Key key, std::uint64_t t) {
  if (options_.batch == Batch::full) return;
  rows_.resize(options_.batch_rows);
  const std::span<const double> u = places_.at(b, key, t);
  for (std::size_t i = 0; i < rows_.size(); ++i) {
    rows_[i] = static_cast<std::uint32_t>(u[i] * static_cast<double>(options_.rows));
  }
}

void SubsampledMetropolis::step(std::span<const Key> keys, std::uint64_t t, ChainState& state, TransitionInfo& info) {
  const std::size_t d = dim();
  detail::fit(info, chains(), d);
  const double step = tuning().step_size;
  for (std::size_t b = 0; b < chains(); ++b) {
    choose_rows(b, keys[b], t);
    const std::span x = std::span(state.position).subspan(b * d, d);
    const std::span proposal = std::span(info.proposal).subspan(b * d, d);
    tuning().metric.move(normals_.at(b, keys[b], t), proposal);
    for (std::size_t i = 0; i < d; ++i) proposal[i] = x[i] + step * proposal[i];
    if (options_.batch == Batch::shared) state.log_prob[b] = estimate(x);
    const double there = estimate(proposal);
    const double log_ratio = there - state.log_prob[b];
    const bool is_number = there < std::numeric_limits<double>::infinity() && !std::isnan(log_ratio);
    info.acceptance[b] = is_number ? exp(std::min(log_ratio, 0.0)) : 0;
    const bool accepted = uniforms_.at(b, keys[b], t)[0] < info.acceptance[b];
    info.accepted[b] = accepted ? 1 : 0;
    info.not_finite[b] = is_number ? 0 : 1;
    info.evaluations[b] = options_.batch == Batch::shared ? 2 : 1;
    if (!accepted) continue;
    std::ranges::copy(proposal, x.begin());
    state.log_prob[b] = there;
  }
}

}  // namespace tractable
