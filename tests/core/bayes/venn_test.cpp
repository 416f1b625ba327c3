#include "tractable/bayes/venn.hpp"

#include <doctest/doctest.h>

#include <cmath>

#include "tractable/base/error.hpp"

using namespace tractable;

namespace {
constexpr double kPi = 3.14159265358979323846;
const Polygon kSquare{{0, 0}, {2, 0}, {2, 2}, {0, 2}};
}  // namespace

TEST_CASE("areas: two circles, against mpmath's lens with 60 digits") {
  struct Row {
    double a, b, distance, area;
  };
  for (const Row& row : {Row{1, 1, 1, 1.2283696986087568455}, Row{1, 0.5, 0.75, 0.59813746706145579217},
                         Row{2, 0.25, 1.875, 0.15618731637801237847}, Row{1, 1, 2 - 0x1p-30, 3.7895612571225031953e-14},
                         Row{1, 0.5, 0.5 + 0x1p-30, 0.78539816339739471713}}) {
    const Circle a{{3, -4}, row.a};
    const Circle b{{3, -4 + row.distance}, row.b};
    CAPTURE(row.distance);
    CHECK(std::abs(intersection_area(a, b) / row.area - 1) < 4e-15);
    CHECK(std::abs(intersection_area(b, a) / row.area - 1) < 4e-15);
  }
  CHECK(intersection_area(Circle{{0, 0}, 1}, Circle{{2, 0}, 1}) == 0);
  CHECK(intersection_area(Circle{{0, 0}, 1}, Circle{{0.5, 0}, 0.5}) == doctest::Approx(kPi / 4).epsilon(1e-15));
  CHECK(intersection_area(Circle{{0, 0}, 1}, Circle{{0, 0}, 1}) == doctest::Approx(kPi).epsilon(1e-15));
}

TEST_CASE("areas: circle and hexagon, against mpmath's integral of the overlap") {
  struct Row {
    Circle circle;
    Polygon hexagon;
    double area;
  };
  const Row rows[] = {
      {{{0.5, 0.25}, 1}, regular_polygon({0, 0}, 1, 6), 1.7889463203352488135},
      {{{-0.75, 0.5}, 0.625}, regular_polygon({0.125, 0.25}, 0.875, 6, 0.375), 0.39114942013215555887},
      {{{0.1, 0}, 0.9}, regular_polygon({0, 0}, 1, 6, 0.5), 2.373150269899753204},
  };
  for (const Row& row : rows) {
    CHECK(std::abs(intersection_area(row.circle, row.hexagon) - row.area) < 2e-15);
    Polygon turned(row.hexagon.rbegin(), row.hexagon.rend());
    CHECK(std::abs(intersection_area(turned, row.circle) - row.area) < 2e-15);
  }
  // Inside, around, apart; a centre on a corner and on an edge, an edge through the centre's tangent.
  const Polygon hexagon = regular_polygon({0, 0}, 1, 6);
  CHECK(area(hexagon) == doctest::Approx(1.5 * std::sqrt(3.0)).epsilon(1e-15));
  CHECK(intersection_area(Circle{{0, 0}, 0.5}, hexagon) == doctest::Approx(kPi / 4).epsilon(1e-14));
  CHECK(intersection_area(Circle{{0, 0}, 1.5}, hexagon) == doctest::Approx(1.5 * std::sqrt(3.0)).epsilon(1e-14));
  CHECK(intersection_area(Circle{{3, 0}, 1}, hexagon) < 1e-15);
  CHECK(intersection_area(Circle{{1, 0}, 0.25}, hexagon) == doctest::Approx(kPi / 16 / 3).epsilon(1e-14));
  CHECK(intersection_area(Circle{{1, 0}, 0.5}, kSquare) == doctest::Approx(kPi / 8).epsilon(1e-14));
  CHECK(intersection_area(Circle{{0, 0}, 1}, kSquare) == doctest::Approx(kPi / 4).epsilon(1e-14));
  CHECK(intersection_area(Circle{{1, 1}, 1}, kSquare) == doctest::Approx(kPi).epsilon(1e-14));
  // Not convex: an L of three unit squares about a circle's quarters.
  const Polygon corner{{0, 0}, {2, 0}, {2, 1}, {1, 1}, {1, 2}, {0, 2}};
  CHECK(intersection_area(Circle{{1, 1}, 0.5}, corner) == doctest::Approx(kPi * 3 / 16).epsilon(1e-14));
}

