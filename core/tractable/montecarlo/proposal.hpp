#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <span>
#include <string_view>

#include "tractable/base/key.hpp"
#include "tractable/base/root.hpp"
#include "tractable/target/log_density.hpp"

// What rejection and importance sampling see of a law: two functions of batches of rows. Everything that can evaluate
// or draw rows fits: a LogDensity, a distribution, a lambda.

namespace tractable {

/// A log density, normalised or not: x (n, d) row by row -> log_prob (n); -infinity outside the support.
using LogProb = std::function<void(std::span<const double> x, std::span<double> log_prob)>;

/// Draws: rows begin ... begin + n - 1 of the key's endless sequence -> x (n, d). Row i is a function of (key, i) only.
using DrawRows = std::function<void(Key key, std::uint64_t begin, std::span<double> x)>;

/// A normalised law that can be drawn from.
struct Proposal {
  std::size_t dim = 1;
  LogProb log_prob;
  DrawRows draw;
};

/// `density` evaluated on any number of rows, batch by batch. It must outlive the function.
[[nodiscard]] LogProb rows_of(LogDensity& density);

/// Value and slope of a density on the line, for adaptive rejection. It must have a gradient and outlive the function.
/// Throws Error{shape_mismatch} unless dim() is 1, Error{invalid_argument} without a gradient.
[[nodiscard]] FunctionWithSlope slope_of(LogDensity& density);

/// A law on the line by its kind, drawn by its quantile function:
///   normal, laplace, cauchy   of location a and scale b > 0
///   uniform                   on [a, b], a < b
/// Throws Error{unknown_name}, Error{not_finite} or Error{invalid_argument}.
[[nodiscard]] Proposal line_proposal(std::string_view kind, double a, double b);

/// The kinds, in the order above.
[[nodiscard]] std::span<const std::string_view> line_proposals() noexcept;

/// An unnormalised density on the line for lessons: its largest value is about 1, its integral is known.
struct LineTarget {
  std::string_view name;
  std::string_view summary;  ///< one line for a menu
  double low, high;          ///< where it is drawn: all but 1e-4 of its mass (cauchy: 1 %)
  double integral;           ///< of the density, exact to rounding
  void (*log_prob)(std::span<const double> x, std::span<double> log_prob);
  ValueAndSlope (*with_slope)(double x);  ///< the same at one place, with its derivative: for adaptive rejection
};

/// normal, two_bumps, gamma, semicircle, cauchy.
[[nodiscard]] std::span<const LineTarget> line_targets() noexcept;

/// The target of that name. Throws Error{unknown_name}, which lists those there are.
[[nodiscard]] const LineTarget& line_target(std::string_view name);

}  // namespace tractable
