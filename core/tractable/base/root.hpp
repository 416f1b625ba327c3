#pragma once

#include <functional>

// Roots of a function of one number, f(x) = 0.
//
// Each method is a class whose `step()` makes one evaluation of f, so that a lesson can show every iteration, and a
// function that steps to the end. All but `Newton` keep a bracket: an interval at whose ends f has different signs, so
// that a continuous f has a root inside.
//   Bisection        halves the bracket: 52 steps from [1, 2] to the last bit
//   Newton           x - f / f'; quadratic near a simple root, lost elsewhere: for the lesson
//   BracketedNewton  Newton's step if it stays inside and is at most half the step before last, else bisection
//                    Press et al. (2007), Numerical Recipes, 3rd ed., sec. 9.4 (rtsafe)
//   Brent            secant or inverse quadratic interpolation, safeguarded by bisection; needs no derivative
//                    Brent (1973), Algorithms for Minimization without Derivatives, ch. 4 (zeroin)

namespace tractable {

struct Bracket {
  double lo;
  double hi;
};

struct ValueAndSlope {
  double value;
  double slope;
};

struct RootResult {
  double root = 0;         ///< the last point tried; for Brent the best
  double value = 0;        ///< f(root)
  int iterations = 0;      ///< steps made; the ends of a bracket and Newton's start are not counted
  bool converged = false;  ///< f(root) is 0, or the last step or bracket is within the tolerance of its root
};

struct RootOptions {
  double tolerance = 0;      ///< absolute, in units of x; the spacing of doubles at the root, 2^-52 |x|, is added
  int max_iterations = 200;  ///< then `converged` stays false
};

using Function = std::function<double(double)>;
using FunctionWithSlope = std::function<ValueAndSlope(double)>;

/// What the four methods share. `step()` evaluates f once; it returns false, and does nothing, once the search is done.
class RootSearch {
 public:
  [[nodiscard]] const RootResult& result() const { return result_; }
  [[nodiscard]] const Bracket& bracket() const { return bracket_; }  ///< Newton: the last two points
  [[nodiscard]] bool done() const { return done_; }

 protected:
  RootSearch(Bracket bracket, double tolerance) : bracket_(bracket), tolerance_(tolerance) {}
  void require_sign_change(double f_lo, double f_hi, const char* where);
  void move_to(double x, double value);    // counts a step
  void narrow_to(double x, double value);  // x, inside the bracket, becomes one of its ends
  void finish(bool converged);
  [[nodiscard]] double tolerance_at(double x) const;

  RootResult result_;
  Bracket bracket_;
  double tolerance_;
  bool rising_ = true;  // f(lo) < 0 < f(hi)
  bool done_ = false;
};

// Each class throws what its function below throws; `tolerance` as in RootOptions.

class Bisection : public RootSearch {
 public:
  Bisection(Function f, Bracket bracket, double tolerance = 0);
  bool step();

 private:
  Function f_;
};

class Newton : public RootSearch {
 public:
  Newton(FunctionWithSlope f, double start, double tolerance = 0);
  bool step();

 private:
  FunctionWithSlope f_;
  double slope_ = 0;
};

class BracketedNewton : public RootSearch {
 public:
  BracketedNewton(FunctionWithSlope f, Bracket bracket, double tolerance = 0);  // starts in the middle
  /// For a caller who has proved that f changes its sign from lo to hi, upwards if `rising`: the ends are not
  /// evaluated. lo <= start <= hi.
  BracketedNewton(FunctionWithSlope f, Bracket bracket, double start, bool rising, double tolerance = 0);
  bool step();

 private:
  void start_at(double x);

  FunctionWithSlope f_;
  double slope_ = 0;
  double last_step_ = 0;
  double step_before_last_ = 0;
};

class Brent : public RootSearch {
 public:
  Brent(Function f, Bracket bracket, double tolerance = 0);
  bool step();

 private:
  struct Point {
    double x;
    double value;
  };
  void settle();
  [[nodiscard]] double interpolated_step(double half_bracket, double tolerance) const;

  Function f_;
  Point previous_;  // the best point before
  Point best_;
  Point opposite_;  // the root lies between it and best_
  double last_step_ = 0;
};

// To the end. All throw Error{not_finite} unless the bracket or start is finite; those with a bracket throw
// Error{invalid_argument} if lo > hi or if f has the same sign (or NaN) at both ends.
// f(x) = NaN inside, a slope of 0 (Newton) or too few iterations are not thrown: `converged` is false.
[[nodiscard]] RootResult bisection(const Function& f, Bracket bracket, RootOptions options = {});
[[nodiscard]] RootResult newton(const FunctionWithSlope& f, double start, RootOptions options = {});
[[nodiscard]] RootResult bracketed_newton(const FunctionWithSlope& f, Bracket bracket, RootOptions options = {});
[[nodiscard]] RootResult brent(const Function& f, Bracket bracket, RootOptions options = {});

}  // namespace tractable
