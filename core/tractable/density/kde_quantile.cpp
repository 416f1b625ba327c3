#include <algorithm>
#include <bit>
#include <cmath>
#include <cstdint>
#include <limits>

#include "tractable/base/error.hpp"
#include "tractable/base/root.hpp"
#include "tractable/density/kde.hpp"
#include "tractable/simd/special.hpp"

namespace tractable {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();
constexpr double kLargest = std::numeric_limits<double>::max();
constexpr double kEpsilon = std::numeric_limits<double>::epsilon();

// The next double, upwards or downwards. x is not 0.
double neighbour(double x, bool up) {
  const auto bits = std::bit_cast<std::uint64_t>(x);
  return std::bit_cast<double>((x > 0) == up ? bits + 1 : bits - 1);
}

}  // namespace

// Newton on log(cdf / p), or log(sf / (1 - p)) in the upper half, where 1 - p is exact: straight enough in the tails
// for few steps, and relative in the tail's probability.
// The bracket: with z = Phi^-1(p), every datum has (min + h z - x_i) / h <= z <= (max + h z - x_i) / h. The mean of Phi
// of the left sides is cdf(min + h z), so that it is at most Phi(z) = p; and cdf(max + h z) is at least p.
double GaussianKde::ppf(double p) const {
  require_probability(p, "GaussianKde::ppf", "p");
  if (p == 0 || p == 1) return p == 0 ? -kInfinity : kInfinity;
  const bool upper = p > 0.5;
  const double tail = upper ? 1 - p : p;
  const double z = normal_ppf(p);
  const auto finite = [](double x) { return std::clamp(x, -kLargest, kLargest); };
  const Bracket bracket{finite(data_.front() + h_ * z), finite(data_.back() + h_ * z)};

  // Start at the datum of that rank; outside of the data, where the outermost datum's bump alone gives `tail`.
  const double rank = tail * static_cast<double>(size());
  const auto place = static_cast<std::size_t>(rank);
  const double beyond = rank < 1 ? h_ * normal_ppf(rank) : 0;
  const double start = upper ? data_[size() - 1 - place] - beyond : data_[place] + beyond;

  const auto log_ratio = [&](double x) -> ValueAndSlope {
    const double probability = upper ? sf(x) : cdf(x);
    const double slope = density(x) / probability;
    return {log(probability / tail), upper ? -slope : slope};
  };
  BracketedNewton search(log_ratio, bracket, std::clamp(start, bracket.lo, bracket.hi), !upper, 0x1p-60 * h_);
  while (search.step()) {
  }
  return among_neighbours(search.result().root, tail, upper);
}

// Far from 0 a unit in the last place of x is a visible part of a bump, and Newton's last step may be too coarse: goes
// on, double by double, to the two between which the cdf crosses p, and takes the better.
double GaussianKde::among_neighbours(double x, double tail, bool upper) const {
  if (kEpsilon * std::abs(x) <= 1e-13 * h_) return x;
  const auto excess = [&](double at) { return upper ? tail - sf(at) : cdf(at) - tail; };
  const auto miss = [&](double at) {
    return std::abs(excess(at)) - density(at) * std::abs(neighbour(at, true) - neighbour(at, false)) / 2;
  };
  const bool up = excess(x) < 0;
  double last = x;
  for (int k = 0; k < 20 && excess(x) != 0 && (excess(x) < 0) == up; ++k) {
    last = x;
    x = neighbour(x, up);
  }
  return miss(last) < miss(x) ? last : x;
}

}  // namespace tractable
