#include "tractable/vae/posterior_measures.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "tractable/base/error.hpp"
#include "tractable/base/mutant.hpp"
#include "tractable/linalg/matrix.hpp"
#include "tractable/simd/random.hpp"
#include "tractable/simd/special.hpp"

namespace tractable {
namespace {

constexpr double kActive = 0.01;
constexpr double kMostSteps = 268'435'456;

std::size_t rows_of(const Codes& codes, std::size_t d, const char* where) {
  const std::size_t n = d == 0 ? 0 : codes.mu.size() / d;
  if (n < 2) throw_error(ErrorCode::too_few_values, where, "there are ", n, " rows; at least 2 are needed");
  if (codes.mu.size() != n * d || (!codes.sigma.empty() && codes.sigma.size() != n * d)) {
    throw_error(ErrorCode::shape_mismatch, where, "mu has ", codes.mu.size(), " values and sigma ", codes.sigma.size());
  }
  return n;
}

double log_sum_exp_of(std::span<const double> values) {
  const double largest = *std::ranges::max_element(values);
  double sum = 0;
  for (const double each : values) sum += exp(each - largest);
  return largest + log(sum);
}

struct MeanAndError {
  double mean, error;
};

MeanAndError mean_and_error(std::span<const double> values) {
  const auto n = static_cast<double>(values.size());
  double mean = 0, squares = 0;
  for (const double each : values) mean += each / n;
  for (const double each : values) squares += (each - mean) * (each - mean);
  return {mean, std::sqrt(squares / (n - 1) / n)};
}

}  // namespace

AggregateMoments aggregate_moments(const Codes& codes, std::size_t d) {
  const std::size_t n = rows_of(codes, d, "aggregate_moments");
  const auto count = static_cast<double>(n);
  AggregateMoments moments{std::vector<double>(d), std::vector<double>(d * d)};
  for (std::size_t i = 0; i < n * d; ++i) moments.mean[i % d] += codes.mu[i] / count;
  for (std::size_t i = 0; i < n; ++i) {
    for (std::size_t j = 0; j < d; ++j) {
      const double from_mean = codes.mu[i * d + j] - moments.mean[j];
      for (std::size_t k = 0; k < d; ++k) {
        moments.covariance[j * d + k] += from_mean * (codes.mu[i * d + k] - moments.mean[k]) / count;
      }
      if (codes.sigma.empty() || mutant("vae_aggregate_forgets_sigma")) continue;
      const double sigma = codes.sigma[i * d + j];
      moments.covariance[j * d + j] += sigma * sigma / count;
    }
  }
  return moments;
}

ActiveUnits active_units(const Codes& codes, std::size_t d) {
  const AggregateMoments moments = aggregate_moments({codes.mu, {}}, d);
  ActiveUnits units{std::vector<double>(d)};
  for (std::size_t j = 0; j < d; ++j) {
    units.variance[j] = moments.covariance[j * d + j];
    units.count += units.variance[j] > kActive ? 1 : 0;
  }
  return units;
}

KlParts kl_parts(const Codes& codes, std::size_t d, Key key, std::size_t draws) {
  constexpr const char* kWhere = "kl_parts";
  const std::size_t n = rows_of(codes, d, kWhere);
  if (codes.sigma.empty() || draws < 1) {
    throw_error(ErrorCode::invalid_argument, kWhere, "draws is ", draws, ", of ",
                codes.sigma.empty() ? "codes without sigma" : "each row; at least 1 is needed");
  }
  const double work = static_cast<double>(n) * static_cast<double>(n) * static_cast<double>(draws * d);
  if (work > kMostSteps) {
    throw_error(ErrorCode::too_large, kWhere, n, " rows and ", draws, " draws in ", d, " dimensions are ", work,
                " steps; at most ", kMostSteps, " are made");
  }
  std::vector<double> log_sigma(n * d), precision(n * d), log_each(n), constant(n);
  KlParts parts;
  for (std::size_t i = 0; i < n * d; ++i) {
    const double s = codes.sigma[i], mu = codes.mu[i];
    log_sigma[i] = log(s);
    precision[i] = 1 / (s * s);
    constant[i / d] -= log_sigma[i];
    parts.kl += 0.5 * (mu * mu + s * s - 1 - 2 * log_sigma[i]) / static_cast<double>(n);
  }
  std::vector<double> eps(n * draws * d), z(d), information(n), marginal(n), both(n);
  fill_normal(key, eps);
  // Densities without the factor (2 pi)^(-d/2), which all of them have.
  for (std::size_t draw = 0; draw < n * draws; ++draw) {
    const std::size_t i = draw / draws;
    double log_prior = 0;
    for (std::size_t j = 0; j < d; ++j) {
      z[j] = codes.mu[i * d + j] + codes.sigma[i * d + j] * eps[draw * d + j];
      log_prior -= 0.5 * z[j] * z[j];
    }
    for (std::size_t m = 0; m < n; ++m) {
      double square = 0;
      for (std::size_t j = 0; j < d; ++j) {
        const double from = z[j] - codes.mu[m * d + j];
        square += from * from * precision[m * d + j];
      }
      log_each[m] = constant[m] - 0.5 * square;
    }
    const double others = mutant("vae_information_without_n") ? 0.0 : log(static_cast<double>(n));
    const double log_aggregate = log_sum_exp_of(log_each) - others;
    const auto share = 1 / static_cast<double>(draws);
    information[i] += (log_each[i] - log_aggregate) * share;
    marginal[i] += (log_aggregate - log_prior) * share;
    both[i] += (log_each[i] - log_prior) * share;
  }
  const MeanAndError i = mean_and_error(information), m = mean_and_error(marginal);
  parts.information = i.mean;
  parts.information_error = i.error;
  parts.marginal = m.mean;
  parts.marginal_error = m.error;
  // What a row's own draws add to `kl`'s exact value: the spread over rows is no error of it.
  for (std::size_t row = 0; row < n; ++row) {
    for (std::size_t j = 0; j < d; ++j) {
      const double s = codes.sigma[row * d + j], mu = codes.mu[row * d + j];
      both[row] -= 0.5 * (mu * mu + s * s - 1 - 2 * log_sigma[row * d + j]);
    }
  }
  parts.sum_error = mean_and_error(both).error;
  return parts;
}

template <class T>
std::vector<double> importance_log_prob(Coder<T>& coder, std::span<const double> x, Key key, std::size_t samples,
                                        std::span<const std::uint8_t> labels) {
  if (samples < 1) {
    throw_error(ErrorCode::invalid_argument, "importance_log_prob", "samples is 0; it must be at least 1");
  }
  std::vector<double> all;
  for (std::size_t k = 0; k < samples; ++k) {
    const std::vector<double> each = coder.losses(x, fold_in(key, k), labels).log_weight;
    all.insert(all.end(), each.begin(), each.end());
  }
  const std::size_t n = all.size() / samples;
  std::vector<double> result(n), weights(samples);
  for (std::size_t i = 0; i < n; ++i) {
    for (std::size_t k = 0; k < samples; ++k) weights[k] = all[k * n + i];
    result[i] = log_sum_exp_of(weights) - log(static_cast<double>(samples));
  }
  return result;
}

template std::vector<double> importance_log_prob(Coder<float>&, std::span<const double>, Key, std::size_t,
                                                 std::span<const std::uint8_t>);
template std::vector<double> importance_log_prob(Coder<double>&, std::span<const double>, Key, std::size_t,
                                                 std::span<const std::uint8_t>);

}  // namespace tractable
