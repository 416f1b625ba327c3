#include "tractable/mcmc/sgld.hpp"

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

bool all_finite(std::span<const double> values) {
  return std::ranges::all_of(values, [](double x) { return std::isfinite(x); });
}

}  // namespace

Sgld::Sgld(Options options)
    : Kernel(options.step_size, detail::metric_of(options.dim, options.metric)),
      options_(std::move(options)),
      normals_(TransitionNoise::Law::normal, 0, options_.chains, options_.dim),
      drift_(options_.dim),
      noise_(options_.dim),
      next_(options_.dim) {
  constexpr const char* kWhere = "sgld";
  if (!options_.gradient) throw_error(ErrorCode::invalid_argument, kWhere, "gradient is no function");
  if (options_.chains == 0 || options_.dim == 0) {
    throw_error(ErrorCode::invalid_argument, kWhere, options_.chains, " chains in dimension ", options_.dim,
                "; both must be at least 1");
  }
  require_positive(options_.offset, kWhere, "offset");
  require_probability(options_.decay, kWhere, "decay");
}

double Sgld::target_acceptance() const { return std::numeric_limits<double>::quiet_NaN(); }

ChainState Sgld::init(std::span<const double> position) {
  ChainState state = detail::chains_at(position, chains(), dim(), name());
  state.gradient.resize(position.size());
  for (std::size_t b = 0; b < chains(); ++b) {
    const std::span gradient = std::span(state.gradient).subspan(b * dim(), dim());
    options_.gradient(split_at(Key{}, 1), 0, position.subspan(b * dim(), dim()), gradient);
    if (!all_finite(gradient)) {
      throw_error(ErrorCode::not_finite, name(), "chain ", b, " starts where its gradient is none");
    }
  }
  return state;
}

double Sgld::step_size_at(std::uint64_t t) const {
  if (options_.decay == 0) return tuning().step_size;
  return tuning().step_size * exp(-options_.decay * log1p(static_cast<double>(t) / options_.offset));
}

void Sgld::step(std::span<const Key> keys, std::uint64_t t, ChainState& state, TransitionInfo& info) {
  const std::size_t d = dim();
  detail::fit(info, chains(), d);
  if (state.gradient.size() != state.position.size()) state.gradient.resize(state.position.size());
  const double eps = step_size_at(t);
  const double spread = std::sqrt(mutant("sgld_noise_halved") ? eps / 2 : eps);
  const Metric& metric = tuning().metric;
  for (std::size_t b = 0; b < chains(); ++b) {
    const std::span x = std::span(state.position).subspan(b * d, d);
    const std::span gradient = std::span(state.gradient).subspan(b * d, d);
    options_.gradient(split_at(keys[b], 1), t, x, gradient);
    metric.velocity(gradient, drift_);
    metric.move(normals_.at(b, keys[b], t), noise_);
    for (std::size_t i = 0; i < d; ++i) next_[i] = x[i] + 0.5 * eps * drift_[i] + spread * noise_[i];
    const bool finite = all_finite(next_);
    if (finite) std::ranges::copy(next_, x.begin());
    std::ranges::copy(next_, info.proposal.begin() + static_cast<std::ptrdiff_t>(b * d));
    info.acceptance[b] = finite ? 1 : 0;
    info.accepted[b] = finite ? 1 : 0;
    info.not_finite[b] = finite ? 0 : 1;
    info.evaluations[b] = 1;
  }
}

}  // namespace tractable
