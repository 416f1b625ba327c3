#include "tractable/mcmc/subsampled_laws.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "tractable/base/error.hpp"
#include "tractable/base/mutant.hpp"
#include "tractable/simd/special.hpp"

namespace tractable {

namespace {

// Of the quadrature: an array that fits in any memory.
constexpr double kMostNodes = 1 << 22;

void require_data(std::span<const double> y, std::size_t batch_rows, const char* where) {
  if (y.empty()) throw_error(ErrorCode::too_few_values, where, "y is empty");
  require_finite(y, where, "y");
  if (batch_rows == 0) throw_error(ErrorCode::invalid_argument, where, "batch_rows is 0; it must be at least 1");
}

/// n log mean_i exp(-(N/n) (y_i - x)^2 / 2); the nearest datum's exponent is taken out of the sum.
double log_law(std::span<const double> y, double n, double x) {
  const auto rows = static_cast<double>(y.size());
  const double scale = -0.5 * rows / (mutant("carried_law_unscaled") ? rows : n);
  double top = -std::numeric_limits<double>::infinity();
  for (const double each : y) top = std::max(top, scale * (each - x) * (each - x));
  double sum = 0;
  for (const double each : y) sum += exp(scale * (each - x) * (each - x) - top);
  return n * (top + log(sum / rows));
}

}  // namespace

std::vector<double> carried_log_law(std::span<const double> y, std::size_t batch_rows, std::span<const double> x) {
  require_data(y, batch_rows, "carried_log_law");
  std::vector<double> values(x.size());
  for (std::size_t i = 0; i < x.size(); ++i) values[i] = log_law(y, static_cast<double>(batch_rows), x[i]);
  return values;
}

LawMoments carried_moments(std::span<const double> y, std::size_t batch_rows) {
  require_data(y, batch_rows, "carried_moments");
  // Beyond the outermost data the density falls at least as fast as the posterior does.
  const double sd = 1 / std::sqrt(static_cast<double>(y.size()));
  const auto [low, high] = std::ranges::minmax(y);
  const double from = low - 10 * sd, step = sd / 8;
  const double nodes = (high + 10 * sd - from) / step;
  if (!(nodes < kMostNodes)) {
    throw_error(ErrorCode::too_large, "carried_moments", "y spans ", low, " to ", high, ", which takes ", nodes,
                " nodes; at most ", kMostNodes);
  }
  const auto count = static_cast<std::size_t>(nodes) + 1;
  std::vector<double> logs(count);
  for (std::size_t i = 0; i < count; ++i) {
    logs[i] = log_law(y, static_cast<double>(batch_rows), from + step * static_cast<double>(i));
  }
  const double top = *std::ranges::max_element(logs);
  double total = 0, first = 0, second = 0;
  for (std::size_t i = 0; i < count; ++i) {
    const double weight = exp(logs[i] - top);
    total += weight;
    first += weight * static_cast<double>(i);
  }
  const double mean = first / total;
  for (std::size_t i = 0; i < count; ++i) {
    const double off = static_cast<double>(i) - mean;
    second += exp(logs[i] - top) * off * off;
  }
  return {from + step * mean, step * step * second / total};
}

double sgld_variance(double v, double gradient_variance, double step_size) {
  constexpr const char* kWhere = "sgld_variance";
  require_positive(v, kWhere, "v");
  require_positive(step_size, kWhere, "step_size");
  if (!(gradient_variance >= 0)) {
    throw_error(ErrorCode::invalid_argument, kWhere, "gradient_variance is ", gradient_variance,
                "; it must be at least 0");
  }
  if (step_size >= 4 * v) return std::numeric_limits<double>::infinity();
  // 1 - (1 - s)^2 = s (2 - s) with s = eps / (2 v), whose eps cancels: a small step would round the square to 1.
  return v * (2 + 0.5 * step_size * gradient_variance) / (2 - step_size / (2 * v));
}

}  // namespace tractable
