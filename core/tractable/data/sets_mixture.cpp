// The teaching sets as mixtures: equal round normal laws along the curves, and the density that they make together.

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

#include "tractable/data/sets.hpp"
#include "tractable/simd/reduce.hpp"
#include "tractable/simd/special.hpp"

namespace tractable {
namespace {

constexpr double kInf = std::numeric_limits<double>::infinity();
constexpr double kPi = 3.14159265358979323846;
constexpr double kLogTwoPi = 1.83787706640934548356;
// In standard deviations of the noise: steps of the trapezoidal rule on circles, whose error is exp(-2 pi^2 / 0.7^2),
// and panels on open curves.
constexpr double kArc = 0.7;
constexpr double kPanel = 0.8;
constexpr std::size_t kRun = 16;  // nodes that are skipped or summed together
constexpr double kSmall = 40;     // terms below exp(-40) of the largest do not change a sum

/// How many steps, none longer than `step`, make a length.
std::size_t steps_in(double length, double step) { return static_cast<std::size_t>(length / step) + 1; }

}  // namespace

void PlaneSet::add_node(Point at, double weight) {
  node_x_.push_back(at.x);
  node_y_.push_back(at.y);
  node_log_weight_.push_back(log(weight) - log(sd_ * sd_across_) - kLogTwoPi);
}

/// The points of the quadrature along the curves. A circle is closed: there the trapezoidal rule is as good as any. On
/// an open curve Gauss and Legendre's rule of five points serves, on panels of 1.25 standard deviations.
void PlaneSet::add_nodes() {
  if (kind_ == Kind::checkerboard) return;
  const double share = 1 / static_cast<double>(components_);
  for (std::size_t c = 0; c < components_; ++c) {
    if (kind_ == Kind::rings) {
      const std::size_t points = steps_in(2 * kPi * on_curve(c, 0).x, kArc * sd_) + 15;
      const auto count = static_cast<double>(points);
      for (std::size_t k = 0; k < points; ++k) add_node(on_curve(c, static_cast<double>(k) / count), share / count);
    } else if (kind_ == Kind::moons || kind_ == Kind::spirals) {
      constexpr std::array<double, 5> kPlace{-0.90617984593866399280, -0.53846931010568309104, 0,
                                             0.53846931010568309104, 0.90617984593866399280};
      constexpr std::array<double, 5> kWeight{0.23692688505618908751, 0.47862867049936646804, 0.56888888888888888889,
                                              0.47862867049936646804, 0.23692688505618908751};
      // Spirals run along s = sqrt(t), evenly in the angle, with dt = 2 s ds, at most at a speed of pi (1 + 3 pi).
      const bool is_spiral = kind_ == Kind::spirals;
      const std::size_t panels = steps_in(is_spiral ? kPi * (1 + 3 * kPi) : kPi, kPanel * sd_);
      const double width = 1 / static_cast<double>(panels);
      for (std::size_t panel = 0; panel < panels; ++panel) {
        for (std::size_t k = 0; k < 5; ++k) {
          const double s = (static_cast<double>(panel) + 0.5 + 0.5 * kPlace[k]) * width;
          const double weight = share * 0.5 * kWeight[k] * width;
          add_node(on_curve(c, is_spiral ? s * s : s), is_spiral ? 2 * s * weight : weight);
        }
      }
    } else {
      add_node(on_curve(c, 0), share);
    }
  }
}

/// Runs of nodes that lie next to each other on a curve, and a disc about each: who is far from all but a few, skips
/// the others.
void PlaneSet::add_discs() {
  for (std::size_t first = 0; first < node_x_.size(); first += kRun) {
    const std::size_t end = std::min(first + kRun, node_x_.size());
    const std::size_t middle = (first + end) / 2;
    Disc disc{node_x_[middle], node_y_[middle], 0};
    for (std::size_t k = first; k < end; ++k) {
      disc.radius = std::max(disc.radius, distance(node_x_[k] - disc.x, node_y_[k] - disc.y));
    }
    discs_.push_back(disc);
  }
}

/// The exponents of the mixture at a point, but for those that do not count; returns how many.
std::size_t PlaneSet::exponents(Point at, std::vector<double>& work) const {
  std::size_t count = 0;
  if (kind_ == Kind::pinwheel) {
    for (; count < node_x_.size(); ++count) {
      // The arm turned back to the first.
      const double angle = 0.4 * kPi * static_cast<double>(count);
      const double dx = (cos(angle) * at.x + sin(angle) * at.y - node_x_[count]) / sd_;
      const double dy = (cos(angle) * at.y - sin(angle) * at.x - node_y_[count]) / sd_across_;
      work[count] = node_log_weight_[count] - 0.5 * (dx * dx + dy * dy);
    }
    return count;
  }
  double nearest = kInf;
  for (const Disc& disc : discs_) nearest = std::min(nearest, distance(at.x - disc.x, at.y - disc.y) + disc.radius);
  const double limit = std::sqrt(nearest * nearest + 2 * kSmall * sd_ * sd_);
  for (std::size_t run = 0; run < discs_.size(); ++run) {
    const Disc& disc = discs_[run];
    if (distance(at.x - disc.x, at.y - disc.y) - disc.radius > limit) continue;
    const std::size_t end = std::min((run + 1) * kRun, node_x_.size());
    for (std::size_t k = run * kRun; k < end; ++k) {
      const double dx = (at.x - node_x_[k]) / sd_;
      const double dy = (at.y - node_y_[k]) / sd_;
      work[count++] = node_log_weight_[k] - 0.5 * (dx * dx + dy * dy);
    }
  }
  return count;
}

/// log sum_k weight_k N(at; node_k, sd^2). `work` has the nodes' number.
double PlaneSet::mixture_log_prob(Point at, std::vector<double>& work) const {
  const std::span<double> terms = std::span(work).first(exponents(at, work));
  double top = -kInf;
  for (const double value : terms) top = std::max(top, value);
  // NaN: `top` passes it over.
  if (!std::isfinite(top)) return std::isnan(at.x + at.y) ? at.x + at.y : -kInf;
  for (double& value : terms) value -= top;
  exp(terms, terms);
  return top + log(sum(terms));
}

}  // namespace tractable
