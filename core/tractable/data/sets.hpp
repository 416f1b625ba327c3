#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "tractable/base/key.hpp"

// Teaching sets in the plane: laws that are easy to draw from and hard to fit, each with its log density and its
// entropy, below which no test loss of a model can fall.
//
//   moons          two half circles, (cos t, sin t) and (1 - cos t, 1/2 - sin t), t uniform on [0, pi], with normal
//                  noise on each axis; scikit-learn's make_moons, which spaces t evenly
//   rings          `count` circles about 0 of radii radius / count, ..., radius, equally likely, with normal noise
//   spirals        two arms, +-(-cos t, sin t) t / 3, t = 3 pi sqrt(u), u uniform, with normal noise
//   pinwheel       five arms: normal points, radial_sd by tangential_sd about (1, 0), each arm turned by a fifth and
//                  then every point by the angle rate e^r, r its distance from 0. Johnson et al. (2016) turn by e^x of
//                  the first coordinate, which folds the plane; so the map keeps areas and has an inverse
//   checkerboard   uniform on the eight dark cells of a board of four by four on [-scale, scale]^2
//   eight_gaussians  on a circle, of the same sd; FFJORD's code: radius 4 and sd 0.5, both divided by 1.414
//   two_gaussians  at (-centre, 0) and (centre, 0), of the same sd
//
// Point i is a function of (key, i) only. Apart from pinwheel's turn and checkerboard, each law is a mixture of equal
// round normal laws along curves; the integral along the curve is summed at points so near to each other that the
// density is right to 1e-9 of itself where there is mass (held by tests/core/data/sets_test.cpp).

namespace tractable {

struct PlaneOption {
  std::string_view name;
  double usual;      ///< what it is if it is not given
  double low, high;  ///< both allowed
  bool integer = false;
};

/// A row of the catalogue.
struct PlaneSetRow {
  std::string_view name;
  std::string_view summary;  ///< one line for a menu
  std::span<const PlaneOption> options;
};

/// All sets, in the order above.
[[nodiscard]] std::span<const PlaneSetRow> plane_sets() noexcept;

struct PlaneSetting {
  std::string_view name;
  double value;
};

class PlaneSet {
 public:
  /// Throws Error{unknown_name} for a set or an option that there is not, Error{invalid_argument} for a value outside
  /// an option's range, Error{not_finite} for NaN.
  explicit PlaneSet(std::string_view name, std::span<const PlaneSetting> settings = {});

  /// Points begin ... begin + n - 1, (n, 2), and the component of each (moon, ring, arm, cell) in `labels` (n), which
  /// may be empty. Throws Error{shape_mismatch}.
  void sample(Key key, std::span<double> x, std::span<std::uint32_t> labels, std::uint64_t begin = 0) const;

  /// x (n, 2) -> log_prob (n), normalised; -infinity outside checkerboard's cells. Throws Error{shape_mismatch}.
  void log_prob(std::span<const double> x, std::span<double> log_prob) const;

  /// -E log p in nats: log of the area for checkerboard; else by the trapezoidal rule on a grid that the noise sets,
  /// whose error falls faster than any power of its step: below 1e-7. Some milliseconds for the usual options.
  [[nodiscard]] double entropy() const;

  /// Components: moons 2, rings `count`, spirals 2, pinwheel 5, checkerboard 8, Gaussians 8 and 2.
  [[nodiscard]] std::size_t components() const { return components_; }
  /// What a picture should show: all but 1e-14 of the mass lies in it.
  struct Box {
    double low_x, high_x, low_y, high_y;
  };
  [[nodiscard]] Box box() const;

 private:
  enum class Kind : std::uint8_t { moons, rings, spirals, pinwheel, checkerboard, eight_gaussians, two_gaussians };
  struct Point {
    double x, y;
  };
  struct Disc {
    double x, y, radius;
  };

  [[nodiscard]] static double distance(double x, double y);
  [[nodiscard]] Point on_curve(std::size_t component, double t) const;
  void add_nodes();
  void add_node(Point at, double weight);
  void add_discs();
  [[nodiscard]] std::size_t exponents(Point at, std::vector<double>& work) const;
  [[nodiscard]] double mixture_log_prob(Point at, std::vector<double>& work) const;
  [[nodiscard]] double point_log_prob(Point at, std::vector<double>& work) const;
  [[nodiscard]] Point twist(Point at, double direction) const;
  void add_bell(std::size_t k, Point low, double step, std::size_t columns, std::span<double> density) const;

  Kind kind_;
  std::size_t components_ = 0;
  std::vector<double> options_;  // in the order of the catalogue's row
  double sd_ = 0, sd_across_ = 0;
  // The mixture: centres and log weights.
  std::vector<double> node_x_, node_y_, node_log_weight_;
  std::vector<Disc> discs_;
};

}  // namespace tractable
