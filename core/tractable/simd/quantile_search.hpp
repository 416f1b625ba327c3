#pragma once

#include <cmath>

#include "tractable/simd/special.hpp"
#include "tractable/simd/tails.hpp"

// Quantiles of the gamma and beta distributions by Newton's method on the logarithm of the smaller tail as a function
// of u = log x or logit x. The densities are log-concave in u, hence both tails are: Newton's method then converges
// from one side without ever passing the root again, and the asymptotes log P <= a u + c bound the root from both
// sides.

namespace tractable::detail {

/// The tail that shall have the probability p <= 1/2 or so.
struct Target {
  double p;
  bool lower;
};

/// log(tail / p), from the values where they are normal numbers close to each other.
inline double log_excess(const Tails& tails, Target target) {
  const double value = tails.value(target.lower);
  if (target.p > 1e-290 && value > 0.5 * target.p && value < 2 * target.p) {
    return tractable::log1p((value - target.p) / target.p);
  }
  return tails.log(target.lower) - tractable::log(target.p);
}

/// Moves a point until its tail is target.p. tails(): both tails there; move(step): adds step to u.
/// `low` <= u <= `high` is known of the root.
template <class TailsAt, class Move>
void search_quantile(double u, double low, double high, Target target, TailsAt tails_at, Move move) {
  for (int i = 0; i < 200; ++i) {
    const Tails tails = tails_at();
    const double excess = log_excess(tails, target), size = std::abs(excess);
    const bool root_is_right = (excess < 0) == target.lower;
    (root_is_right ? low : high) = u;
    const double newton = size / tails.log_slope(target.lower);
    double next = root_is_right ? u + newton : u - newton;
    if (!(next >= low && next <= high)) next = 0.5 * (low + high);
    const double inside = root_is_right ? newton : -newton;
    const double step = next == u + inside ? inside : next - u;
    move(step);
    u = next;
    if (size < 1e-9) break;  // the convergence is quadratic: this was the last step that counts
  }
}

}  // namespace tractable::detail
