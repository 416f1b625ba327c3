#pragma once

#include <cstdint>
#include <span>
#include <variant>
#include <vector>

#include "tractable/base/key.hpp"

// Areas of overlapping shapes, for pictures in which area is probability (Venn diagrams): exact, and by darts.
//   two circles          the lens: r^2 (a - sin a cos a) of each, a half the angle of its chord
//   circle and polygon   the sum over the edges (p, q) of the signed area of circle and triangle (centre, p, q)
//   two polygons         clipped edge by edge; Sutherland & Hodgman (1974), doi:10.1145/360767.360802

namespace tractable {

struct PlanePoint {
  double x = 0;
  double y = 0;
};

struct Circle {
  PlanePoint centre;
  double radius = 1;
};

/// Corners in order, either way round; no edge crosses another.
using Polygon = std::vector<PlanePoint>;

using VennShape = std::variant<Circle, Polygon>;

struct Rectangle {
  PlanePoint low;
  PlanePoint high;
};

/// Six corners at distance `radius`, the first at the angle `turn` (radians).
[[nodiscard]] Polygon regular_polygon(PlanePoint centre, double radius, int corners, double turn = 0);

// All throw Error{not_finite} or Error{invalid_argument}, with `where` "venn", for a coordinate that is not finite, a
// radius that is not greater than 0 or fewer than three corners.

[[nodiscard]] double area(const VennShape& shape);
[[nodiscard]] bool contains(const VennShape& shape, PlanePoint point);
/// Throws Error{invalid_argument} for two polygons of which `b` is not convex.
[[nodiscard]] double intersection_area(const VennShape& a, const VennShape& b);

/// Probabilities of two events under the uniform law on a box.
struct VennAreas {
  double omega = 0;  ///< the box's area
  double a = 0;      ///< P(A) = area(A) / omega, and so on
  double b = 0;
  double both = 0;
  double either = 0;
  double a_given_b = 0;  ///< P(A | B); never NaN: shapes have an area
  double b_given_a = 0;
};

/// Throws Error{invalid_argument} if the box has no area or a shape leaves it.
[[nodiscard]] VennAreas venn_areas(const VennShape& a, const VennShape& b, const Rectangle& omega);

/// Points uniform on the box, elements begin, begin + 1, ... of the key's endless sequence.
struct Darts {
  std::vector<double> x;
  std::vector<double> y;
  std::vector<std::uint32_t> region;  ///< 1 in A only, 2 in B only, 3 in both, 0 in neither
};

[[nodiscard]] Darts throw_darts(const VennShape& a, const VennShape& b, const Rectangle& omega, Key key,
                                std::size_t count, std::uint64_t begin = 0);

}  // namespace tractable
