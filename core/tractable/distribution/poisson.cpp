#include "tractable/distribution/poisson.hpp"

#include <cmath>
#include <limits>

#include "tractable/base/mutant.hpp"
#include "tractable/distribution/attempts.hpp"
#include "tractable/distribution/blocks.hpp"
#include "tractable/distribution/expressions.hpp"
#include "tractable/graph/ops.hpp"
#include "tractable/simd/incomplete_gamma.hpp"
#include "tractable/simd/special.hpp"

namespace tractable {
namespace {

constexpr double kInf = std::numeric_limits<double>::infinity();
constexpr ParameterRow kParameters[] = {{"rate", Domain::positive, 1}};

Support support(ParameterValues) { return {0, kInf}; }
Expr log_prob(Expr k, ParameterExprs p) { return poisson_log_prob(k, p[0]); }
// P(X > k) = P(k + 1, rate)
double tail(ParameterValues p, double k, Tail tail) {
  if (tail.log) return tail.upper ? log_gamma_p(k + 1, p[0]) : log_gamma_q(k + 1, p[0]);
  return tail.upper ? gamma_p(k + 1, p[0]) : gamma_q(k + 1, p[0]);
}

/// One attempt at a draw from two uniform numbers. From 10 on Hormann (1993), The transformed rejection method for
/// generating Poisson random variables, Insurance: Mathematics and Economics 12, algorithm PTRS without its second
/// squeeze; below, masses are added up from 0 until they pass u.
class Proposal {
 public:
  explicit Proposal(double rate) : rate_(rate) {
    if (by_inversion()) {
      at_zero_ = exp(-rate);
      return;
    }
    b_ = 0.931 + 2.53 * std::sqrt(rate);
    a_ = -0.059 + 0.02483 * b_;
    inverse_alpha_ = 1.1239 + 1.1328 / (b_ - 3.4);
    inner_ = 0.9277 - 3.6224 / (b_ - 2);
  }
  bool operator()(double first, double v, double& x) const {
    if (!std::isfinite(rate_)) {
      x = rate_;
      return true;
    }
    if (by_inversion()) {
      x = inverted(first);
      return true;
    }
    const double u = first - 0.5, us = 0.5 - std::abs(u);
    x = std::floor((2 * a_ / us + b_) * u + rate_ + 0.43);
    if ((us >= 0.07 && v <= inner_) || mutant("poisson_accepts_all")) return true;
    return x >= 0 && log(v * inverse_alpha_ / (a_ / (us * us) + b_)) <= log_mass(x);
  }

 private:
  [[nodiscard]] bool by_inversion() const { return rate_ < 10; }
  // Where u is beyond all masses that doubles add up to 1 (1e-16), the last of them.
  [[nodiscard]] double inverted(double u) const {
    double k = 0;
    for (double mass = at_zero_; u > mass && mass > 1e-18; mass *= rate_ / k) {
      u -= mass;
      k += 1;
    }
    return k;
  }
  [[nodiscard]] double log_mass(double k) const {
    if (k == 0) return -rate_;
    return -rate_ * deviance((k - rate_) / rate_) - stirling(k) - 0.5 * log(k) - detail::kHalfLog2Pi;
  }

  double rate_, at_zero_ = 0, a_ = 0, b_ = 0, inverse_alpha_ = 0, inner_ = 0;
};

void sample(ParameterValues p, Key key, std::span<double> out, std::uint64_t begin) {
  detail::sample_by_rejection(key, out, begin, fill_uniform, Proposal(p[0]));
}
Moments moments(ParameterValues p) { return {p[0], p[0]}; }

/// p log(p / q) - p + q.
double kl(ParameterValues p, ParameterValues q) { return q[0] * deviance((p[0] - q[0]) / q[0]); }

}  // namespace

void detail::sample_poisson_each(Key key, std::span<double> rates, std::uint64_t begin) {
  detail::for_blocks(rates, [&](std::span<double> x, std::span<double> rate, std::size_t from) {
    std::ranges::copy(x, rate.begin());
    detail::sample_by_rejection(
        key, x, begin + from, fill_uniform,
        [rate](double u, double v, double& draw, std::size_t i) { return Proposal(rate[i])(u, v, draw); });
  });
}

// Loader (2000), Fast and accurate computation of binomial probabilities: Stirling's rest and the deviance of k from
// the rate. Where k is that much larger the deviance would overflow, but its formula does not cancel.
Expr poisson_log_prob(Expr k, Expr rate) {
  Graph& g = *k.graph;
  const Expr inside = detail::is_between(k, 0, kInf) * detail::is_whole(k);
  const Expr t = select(inside, k, g.constant(1));
  const Expr log_t = log(t), far = greater(t, 1e100 * rate), mean = select(far, t, rate);
  const Expr off = select(far, t * (log_t - log(rate)) - t + rate, mean * deviance((t - mean) / mean));
  const Expr body = -off - stirling(t) - (0.5 * log_t + detail::kHalfLog2Pi);
  return select(inside, body, select(k, detail::outside(k), -rate));
}

constinit const Family kPoisson{.name = "poisson",
                                .parameters = kParameters,
                                .discrete = true,
                                .support = support,
                                .log_prob = log_prob,
                                .tail = tail,
                                .sample = sample,
                                .moments = moments,
                                .kl = kl};

}  // namespace tractable
