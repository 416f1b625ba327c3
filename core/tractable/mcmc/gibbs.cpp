#include "tractable/mcmc/gibbs.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

#include "tractable/base/error.hpp"
#include "tractable/base/mutant.hpp"
#include "tractable/mcmc/metropolis.hpp"
#include "tractable/simd/random.hpp"

namespace tractable {

namespace {

constexpr double kNan = std::numeric_limits<double>::quiet_NaN();

}  // namespace

Gibbs::Gibbs(Options options) : Kernel(1, Metric::identity(options.dim)), options_(std::move(options)) {
  if (options_.chains == 0) throw_error(ErrorCode::invalid_argument, "gibbs", "chains is 0; it must be at least 1");
  std::vector<bool> covered(options_.dim);
  std::size_t largest = 0;
  for (const Block& block : options_.blocks) {
    if (block.size == 0 || !block.draw) {
      throw_error(ErrorCode::invalid_argument, "gibbs", "the block ", block.name, " has no coordinates or no draw");
    }
    if (block.begin >= options_.dim || block.size > options_.dim - block.begin) {
      throw_error(ErrorCode::shape_mismatch, "gibbs", "the block ", block.name, " has ", block.size,
                  " coordinates from ", block.begin, "; the dimension is ", options_.dim);
    }
    std::fill_n(covered.begin() + static_cast<std::ptrdiff_t>(block.begin), block.size, true);
    largest = std::max(largest, block.size);
  }
  const auto missing = std::ranges::find(covered, false);
  if (missing != covered.end() || covered.empty()) {
    throw_error(ErrorCode::invalid_argument, "gibbs", "coordinate ", missing - covered.begin(), " is in no block");
  }
  kept_.resize(largest);
}

double Gibbs::target_acceptance() const { return kNan; }

ChainState Gibbs::init(std::span<const double> position) {
  ChainState state = detail::chains_at(position, chains(), dim(), name());
  for (std::size_t b = 0; options_.log_prob && b < chains(); ++b) {
    state.log_prob[b] = options_.log_prob(position.subspan(b * dim(), dim()));
    if (!std::isfinite(state.log_prob[b])) {
      throw_error(ErrorCode::not_finite, "gibbs", "chain ", b, " starts where log_prob is ", state.log_prob[b]);
    }
  }
  return state;
}

bool Gibbs::draw_block(std::size_t k, Key key, std::uint64_t t, std::span<double> position) {
  const Block& block = options_.blocks[k];
  const std::span<double> part = position.subspan(block.begin, block.size);
  std::ranges::copy(part, kept_.begin());
  block.draw(split_at(key, k + 1), t, position);
  const bool finite = std::ranges::all_of(part, [](double x) { return std::isfinite(x); });
  if (!finite) std::copy_n(kept_.begin(), part.size(), part.begin());
  return finite;
}

std::size_t Gibbs::block_at(Key key, std::uint64_t t) const {
  double u = 0;
  fill_uniform(split_at(key, 0), {&u, 1}, t);
  return static_cast<std::size_t>(u * static_cast<double>(options_.blocks.size()));
}

void Gibbs::step(std::span<const Key> keys, std::uint64_t t, ChainState& state, TransitionInfo& info) {
  const std::size_t d = dim();
  detail::fit(info, chains(), d);
  for (std::size_t b = 0; b < chains(); ++b) {
    const std::span<double> position = std::span(state.position).subspan(b * d, d);
    bool finite = true;
    if (options_.scan == Scan::random) {
      finite = draw_block(block_at(keys[b], t), keys[b], t, position);
    } else if (mutant("gibbs_stale")) {
      // The fault of drawing every block given where the others stood before the transition.
      const std::vector<double> before(position.begin(), position.end());
      for (std::size_t k = 0; k < options_.blocks.size(); ++k) {
        std::vector<double> own = before;
        finite = draw_block(k, keys[b], t, own) && finite;
        const Block& block = options_.blocks[k];
        for (std::size_t i = block.begin; i < block.begin + block.size; ++i) position[i] = own[i];
      }
    } else {
      for (std::size_t k = 0; k < options_.blocks.size(); ++k) finite = draw_block(k, keys[b], t, position) && finite;
    }
    std::ranges::copy(position, info.proposal.begin() + static_cast<std::ptrdiff_t>(b * d));
    if (options_.log_prob) state.log_prob[b] = options_.log_prob(position);
    info.evaluations[b] = options_.log_prob ? 1 : 0;
    info.acceptance[b] = 1;
    info.accepted[b] = 1;
    info.not_finite[b] = finite ? 0 : 1;
  }
}

}  // namespace tractable
