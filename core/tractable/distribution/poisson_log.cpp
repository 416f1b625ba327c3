#include "tractable/distribution/poisson_log.hpp"

#include <array>
#include <cmath>
#include <limits>

#include "tractable/base/error.hpp"
#include "tractable/base/mutant.hpp"
#include "tractable/distribution/expressions.hpp"
#include "tractable/distribution/poisson.hpp"
#include "tractable/graph/ops.hpp"
#include "tractable/simd/special.hpp"

namespace tractable {
namespace {

constexpr double kInf = std::numeric_limits<double>::infinity();
constexpr double kFarthest = 700;  // beyond, a rate is no number of use
constexpr ParameterRow kParameters[] = {{"log_rate", Domain::real, 0}};

void check(ParameterValues p) {
  if (std::abs(p[0]) <= kFarthest) return;
  throw_error(ErrorCode::invalid_argument, "poisson_log", "log_rate is ", p[0], "; it must be within -700 ... 700");
}
Support support(ParameterValues) { return {0, kInf}; }
Expr log_prob(Expr k, ParameterExprs p) { return poisson_log_log_prob(k, p[0]); }
double tail(ParameterValues p, double k, Tail tail) {
  const std::array rate{exp(p[0])};
  return kPoisson.tail(rate, k, tail);
}
void sample(ParameterValues p, Key key, std::span<double> out, std::uint64_t begin) {
  const std::array rate{exp(mutant("poisson_log_half_rate") ? p[0] / 2 : p[0])};
  kPoisson.sample(rate, key, out, begin);
}
Moments moments(ParameterValues p) { return {exp(p[0]), exp(p[0])}; }

}  // namespace

Expr poisson_log_log_prob(Expr k, Expr log_rate) {
  const Expr zero = k.graph->constant(0);
  const Expr inside = (1 - greater(zero, k)) * (1 - greater(k, k.graph->constant(1e300))) * detail::is_whole(k);
  const Expr t = select(inside, k, zero);
  return select(inside, t * log_rate - exp(log_rate) - lgamma(t + 1), detail::outside(k));
}

constinit const Family kPoissonLog{.name = "poisson_log",
                                   .parameters = kParameters,
                                   .discrete = true,
                                   .support = support,
                                   .log_prob = log_prob,
                                   .tail = tail,
                                   .sample = sample,
                                   .moments = moments,
                                   .check = check};

}  // namespace tractable
