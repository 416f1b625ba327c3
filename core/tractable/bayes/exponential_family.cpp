#include "tractable/bayes/exponential_family.hpp"

#include <array>
#include <cmath>
#include <limits>
#include <string>

#include "tractable/base/error.hpp"
#include "tractable/base/mutant.hpp"
#include "tractable/distribution/catalogue.hpp"
#include "tractable/simd/incomplete_beta.hpp"
#include "tractable/simd/special.hpp"

namespace tractable {

/// k: the number that is known.
struct ExponentialRow {
  std::string_view name, law;
  Range natural, means;
  double (*partition)(double eta, double k);
  double (*mean)(double eta, double k);
  double (*variance)(double eta, double k);
  double (*natural_of)(double mean, double k);
  /// Of `law`, in its order; the second is left out where there is one only.
  std::array<double, 2> (*parameters)(double eta, double k);
  double (*statistic)(double x);
  double (*log_base)(double x, double k);
  double (*log_prior_constant)(double chi, double nu, double k);
};

namespace {

constexpr const char* kWhere = "exponential_family";
constexpr double kInf = std::numeric_limits<double>::infinity();
constexpr double kHalfLog2Pi = 0.91893853320467274178;
constexpr double kLog2 = 0.69314718055994530942;

double itself(double x) { return x; }
double square(double x) { return x * x; }

constexpr ExponentialRow kBernoulliRow{
    .name = "bernoulli",
    .law = "bernoulli",
    .natural = {-kInf, kInf},
    .means = {0, 1},
    .partition = [](double eta, double) { return softplus(eta); },
    .mean = [](double eta, double) { return sigmoid(eta); },
    .variance = [](double eta, double) { return sigmoid(eta) * sigmoid(-eta); },
    .natural_of = [](double mean, double) { return log(mean) - log1p(-mean); },
    .parameters = [](double eta, double) { return std::array{sigmoid(eta), 0.0}; },
    .statistic = itself,
    .log_base = [](double x, double) { return x == 0 || x == 1 ? 0 : -kInf; },
    .log_prior_constant = [](double chi, double nu, double) { return log_beta(chi, nu - chi); },
};

constexpr ExponentialRow kPoissonRow{
    .name = "poisson",
    .law = "poisson",
    .natural = {-kInf, kInf},
    .means = {0, kInf},
    .partition = [](double eta, double) { return exp(eta); },
    .mean = [](double eta, double) { return exp(eta); },
    .variance = [](double eta, double) { return exp(eta); },
    .natural_of = [](double mean, double) { return log(mean); },
    .parameters = [](double eta, double) { return std::array{exp(eta), 0.0}; },
    .statistic = itself,
    .log_base = [](double x, double) { return x >= 0 && x < kInf && x == std::floor(x) ? -lgamma(x + 1) : -kInf; },
    .log_prior_constant = [](double chi, double nu, double) { return lgamma(chi) - chi * log(nu); },
};

constexpr ExponentialRow kNormalMeanRow{
    .name = "normal_mean",
    .law = "normal",
    .natural = {-kInf, kInf},
    .means = {-kInf, kInf},
    .partition = [](double eta, double sigma) { return 0.5 * square(sigma * eta); },
    .mean = [](double eta, double sigma) { return sigma * (sigma * eta); },
    .variance = [](double, double sigma) { return sigma * sigma; },
    .natural_of = [](double mean, double sigma) { return mean / sigma / sigma; },
    .parameters = [](double eta, double sigma) { return std::array{sigma * (sigma * eta), sigma}; },
    .statistic = itself,
    .log_base = [](double x, double sigma) { return -0.5 * square(x / sigma) - log(sigma) - kHalfLog2Pi; },
    .log_prior_constant =
        [](double chi, double nu, double sigma) {
          return 0.5 * square(chi / sigma) / nu + kHalfLog2Pi - 0.5 * log(nu) - log(sigma);
        },
};

constexpr ExponentialRow kNormalPrecisionRow{
    .name = "normal_precision",
    .law = "normal",
    .natural = {-kInf, 0},
    .means = {0, kInf},
    .partition = [](double eta, double) { return -0.5 * log(-2 * eta); },
    .mean = [](double eta, double) { return -0.5 / eta; },
    .variance = [](double eta, double) { return 0.5 / eta / eta; },
    .natural_of = [](double mean, double) { return -0.5 / mean; },
    .parameters = [](double eta, double) { return std::array{0.0, 1 / std::sqrt(-2 * eta)}; },
    .statistic = square,
    .log_base = [](double, double) { return -kHalfLog2Pi; },
    .log_prior_constant = [](double chi, double nu,
                             double) { return 0.5 * nu * kLog2 + lgamma(0.5 * nu + 1) - (0.5 * nu + 1) * log(chi); },
};

constexpr ExponentialRow kGammaRateRow{
    .name = "gamma_rate",
    .law = "gamma",
    .natural = {-kInf, 0},
    .means = {0, kInf},
    .partition = [](double eta, double shape) { return -shape * log(-eta); },
    .mean = [](double eta, double shape) { return -shape / eta; },
    .variance = [](double eta, double shape) { return shape / eta / eta; },
    .natural_of = [](double mean, double shape) { return -shape / mean; },
    .parameters = [](double eta, double shape) { return std::array{shape, -eta}; },
    .statistic = itself,
    .log_base =
        [](double x, double shape) {
          if (x < 0) return -kInf;
          return shape == 1 ? 0 : (shape - 1) * log(x) - lgamma(shape);
        },
    .log_prior_constant = [](double chi, double nu,
                             double shape) { return lgamma(nu * shape + 1) - (nu * shape + 1) * log(chi); },
};

constexpr std::array kRows{&kBernoulliRow, &kPoissonRow, &kNormalMeanRow, &kNormalPrecisionRow, &kGammaRateRow};
constexpr std::array<std::string_view, 5> kNames{kBernoulliRow.name, kPoissonRow.name, kNormalMeanRow.name,
                                                 kNormalPrecisionRow.name, kGammaRateRow.name};

const ExponentialRow& row_of(std::string_view name) {
  std::string all;
  for (const ExponentialRow* row : kRows) {
    if (row->name == name) return *row;
    all += text(all.empty() ? "" : ", ", row->name);
  }
  throw_error(ErrorCode::unknown_name, kWhere, "name is \"", name, "\"; it must be one of ", all);
}

void require_inside(double value, Range range, const char* name) {
  require_finite(value, kWhere, name);
  if (value > range.low && value < range.high) return;
  throw_error(ErrorCode::invalid_argument, kWhere, name, " is ", value, "; it must lie between ", range.low, " and ",
              range.high);
}

}  // namespace

std::span<const std::string_view> exponential_families() noexcept { return kNames; }

ExponentialFamily::ExponentialFamily(std::string_view name, double known) : row_(&row_of(name)), known_(known) {
  require_positive(known, kWhere, "known");
}

Range ExponentialFamily::natural() const { return row_->natural; }
Range ExponentialFamily::means() const { return row_->means; }
void ExponentialFamily::require_natural(double eta) const { require_inside(eta, row_->natural, "eta"); }

double ExponentialFamily::log_partition(double eta) const {
  require_natural(eta);
  return row_->partition(eta, known_);
}

double ExponentialFamily::mean(double eta) const {
  require_natural(eta);
  return row_->mean(eta, known_);
}

double ExponentialFamily::variance(double eta) const {
  require_natural(eta);
  return row_->variance(eta, known_);
}

double ExponentialFamily::natural_of(double mean) const {
  require_inside(mean, row_->means, "mean");
  return row_->natural_of(mean, known_);
}

Univariate ExponentialFamily::law(double eta) const {
  require_natural(eta);
  const Family& law = family(row_->law);
  const auto numbers = row_->parameters(eta, known_);
  return {law, ParameterValues(numbers).first(law.parameters.size())};
}

double ExponentialFamily::statistic(double x) const { return row_->statistic(x); }
double ExponentialFamily::log_base(double x) const { return std::isnan(x) ? x : row_->log_base(x, known_); }

double ExponentialFamily::log_prob(double eta, double x) const {
  require_natural(eta);
  const double base = log_base(x);
  // Outside of the support, and at infinity, where two of the terms may be infinite.
  if (base == -kInf || std::isinf(x)) return -kInf;
  return base + eta * statistic(x) - row_->partition(eta, known_);
}

double ExponentialFamily::log_prior_constant(double chi, double nu) const {
  require_positive(nu, kWhere, "nu");
  require_finite(chi, kWhere, "chi");
  require_inside(chi / nu, row_->means, "chi / nu");
  return row_->log_prior_constant(chi, nu, known_);
}

double ExponentialFamily::log_prior(double chi, double nu, double eta) const {
  require_natural(eta);
  return chi * eta - nu * row_->partition(eta, known_) - log_prior_constant(chi, nu);
}

double ExponentialFamily::log_evidence(double chi, double nu, std::span<const double> data) const {
  double total = -log_prior_constant(chi, nu);
  for (const double x : data) {
    total += log_base(x);
    chi += statistic(x);
  }
  if (!(total > -kInf)) return total;
  const auto n = static_cast<double>(mutant("exponential_evidence_forgets_a_datum") && !data.empty() ? data.size() - 1
                                                                                                     : data.size());
  return total + log_prior_constant(chi, nu + n);
}

Integral ExponentialFamily::prior_mean(double chi, double nu) const {
  const double constant = log_prior_constant(chi, nu);
  return integrate(
      [&](double eta) {
        const double density = exp(chi * eta - nu * row_->partition(eta, known_) - constant);
        // Far out A' overflows where the density is 0.
        return density == 0 ? 0 : density * row_->mean(eta, known_);
      },
      row_->natural);
}

}  // namespace tractable
