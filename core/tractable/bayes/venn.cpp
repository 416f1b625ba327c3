#include "tractable/bayes/venn.hpp"

#include <algorithm>
#include <cmath>
#include <string>

#include "tractable/base/error.hpp"
#include "tractable/base/mutant.hpp"
#include "tractable/simd/random.hpp"
#include "tractable/simd/special.hpp"

namespace tractable {
namespace {

constexpr double kPi = 3.14159265358979323846;
constexpr const char* kWhere = "venn";

PlanePoint operator-(PlanePoint a, PlanePoint b) { return {a.x - b.x, a.y - b.y}; }
PlanePoint operator+(PlanePoint a, PlanePoint b) { return {a.x + b.x, a.y + b.y}; }
PlanePoint operator*(double s, PlanePoint a) { return {s * a.x, s * a.y}; }
double dot(PlanePoint a, PlanePoint b) { return a.x * b.x + a.y * b.y; }
double cross(PlanePoint a, PlanePoint b) { return a.x * b.y - a.y * b.x; }

void require_shape(const VennShape& shape) {
  if (const auto* circle = std::get_if<Circle>(&shape)) {
    require_finite(circle->centre.x, kWhere, "centre.x");
    require_finite(circle->centre.y, kWhere, "centre.y");
    require_positive(circle->radius, kWhere, "radius");
    return;
  }
  const auto& polygon = std::get<Polygon>(shape);
  if (polygon.size() < 3) {
    throw_error(ErrorCode::invalid_argument, kWhere, "the polygon has ", polygon.size(),
                " corners; it must have at least 3");
  }
  for (std::size_t i = 0; i < polygon.size(); ++i) {
    require_finite(polygon[i].x, kWhere, text("corner[", i, "].x"));
    require_finite(polygon[i].y, kWhere, text("corner[", i, "].y"));
  }
}

/// f(corner, next corner) for every edge.
template <class F>
void for_edges(const Polygon& polygon, F&& f) {
  for (std::size_t i = 0; i < polygon.size(); ++i) f(polygon[i], polygon[i + 1 < polygon.size() ? i + 1 : 0]);
}

double signed_area(const Polygon& polygon) {
  double twice = 0;
  if (!polygon.empty()) {
    for_edges(polygon, [&](PlanePoint p, PlanePoint q) { twice += cross(p - polygon[0], q - polygon[0]); });
  }
  return twice / 2;
}

/// The angle from p to q, in (-pi, pi].
double angle(PlanePoint p, PlanePoint q) {
  const double s = cross(p, q);
  const double c = dot(p, q);
  const double r = std::sqrt(s * s + c * c);
  if (r == 0) return 0;
  if (c >= 0) return 2 * atan(s / (r + c));
  return s == 0 ? kPi : 2 * atan((r - c) / s);
}

/// x - sin x for x >= 0, without losing small ones.
double x_minus_sin(double x) {
  if (x > 0.5) return x - sin(x);
  double term = x * x * x / 6;
  double total = 0;
  for (int k = 4; k < 24 && total + term != total; k += 2) {
    total += term;
    term *= -x * x / (k * (k + 1));
  }
  return total;
}

/// Of two circles. Half the angle of the chord from the three sides (r, s, d): tan^2(a / 2) by half perimeters.
double lens_area(const Circle& a, const Circle& b) {
  const PlanePoint between = b.centre - a.centre;
  const double d = std::sqrt(dot(between, between));
  const double smaller = std::min(a.radius, b.radius);
  if (d >= a.radius + b.radius) return 0;
  if (d <= std::abs(a.radius - b.radius)) return kPi * smaller * smaller;
  const auto part = [d](double r, double other) {
    const double tangent = std::sqrt((other + (d - r)) * (other - (d - r)) / ((d + r + other) * (d + r - other)));
    return r * r / 2 * x_minus_sin(4 * atan(tangent));
  };
  return part(a.radius, b.radius) + part(b.radius, a.radius);
}

/// The signed area of a circle about 0 and the triangle (0, p, q).
double circle_triangle(double radius, PlanePoint p, PlanePoint q) {
  const PlanePoint way = q - p;
  const double length2 = dot(way, way);
  const double r2 = radius * radius;
  if (length2 == 0) return 0;
  // p + t way is on the circle at these t.
  const double middle = -dot(p, way) / length2;
  const double distance2 = cross(p, way) * cross(p, way) / length2;
  if (distance2 >= r2) return r2 / 2 * angle(p, q);
  const double half = std::sqrt((r2 - distance2) / length2);
  const double in = std::clamp(middle - half, 0.0, 1.0);
  const double out = std::clamp(middle + half, 0.0, 1.0);
  if (in >= out) return r2 / 2 * angle(p, q);
  const PlanePoint from = in > 0 ? p + in * way : p;
  const PlanePoint to = out < 1 ? p + out * way : q;
  double total = cross(from, to) / 2;
  if (in > 0) total += r2 / 2 * angle(p, from);
  if (out < 1) total += r2 / 2 * angle(to, q);
  return total;
}

double circle_polygon(const Circle& circle, const Polygon& polygon) {
  double total = 0;
  for_edges(polygon, [&](PlanePoint p, PlanePoint q) {
    total += circle_triangle(circle.radius, p - circle.centre, q - circle.centre);
  });
  return std::max(0.0, signed_area(polygon) < 0 ? -total : total);
}

double polygon_polygon(Polygon subject, const Polygon& convex) {
  const double way = signed_area(convex) < 0 ? -1 : 1;
  const auto side = [way](PlanePoint p, PlanePoint q, PlanePoint at) { return way * cross(q - p, at - p); };
  for_edges(convex, [&](PlanePoint p, PlanePoint q) {
    for (const PlanePoint corner : convex) {
      if (side(p, q, corner) < -1e-12 * (1 + dot(q - p, q - p))) {
        throw_error(ErrorCode::invalid_argument, kWhere, "the second polygon is not convex; it must be");
      }
    }
    Polygon kept;
    for_edges(subject, [&](PlanePoint from, PlanePoint to) {
      const double a = side(p, q, from);
      const double b = side(p, q, to);
      if (a >= 0) kept.push_back(from);
      if ((a < 0) != (b < 0)) kept.push_back(from + a / (a - b) * (to - from));
    });
    subject = std::move(kept);
  });
  return std::abs(signed_area(subject));
}

void require_inside(const VennShape& shape, const Rectangle& omega, const char* name) {
  require_shape(shape);
  Rectangle reach{};
  if (const auto* circle = std::get_if<Circle>(&shape)) {
    const PlanePoint r{circle->radius, circle->radius};
    reach = {circle->centre - r, circle->centre + r};
  } else {
    const auto& polygon = std::get<Polygon>(shape);
    reach = {polygon[0], polygon[0]};
    for (const PlanePoint p : polygon) {
      reach.low = {std::min(reach.low.x, p.x), std::min(reach.low.y, p.y)};
      reach.high = {std::max(reach.high.x, p.x), std::max(reach.high.y, p.y)};
    }
  }
  // A shape that touches the edge may be a rounding beyond it.
  const auto within = [name](double low, double high, double from, double to, char axis) {
    const double slack = 1e-12 * (to - from);
    if (low >= from - slack && high <= to + slack) return;
    throw_error(ErrorCode::invalid_argument, kWhere, "shape ", name, " reaches ", axis, " = ",
                low < from - slack ? low : high, "; omega ends at ", low < from - slack ? from : to);
  };
  within(reach.low.x, reach.high.x, omega.low.x, omega.high.x, 'x');
  within(reach.low.y, reach.high.y, omega.low.y, omega.high.y, 'y');
}

void require_box(const Rectangle& omega) {
  const double edges[] = {omega.low.x, omega.low.y, omega.high.x, omega.high.y};
  require_finite(edges, kWhere, "omega");
  require_positive(omega.high.x - omega.low.x, kWhere, "the width of omega");
  require_positive(omega.high.y - omega.low.y, kWhere, "the height of omega");
}

}  // namespace

Polygon regular_polygon(PlanePoint centre, double radius, int corners, double turn) {
  require_shape(Circle{centre, radius});
  require_finite(turn, kWhere, "turn");
  if (corners < 3 || corners > 1000) {
    throw_error(ErrorCode::invalid_argument, kWhere, "corners is ", corners, "; it must be from 3 to 1000");
  }
  Polygon polygon;
  for (int i = 0; i < corners; ++i) {
    const double at = turn + 2 * kPi * i / corners;
    polygon.push_back(centre + radius * PlanePoint{cos(at), sin(at)});
  }
  return polygon;
}

double area(const VennShape& shape) {
  require_shape(shape);
  if (const auto* circle = std::get_if<Circle>(&shape)) return kPi * circle->radius * circle->radius;
  return std::abs(signed_area(std::get<Polygon>(shape)));
}

bool contains(const VennShape& shape, PlanePoint point) {
  if (const auto* circle = std::get_if<Circle>(&shape)) {
    const PlanePoint away = point - circle->centre;
    return dot(away, away) <= circle->radius * circle->radius;
  }
  bool inside = false;
  for_edges(std::get<Polygon>(shape), [&](PlanePoint p, PlanePoint q) {
    if ((p.y > point.y) == (q.y > point.y)) return;
    if (point.x < p.x + (point.y - p.y) / (q.y - p.y) * (q.x - p.x)) inside = !inside;
  });
  return inside;
}

double intersection_area(const VennShape& a, const VennShape& b) {
  require_shape(a);
  require_shape(b);
  const auto* circle_a = std::get_if<Circle>(&a);
  const auto* circle_b = std::get_if<Circle>(&b);
  if (circle_a && circle_b) return lens_area(*circle_a, *circle_b);
  if (circle_a) return circle_polygon(*circle_a, std::get<Polygon>(b));
  if (circle_b) return circle_polygon(*circle_b, std::get<Polygon>(a));
  return polygon_polygon(std::get<Polygon>(a), std::get<Polygon>(b));
}

VennAreas venn_areas(const VennShape& a, const VennShape& b, const Rectangle& omega) {
  require_box(omega);
  require_inside(a, omega, "a");
  require_inside(b, omega, "b");
  VennAreas result;
  result.omega = (omega.high.x - omega.low.x) * (omega.high.y - omega.low.y);
  result.a = area(a) / result.omega;
  result.b = area(b) / result.omega;
  if (!(result.a > 0 && result.b > 0)) {
    throw_error(ErrorCode::invalid_argument, kWhere, "shape ", result.a > 0 ? "b" : "a", " has no area");
  }
  result.both = intersection_area(a, b) / result.omega;
  result.either = result.a + result.b - result.both;
  result.a_given_b = result.both / result.b;
  result.b_given_a = result.both / result.a;
  return result;
}

Darts throw_darts(const VennShape& a, const VennShape& b, const Rectangle& omega, Key key, std::size_t count,
                  std::uint64_t begin) {
  require_box(omega);
  require_shape(a);
  require_shape(b);
  Darts darts{std::vector<double>(count), std::vector<double>(count), std::vector<std::uint32_t>(count)};
  fill_uniform(split_at(key, 0), std::span(darts.x), begin);
  fill_uniform(split_at(key, mutant("darts_on_the_diagonal") ? 0 : 1), std::span(darts.y), begin);
  for (std::size_t i = 0; i < count; ++i) {
    darts.x[i] = omega.low.x + darts.x[i] * (omega.high.x - omega.low.x);
    darts.y[i] = omega.low.y + darts.y[i] * (omega.high.y - omega.low.y);
    const PlanePoint point{darts.x[i], darts.y[i]};
    darts.region[i] = (contains(a, point) ? 1U : 0U) + (contains(b, point) ? 2U : 0U);
  }
  return darts;
}

}  // namespace tractable
