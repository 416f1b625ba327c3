#include "tractable/mcmc/sampler.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

#include "tractable/base/error.hpp"
#include "tractable/mcmc/gradient_kernel.hpp"
#include "tractable/simd/random.hpp"
#include "tractable/simd/special.hpp"

namespace tractable {

namespace {

constexpr const char* kWhere = "sampler";
// Of the search for a step size: the acceptance it looks for, where it gives up, and how often it draws momenta at
// most.
constexpr double kSearchAcceptance = 0.8, kLargestStep = 1e7, kSmallestStep = 1e-30;
constexpr std::uint64_t kSearchDraws = 256;

// What stands first in what is saved: the format, B, D, numbers of the gradient, iteration, step size, metric's kind.
constexpr std::size_t kHead = 7;
constexpr double kFormat = 1;

std::size_t metric_size(Metric::Kind kind, std::size_t dim) {
  return kind == Metric::Kind::identity ? 0 : kind == Metric::Kind::diagonal ? dim : dim * dim;
}

Metric metric_of(Metric::Kind kind, std::span<const double> values, std::size_t dim) {
  if (kind == Metric::Kind::identity) return Metric::identity(dim);
  return kind == Metric::Kind::diagonal ? Metric::diagonal(values) : Metric::dense({values, dim, dim});
}

}  // namespace

Sampler::Sampler(std::unique_ptr<Kernel> kernel, Key key, std::span<const double> start, const Options& options)
    : kernel_(std::move(kernel)), options_(options) {
  if (!kernel_) throw_error(ErrorCode::invalid_argument, kWhere, "there is no kernel");
  const double wanted = options.target_acceptance;
  if (!(wanted >= 0 && wanted < 1)) {
    throw_error(ErrorCode::invalid_argument, kWhere, "target_acceptance is ", wanted,
                "; it must be between 0 and 1, or 0 for the kernel's own");
  }
  const std::size_t chains = kernel_->chains(), dim = kernel_->dim();
  for (std::size_t b = 0; b < chains; ++b) keys_.push_back(split_at(key, options.first_chain + b));
  state_ = kernel_->init(start);
  info_.reset(chains, dim);
  noise_.resize(chains * dim);
  error_.resize(chains);
  const double target = kernel_->target_acceptance();
  adapts_step_ = options.adapt_step_size && options.warmup > 0 && !std::isnan(target);
  averaging_ = DualAveraging({.target = wanted > 0 ? wanted : target});
  windows_ = MetricWindows(options.adaptation, dim, options.warmup, options.windows);
  if (adapts_step_) find_step();
}

void Sampler::run(std::uint64_t n, std::span<double> draws, std::span<double> statistics) {
  const std::uint64_t size = state_.position.size(), told = kernel_->chains() * kSamplerStatistics.size();
  const auto require = [&](std::span<double> out, std::uint64_t each, const char* name) {
    if (out.empty() || (out.size() % each == 0 && out.size() / each == n)) return;
    throw_error(ErrorCode::shape_mismatch, kWhere, name, " has room for ", out.size(), " numbers; ", n,
                " transitions have ", each, " each");
  };
  require(draws, size, "draws");
  require(statistics, told, "statistics");
  for (std::uint64_t i = 0; i < n; ++i) {
    const double step_size = kernel_->tuning().step_size;
    kernel_->step(keys_, iteration_, state_, info_);
    if (!draws.empty()) {
      std::copy(state_.position.begin(), state_.position.end(), draws.begin() + static_cast<std::ptrdiff_t>(i * size));
    }
    if (!statistics.empty()) write(step_size, statistics.subspan(static_cast<std::size_t>(i * told)));
    if (warming_up()) adapt();
    ++iteration_;
  }
}

void Sampler::tune(Tuning tuning) {
  kernel_->set_tuning(std::move(tuning));
  if (adapts_step_) averaging_.restart(kernel_->tuning().step_size);
}

void Sampler::write(double step_size, std::span<double> out) const {
  for (std::size_t b = 0, at = 0; b < kernel_->chains(); ++b) {
    const double values[] = {state_.log_prob[b],
                             info_.acceptance[b],
                             static_cast<double>(info_.accepted[b]),
                             info_.energy[b],
                             info_.energy_error[b],
                             static_cast<double>(info_.divergent[b]),
                             static_cast<double>(info_.not_finite[b]),
                             static_cast<double>(info_.depth[b]),
                             static_cast<double>(info_.evaluations[b]),
                             step_size};
    static_assert(std::size(values) == kSamplerStatistics.size());
    for (const double value : values) out[at++] = value;
  }
}

void Sampler::adapt() {
  if (adapts_step_) {
    double sum = 0;
    for (const double acceptance : info_.acceptance) sum += acceptance > 0 ? acceptance : 0;
    kernel_->set_step_size(averaging_.update(sum / static_cast<double>(info_.acceptance.size())));
  }
  if (auto metric = windows_.update(iteration_, kernel_->metric_position(state_.position))) {
    kernel_->set_tuning({kernel_->tuning().step_size, *std::move(metric)});
    if (adapts_step_) find_step();
  }
  if (adapts_step_ && iteration_ + 1 == options_.warmup) kernel_->set_step_size(averaging_.final_step_size());
}

/// Stan's: doubled as long as one leapfrog step's acceptance is above 0.8, or halved as long as it is below.
void Sampler::find_step() {
  const auto accepts = [&](std::uint64_t draw) {
    const std::size_t dim = kernel_->dim();
    for (std::size_t b = 0; b < keys_.size(); ++b) {
      fill_normal(split_at(keys_[b], kSearchStream), std::span(noise_).subspan(b * dim, dim),
                  (iteration_ * kSearchDraws + draw) * dim);
    }
    if (!kernel_->try_step(state_, noise_, error_)) return -1.0;
    double sum = 0;
    for (const double error : error_) sum += std::isfinite(error) ? exp(std::min(-error, 0.0)) : 0;
    return sum / static_cast<double>(error_.size());
  };
  if (options_.find_initial_step) {
    const double first = accepts(0);
    for (std::uint64_t draw = 1; first >= 0 && draw < kSearchDraws; ++draw) {
      const double now = accepts(draw), step = kernel_->tuning().step_size;
      if (first > kSearchAcceptance ? !(now > kSearchAcceptance) : !(now < kSearchAcceptance)) break;
      const double next = first > kSearchAcceptance ? 2 * step : step / 2;
      if (!(next <= kLargestStep && next >= kSmallestStep)) break;
      kernel_->set_step_size(next);
    }
  }
  averaging_.restart(kernel_->tuning().step_size);
}

std::vector<double> Sampler::save() const {
  const auto& [step_size, metric] = kernel_->tuning();
  std::vector<double> out = {kFormat,
                             static_cast<double>(kernel_->chains()),
                             static_cast<double>(kernel_->dim()),
                             static_cast<double>(state_.gradient.size()),
                             static_cast<double>(iteration_),
                             step_size,
                             static_cast<double>(metric.kind())};
  const std::span<const double> parts[] = {state_.position, state_.log_prob, state_.gradient, metric.values()};
  for (const auto& part : parts) out.insert(out.end(), part.begin(), part.end());
  averaging_.save(out);
  windows_.save(out);
  return out;
}

void Sampler::restore(std::span<const double> saved) {
  const std::size_t chains = kernel_->chains(), dim = kernel_->dim();
  const bool fits = saved.size() >= kHead && saved[0] == kFormat && saved[1] == static_cast<double>(chains) &&
                    saved[2] == static_cast<double>(dim) && saved[3] == static_cast<double>(state_.gradient.size());
  if (!fits)
    throw_error(ErrorCode::invalid_argument, kWhere, "what is to be restored was not saved by a sampler like this one");
  const double iteration = saved[4], kind_number = saved[6];
  if (!(iteration >= 0 && iteration < 0x1p53 && std::trunc(iteration) == iteration)) {
    throw_error(ErrorCode::invalid_argument, kWhere, "the saved iteration is ", iteration);
  }
  if (!(kind_number == 0 || kind_number == 1 || kind_number == 2)) {
    throw_error(ErrorCode::invalid_argument, kWhere, "the saved metric is of kind ", kind_number);
  }
  const auto kind = static_cast<Metric::Kind>(kind_number);
  const std::size_t metric = metric_size(kind, dim);
  const std::size_t size = kHead + state_.position.size() + chains + state_.gradient.size() + metric +
                           DualAveraging::kSaved + windows_.saved();
  if (saved.size() != size) {
    throw_error(ErrorCode::shape_mismatch, kWhere, "what is to be restored has ", saved.size(), " numbers, not ", size);
  }
  std::size_t at = kHead;
  const auto take = [&](std::size_t n) { return saved.subspan(std::exchange(at, at + n), n); };
  const auto position = take(state_.position.size()), log_prob = take(chains), gradient = take(state_.gradient.size());
  require_finite(position, kWhere, "the saved state");
  if (kernel_->reads_log_prob()) {
    for (const auto& part : {log_prob, gradient}) require_finite(part, kWhere, "the saved state");
  }
  const auto metric_values = take(metric);
  const auto averaging = take(DualAveraging::kSaved);
  require_finite(averaging, kWhere, "the saved adaptation");
  kernel_->set_tuning({saved[5], metric_of(kind, metric_values, dim)});  // throws before anything is changed
  state_ = {.position{position.begin(), position.end()},
            .log_prob{log_prob.begin(), log_prob.end()},
            .gradient{gradient.begin(), gradient.end()}};
  averaging_.restore(averaging.first<DualAveraging::kSaved>());
  windows_.restore(take(windows_.saved()));
  iteration_ = static_cast<std::uint64_t>(iteration);
}

}  // namespace tractable