TEST_CASE("areas: two polygons") {
  const Polygon other{{1, 1}, {3, 1}, {3, 3}, {1, 3}};
  CHECK(intersection_area(kSquare, other) == 1);
  CHECK(intersection_area(Polygon(other.rbegin(), other.rend()), kSquare) == 1);
  CHECK(intersection_area(kSquare, regular_polygon({9, 9}, 1, 6)) == 0);
  const Polygon corner{{0, 0}, {2, 0}, {2, 1}, {1, 1}, {1, 2}, {0, 2}};
  CHECK(intersection_area(corner, kSquare) == 3);
  CHECK_THROWS_AS((void)intersection_area(kSquare, corner), Error);
}

TEST_CASE("areas: probabilities by areas obey the product rule, and darts agree within 4 standard errors") {
  const Rectangle omega{{-2, -1.5}, {2, 1.5}};
  const VennShape shapes[] = {Circle{{0.4, 0.1}, 1}, regular_polygon({-0.5, 0}, 1.2, 6, 0.3), Circle{{-0.6, 0.2}, 0.8}};
  for (const auto& [a, b] : {std::pair{shapes[0], shapes[1]}, std::pair{shapes[0], shapes[2]}}) {
    const VennAreas areas = venn_areas(a, b, omega);
    CHECK(std::abs(areas.a * areas.b_given_a - areas.both) < 1e-12);
    CHECK(std::abs(areas.b * areas.a_given_b - areas.both) < 1e-12);
    CHECK(areas.either == areas.a + areas.b - areas.both);
    // 10^6 darts: standard error at most 5e-4; false alarms 6e-5 for each of six. Finds areas wrong by 2e-3.
    constexpr std::size_t kCount = 1'000'000;
    const Darts darts = throw_darts(a, b, omega, key_from_seed(7), kCount);
    double hits[4] = {0, 0, 0, 0};
    for (const auto region : darts.region) ++hits[region];
    const auto agrees = [&](double p, double count) {
      CHECK(std::abs(count / kCount - p) < 4 * std::sqrt(p * (1 - p) / kCount));
    };
    agrees(areas.a, hits[1] + hits[3]);
    agrees(areas.b, hits[2] + hits[3]);
    agrees(areas.both, hits[3]);
    const Darts later = throw_darts(a, b, omega, key_from_seed(7), 10, 500);
    CHECK(later.x[3] == darts.x[503]);
    CHECK(later.region[9] == darts.region[509]);
  }
}

TEST_CASE("areas: misuse") {
  const Rectangle omega{{-1, -1}, {1, 1}};
  CHECK_THROWS_WITH_AS((void)venn_areas(Circle{{0.5, 0}, 0.6}, Circle{{0, 0}, 1}, omega),
                       doctest::Contains("shape a reaches x = 1.1"), Error);
  CHECK_NOTHROW((void)venn_areas(Circle{{0.7, 0}, 0.3}, Circle{{0, 0}, 1}, omega));
  CHECK_THROWS_WITH_AS((void)area(Circle{{0, 0}, 0}), doctest::Contains("radius is 0"), Error);
  CHECK_THROWS_WITH_AS((void)area(Circle{{NAN, 0}, 1}), doctest::Contains("centre.x is nan"), Error);
  CHECK_THROWS_WITH_AS((void)area(Polygon{{0, 0}, {1, 1}}), doctest::Contains("2 corners"), Error);
  CHECK_THROWS_WITH_AS((void)venn_areas(Polygon{{0, 0}, {1, 1}, {0.5, 0.5}}, Circle{{0, 0}, 1}, omega),
                       doctest::Contains("shape a has no area"), Error);
  CHECK_THROWS_WITH_AS((void)venn_areas(Circle{{0, 0}, 1}, Circle{{0, 0}, 1}, {{0, 0}, {0, 1}}),
                       doctest::Contains("the width of omega is 0"), Error);
  CHECK_THROWS_AS((void)regular_polygon({0, 0}, 1, 2), Error);
}
