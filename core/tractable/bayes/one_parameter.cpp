#include "tractable/bayes/one_parameter.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <string>

#include "tractable/base/error.hpp"
#include "tractable/bayes/conjugate.hpp"
#include "tractable/bayes/masses.hpp"
#include "tractable/distribution/beta.hpp"
#include "tractable/distribution/gamma.hpp"
#include "tractable/simd/incomplete_beta.hpp"
#include "tractable/simd/random.hpp"
#include "tractable/simd/reduce.hpp"
#include "tractable/simd/special.hpp"

namespace tractable {
namespace {

constexpr const char* kWhere = "conjugate";
constexpr double kLog2Pi = 1.8378770664093454836;
constexpr double kInfinity = std::numeric_limits<double>::infinity();
// Draws are held between these: at an end of the support two densities may both be inf, and their ratio is NaN.
constexpr double kSmallest = std::numeric_limits<double>::min();
constexpr double kLargest = std::numeric_limits<double>::max();
constexpr double kHalfEpsilon = 0x1p-53;
constexpr std::array<std::string_view, 4> kModels{"beta_bernoulli", "gamma_poisson", "gamma_exponential",
                                                  "normal_known_sd"};

void require_size(std::span<const double> values, std::size_t wanted, const char* name) {
  if (values.size() == wanted) return;
  throw_error(ErrorCode::shape_mismatch, kWhere, name, " has ", values.size(), " numbers; it must have ", wanted);
}

LogForm beta_form(double a, double b) { return {.log_theta = a - 1, .log_rest = b - 1, .constant = -log_beta(a, b)}; }
LogForm gamma_form(double shape, double rate) {
  return {.log_theta = shape - 1, .linear = rate, .constant = shape * log(rate) - lgamma(shape)};
}
LogForm normal_form(double mean, double sd) {
  return {.square = 0.5 / (sd * sd), .centre = mean, .constant = -0.5 * kLog2Pi - log(sd)};
}

/// In the support, and not at an end of it at which a law has no density: -inf, not the inf - inf of its terms.
bool inside(const LogForm& form, double theta) {
  if (std::isinf(theta) && (form.linear != 0 || form.square != 0)) return false;
  return theta >= form.support.low && theta <= form.support.high;
}

}  // namespace

std::span<const std::string_view> one_parameter_models() noexcept { return kModels; }

double LogForm::operator()(double theta) const {
  if (!inside(*this, theta)) return std::isnan(theta) ? theta : -kInfinity;
  double total = constant;
  if (log_theta != 0) total += log_theta * log(theta);
  if (log_rest != 0) total += log_rest * log1p(-theta);
  if (linear != 0) total -= linear * theta;
  if (square != 0) total -= square * (theta - centre) * (theta - centre);
  return total;
}

void LogForm::operator()(std::span<const double> theta, std::span<double> out) const {
  std::vector<double> logs(theta.size());
  std::vector<double> rests(theta.size());
  if (log_theta != 0) log(theta, logs);
  if (log_rest != 0) {
    for (std::size_t i = 0; i < theta.size(); ++i) rests[i] = -theta[i];
    log1p(rests, rests);
  }
  for (std::size_t i = 0; i < theta.size(); ++i) {
    const double away = theta[i] - centre;
    double total = constant;
    if (log_theta != 0) total += log_theta * logs[i];
    if (log_rest != 0) total += log_rest * rests[i];
    if (linear != 0) total -= linear * theta[i];
    if (square != 0) total -= square * away * away;
    out[i] = inside(*this, theta[i]) ? total : std::isnan(theta[i]) ? theta[i] : -kInfinity;
  }
}

OneParameter::OneParameter(std::string_view model, std::span<const double> prior, std::span<const double> data)
    : prior_numbers_(prior.begin(), prior.end()) {
  if (model == kModels[0]) {
    require_size(prior, 2, "prior");
    require_size(data, 2, "data");
    const auto after = update_bernoulli({prior[0], prior[1]}, data[0], data[1]);
    posterior_ = {after.posterior.a, after.posterior.b};
    log_evidence_ = after.log_evidence;
    count_ = data[0] + data[1];
    likelihood_ = {.log_theta = data[0], .log_rest = data[1]};
    const detail::Odds mean{posterior_[0], posterior_[1]};
    log_top_ = data[0] * detail::log_share(mean) + data[1] * detail::log_share({mean.q, mean.p}) +
               detail::log_beta_mass(prior[0], prior[1], mean);
  } else if (model == kModels[1] || model == kModels[2]) {
    require_size(prior, 2, "prior");
    family_ = Family::gamma;
    const bool counts = model == kModels[1];
    const GammaLaw law{prior[0], prior[1]};
    const auto after = counts ? update_poisson(law, data) : update_exponential(law, data);
    posterior_ = {after.posterior.shape, after.posterior.rate};
    log_evidence_ = after.log_evidence;
    count_ = static_cast<double>(data.size());
    likelihood_ =
        counts ? LogForm{.log_theta = sum(data), .linear = count_} : LogForm{.log_theta = count_, .linear = sum(data)};
    for (const double y : data) likelihood_.constant -= counts ? lgamma(y + 1) : 0;
    const double mean = posterior_[0] / posterior_[1];
    log_top_ = detail::log_gamma_mass(prior[0], prior[1] / posterior_[1] * posterior_[0]);
    if (!counts) log_top_ += count_ * log(mean) - mean * sum(data);
    for (const double y : data) log_top_ += counts ? detail::log_poisson_mass(y, mean) : 0;
  } else if (model == kModels[3]) {
    require_size(prior, 3, "prior");
    family_ = Family::normal;
    const double sigma = prior[2];
    const auto after = update_normal({prior[0], prior[1]}, data, sigma);
    posterior_ = {after.posterior.mean, after.posterior.sd, sigma};
    log_evidence_ = after.log_evidence;
    count_ = static_cast<double>(data.size());
    const double mean = data.empty() ? 0 : sum(data) / count_;
    likelihood_ = {
        .square = 0.5 * count_ / (sigma * sigma),
        .centre = mean,
        .constant = -count_ * (0.5 * kLog2Pi + log(sigma)) - 0.5 * sum_squares(data, mean) / (sigma * sigma)};
    // How far the posterior's mean is from the data's, and from the prior's: neither a difference of large means.
    const double worth = (sigma / prior[1]) * (sigma / prior[1]);
    const double from_data = worth / (worth + count_) * (prior[0] - mean);
    const double from_prior = count_ / (worth + count_) * (mean - prior[0]) / prior[1];
    log_top_ = likelihood_.constant - likelihood_.square * from_data * from_data -
               0.5 * (kLog2Pi + from_prior * from_prior) - log(prior[1]);
  } else {
    std::string names;
    for (const std::string_view known : kModels) names += text(names.empty() ? "" : ", ", known);
    throw_error(ErrorCode::unknown_name, kWhere, "model is \"", model, "\"; it must be one of ", names);
  }
  likelihood_.support = support();
  prior_ = log_law(prior_numbers_);
}

Range OneParameter::support() const {
  if (family_ == Family::beta) return {0, 1};
  return {family_ == Family::gamma ? 0 : -kInfinity, kInfinity};
}

LogForm OneParameter::log_law(std::span<const double> parameters) const {
  require_size(parameters, prior_numbers_.size(), "the law");
  if (family_ == Family::normal)
    require_finite(parameters[0], kWhere, "the law's mean");
  else
    require_positive(parameters[0], kWhere, "the law's first number");
  require_positive(parameters[1], kWhere, "the law's second number");
  LogForm form = family_ == Family::beta    ? beta_form(parameters[0], parameters[1])
                 : family_ == Family::gamma ? gamma_form(parameters[0], parameters[1])
                                            : normal_form(parameters[0], parameters[1]);
  form.support = support();
  return form;
}

void OneParameter::draw(std::span<const double> parameters, Key key, std::uint64_t begin,
                        std::span<double> theta) const {
  (void)log_law(parameters);  // its checks
  if (family_ == Family::normal) {
    fill_normal(key, theta, begin);
    for (double& each : theta) each = parameters[0] + parameters[1] * each;
    return;
  }
  if (family_ == Family::gamma) {
    kGamma.sample(parameters, key, theta, begin);
    for (double& each : theta) each = std::clamp(each, kSmallest, kLargest);
  } else {
    kBeta.sample(parameters, key, theta, begin);
    for (double& each : theta) each = std::clamp(each, kSmallest, 1 - kHalfEpsilon);
  }
}

double OneParameter::maximum_likelihood() const {
  const LogForm& form = likelihood_;
  if (family_ == Family::beta) return form.log_theta / (form.log_theta + form.log_rest);
  if (family_ == Family::gamma) return form.log_theta / form.linear;
  return count_ > 0 ? form.centre : std::numeric_limits<double>::quiet_NaN();
}

}  // namespace tractable
