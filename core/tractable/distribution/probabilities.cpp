#include "tractable/distribution/probabilities.hpp"

#include <cmath>
#include <limits>

#include "tractable/base/error.hpp"
#include "tractable/simd/special.hpp"

namespace tractable::detail {
namespace {

double sum_of(std::span<const double> p) {
  double sum = 0;
  for (const double each : p) sum += each;
  return sum;
}

}  // namespace

void require_probabilities(std::span<const double> p, std::string_view where, std::string_view name) {
  if (p.empty()) throw_error(ErrorCode::too_few_values, where, name, " is empty");
  for (std::size_t k = 0; k < p.size(); ++k) {
    if (!(p[k] >= 0 && p[k] <= 1)) require_probability(p[k], where, text(name, "[", k, "]"));
  }
  const double sum = sum_of(p);
  if (std::abs(sum - 1) > 1e-9) {
    throw_error(ErrorCode::invalid_argument, where, name, " sums to ", sum, "; probabilities must sum to 1");
  }
}

std::vector<double> normalized(std::span<const double> p) {
  std::vector<double> result(p.begin(), p.end());
  const double sum = sum_of(p);
  for (double& each : result) each /= sum;
  return result;
}

std::vector<double> ascending_sums(std::span<const double> p) {
  std::vector<double> sums(p.begin(), p.end());
  for (std::size_t k = 1; k < sums.size(); ++k) sums[k] += sums[k - 1];
  return sums;
}

// Of each q (1 + u) log(1 + u) - q u, u = p / q - 1: the terms -q u sum to 0.
double probabilities_kl(std::span<const double> p, std::span<const double> q) {
  double sum = 0;
  for (std::size_t k = 0; k < p.size(); ++k) {
    if (q[k] == 0 && p[k] > 0) return std::numeric_limits<double>::infinity();
    if (q[k] > 0) sum += q[k] * deviance((p[k] - q[k]) / q[k]);
  }
  return sum;
}

}  // namespace tractable::detail
