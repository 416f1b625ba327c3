// The entropies of the teaching sets, and the boxes that hold all but nothing of their mass.

#include <algorithm>
#include <vector>

#include "tractable/data/sets.hpp"
#include "tractable/simd/reduce.hpp"
#include "tractable/simd/special.hpp"

namespace tractable {
namespace {

// In standard deviations of the noise.
constexpr double kGrid = 0.4;  // steps of the grid
constexpr double kReach = 8;   // what holds all but 1e-15 of a normal law

}  // namespace

PlaneSet::Box PlaneSet::box() const {
  if (kind_ == Kind::checkerboard) return {-options_[0], options_[0], -options_[0], options_[0]};
  const double margin = kReach * std::max(sd_, sd_across_);
  if (kind_ == Kind::pinwheel) return {-1 - margin, 1 + margin, -1 - margin, 1 + margin};
  const auto [low_x, high_x] = std::minmax_element(node_x_.begin(), node_x_.end());
  const auto [low_y, high_y] = std::minmax_element(node_y_.begin(), node_y_.end());
  return {*low_x - margin, *high_x + margin, *low_y - margin, *high_y + margin};
}

double PlaneSet::entropy() const {
  if (kind_ == Kind::checkerboard) return log(2 * options_[0] * options_[0]);
  // Before its turn, which keeps areas and with them the entropy, pinwheel is smooth.
  const Box area = box();
  const double step = kGrid * std::min(sd_, sd_across_);
  const auto columns = static_cast<std::size_t>((area.high_x - area.low_x) / step) + 1;
  const auto rows = static_cast<std::size_t>((area.high_y - area.low_y) / step) + 1;
  std::vector<double> density(columns * rows);
  std::vector<double> log_density(columns * rows);
  if (kind_ == Kind::pinwheel) {
    std::vector<double> work(node_x_.size());
    for (std::size_t i = 0; i < density.size(); ++i) {
      const Point at{area.low_x + static_cast<double>(i % columns) * step,
                     area.low_y + static_cast<double>(i / columns) * step};
      density[i] = mixture_log_prob(at, work);
    }
    exp(density, density);
  } else {
    for (std::size_t k = 0; k < node_x_.size(); ++k) add_bell(k, {area.low_x, area.low_y}, step, columns, density);
  }
  log(density, log_density);
  for (std::size_t i = 0; i < density.size(); ++i) density[i] *= density[i] > 0 ? -log_density[i] : 0;
  return sum(density) * step * step;
}

/// Adds node k's part to a density on a grid: a round normal law is the product of two on the axes.
void PlaneSet::add_bell(std::size_t k, Point low, double step, std::size_t columns, std::span<double> density) const {
  const auto across = static_cast<std::size_t>(2 * kReach * sd_ / step) + 1;
  const auto first_column = static_cast<std::size_t>((node_x_[k] - kReach * sd_ - low.x) / step);
  const auto first_row = static_cast<std::size_t>((node_y_[k] - kReach * sd_ - low.y) / step);
  std::vector<double> along_x(across), along_y(across);
  for (std::size_t i = 0; i < across; ++i) {
    const double dx = (low.x + static_cast<double>(first_column + i) * step - node_x_[k]) / sd_;
    const double dy = (low.y + static_cast<double>(first_row + i) * step - node_y_[k]) / sd_;
    along_x[i] = -0.5 * dx * dx;
    along_y[i] = node_log_weight_[k] - 0.5 * dy * dy;
  }
  exp(along_x, along_x);
  exp(along_y, along_y);
  const std::size_t rows = density.size() / columns;
  for (std::size_t j = 0; j < across && first_row + j < rows; ++j) {
    for (std::size_t i = 0; i < across && first_column + i < columns; ++i) {
      density[(first_row + j) * columns + first_column + i] += along_y[j] * along_x[i];
    }
  }
}

}  // namespace tractable
