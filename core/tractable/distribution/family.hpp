#pragma once

#include <cstdint>
#include <span>
#include <string_view>

#include "tractable/base/key.hpp"
#include "tractable/graph/graph.hpp"

// A family of laws on the line is a row: a name, its parameters with their ranges, and the few functions of which
// Univariate (univariate.hpp) makes all others. A member is one file NAME.cpp with its row, and a line in families().
//
//   log_prob   the density, or the mass of a discrete family, written once, as an expression: programs of graphs,
//   traced
//              JavaScript and the span function all run this one. -inf outside of the support, NaN for NaN.
//   tail       P(X <= x) or P(X > x) or its logarithm, each with its own relative accuracy; x is inside of the support,
//              for a discrete family a whole number below its upper end.
//   log_tail   the logarithm of a tail as an expression, of any x, where it is elementary: truncated laws and censored
//              observations have gradients by it. Its relative accuracy is that of 1e-13 of max(|v|, 1).
//   quantile   the x with that tail, 0 < probability < 1. A discrete family has none: Univariate searches the jump.
//   pathwise   the draw as an expression of noise and parameters, where it is elementary: its gradients are those of
//              reparameterisation, and sample() runs it over noise.
//   sample     for the other families; element i is a function of (key, i) alone.
//   moments    mean and variance; infinite or NaN where there is none.
//   entropy    -E log p, in nats. A discrete family may have none: Univariate sums.
//   kl         int p log(p / q) of two members of the family, where there is a closed form; NaN where these two have
//   none.

namespace tractable {

/// What a parameter may be; all are finite.
enum class Domain : std::uint8_t {
  real,         // any
  positive,     // > 0
  probability,  // 0 ... 1
  count,        // 0, 1, 2, ... 2^53
};

struct ParameterRow {
  std::string_view name;
  Domain domain = Domain::real;
  double fallback = 0;
};

using ParameterValues = std::span<const double>;
using ParameterExprs = std::span<const Expr>;

/// Where the density is positive, at most: [low, high], of a discrete family the whole numbers in it.
struct Support {
  double low = 0, high = 0;
};

struct Moments {
  double mean = 0, variance = 0;
};

/// Which tail a function of the cdf's family is about.
struct Tail {
  bool upper = false;
  bool log = false;
};

/// What a pathwise draw is made of: independent standard normal numbers, or uniform ones on (0, 1).
enum class Noise : std::uint8_t { none, normal, uniform };

struct Family {
  std::string_view name;
  std::span<const ParameterRow> parameters;
  bool discrete = false;
  /// Whether more parameters of the last one's kind may follow; `check` then holds the ranges of all.
  bool variadic = false;
  Support (*support)(ParameterValues p) = nullptr;
  Expr (*log_prob)(Expr x, ParameterExprs p) = nullptr;
  double (*tail)(ParameterValues p, double x, Tail tail) = nullptr;
  Expr (*log_tail)(Expr x, ParameterExprs p, bool upper) = nullptr;
  double (*quantile)(ParameterValues p, double probability, bool upper) = nullptr;
  Noise noise = Noise::none;
  Expr (*pathwise)(Expr noise, ParameterExprs p) = nullptr;
  void (*sample)(ParameterValues p, Key key, std::span<double> out, std::uint64_t begin) = nullptr;
  Moments (*moments)(ParameterValues p) = nullptr;
  double (*entropy)(ParameterValues p) = nullptr;
  double (*kl)(ParameterValues p, ParameterValues q) = nullptr;
  /// What no single parameter says (low < high); throws Error{invalid_argument}.
  void (*check)(ParameterValues p) = nullptr;
};

}  // namespace tractable
