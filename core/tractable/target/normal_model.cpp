#include "tractable/target/normal_model.hpp"

#include <cmath>
#include <limits>

#include "tractable/base/error.hpp"
#include "tractable/base/mutant.hpp"
#include "tractable/distribution/gamma.hpp"
#include "tractable/simd/random.hpp"
#include "tractable/simd/reduce.hpp"
#include "tractable/simd/special.hpp"

namespace tractable {
namespace {

constexpr double kLogTwoPi = 1.83787706640934548356;
constexpr const char* kWhere = "normal_model";

void require_position(std::span<const double> position) {
  if (position.size() != 2) {
    throw_error(ErrorCode::shape_mismatch, kWhere, "position has ", position.size(), " numbers; mu and tau are needed");
  }
}

}  // namespace

NormalModel::NormalModel(std::span<const double> y, NormalModelPrior prior) : prior_(prior) {
  require_finite(y, kWhere, "y");
  require_finite(prior.mean, kWhere, "mean");
  require_positive(prior.precision, kWhere, "precision");
  require_positive(prior.shape, kWhere, "shape");
  require_positive(prior.rate, kWhere, "rate");
  count_ = static_cast<double>(y.size());
  if (!y.empty()) mean_ = sum(y) / count_;
  squares_ = sum_squares(y, mean_);
}

double NormalModel::squares(double mu) const { return squares_ + count_ * (mean_ - mu) * (mean_ - mu); }

NormalModel::MeanLaw NormalModel::mean_given(double tau) const {
  const double prior = mutant("normal_model_forgets_prior") ? 0 : prior_.precision;
  const double precision = prior + count_ * tau;
  return {(prior * prior_.mean + tau * count_ * mean_) / precision, precision};
}

NormalModel::PrecisionLaw NormalModel::precision_given(double mu) const {
  return {prior_.shape + 0.5 * count_, prior_.rate + 0.5 * squares(mu)};
}

double NormalModel::log_likelihood(std::span<const double> position) const {
  require_position(position);
  const double mu = position[0], tau = position[1];
  if (!(tau > 0)) return std::isnan(tau) ? tau : -std::numeric_limits<double>::infinity();
  return 0.5 * count_ * (log(tau) - kLogTwoPi) - 0.5 * tau * squares(mu);
}

double NormalModel::log_joint(std::span<const double> position) const {
  require_position(position);
  const double mu = position[0], tau = position[1];
  if (!(tau > 0)) return std::isnan(tau) ? tau : -std::numeric_limits<double>::infinity();
  const double away = mu - prior_.mean;
  return log_likelihood(position) + 0.5 * (log(prior_.precision) - kLogTwoPi - prior_.precision * away * away) +
         prior_.shape * log(prior_.rate) - lgamma(prior_.shape) + (prior_.shape - 1) * log(tau) - prior_.rate * tau;
}

std::vector<ConditionalBlock> NormalModel::blocks() const {
  return {{"mu", 0, 1,
           [model = *this](Key key, std::uint64_t t, std::span<double> position) {
             const MeanLaw law = model.mean_given(position[1]);
             double z = 0;
             fill_normal(key, std::span{&z, 1}, t);
             position[0] = law.mean + z / std::sqrt(law.precision);
           }},
          {"tau", 1, 1, [model = *this](Key key, std::uint64_t t, std::span<double> position) {
             const PrecisionLaw law = model.precision_given(position[0]);
             detail::sample_standard_gamma(law.shape, key, position.subspan(1, 1), t);
             position[1] /= law.rate;
           }}};
}

}  // namespace tractable
