#include "tractable/mcmc/start.hpp"

#include <algorithm>
#include <cmath>
#include <span>

#include "tractable/base/error.hpp"
#include "tractable/simd/random.hpp"

namespace tractable {
namespace {

bool is_finite_here(LogDensity& density) {
  density.evaluate();
  const auto gradient = density.gradient();
  return std::isfinite(density.log_prob()[0]) &&
         std::all_of(gradient.begin(), gradient.end(), [](double g) { return std::isfinite(g); });
}

}  // namespace

std::vector<double> draw_start(LogDensity& density, Key key, std::uint64_t first_chain, std::size_t chains) {
  if (density.batch() != 1) {
    throw_error(ErrorCode::invalid_argument, "start", "the density's batch is ", density.batch(), "; it must be 1");
  }
  const std::size_t dim = density.dim();
  const Key stream = fold_in(key, kStartStream);
  std::vector<double> start;
  for (std::uint64_t c = 0; c < chains; ++c) {
    const Key chain = split_at(stream, first_chain + c);
    const auto x = density.position();
    bool found = false;
    for (std::uint64_t attempt = 0; attempt < kStartAttempts && !found; ++attempt) {
      fill_uniform(chain, x, attempt * dim);
      for (double& each : x) each = 4 * each - 2;
      found = is_finite_here(density);
    }
    if (!found) {
      // Whose record it is: of a recipe the page knows the line, of a model the site.
      const std::uint32_t origin = density.first_not_finite();
      throw_error(ErrorCode::not_finite, origin == 0 ? text("start") : text("record ", origin - 1), "chain ",
                  first_chain + c, " found no start: log_prob or its gradient is not finite at ", kStartAttempts,
                  " points drawn from (-2, 2) in each coordinate; give a start");
    }
    start.insert(start.end(), x.begin(), x.end());
  }
  return start;
}

}  // namespace tractable
