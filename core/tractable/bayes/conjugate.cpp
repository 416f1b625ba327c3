#include "tractable/bayes/conjugate.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "tractable/base/error.hpp"
#include "tractable/bayes/masses.hpp"
#include "tractable/linalg/cholesky.hpp"
#include "tractable/simd/incomplete_beta.hpp"
#include "tractable/simd/reduce.hpp"
#include "tractable/simd/special.hpp"

namespace tractable {
namespace {

using detail::log_beta_ratio;
using detail::log_binomial_mass;
using detail::log_gamma_ratio;
using detail::log_poisson_mass;
using detail::log_share;
using detail::Odds;

constexpr double kLog2Pi = 1.8378770664093454836;
constexpr double kMinusInfinity = -std::numeric_limits<double>::infinity();
constexpr double kLargestCount = 0x1p53;

bool is_count(double value) { return value >= 0 && value <= kLargestCount && value == std::trunc(value); }

void require_count(double value, const char* where, const std::string& name) {
  require_finite(value, where, name);
  if (!is_count(value)) {
    throw_error(ErrorCode::invalid_argument, where, name, " is ", value, "; it must be an integer from 0 to 2^53");
  }
}

void require(BetaLaw law, const char* where) {
  require_positive(law.a, where, "a");
  require_positive(law.b, where, "b");
}
void require(GammaLaw law, const char* where) {
  require_positive(law.shape, where, "shape");
  require_positive(law.rate, where, "rate");
}
void require(const NormalLaw& law, const char* where) {
  require_finite(law.mean, where, "mean");
  require_positive(law.sd, where, "sd");
}
void require(const NormalInverseGammaLaw& law, const char* where) {
  require_finite(law.mean, where, "mean");
  require_positive(law.kappa, where, "kappa");
  require_positive(law.a, where, "a");
  require_positive(law.b, where, "b");
}

double mean_of(std::span<const double> y) { return y.empty() ? 0 : sum(y) / static_cast<double>(y.size()); }

/// The posterior of beta in y ~ N(x beta, sigma^2 I), beta ~ N(beta0, v).
struct LinearUpdate {
  std::vector<double> mean;
  Matrix covariance;
  double squares;  // |y - x mean|^2 / sigma^2 + (mean - beta0)' v^-1 (mean - beta0): never the difference of large sums
  double log_det;  // log det v - log det covariance
};

LinearUpdate update_linear(std::span<const double> beta0, const Matrix& v, MatrixView x, std::span<const double> y,
                           double sigma) {
  constexpr const char* kWhere = "update_regression";
  require_finite(beta0, kWhere, "beta");
  require_matrix(x, kWhere, "x");
  require_finite(y, kWhere, "y");
  const std::size_t k = beta0.size();
  if (x.cols != k || x.rows != y.size() || v.rows != k) {
    throw_error(ErrorCode::shape_mismatch, kWhere, "x is ", x.rows, " x ", x.cols, " with ", y.size(), " values of y, ",
                k, " of beta and a v of ", v.rows, " rows");
  }
  const Cholesky before(v, kWhere, "v");
  const Matrix precision_before = before.inverse();
  const double weight = 1 / (sigma * sigma);
  Matrix precision = gram(x);
  std::vector<double> mean = multiply(precision_before, beta0);
  const std::vector<double> of_data = multiply_transposed(x, y);
  for (std::size_t i = 0; i < k; ++i) mean[i] += weight * of_data[i];
  for (std::size_t i = 0; i < k * k; ++i) {
    precision.values[i] = precision_before.values[i] + weight * precision.values[i];
  }
  const Cholesky after(precision, kWhere, "the posterior precision");
  after.solve(mean);
  std::vector<double> residuals = multiply(x, mean);
  for (std::size_t i = 0; i < y.size(); ++i) residuals[i] -= y[i];
  std::vector<double> moved(mean);
  for (std::size_t i = 0; i < k; ++i) moved[i] -= beta0[i];
  const double squares = weight * dot(residuals, residuals) + dot(moved, multiply(precision_before, moved));
  return {std::move(mean), after.inverse(), squares, before.log_det() + after.log_det()};
}

/// log of n choose k, also where n is too large to be a count: 1 / (k B(k, n - k + 1)), k the smaller of the two.
double log_choose(double n, double k) {
  const double less = std::min(k, n - k);
  return less <= 0 ? 0 : -log(less) - log_beta(less, n - less + 1);
}

/// log p(y) where n factors sqrt(precision)^2n exp(-precision squares) meet a gamma law of the precision, which is
/// `after` then: of waiting times, and of normal data without their constants.
double log_gamma_evidence(GammaLaw before, GammaLaw after, double powers, double squares) {
  const double precision = after.shape / after.rate;
  return powers * log(precision) - squares * precision +
         log_gamma_ratio(before.shape, before.rate, after.shape, after.rate);
}

/// log p of so many successes and failures in their order, of the posterior `after`.
double log_bernoulli_evidence(BetaLaw before, BetaLaw after, double successes, double failures) {
  const Odds mean{after.a, after.b};
  return successes * log_share(mean) + failures * log_share({mean.q, mean.p}) +
         log_beta_ratio(before.a, before.b, after.a, after.b);
}

}  // namespace

double log_binomial(double n, double k) {
  require_count(n, "log_binomial", "n");
  require_count(k, "log_binomial", "k");
  if (k > n) throw_error(ErrorCode::invalid_argument, "log_binomial", "k is ", k, "; it must be at most n = ", n);
  return log_choose(n, k);
}

double log_multinomial(std::span<const double> counts) {
  // Category after category of those so far: no term is greater than the result.
  double total = 0;
  double result = 0;
  for (std::size_t i = 0; i < counts.size(); ++i) {
    require_count(counts[i], "log_multinomial", text("counts[", i, "]"));
    result += log_choose(total + counts[i], counts[i]);
    total += counts[i];
  }
  return result;
}

Updated<BetaLaw> update_bernoulli(BetaLaw prior, double successes, double failures) {
  constexpr const char* kWhere = "update_bernoulli";
  require(prior, kWhere);
  require_count(successes, kWhere, "successes");
  require_count(failures, kWhere, "failures");
  const BetaLaw posterior{prior.a + successes, prior.b + failures};
  return {posterior, log_bernoulli_evidence(prior, posterior, successes, failures)};
}

Updated<GammaLaw> update_poisson(GammaLaw prior, std::span<const double> y) {
  constexpr const char* kWhere = "update_poisson";
  require(prior, kWhere);
  for (std::size_t i = 0; i < y.size(); ++i) require_count(y[i], kWhere, text("y[", i, "]"));
  const double total = sum(y);
  const auto n = static_cast<double>(y.size());
  const GammaLaw posterior{prior.shape + total, prior.rate + n};
  if (total == 0) return {posterior, -prior.shape * log1p(n / prior.rate)};
  // p(y) = p(y | lambda) p(lambda) / p(lambda | y) at any lambda: at the posterior's mean each factor is of the size
  // that it must be, where differences of lgamma leave no digits of large counts.
  const double lambda = posterior.shape / posterior.rate;
  double log_likelihood = 0;
  for (const double each : y) log_likelihood += log_poisson_mass(each, lambda);
  return {posterior, log_likelihood + log_gamma_ratio(prior.shape, prior.rate, posterior.shape, posterior.rate)};
}

Updated<GammaLaw> update_exponential(GammaLaw prior, std::span<const double> y) {
  constexpr const char* kWhere = "update_exponential";
  require(prior, kWhere);
  require_finite(y, kWhere, "y");
  for (std::size_t i = 0; i < y.size(); ++i) {
    if (y[i] < 0) throw_error(ErrorCode::invalid_argument, kWhere, "y[", i, "] is ", y[i], "; it must be at least 0");
  }
  const auto n = static_cast<double>(y.size());
  const double total = sum(y);
  const GammaLaw posterior{prior.shape + n, prior.rate + total};
  return {posterior, log_gamma_evidence(prior, posterior, n, total)};
}

Updated<NormalLaw> update_normal(NormalLaw prior, std::span<const double> y, double sigma) {
  constexpr const char* kWhere = "update_normal";
  require(prior, kWhere);
  require_positive(sigma, kWhere, "sigma");
  require_finite(y, kWhere, "y");
  const auto n = static_cast<double>(y.size());
  const double mean = mean_of(y);
  // The prior is worth so many data.
  const double worth = (sigma / prior.sd) * (sigma / prior.sd);
  const NormalLaw posterior{(worth * prior.mean + n * mean) / (worth + n), sigma / std::sqrt(worth + n)};
  const double away = (mean - prior.mean) / sigma;
  const double squares = sum_squares(y, mean) / (sigma * sigma) + n * worth / (worth + n) * away * away;
  return {posterior, -0.5 * (n * (kLog2Pi + 2 * log(sigma)) + log1p(n / worth) + squares)};
}

Updated<NormalInverseGammaLaw> update_normal(NormalInverseGammaLaw prior, std::span<const double> y) {
  constexpr const char* kWhere = "update_normal";
  require(prior, kWhere);
  require_finite(y, kWhere, "y");
  const auto n = static_cast<double>(y.size());
  const double mean = mean_of(y);
  const double kappa = prior.kappa + n;
  const double away = mean - prior.mean;
  const double squares = 0.5 * (sum_squares(y, mean) + prior.kappa * n / kappa * away * away);
  const NormalInverseGammaLaw posterior{(prior.kappa * prior.mean + n * mean) / kappa, kappa, prior.a + n / 2,
                                        prior.b + squares};
  return {posterior, log_gamma_evidence({prior.a, prior.b}, {posterior.a, posterior.b}, n / 2, squares) -
                         0.5 * (log1p(n / prior.kappa) + n * kLog2Pi)};
}

Updated<DirichletLaw> update_categorical(const DirichletLaw& prior, std::span<const double> counts) {
  constexpr const char* kWhere = "update_categorical";
  if (prior.alpha.empty() || prior.alpha.size() != counts.size()) {
    throw_error(ErrorCode::shape_mismatch, kWhere, "there are ", counts.size(), " counts for ", prior.alpha.size(),
                " parameters alpha");
  }
  Updated<DirichletLaw> result{prior, 0};
  for (std::size_t i = 0; i < counts.size(); ++i) {
    require_positive(prior.alpha[i], kWhere, text("alpha[", i, "]"));
    require_count(counts[i], kWhere, text("counts[", i, "]"));
    result.posterior.alpha[i] += counts[i];
  }
  // Category i or a later one: a coin each time. Differences of lgamma would leave no digits of large counts.
  double rest_before = 0;
  double rest_after = 0;
  double rest_count = 0;
  for (std::size_t i = counts.size(); i-- > 0;) {
    const double before = prior.alpha[i];
    const double after = result.posterior.alpha[i];
    if (i + 1 < counts.size()) {
      result.log_evidence += log_bernoulli_evidence({before, rest_before}, {after, rest_after}, counts[i], rest_count);
    }
    rest_before += before;
    rest_after += after;
    rest_count += counts[i];
  }
  return result;
}

Updated<RegressionLaw> update_regression(const RegressionLaw& prior, MatrixView x, std::span<const double> y) {
  require_positive(prior.a, "update_regression", "a");
  require_positive(prior.b, "update_regression", "b");
  const LinearUpdate found = update_linear(prior.beta, prior.v, x, y, 1);
  const auto n = static_cast<double>(y.size());
  Updated<RegressionLaw> result{{found.mean, found.covariance, prior.a + n / 2, prior.b + found.squares / 2}, 0};
  result.log_evidence =
      log_gamma_evidence({prior.a, prior.b}, {result.posterior.a, result.posterior.b}, n / 2, found.squares / 2) -
      0.5 * (n * kLog2Pi + found.log_det);
  return result;
}

Updated<NormalRegressionLaw> update_regression(const NormalRegressionLaw& prior, MatrixView x,
                                               std::span<const double> y, double sigma) {
  require_positive(sigma, "update_regression", "sigma");
  LinearUpdate found = update_linear(prior.mean, prior.covariance, x, y, sigma);
  const auto n = static_cast<double>(y.size());
  const double log_evidence = -0.5 * (n * (kLog2Pi + 2 * log(sigma)) + found.log_det + found.squares);
  return {{std::move(found.mean), std::move(found.covariance)}, log_evidence};
}

double log_predictive_binomial(BetaLaw law, double n, double k) {
  require(law, "predictive");
  require_count(n, "predictive", "n");
  if (!is_count(k) || k > n) return kMinusInfinity;
  // The mass at the posterior's mean, which no large numbers of orders and of tosses in their order make.
  const BetaLaw after{law.a + k, law.b + (n - k)};
  return log_binomial_mass(k, n - k, {after.a, after.b}) + log_beta_ratio(law.a, law.b, after.a, after.b);
}

double log_predictive_poisson(GammaLaw law, double y) {
  require(law, "predictive");
  if (!is_count(y)) return kMinusInfinity;
  return update_poisson(law, std::span(&y, 1)).log_evidence;
}

double log_predictive_exponential(GammaLaw law, double y) {
  require(law, "predictive");
  if (!(y >= 0)) return kMinusInfinity;
  return log(law.shape / law.rate) - (law.shape + 1) * log1p(y / law.rate);
}

NormalLaw predictive(NormalLaw law, double sigma) {
  require(law, "predictive");
  require_positive(sigma, "predictive", "sigma");
  return {law.mean, std::sqrt(law.sd * law.sd + sigma * sigma)};
}

StudentLaw predictive(NormalInverseGammaLaw law) {
  require(law, "predictive");
  return {2 * law.a, law.mean, std::sqrt(law.b / law.a * (1 + 1 / law.kappa))};
}

StudentLaw predictive(const RegressionLaw& law, std::span<const double> row) {
  if (row.size() != law.beta.size()) {
    throw_error(ErrorCode::shape_mismatch, "predictive", "row has ", row.size(), " of ", law.beta.size(), " values");
  }
  const double spread = dot(row, multiply(law.v, row));
  return {2 * law.a, dot(row, law.beta), std::sqrt(law.b / law.a * (1 + spread))};
}

NormalLaw predictive(const NormalRegressionLaw& law, std::span<const double> row, double sigma) {
  require_positive(sigma, "predictive", "sigma");
  if (row.size() != law.mean.size()) {
    throw_error(ErrorCode::shape_mismatch, "predictive", "row has ", row.size(), " of ", law.mean.size(), " values");
  }
  return {dot(row, law.mean), std::sqrt(sigma * sigma + dot(row, multiply(law.covariance, row)))};
}

double log_density(NormalLaw law, double y) {
  const double z = (y - law.mean) / law.sd;
  return -0.5 * (kLog2Pi + z * z) - log(law.sd);
}

double log_density(StudentLaw law, double y) {
  const double z = (y - law.loc) / law.scale;
  return -log_beta(0.5, law.df / 2) - 0.5 * log(law.df) - log(law.scale) - 0.5 * (law.df + 1) * log1p(z * z / law.df);
}

}  // namespace tractable
