#include "tractable/diagnostics/weights.hpp"

#include <cmath>
#include <limits>
#include <vector>

#include "tractable/base/error.hpp"
#include "tractable/base/mutant.hpp"
#include "tractable/simd/reduce.hpp"
#include "tractable/simd/special.hpp"

namespace tractable {
namespace {

constexpr double kInf = std::numeric_limits<double>::infinity();

/// The largest value; NaN if there is one.
double top_of(std::span<const double> x) {
  double top = -kInf;
  for (const double value : x) {
    if (std::isnan(value)) return value;
    top = value > top ? value : top;
  }
  return top;
}

std::vector<double> relative(std::span<const double> x, double top) {
  std::vector<double> w(x.size());
  for (std::size_t i = 0; i < x.size(); ++i) w[i] = x[i] - top;
  exp(w, w);
  return w;
}

}  // namespace

double log_sum_exp(std::span<const double> x) {
  const double top = top_of(x);
  return std::isfinite(top) ? top + log(sum(relative(x, top))) : top;
}

double ess_weights(std::span<const double> log_weights) {
  if (log_weights.empty()) {
    throw_error(ErrorCode::too_few_values, "ess_weights", "log_weights has 0 values; at least 1 is needed");
  }
  const double top = top_of(log_weights);
  if (top == -kInf) return 0;
  if (!std::isfinite(top)) return std::numeric_limits<double>::quiet_NaN();
  const std::vector<double> w = relative(log_weights, top);
  const double total = sum(w);
  return mutant("ess_without_square") ? total : total * total / sum_squares(w);
}

}  // namespace tractable
