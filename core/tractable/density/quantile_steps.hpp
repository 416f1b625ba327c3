#pragma once

#include <span>
#include <string_view>
#include <vector>

#include "tractable/density/kde.hpp"

// The search for a quantile of a kernel density estimate, step by step: its cdf is increasing but has no inverse
// formula, and a lesson races the methods of base/root.hpp for it. Who wants only the quantile calls GaussianKde::ppf.

namespace tractable {

struct QuantileStep {
  double x;     ///< the point tried
  double miss;  ///< |cdf(x) - p|
};

/// The methods' names: bisection, newton, bracketed_newton, brent.
[[nodiscard]] std::span<const std::string_view> root_methods() noexcept;

/// The points that `method` tries for cdf(x) = p, after Newton's start, at most `max_steps`, until the method is
/// content or the miss is below 1e-13. All begin with ppf's bracket [min + h z, max + h z], z = Phi^-1(p), or its
/// middle. Newton, which keeps no bracket, may leave it and never come back: its last miss is then large or NaN. 0 < p
/// < 1, else Error{invalid_argument}; Error{unknown_name} lists the methods.
[[nodiscard]] std::vector<QuantileStep> quantile_steps(const GaussianKde& kde, double p, std::string_view method,
                                                       int max_steps = 60);

}  // namespace tractable
