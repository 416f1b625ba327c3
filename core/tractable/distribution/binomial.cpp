#include "tractable/distribution/binomial.hpp"

#include <cmath>
#include <limits>

#include "tractable/base/mutant.hpp"
#include "tractable/distribution/attempts.hpp"
#include "tractable/distribution/bernoulli.hpp"
#include "tractable/distribution/expressions.hpp"
#include "tractable/graph/ops.hpp"
#include "tractable/simd/incomplete_beta.hpp"
#include "tractable/simd/special.hpp"

namespace tractable {
namespace {

constexpr double kInf = std::numeric_limits<double>::infinity();
constexpr ParameterRow kParameters[] = {{"n", Domain::count, 10}, {"p", Domain::probability, 0.5}};

Support support(ParameterValues p) { return {0, p[0]}; }
Expr log_prob(Expr k, ParameterExprs p) { return binomial_log_prob(k, p[0], p[1]); }
// P(X > k) = I_p(k + 1, n - k)
double tail(ParameterValues p, double k, Tail tail) {
  const double a = k + 1, b = p[0] - k;
  if (tail.log) return tail.upper ? log_beta_p(a, b, p[1]) : log_beta_q(a, b, p[1]);
  return tail.upper ? beta_p(a, b, p[1]) : beta_q(a, b, p[1]);
}
Moments moments(ParameterValues p) { return {p[0] * p[1], p[0] * p[1] * (1 - p[1])}; }

/// By adding up masses from 0 until they pass u, for n p below 10.
void sample_by_inversion(double n, double p, Key key, std::span<double> out, std::uint64_t begin) {
  fill_uniform(key, out, begin);
  const double odds = p / (1 - p), at_zero = exp(n * log1p(-p));
  for (double& x : out) {
    double mass = at_zero, u = x, k = 0;
    while (u > mass && k < n) {
      u -= mass;
      k += 1;
      mass *= odds * ((n - k + 1) / k);
    }
    x = k;
  }
}

/// Hormann (1993), The generation of binomial random variates, J. Stat. Comput. Simul. 46, algorithm BTRS; p <= 1/2,
/// n p >= 10.
void sample_by_transformed_rejection(double n, double p, Key key, std::span<double> out, std::uint64_t begin) {
  const double sd = std::sqrt(n * p * (1 - p));
  const double b = 1.15 + 2.53 * sd, a = -0.0873 + 0.0248 * b + 0.01 * p, c = n * p + 0.5;
  const double inner = 0.92 - 4.2 / b, alpha = (2.83 + 5.1 / b) * sd;
  const double mode = std::floor((n + 1) * p);
  const auto log_mass = [n, p](double k) {  // but for what does not depend on k, 0 <= k <= n
    const double d = k - n * p, rest = n - k;
    const double above = k == 0 ? n * p : n * p * deviance(d / (n * p)) + stirling(k) + 0.5 * log(k);
    const double below =
        rest == 0 ? n * (1 - p) : n * (1 - p) * deviance(-d / (n * (1 - p))) + stirling(rest) + 0.5 * log(rest);
    constexpr double kLogSqrtTwoPi = detail::kHalfLog2Pi;
    return -above - below + (k == 0 ? kLogSqrtTwoPi : 0) + (rest == 0 ? kLogSqrtTwoPi : 0);
  };
  const double largest = log_mass(mode);
  detail::sample_by_rejection(key, out, begin, fill_uniform, [=](double first, double v, double& x) {
    const double u = first - 0.5, us = 0.5 - std::abs(u);
    x = std::floor((2 * a / us + b) * u + c);
    if ((us >= 0.07 && v <= inner) || mutant("binomial_accepts_all")) return true;
    if (!(x >= 0 && x <= n)) return false;
    return log(v * alpha / (a / (us * us) + b)) <= log_mass(x) - largest;
  });
}

void sample(ParameterValues parameters, Key key, std::span<double> out, std::uint64_t begin) {
  const double n = parameters[0], p = parameters[1] > 0.5 ? 1 - parameters[1] : parameters[1];
  if (n * p < 10) {
    sample_by_inversion(n, p, key, out, begin);
  } else {
    sample_by_transformed_rejection(n, p, key, out, begin);
  }
  if (parameters[1] > 0.5) {
    for (double& x : out) x = n - x;
  }
}

/// n times that of one trial. inf where p can have more successes; no closed form where q can.
double kl(ParameterValues p, ParameterValues q) {
  if (p[0] == q[0]) return p[0] == 0 ? 0 : p[0] * detail::bernoulli_kl(p[1], q[1]);
  return p[0] > q[0] && p[1] > 0 ? kInf : std::numeric_limits<double>::quiet_NaN();
}

}  // namespace

// Loader's form: Stirling's rests, and the deviances of the successes and of the failures from their means.
Expr binomial_log_prob(Expr k, Expr n, Expr p) {
  Graph& g = *k.graph;
  const Expr zero = g.constant(0), one = g.constant(1), p_inside = detail::is_between(p, 0, 1);
  const Expr inside = greater(k, zero) * greater(n, k) * detail::is_whole(k) * p_inside;
  // Of the parameters alone, so that it is computed once.
  const Expr m = select(greater(n, g.constant(1.5)), n, g.constant(2));
  const Expr t = select(inside, k, one);
  const Expr f = m - t, chance = select(p_inside, p, g.constant(0.5));
  const Expr mean = m * chance, other_mean = m * (1 - chance);
  const Expr off = (t - mean) - product_error(m, chance);
  const Expr body = (stirling(m) - stirling(t) - stirling(f)) + (0.5 * log(m / (t * f)) - detail::kHalfLog2Pi) -
                    mean * deviance(off / mean) - other_mean * deviance(-off / other_mean);
  // At the ends n log(1 - p) and n log p; n = 0 is both.
  const Expr none = select(n, n * detail::log_rest_or_minus_inf(p), zero), all = n * detail::log_or_minus_inf(p);
  return select(inside, body, select(k, select(n - k, min(detail::outside(k), min(n, p)), all), none));
}

constinit const Family kBinomial{.name = "binomial",
                                 .parameters = kParameters,
                                 .discrete = true,
                                 .support = support,
                                 .log_prob = log_prob,
                                 .tail = tail,
                                 .sample = sample,
                                 .moments = moments,
                                 .kl = kl};

}  // namespace tractable
