#include "tractable/montecarlo/ball.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

#include "tractable/base/error.hpp"
#include "tractable/base/mutant.hpp"
#include "tractable/simd/incomplete_beta.hpp"
#include "tractable/simd/random.hpp"
#include "tractable/simd/special.hpp"

namespace tractable {
namespace {

constexpr double kLogPi = 1.14472988584940017414;
constexpr double kLogTwo = 0.69314718055994530942;
constexpr std::size_t kMostDimensions = 1000;
constexpr std::size_t kBlock = 8192;  // uniform numbers at a time
constexpr double kOutside = 0.025;    // on each side of the interval

void require_dimension(std::size_t d, const char* where) {
  if (d >= 1 && d <= kMostDimensions) return;
  throw_error(ErrorCode::invalid_argument, where, "d is ", d, "; it must be between 1 and 1000");
}

}  // namespace

double log_ball_in_cube(std::size_t d) {
  if (d == 0) throw_error(ErrorCode::invalid_argument, "log_ball_in_cube", "d is 0; it must be at least 1");
  const auto dim = static_cast<double>(d);
  return 0.5 * dim * kLogPi - dim * kLogTwo - lgamma(0.5 * dim + 1);
}

BallDarts ball_darts(Key key, std::size_t d, std::uint64_t n, std::uint64_t begin, BallDarts before) {
  require_dimension(d, "ball_darts");
  BallDarts result{before.darts + n, before.hits};
  const std::size_t rows = std::max<std::size_t>(kBlock / d, 1);
  std::vector<double> u(rows * d);
  for (std::uint64_t done = 0; done < n; done += rows) {
    const auto count = static_cast<std::size_t>(std::min<std::uint64_t>(rows, n - done));
    fill_uniform(key, std::span(u).first(count * d), (begin + done) * d);
    for (std::size_t i = 0; i < count; ++i) {
      double square = 0;
      for (std::size_t j = 0; j < d; ++j) {
        const double x = 2 * u[i * d + j] - 1;
        square += x * x;
      }
      result.hits += square <= 1 ? 1 : 0;
    }
  }
  const auto thrown = static_cast<double>(result.darts);
  const auto hits = static_cast<double>(result.hits);
  if (result.darts == 0) return result;
  result.acceptance = hits / thrown;
  if (result.hits > 0) result.low = beta_p_inverse(hits, thrown - hits + 1, kOutside).x;
  if (result.hits < result.darts) result.high = beta_q_inverse(hits + 1, thrown - hits, kOutside).x;
  return result;
}

Estimate ball_ladder(Key key, std::size_t d, std::size_t n) {
  require_dimension(d, "ball_ladder");
  if (n < 2) throw_error(ErrorCode::too_few_values, "ball_ladder", "n is ", n, "; at least 2 are needed");
  double log_product = 0;
  double variance = 0;
  std::vector<double> radius(n), z(n);
  for (std::size_t k = 2; k <= d; ++k) {
    const Key rung = fold_in(key, k);
    fill_uniform(split_at(rung, 0), std::span(radius));
    fill_uniform(split_at(rung, 1), std::span(z));
    log(radius, radius);
    const auto below = static_cast<double>(mutant("ladder_wrong_power") ? k : k - 1);
    for (double& value : radius) value = 2 * value / below;
    exp(radius, radius);  // the square of u^(1/(k-1))
    double hits = 0;
    for (std::size_t i = 0; i < n; ++i) {
      const double x = 2 * z[i] - 1;
      hits += radius[i] + x * x <= 1 ? 1 : 0;
    }
    const auto thrown = static_cast<double>(n);
    log_product += log(hits / thrown);
    variance += (1 - hits / thrown) / hits;  // of the logarithm of a frequency
  }
  return {log_product, std::sqrt(variance)};
}

}  // namespace tractable
