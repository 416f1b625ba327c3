#include "tractable/bayes/evidence.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

#include "tractable/base/mutant.hpp"
#include "tractable/simd/reduce.hpp"
#include "tractable/simd/special.hpp"

namespace tractable {
namespace {
constexpr double kNan = std::numeric_limits<double>::quiet_NaN();
constexpr double kInfinity = std::numeric_limits<double>::infinity();
constexpr double kNear = 0.5;

/// e^w - 1 - w.
double fall_of_log(double w) { return std::abs(w) < kNear ? exp(w) * deviance(expm1(-w)) : expm1(w) - w; }

/// By how much a log(p) + b log(1 - p) falls from its top, p = a / (a + b), to where logit p is greater by w.
double fall_of_logit(double w, double a, double b) {
  const double n = a + b;
  if (std::abs(w) < kNear) {
    const double of_p = b / n * expm1(-w);  // (a - n p) / n p
    const double of_q = a / n * expm1(w);
    return a * deviance(of_p) / (1 + of_p) + b * deviance(of_q) / (1 + of_q);
  }
  const double middle = log(a) - log(b);
  const double p = log_sigmoid(middle + w) - log_sigmoid(middle);
  const double q = log_sigmoid(-middle - w) - log_sigmoid(-middle);
  return -(a * p + b * q);
}
}  // namespace

void LogMean::add(std::span<const double> logs) {
  if (logs.empty()) return;
  double top = -kInfinity;
  for (const double each : logs) top = std::max(top, each);
  if (count_ == 0 || top > largest_) {
    // Old weights, of which none is greater than 1, become smaller still.
    const double shrink = count_ == 0 || top == -kInfinity ? 1 : exp(largest_ - top);
    mean_ *= shrink;
    squares_ *= shrink * shrink;
    largest_ = top;
  }
  std::vector<double> weights(logs.begin(), logs.end());
  for (double& each : weights) each = each == -kInfinity ? each : each - largest_;
  exp(weights, weights);
  const auto n = static_cast<double>(weights.size());
  const auto before = static_cast<double>(count_);
  const double block_mean = sum(weights) / n;
  const double shift = block_mean - mean_;
  // Chan, Golub & LeVeque (1983), eq. 2.1
  squares_ += sum_squares(weights, block_mean) + shift * shift * before * (n / (before + n));
  mean_ += shift * (n / (before + n));
  count_ += weights.size();
}

double LogMean::value() const { return count_ == 0 ? kNan : log(mean_) + (mean_ > 0 ? largest_ : 0); }

double LogMean::standard_error() const {
  if (count_ < 2) return kNan;
  const auto n = static_cast<double>(count_);
  return std::sqrt(squares_ / (n - 1) / n) / mean_;
}

double LogMean::effective_size() const {
  if (count_ == 0) return 0;
  const auto n = static_cast<double>(count_);
  return n * mean_ * mean_ / (mean_ * mean_ + squares_ / n);
}

EvidenceRun::EvidenceRun(OneParameter model, Key key, std::vector<double> proposal)
    : model_(std::move(model)), key_(key), proposal_(std::move(proposal)), weighted_(!proposal_.empty()) {
  if (!weighted_) proposal_.assign(model_.prior().begin(), model_.prior().end());
  log_proposal_ = model_.log_law(proposal_);
}

void EvidenceRun::advance(std::size_t count) {
  constexpr std::size_t kBlock = 1024;
  std::vector<double> theta(std::min(count, kBlock));
  std::vector<double> logs(theta.size());
  std::vector<double> ratio(theta.size());
  for (std::size_t done = 0; done < count;) {
    const std::size_t n = std::min(kBlock, count - done);
    const auto draws = std::span(theta).first(n);
    const auto weights = std::span(logs).first(n);
    const auto part = std::span(ratio).first(n);
    model_.draw(proposal_, key_, mean_.count(), draws);
    model_.log_likelihood()(draws, weights);
    if (weighted_) {
      model_.log_prior()(draws, part);
      for (std::size_t i = 0; i < n; ++i) weights[i] += part[i];
      log_proposal_(draws, part);
      // Far out the proposal's density may be 0, too.
      for (std::size_t i = 0; i < n; ++i) weights[i] -= weights[i] > -kInfinity ? part[i] : 0;
    }
    if (mutant("evidence_mean_of_logs"))
      std::fill(weights.begin(), weights.end(), sum(weights) / static_cast<double>(n));
    mean_.add(weights);
    done += n;
  }
}

LogIntegral evidence_by_quadrature(const OneParameter& model, QuadratureOptions options) {
  // Over the distance from the top, on the scale without ends, where dtheta = theta (1 - theta) du and theta du raise
  // the exponents by 1: by how much the joint density falls. Nothing large cancels, however many data there are.
  const double first = model.posterior()[0];
  const double second = model.posterior()[1];
  const double square = model.log_prior().square + model.log_likelihood().square;
  const auto fallen = [&](double u) {
    if (model.family() == OneParameter::Family::beta) return -fall_of_logit(u, first, second);
    return model.family() == OneParameter::Family::gamma ? -first * fall_of_log(u) : -square * u * u;
  };
  LogIntegral result = integrate_log(fallen, {-kInfinity, kInfinity}, options);
  result.log_value += model.log_top();
  return result;
}

}  // namespace tractable
