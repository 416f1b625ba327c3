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
  const LogForm& prior = model.log_prior();
  const LogForm& likelihood = model.log_likelihood();
  const Range line{-kInfinity, kInfinity};
  if (model.family() == OneParameter::Family::normal) {
    return integrate_log([&](double theta) { return prior(theta) + likelihood(theta); }, line, options);
  }
  // dtheta = theta (1 - theta) du and theta du raise the exponents by 1: the prior's own numbers, of which none is lost
  // as in (a - 1) + 1.
  const double first = model.prior()[0] + likelihood.log_theta;
  const double second = model.prior()[1];
  const double constant = prior.constant + likelihood.constant;
  const auto of_logit = [&](double u) {
    return first * log_sigmoid(u) + (second + likelihood.log_rest) * log_sigmoid(-u) + constant;
  };
  const auto of_log = [&](double u) { return first * u - (second + likelihood.linear) * exp(u) + constant; };
  if (model.family() == OneParameter::Family::beta) return integrate_log(of_logit, line, options);
  return integrate_log(of_log, line, options);
}

}  // namespace tractable
