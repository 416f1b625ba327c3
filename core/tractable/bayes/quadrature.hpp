#pragma once

#include <functional>

// Integrals of one and two variables, adaptively: the interval with the largest error is halved until the sum of the
// errors is small. Each interval has Kronrod's 15 points and the 7 of Gauss among them; their difference is the error.
//   Piessens et al. (1983), QUADPACK, sec. 3.4 (the rule QAG with key 1; the error estimate is qk15's).
// Infinite ends are mapped to finite ones by x = t / (1 - t^2) and x = low + t / (1 - t).

namespace tractable {

struct Range {
  double low = 0;
  double high = 1;  ///< either end may be infinite
};

struct QuadratureOptions {
  double relative = 1e-10;  ///< of the integral's size
  double absolute = 0;
  int max_intervals = 400;
};

struct Integral {
  double value = 0;
  double error = 0;       ///< estimated, absolute
  int evaluations = 0;    ///< of the integrand
  bool converged = true;  ///< the error is as small as was asked for
};

/// The integral of f. A value of f that is not finite gives NaN, not converged. Throws Error{invalid_argument} unless
/// low < high.
[[nodiscard]] Integral integrate(const std::function<double(double)>& f, Range range, QuadratureOptions options = {});

/// The integral of f(x, y) over x in the first range and y in the second, one inside the other; the error holds those
/// of the inner integrals.
[[nodiscard]] Integral integrate(const std::function<double(double, double)>& f, Range x, Range y,
                                 QuadratureOptions options = {.relative = 1e-9});

struct LogIntegral {
  double log_value = 0;
  double error = 0;  ///< of log_value, estimated
  int evaluations = 0;
  bool converged = true;
};

/// log of the integral of exp(log_f), however small or narrow: the highest point and the width around it are found
/// first. For integrands with one peak (or some that are broad). -infinity is allowed for log_f.
[[nodiscard]] LogIntegral integrate_log(const std::function<double(double)>& log_f, Range range,
                                        QuadratureOptions options = {});

}  // namespace tractable
