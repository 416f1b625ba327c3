#include <algorithm>
#include <cmath>

#include "tractable/base/error.hpp"
#include "tractable/bayes/conjugate.hpp"
#include "tractable/simd/special.hpp"

namespace tractable {
namespace {

constexpr int kMostSteps = 200;
constexpr double kLargest = 1e8;  // of a + b: beyond it the groups' laws differ from the binomial by rounding

struct Groups {
  std::span<const double> successes;
  std::span<const double> trials;
};

double log_evidence(const Groups& groups, BetaLaw prior) {
  double total = 0;
  for (std::size_t g = 0; g < groups.trials.size(); ++g) {
    total += log_predictive_binomial(prior, groups.trials[g], groups.successes[g]);
  }
  return total;
}

struct Slope {
  double a = 0, b = 0;            // first derivatives in (a, b)
  double aa = 0, ab = 0, bb = 0;  // second
};

Slope slope(const Groups& groups, BetaLaw prior) {
  const double both = prior.a + prior.b;
  Slope s;
  for (std::size_t g = 0; g < groups.trials.size(); ++g) {
    const double k = groups.successes[g];
    const double n = groups.trials[g];
    const double first = digamma(both) - digamma(both + n);
    const double second = trigamma(both) - trigamma(both + n);
    s.a += digamma(prior.a + k) - digamma(prior.a) + first;
    s.b += digamma(prior.b + n - k) - digamma(prior.b) + first;
    s.aa += trigamma(prior.a + k) - trigamma(prior.a) + second;
    s.bb += trigamma(prior.b + n - k) - trigamma(prior.b) + second;
    s.ab += second;
  }
  return s;
}

/// Newton's step in (log a, log b), or uphill where the surface is not concave; at most a factor of e^2.
std::pair<double, double> step_in_logs(const Slope& s, BetaLaw at) {
  const double u = at.a * s.a;
  const double v = at.b * s.b;
  const double uu = at.a * at.a * s.aa + u;
  const double vv = at.b * at.b * s.bb + v;
  const double uv = at.a * at.b * s.ab;
  const double det = uu * vv - uv * uv;
  double du = u;
  double dv = v;
  if (uu < 0 && det > 0) {
    du = (uv * v - vv * u) / det;
    dv = (uv * u - uu * v) / det;
  }
  const double largest = std::max(std::abs(du), std::abs(dv));
  const double shrink = largest > 2 ? 2 / largest : 1;
  return {shrink * du, shrink * dv};
}

}  // namespace

BetaBinomialFit fit_beta_binomial(std::span<const double> successes, std::span<const double> trials) {
  constexpr const char* kWhere = "fit_beta_binomial";
  if (successes.size() != trials.size()) {
    throw_error(ErrorCode::shape_mismatch, kWhere, "there are ", successes.size(), " numbers of successes for ",
                trials.size(), " of trials");
  }
  if (trials.size() < 2)
    throw_error(ErrorCode::too_few_values, kWhere, "there are ", trials.size(), " groups; two are needed");
  for (std::size_t g = 0; g < trials.size(); ++g) (void)log_binomial(trials[g], successes[g]);  // its checks
  const Groups groups{successes, trials};
  BetaBinomialFit fit;
  fit.log_evidence = log_evidence(groups, fit.prior);
  for (; fit.iterations < kMostSteps && !fit.converged; ++fit.iterations) {
    const auto [du, dv] = step_in_logs(slope(groups, fit.prior), fit.prior);
    fit.converged = std::max(std::abs(du), std::abs(dv)) < 1e-12;
    double scale = 1;
    BetaLaw next = fit.prior;
    double value = fit.log_evidence;
    // Half the step until it does not lead down; near the top a step is lost in rounding and taken as it is.
    do {
      next = {fit.prior.a * exp(scale * du), fit.prior.b * exp(scale * dv)};
      value = log_evidence(groups, next);
      scale /= 2;
    } while (value < fit.log_evidence - 1e-12 * std::abs(fit.log_evidence) && scale > 1e-12);
    fit.prior = next;
    fit.log_evidence = value;
    if (!(fit.prior.a + fit.prior.b < kLargest && fit.prior.a > 1 / kLargest && fit.prior.b > 1 / kLargest)) {
      fit.converged = false;
      break;
    }
  }
  const Slope last = slope(groups, fit.prior);
  fit.gradient[0] = last.a;
  fit.gradient[1] = last.b;
  return fit;
}

}  // namespace tractable
