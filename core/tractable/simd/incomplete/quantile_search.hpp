#pragma once

#include <cmath>

#include "tractable/simd/incomplete/tails.hpp"
#include "tractable/simd/special.hpp"

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

/// Whether the root is to the right of a point with these tails.
inline bool root_is_right(const Tails& tails, Target target) { return (log_excess(tails, target) < 0) == target.lower; }

/// Moves a point until its tail is target.p. tails(): both tails there; move(step): adds step to u; false if that
/// changes nothing.
/// `low` <= u <= `high` is known of the root.
template <class TailsAt, class Move>
void search_quantile(double u, double low, double high, Target target, TailsAt tails_at, Move move) {
  double last = 0;
  for (int i = 0; i < 200; ++i) {
    const Tails tails = tails_at();
    const double excess = log_excess(tails, target), size = std::abs(excess);
    const bool right = (excess < 0) == target.lower;
    (right ? low : high) = u;
    double newton = size / tails.log_slope(target.lower);
    // A tail like exp(-e^u), where Newton's method goes down by 1 at a time: the same for the logarithm of the
    // logarithm.
    const double wanted = -tractable::log(target.p);
    if (size > 20 && excess < 0 && size > 0.3 * last && last > 0)
      newton *= (1 + wanted / size) * tractable::log(1 + size / wanted);
    last = size;
    double next = right ? u + newton : u - newton;
    if (!(next >= low && next <= high)) next = 0.5 * (low + high);
    const double inside = right ? newton : -newton;
    const double step = next == u + inside ? inside : next - u;
    // The convergence is quadratic: below 1e-9 this is the last step that counts. No step is left among subnormal
    // numbers.
    if (!move(step) || size < 1e-9) break;
    u = next;
  }
}

}  // namespace tractable::detail
