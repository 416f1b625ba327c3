#include "tractable/mcmc/slice.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

#include "tractable/base/error.hpp"
#include "tractable/base/mutant.hpp"
#include "tractable/mcmc/metropolis.hpp"
#include "tractable/simd/random.hpp"
#include "tractable/simd/special.hpp"

namespace tractable {

namespace {

constexpr double kInf = std::numeric_limits<double>::infinity();
// After so many the interval is x itself to rounding; more only for a density that is not the same when asked twice.
constexpr std::uint32_t kMostShrinks = 1000;
constexpr std::uint64_t kUniformStream = 0, kDirectionStream = 1;

/// Along coordinate i.
double scale_of(const Metric& metric, std::size_t i) {
  switch (metric.kind()) {
    case Metric::Kind::diagonal:
      return std::sqrt(metric.values()[i]);
    case Metric::Kind::dense:
      return std::sqrt(metric.values()[i * metric.dim() + i]);
    default:
      return 1;
  }
}

}  // namespace

Slice::Slice(LogDensity& density, Options options)
    : Kernel(options.step_size, detail::metric_of(density.dim(), std::move(options.metric))),
      density_(density),
      lines_(options.lines),
      max_widths_(options.max_widths),
      normals_(TransitionNoise::Law::normal, kDirectionStream, options.lines == Lines::random ? density.batch() : 0,
               density.dim()),
      directions_(options.lines == Lines::random ? density.batch() * density.dim() : 0),
      search_(density.batch()) {
  if (max_widths_ == 0) {
    throw_error(ErrorCode::invalid_argument, "slice", "max_widths is 0; it must be at least 1");
  }
}

double Slice::target_acceptance() const { return std::numeric_limits<double>::quiet_NaN(); }

ChainState Slice::init(std::span<const double> position) { return detail::chains_at(position, density_, name()); }

double Slice::uniform(Search& search) {
  const std::size_t place = static_cast<std::size_t>(search.drawn % search.uniforms.size());
  if (place == 0) fill_uniform(search.key, search.uniforms, search.drawn);
  ++search.drawn;
  return search.uniforms[place];
}

void Slice::begin(Search& search, double log_prob, double width) {
  search.level = log_prob + log(uniform(search));
  search.width = width;
  search.low = -width * uniform(search);
  search.high = search.low + width;
  search.left = static_cast<std::uint32_t>(static_cast<double>(max_widths_) * uniform(search));
  if (mutant("slice_grows_to_the_left")) search.left = max_widths_ - 1;
  search.right = max_widths_ - 1 - search.left;
  search.shrinks = 0;
  search.phase = Phase::left;
}

void Slice::choose(Search& search) {
  if (search.phase == Phase::left && search.left == 0) search.phase = Phase::right;
  if (search.phase == Phase::right && search.right == 0) search.phase = Phase::shrink;
  if (search.phase == Phase::left) {
    search.s = search.low;
  } else if (search.phase == Phase::right) {
    search.s = search.high;
  } else {
    search.s = search.low + (search.high - search.low) * uniform(search);
  }
}

bool Slice::learn(Search& search, double log_prob) {
  const bool inside = log_prob >= search.level && log_prob < kInf;
  switch (search.phase) {
    case Phase::left:
      if (!inside) {
        search.phase = Phase::right;
      } else {
        search.low -= search.width;
        --search.left;
      }
      return false;
    case Phase::right:
      if (!inside) {
        search.phase = Phase::shrink;
      } else {
        search.high += search.width;
        --search.right;
      }
      return false;
    default:
      break;
  }
  if (inside || mutant("slice_accepts_outside")) {
    search.phase = Phase::done;
    return true;
  }
  (search.s < 0 ? search.low : search.high) = search.s;
  if (++search.shrinks == kMostShrinks) search.phase = Phase::done;
  return false;
}

void Slice::search_line(std::size_t line, ChainState& state, TransitionInfo& info) {
  const std::size_t d = dim();
  const std::span<double> at = density_.position();
  const auto is_done = [](const Search& each) { return each.phase == Phase::done; };
  std::ranges::copy(state.position, at.begin());
  while (!std::ranges::all_of(search_, is_done)) {
    for (std::size_t b = 0; b < search_.size(); ++b) {
      Search& search = search_[b];
      if (is_done(search)) continue;
      choose(search);
      if (lines_ == Lines::coordinates) {
        at[b * d + line] = state.position[b * d + line] + search.s;
        continue;
      }
      for (std::size_t i = b * d; i < (b + 1) * d; ++i) at[i] = state.position[i] + search.s * directions_[i];
    }
    density_.evaluate();
    for (std::size_t b = 0; b < search_.size(); ++b) {
      if (is_done(search_[b])) continue;
      const double log_prob = density_.log_prob()[b];
      ++info.evaluations[b];
      if (!(log_prob < kInf)) info.not_finite[b] = 1;
      if (!learn(search_[b], log_prob)) continue;
      state.log_prob[b] = log_prob;
      for (std::size_t i = b * d; i < (b + 1) * d; ++i) {
        info.accepted[b] = info.accepted[b] == 1 || state.position[i] != at[i] ? 1 : 0;
        state.position[i] = at[i];
      }
    }
  }
}

void Slice::step(std::span<const Key> keys, std::uint64_t t, ChainState& state, TransitionInfo& info) {
  const std::size_t chains = search_.size(), d = dim();
  detail::fit(info, chains, d);
  for (std::size_t b = 0; b < chains; ++b) {
    search_[b].key = fold_in(split_at(keys[b], kUniformStream), t);
    search_[b].drawn = 0;
    info.evaluations[b] = 0;
    info.accepted[b] = info.not_finite[b] = 0;
    info.acceptance[b] = 1;
  }
  const bool along_coordinates = lines_ == Lines::coordinates;
  for (std::size_t line = 0; line < (along_coordinates ? d : 1); ++line) {
    const double width = tuning().step_size * (along_coordinates ? scale_of(tuning().metric, line) : 1);
    for (std::size_t b = 0; b < chains; ++b) {
      if (!along_coordinates) {
        tuning().metric.move(normals_.at(b, keys[b], t), std::span(directions_).subspan(b * d, d));
      }
      begin(search_[b], state.log_prob[b], width);
    }
    search_line(line, state, info);
  }
  std::ranges::copy(state.position, info.proposal.begin());
}

}  // namespace tractable
