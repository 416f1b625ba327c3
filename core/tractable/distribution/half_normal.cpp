#include "tractable/distribution/half_normal.hpp"

#include <array>
#include <cmath>
#include <limits>

#include "tractable/distribution/expressions.hpp"
#include "tractable/distribution/normal.hpp"
#include "tractable/graph/ops.hpp"
#include "tractable/simd/special.hpp"

namespace tractable {
namespace {

constexpr double kInf = std::numeric_limits<double>::infinity();
constexpr double kPi = 3.14159265358979323846;
constexpr double kLog2 = 0.69314718055994530942;
constexpr double kSqrt2 = 1.41421356237309504880;
constexpr ParameterRow kParameters[] = {{"sigma", Domain::positive, 1}};

Support support(ParameterValues) { return {0, kInf}; }
Expr log_prob(Expr x, ParameterExprs p) { return half_normal_log_prob(x, p[0]); }
double tail(ParameterValues p, double x, Tail tail) {
  const double z = x / p[0];
  if (!tail.log) return tail.upper ? 2 * normal_cdf(-z) : erf(z / kSqrt2);
  const bool lower_half = z < 0.67;
  if (tail.upper) return lower_half ? log1p(-erf(z / kSqrt2)) : kLog2 + normal_log_cdf(-z);
  return lower_half ? log(erf(z / kSqrt2)) : log1p(-2 * normal_cdf(-z));
}
Expr log_tail(Expr x, ParameterExprs p, bool upper) {
  const auto inside = [](Expr t, ParameterExprs q, bool above) {
    const Expr z = t / q[0], log_sf = kLog2 + normal_log_cdf(-z);
    if (above) return log_sf;
    // Near 0 erf keeps its digits, where it is nearly 1 its rest does.
    const Expr near = greater(z.graph->constant(1), z);
    return select(near, log(erf(select(near, z, z.graph->constant(1)) * 0.70710678118654752440)),
                  detail::log1mexp(select(near, z.graph->constant(-1), log_sf)));
  };
  return detail::tail_above_zero(x, upper, inside, p);
}
double quantile(ParameterValues p, double probability, bool upper) {
  return p[0] * kSqrt2 * (upper ? erfcinv(probability) : erfinv(probability));
}
Expr pathwise(Expr z, ParameterExprs p) { return abs(p[0] * z); }
Moments moments(ParameterValues p) { return {p[0] * std::sqrt(2 / kPi), p[0] * p[0] * (1 - 2 / kPi)}; }
double entropy(ParameterValues p) { return 0.5 * log(kPi / 2) + log(p[0]) + 0.5; }

/// That of the normal laws around 0: both densities are doubled.
double kl(ParameterValues p, ParameterValues q) {
  const std::array<double, 2> first{0, p[0]}, second{0, q[0]};
  return kNormal.kl(first, second);
}

}  // namespace

Expr half_normal_log_prob(Expr x, Expr sigma) {
  const Expr zero = x.graph->constant(0);
  const Expr body = kLog2 + normal_log_prob(max(x, zero), zero, sigma);
  return select(greater(zero, x), x.graph->constant(-kInf), body);
}

constinit const Family kHalfNormal{.name = "half_normal",
                                   .parameters = kParameters,
                                   .support = support,
                                   .log_prob = log_prob,
                                   .tail = tail,
                                   .log_tail = log_tail,
                                   .quantile = quantile,
                                   .noise = Noise::normal,
                                   .pathwise = pathwise,
                                   .moments = moments,
                                   .entropy = entropy,
                                   .kl = kl};

}  // namespace tractable
