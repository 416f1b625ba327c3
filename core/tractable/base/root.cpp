#include "tractable/base/root.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

#include "tractable/base/error.hpp"

namespace tractable {
namespace {

double middle(const Bracket& bracket) { return 0.5 * bracket.lo + 0.5 * bracket.hi; }  // hi - lo might overflow

template <class Search>
RootResult run(Search search, int max_iterations) {
  while (search.result().iterations < max_iterations && search.step()) {
  }
  return search.result();
}

}  // namespace

// --- What the methods share ------------------------------------------------------------------------------------------

double RootSearch::tolerance_at(double x) const {
  return tolerance_ + std::numeric_limits<double>::epsilon() * std::abs(x);
}

void RootSearch::require_sign_change(double f_lo, double f_hi, const char* where) {
  const auto [lo, hi] = bracket_;
  require_finite(lo, where, "bracket.lo");
  require_finite(hi, where, "bracket.hi");
  if (lo > hi) {
    throw_error(ErrorCode::invalid_argument, where, "bracket is [", lo, ", ", hi, "]; lo must not be above hi");
  }
  if (!((f_lo <= 0 && f_hi >= 0) || (f_lo >= 0 && f_hi <= 0))) {
    throw_error(ErrorCode::invalid_argument, where, "f has no sign change in the bracket: f(", lo, ") = ", f_lo,
                " and f(", hi, ") = ", f_hi);
  }
  rising_ = f_lo < 0 || f_hi > 0;
  if (f_lo == 0 || f_hi == 0) {
    result_ = {f_lo == 0 ? lo : hi, 0, 0, true};
    done_ = true;
  }
}

void RootSearch::move_to(double x, double value) {
  result_.root = x;
  result_.value = value;
  ++result_.iterations;
}

void RootSearch::narrow_to(double x, double value) {
  if (value == 0 || std::isnan(value)) {
    finish(value == 0);
  } else {
    ((value < 0) == rising_ ? bracket_.lo : bracket_.hi) = x;
  }
}

void RootSearch::finish(bool converged) {
  result_.converged = converged;
  done_ = true;
}

// --- Bisection -------------------------------------------------------------------------------------------------------

Bisection::Bisection(Function f, Bracket bracket, double tolerance) : RootSearch(bracket, tolerance), f_(std::move(f)) {
  require_sign_change(f_(bracket.lo), f_(bracket.hi), "bisection");
}

bool Bisection::step() {
  if (done_) return false;
  const double x = middle(bracket_);
  const double value = f_(x);
  move_to(x, value);
  narrow_to(x, value);
  if (!done_ && bracket_.hi - bracket_.lo <= tolerance_at(x)) finish(true);
  return true;
}

// --- Newton ----------------------------------------------------------------------------------------------------------

Newton::Newton(FunctionWithSlope f, double start, double tolerance)
    : RootSearch({start, start}, tolerance), f_(std::move(f)) {
  require_finite(start, "newton", "start");
  const ValueAndSlope at_start = f_(start);
  slope_ = at_start.slope;
  result_ = {start, at_start.value, 0, false};
  if (at_start.value == 0) finish(true);
}

bool Newton::step() {
  if (done_) return false;
  const double x = result_.root;
  const double next = x - result_.value / slope_;
  if (!std::isfinite(next)) {
    finish(false);
    return false;
  }
  const ValueAndSlope at_next = f_(next);
  bracket_ = {x, next};
  slope_ = at_next.slope;
  move_to(next, at_next.value);
  if (at_next.value == 0 || std::abs(next - x) <= tolerance_at(next)) finish(true);
  return true;
}

// --- Bracketed Newton ------------------------------------------------------------------------------------------------

BracketedNewton::BracketedNewton(FunctionWithSlope f, Bracket bracket, double tolerance)
    : RootSearch(bracket, tolerance), f_(std::move(f)) {
  require_sign_change(f_(bracket.lo).value, f_(bracket.hi).value, "bracketed_newton");
  if (!done_) start_at(middle(bracket));
}

BracketedNewton::BracketedNewton(FunctionWithSlope f, Bracket bracket, double start, bool rising, double tolerance)
    : RootSearch(bracket, tolerance), f_(std::move(f)) {
  rising_ = rising;
  start_at(start);
}

void BracketedNewton::start_at(double x) {
  last_step_ = step_before_last_ = bracket_.hi - bracket_.lo;
  const auto [value, slope] = f_(x);
  slope_ = slope;
  result_ = {x, value, 0, false};
  narrow_to(x, value);
}

bool BracketedNewton::step() {
  if (done_) return false;
  const double x = result_.root;
  const double newton_step = result_.value / slope_;
  double next = x - newton_step;
  const bool settled = std::abs(newton_step) <= tolerance_at(x);
  if (settled) {
    next = std::clamp(next, bracket_.lo, bracket_.hi);  // x is an end: rounding may lead out of the bracket
  } else if (!(next > bracket_.lo && next < bracket_.hi && std::abs(newton_step) <= 0.5 * step_before_last_)) {
    next = middle(bracket_);
  }
  step_before_last_ = std::exchange(last_step_, std::abs(next - x));
  const auto [value, slope] = f_(next);
  slope_ = slope;
  move_to(next, value);
  narrow_to(next, value);
  if (!done_ && (settled || last_step_ <= tolerance_at(next))) finish(true);
  return true;
}

// --- Brent -----------------------------------------------------------------------------------------------------------

Brent::Brent(Function f, Bracket bracket, double tolerance)
    : RootSearch(bracket, tolerance),
      f_(std::move(f)),
      previous_{bracket.lo, f_(bracket.lo)},
      best_{bracket.hi, f_(bracket.hi)},
      opposite_(previous_) {
  require_sign_change(previous_.value, best_.value, "brent");
  if (!done_) settle();
}

// Makes the end with the smaller |f| the best point, and stops if the bracket around it is narrow enough.
void Brent::settle() {
  last_step_ = best_.x - previous_.x;
  if (std::abs(opposite_.value) < std::abs(best_.value)) {
    previous_ = best_;
    best_ = opposite_;
    opposite_ = previous_;
  }
  result_.root = best_.x;
  result_.value = best_.value;
  bracket_ = {std::min(best_.x, opposite_.x), std::max(best_.x, opposite_.x)};
  if (best_.value == 0 || 0.5 * bracket_.hi - 0.5 * bracket_.lo <= tolerance_at(best_.x)) finish(true);
}

// Through the two or three points; 0 if that step is too long to be trusted.
double Brent::interpolated_step(double half_bracket, double tolerance) const {
  const double to_opposite = 2 * half_bracket;
  double p;  // the step is p / q
  double q;
  const double ratio = best_.value / previous_.value;
  if (previous_.x == opposite_.x) {  // secant
    p = to_opposite * ratio;
    q = 1 - ratio;
  } else {  // inverse quadratic
    const double u = previous_.value / opposite_.value;
    const double v = best_.value / opposite_.value;
    p = ratio * (to_opposite * u * (u - v) - (best_.x - previous_.x) * (v - 1));
    q = (u - 1) * (v - 1) * (ratio - 1);
  }
  if (p > 0) {
    q = -q;
  } else {
    p = -p;
  }
  const bool inside = p < 0.75 * to_opposite * q - std::abs(tolerance * q) / 2;
  return inside && p < std::abs(last_step_ * q / 2) ? p / q : 0;
}

bool Brent::step() {
  if (done_) return false;
  const double tolerance = tolerance_at(best_.x);
  const double half_bracket = 0.5 * opposite_.x - 0.5 * best_.x;  // the difference might overflow
  double step = 0;
  if (std::abs(last_step_) >= tolerance && std::abs(previous_.value) > std::abs(best_.value)) {
    step = interpolated_step(half_bracket, tolerance);
  }
  if (step == 0) step = half_bracket;
  if (std::abs(step) < tolerance) step = std::copysign(tolerance, step);
  previous_ = best_;
  best_.x += step;
  best_.value = f_(best_.x);
  move_to(best_.x, best_.value);
  if (std::isnan(best_.value)) {
    finish(false);
    return true;
  }
  if ((best_.value > 0) == (opposite_.value > 0)) opposite_ = previous_;
  settle();
  return true;
}

// --- To the end ------------------------------------------------------------------------------------------------------

RootResult bisection(const Function& f, Bracket bracket, RootOptions options) {
  return run(Bisection(f, bracket, options.tolerance), options.max_iterations);
}

RootResult newton(const FunctionWithSlope& f, double start, RootOptions options) {
  return run(Newton(f, start, options.tolerance), options.max_iterations);
}

RootResult bracketed_newton(const FunctionWithSlope& f, Bracket bracket, RootOptions options) {
  return run(BracketedNewton(f, bracket, options.tolerance), options.max_iterations);
}

RootResult brent(const Function& f, Bracket bracket, RootOptions options) {
  return run(Brent(f, bracket, options.tolerance), options.max_iterations);
}

}  // namespace tractable
