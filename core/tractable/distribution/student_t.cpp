#include "tractable/distribution/student_t.hpp"

#include <cmath>
#include <limits>

#include "tractable/base/mutant.hpp"
#include "tractable/distribution/blocks.hpp"
#include "tractable/distribution/cauchy.hpp"
#include "tractable/distribution/expressions.hpp"
#include "tractable/distribution/gamma.hpp"
#include "tractable/graph/ops.hpp"
#include "tractable/simd/incomplete_beta.hpp"
#include "tractable/simd/random.hpp"
#include "tractable/simd/special.hpp"

namespace tractable {
namespace {

constexpr double kInf = std::numeric_limits<double>::infinity();
constexpr double kNan = std::numeric_limits<double>::quiet_NaN();
constexpr ParameterRow kParameters[] = {
    {"df", Domain::positive, 5}, {"loc", Domain::real, 0}, {"scale", Domain::positive, 1}};

Support support(ParameterValues) { return {-kInf, kInf}; }
Expr log_prob(Expr x, ParameterExprs p) { return student_t_log_prob(x, p[0], p[1], p[2]); }

/// From where on I_x(a, 1/2) = x^a / (a B(a, 1/2)) to all digits, x = 1 / (1 + w^2).
constexpr double kFar = 1e9;

// P(T > t) = I_x(df / 2, 1/2) / 2 with x = df / (df + t^2), t > 0.
double upper(double df, double t, bool logarithm) {
  const double a = df / 2, w = t / std::sqrt(df);
  if (w > kFar) {
    const double y = -df * log(w) - log(df) - log_beta(a, 0.5);
    return logarithm ? y : exp(y);
  }
  const double square = w * w, x = 1 / (1 + square), y = square / (1 + square);
  return logarithm ? log_beta_p(a, 0.5, x, y) - 0.69314718055994530942 : 0.5 * beta_p(a, 0.5, x, y);
}
double tail(ParameterValues p, double x, Tail tail) {
  const double t = (tail.upper ? x - p[1] : p[1] - x) / p[2];
  if (t > 0) return upper(p[0], t, tail.log);
  const double other = upper(p[0], -t, false);
  return tail.log ? log1p(-other) : 1 - other;
}
/// The t > 0 with P(T > t) = q, q < 1/2.
double upper_quantile(double df, double q) {
  const double a = df / 2;
  const double log_x = (log(2 * q) + log(a) + log_beta(a, 0.5)) / a;
  if (log_x < -2 * 20.7) return std::sqrt(df) * exp(-0.5 * log_x);
  const BetaQuantile at = q < 0.25 ? beta_p_inverse(a, 0.5, 2 * q) : beta_q_inverse(a, 0.5, 1 - 2 * q);
  return std::sqrt(df * (at.y / at.x));
}
double quantile(ParameterValues p, double probability, bool upper) {
  const bool below = probability < 0.5;
  const double t = probability == 0.5 ? 0 : upper_quantile(p[0], below ? probability : 1 - probability);
  return p[1] + (below == upper ? t : -t) * p[2];
}

// A normal variable over the root of an independent gamma one of mean 1.
void sample(ParameterValues p, Key key, std::span<double> out, std::uint64_t begin) {
  const double half = p[0] / 2;
  detail::for_blocks(out, [&](std::span<double> x, std::span<double> g, std::size_t from) {
    fill_normal(split_at(key, 0), x, begin + from);
    detail::sample_standard_gamma(half, split_at(key, 1), g, begin + from);
    for (std::size_t i = 0; i < x.size(); ++i) {
      const double ratio = mutant("student_t_no_root") ? half / g[i] : std::sqrt(half / g[i]);
      x[i] = p[1] + p[2] * (x[i] * ratio);
    }
  });
}
Moments moments(ParameterValues p) {
  const double df = p[0];
  if (!(df > 1)) return {kNan, kNan};
  return {p[1], df > 2 ? p[2] * p[2] * (df / (df - 2)) : kInf};
}

/// log Gamma(a + 1/2) - log Gamma(a) - log(2 pi a) / 2, with X = double or Expr.
template <class X>
X log_normaliser(X a) {
  return a * log1p(0.5 / a) - 0.5 + (stirling(a + 0.5) - stirling(a)) - detail::kHalfLog2Pi;
}
// (df + 1) / 2 (digamma((df + 1) / 2) - digamma(df / 2)) less the log of the density at 0.
double entropy(ParameterValues p) {
  const double a = p[0] / 2;
  double slope = (a + 0.5) * (digamma(a + 0.5) - digamma(a));
  if (a >= 16) {
    slope = (a + 0.5) * (log1p(0.5 / a) + (detail::digamma_rest(a + 0.5) - detail::digamma_rest(a))) + 0.25 / a;
  }
  return slope - log_normaliser(a) + log(p[2]);
}

}  // namespace

Expr student_t_log_prob(Expr x, Expr df, Expr loc, Expr scale) {
  const Expr a = 0.5 * df, z = (x - loc) / scale;
  return log_normaliser(a) - log(scale) - (a + 0.5) * detail::log1p_square(z / sqrt(df));
}

constinit const Family kStudentT{.name = "student_t",
                                 .parameters = kParameters,
                                 .support = support,
                                 .log_prob = log_prob,
                                 .tail = tail,
                                 .quantile = quantile,
                                 .sample = sample,
                                 .moments = moments,
                                 .entropy = entropy};

}  // namespace tractable
