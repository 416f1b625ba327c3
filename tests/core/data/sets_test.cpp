// Teaching sets: densities against integrals along their curves, entropies, and points against their densities.

#include "tractable/data/sets.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <string>
#include <vector>

#include "tractable/base/error.hpp"
#include "tractable/simd/incomplete_gamma.hpp"

using namespace tractable;

namespace {

constexpr double kInf = std::numeric_limits<double>::infinity();
constexpr double kNan = std::numeric_limits<double>::quiet_NaN();
constexpr double kPi = 3.14159265358979323846;

double log_prob_at(const PlaneSet& set, double x, double y) {
  const std::array at{x, y};
  double value = 0;
  set.log_prob(at, {&value, 1});
  return value;
}

/// The density of a curve (t in [0, 1], even) with round noise, by Simpson's rule at 20 000 steps.
template <class Curve>
double along(const Curve& curve, double sd, double x, double y) {
  constexpr int kSteps = 20'000;
  double total = 0;
  for (int i = 0; i <= kSteps; ++i) {
    const auto [cx, cy] = curve(static_cast<double>(i) / kSteps);
    const double square = ((x - cx) * (x - cx) + (y - cy) * (y - cy)) / (sd * sd);
    total += (i == 0 || i == kSteps ? 1 : i % 2 == 1 ? 4 : 2) * std::exp(-0.5 * square);
  }
  return total / (3.0 * kSteps) / (2 * kPi * sd * sd);
}

/// I_0(z) exp(-z): the mean of exp(z (cos t - 1)) over a turn.
double bessel_i0e(double z) {
  double total = 0;
  for (int i = 0; i < 4000; ++i) total += std::exp(z * (std::cos(2 * kPi * i / 4000) - 1));
  return total / 4000;
}

/// Points of a set with their log densities.
struct Drawn {
  std::vector<double> x, log_prob;
  std::vector<std::uint32_t> labels;
  Drawn(const PlaneSet& set, std::uint32_t seed, std::size_t n) : x(2 * n), log_prob(n), labels(n) {
    set.sample(key_from_seed(seed), x, labels);
    set.log_prob(x, log_prob);
  }
};

struct EntropyCase {
  const char* name;
  std::vector<PlaneSetting> settings;
  double entropy, tolerance;
};

std::vector<EntropyCase> entropy_cases() {
  const double one_bell = 1 + std::log(2 * kPi);
  return {
      // The course's figures, to their last digit.
      {"eight_gaussians", {}, 2.831880, 6e-7},
      {"eight_gaussians", {{"radius", 2}, {"sd", 0.2}}, 1.698061, 6e-7},
      {"two_gaussians", {}, 2.144636, 6e-7},
      // Its moons are right to 4e-5; the next test has the digits.
      {"moons", {{"noise", 0.05}}, 0.28920, 4e-5},
      {"moons", {{"noise", 0.1}}, 1.00757, 4e-5},
      // Closed forms: bells on one place, bells that do not touch, the area of eight cells.
      {"eight_gaussians", {{"radius", 0}, {"sd", 0.7}}, one_bell + 2 * std::log(0.7), 1e-9},
      {"two_gaussians", {{"centre", 10}, {"sd", 0.5}}, std::log(2.0) + one_bell + 2 * std::log(0.5), 1e-9},
      {"pinwheel",
       {{"radial_sd", 0.05}, {"tangential_sd", 0.04}, {"rate", 0.3}},
       std::log(5.0) + one_bell + std::log(0.05 * 0.04),
       1e-7},
      {"checkerboard", {}, std::log(32.0), 1e-14},
      {"checkerboard", {{"scale", 1}}, std::log(2.0), 1e-14},
  };
}

std::string message_of(auto action) {
  try {
    static_cast<void>(action());
  } catch (const Error& error) {
    return error.what();
  }
  return "nothing was thrown";
}

}  // namespace

TEST_CASE("entropies are the course's and those of closed forms") {
  for (const EntropyCase& c : entropy_cases()) {
    CAPTURE(std::string(c.name));
    CAPTURE(c.entropy);
    CHECK(std::abs(PlaneSet(c.name, c.settings).entropy() - c.entropy) < c.tolerance);
  }
}

TEST_CASE("the entropy of moons is the integral over a grid of an integral along the moons") {
  // Both by rules of their own: Simpson's of 800 steps along each moon, midpoints of a third of the noise in the plane.
  const double s = 0.1;
  const double step = 0.03;
  std::vector<double> cx, cy, weight;
  for (int i = 0; i <= 800; ++i) {
    const double angle = kPi * i / 800;
    for (const double side : {0.0, 1.0}) {
      cx.push_back(side == 0 ? std::cos(angle) : 1 - std::cos(angle));
      cy.push_back(side == 0 ? std::sin(angle) : 0.5 - std::sin(angle));
      weight.push_back(0.5 * (i == 0 || i == 800 ? 1 : i % 2 == 1 ? 4 : 2) / 2400 / (2 * kPi * s * s));
    }
  }
  double entropy = 0;
  for (double x = -1.8; x < 2.8; x += step) {
    for (double y = -1.3; y < 1.8; y += step) {
      double p = 0;
      for (std::size_t k = 0; k < cx.size(); ++k) {
        const double square = (x - cx[k]) * (x - cx[k]) + (y - cy[k]) * (y - cy[k]);
        if (square < 80 * s * s) p += weight[k] * std::exp(-0.5 * square / (s * s));
      }
      if (p > 0) entropy -= p * std::log(p) * step * step;
    }
  }
  CHECK(std::abs(PlaneSet("moons").entropy() - entropy) < 1e-7);
  CHECK(entropy == doctest::Approx(1.0075848).epsilon(1e-7).scale(0));
}

TEST_CASE("the entropy of rings is that of their closed form, integrated along the radius") {
  // p(r) = sum_k 1/4 exp(-(r - R_k)^2 / (2 s^2)) I_0e(r R_k / s^2) / (2 pi s^2), R = 0.75, 1.5, 2.25, 3.
  const PlaneSet rings("rings");
  const double s = 0.08;
  const auto density = [s](double r) {
    double total = 0;
    for (const double radius : {0.75, 1.5, 2.25, 3.0}) {
      total += 0.25 * std::exp(-0.5 * (r - radius) * (r - radius) / (s * s)) * bessel_i0e(r * radius / (s * s));
    }
    return total / (2 * kPi * s * s);
  };
  for (const double r : {0.0, 0.3, 0.74, 1.1, 1.875, 3.05, 3.6}) {
    CAPTURE(r);
    CHECK(log_prob_at(rings, r * std::cos(1.0), r * std::sin(1.0)) ==
          doctest::Approx(std::log(density(r))).epsilon(1e-9).scale(0));
  }
  double entropy = 0, mass = 0;
  constexpr double kStep = 0.02;  // the trapezoidal rule, a quarter of the noise
  for (int i = 1; i < 190; ++i) {
    const double r = i * kStep;
    const double p = density(r);
    if (p <= 0) continue;
    mass += p * 2 * kPi * r * kStep;
    entropy -= p * std::log(p) * 2 * kPi * r * kStep;
  }
  CHECK(mass == doctest::Approx(1).epsilon(1e-9).scale(0));
  CHECK(rings.entropy() == doctest::Approx(entropy).epsilon(1e-7).scale(0));
}

TEST_CASE("densities along curves are their integrals") {
  const PlaneSet moons("moons", std::vector<PlaneSetting>{{"noise", 0.07}});
  const auto outer = [](double t) { return std::pair{std::cos(kPi * t), std::sin(kPi * t)}; };
  const auto inner = [](double t) { return std::pair{1 - std::cos(kPi * t), 0.5 - std::sin(kPi * t)}; };
  for (const auto& [x, y] : {std::pair{1.0, 0.0}, {0.5, 0.25}, {-1.05, -0.1}, {0.0, 1.1}, {2.0, 0.6}, {1.2, 0.0}}) {
    CAPTURE(x);
    CAPTURE(y);
    const double expected = 0.5 * along(outer, 0.07, x, y) + 0.5 * along(inner, 0.07, x, y);
    CHECK(log_prob_at(moons, x, y) == doctest::Approx(std::log(expected)).epsilon(1e-9).scale(0));
  }
  const PlaneSet spirals("spirals");
  for (const auto& [x, y] : {std::pair{0.0, 0.0}, {0.3, 0.2}, {-1.0, 1.0}, {3.1, 0.1}, {0.0, -2.7}}) {
    double expected = 0;
    for (const double sign : {1.0, -1.0}) {
      const auto arm = [sign](double t) {
        const double angle = 3 * kPi * std::sqrt(t);
        return std::pair{-sign * angle / 3 * std::cos(angle), sign * angle / 3 * std::sin(angle)};
      };
      expected += 0.5 * along(arm, 0.1, x, y);
    }
    // Simpson's rule stumbles over the square root at 0, to 1e-6.
    CHECK(log_prob_at(spirals, x, y) == doctest::Approx(std::log(expected)).epsilon(2e-6).scale(0));
  }
}

TEST_CASE("the mean of -log p over a set's own points is its entropy") {
  // 100 000 points, 3 standard errors; wrong by 2 % in the noise would be 0.04, more than 10 of them.
  std::uint32_t seed = 100;
  for (const PlaneSetRow& row : plane_sets()) {
    CAPTURE(std::string(row.name));
    const PlaneSet set(row.name);
    const Drawn drawn(set, ++seed, 100'000);
    double mean = 0, squares = 0;
    for (const double value : drawn.log_prob) mean -= value / 1e5;
    for (const double value : drawn.log_prob) squares += (value + mean) * (value + mean);
    CHECK(std::abs(mean - set.entropy()) <= 3 * std::sqrt(squares) / 1e5 + 1e-9);
    for (const std::uint32_t label : drawn.labels) CHECK(label < set.components());
  }
}

TEST_CASE("points fall into the cells of a grid as often as their density says") {
  // Pearson's statistic over cells with at least 10 expected of 100 000 points; the cells' probabilities are sums over
  // 60 by 60 midpoints in each. Fails by chance once in 10^4 seeds; a shift by a tenth of the noise fails.
  std::uint32_t seed = 200;
  for (const PlaneSetRow& row : plane_sets()) {
    CAPTURE(std::string(row.name));
    const PlaneSet set(row.name);
    const Drawn drawn(set, ++seed, 100'000);
    const double half = row.name == "pinwheel" ? 3 : 4;
    constexpr int kCells = 16, kFine = 24;
    const double width = 2 * half / kCells;
    std::vector<double> expected(kCells * kCells), counted(kCells * kCells);
    std::vector<double> at, value;
    for (int cell = 0; cell < kCells * kCells; ++cell) {
      for (int k = 0; k < kFine * kFine; ++k) {
        at.push_back(-half + width * (cell % kCells + (k % kFine + 0.5) / kFine));
        at.push_back(-half + width * (cell / kCells + (k / kFine + 0.5) / kFine));
      }
    }
    value.resize(at.size() / 2);
    set.log_prob(at, value);
    for (std::size_t i = 0; i < value.size(); ++i) {
      expected[i / (kFine * kFine)] += 1e5 * std::exp(value[i]) * width * width / (kFine * kFine);
    }
    for (std::size_t i = 0; i < 100'000; ++i) {
      const int column = static_cast<int>(std::floor((drawn.x[2 * i] + half) / width));
      const int line = static_cast<int>(std::floor((drawn.x[2 * i + 1] + half) / width));
      if (column >= 0 && column < kCells && line >= 0 && line < kCells) {
        counted[static_cast<std::size_t>(line * kCells + column)] += 1;
      }
    }
    double statistic = 0, cells = 0, inside = 0;
    for (std::size_t i = 0; i < expected.size(); ++i) {
      inside += expected[i];
      if (expected[i] < 10) continue;
      statistic += (counted[i] - expected[i]) * (counted[i] - expected[i]) / expected[i];
      cells += 1;
    }
    CHECK(cells >= 12);
    CHECK(inside / 1e5 == doctest::Approx(1).epsilon(2e-3).scale(0));
    CHECK(gamma_q(0.5 * (cells - 1), 0.5 * statistic) > 1e-4);
  }
}

TEST_CASE("labels are the parts that the points come from") {
  const Drawn eight(PlaneSet("eight_gaussians"), 31, 4000);
  std::array<int, 8> counts{};
  for (std::size_t i = 0; i < 4000; ++i) {
    const double turn = std::atan2(eight.x[2 * i + 1], eight.x[2 * i]) / (kPi / 4);
    const auto nearest = (static_cast<int>(std::floor(turn + 0.5)) + 8) % 8;
    counts[eight.labels[i]] += 1;
    // sd 0.354 at radius 2.83: half the angle to the neighbour is 3 sd away.
    if (std::abs(turn - std::floor(turn + 0.5)) < 0.2) CHECK(static_cast<int>(eight.labels[i]) == nearest);
  }
  for (const int count : counts) CHECK(std::abs(count - 500) < 5 * std::sqrt(500 * 7 / 8.0));
  const Drawn rings(PlaneSet("rings", std::vector<PlaneSetting>{{"count", 2}, {"noise", 0.05}}), 32, 1000);
  for (std::size_t i = 0; i < 1000; ++i) {
    CHECK((std::hypot(rings.x[2 * i], rings.x[2 * i + 1]) > 2.25) == (rings.labels[i] == 1));
  }
  const Drawn board(PlaneSet("checkerboard"), 33, 1000);
  for (const double value : board.log_prob) CHECK(value == doctest::Approx(-std::log(32.0)).epsilon(1e-14).scale(0));
}

TEST_CASE("a set's points do not depend on how they are cut, and labels are not needed") {
  for (const PlaneSetRow& row : plane_sets()) {
    const PlaneSet set(row.name);
    const Drawn whole(set, 41, 300);
    std::vector<double> part(400);
    set.sample(key_from_seed(41), part, {}, 100);
    CHECK(std::equal(part.begin(), part.end(), whole.x.begin() + 200));
  }
}

TEST_CASE("a picture's box holds the points") {
  for (const PlaneSetRow& row : plane_sets()) {
    CAPTURE(std::string(row.name));
    const PlaneSet set(row.name);
    const Drawn drawn(set, 42, 20'000);
    const auto box = set.box();
    for (std::size_t i = 0; i < 20'000; ++i) {
      CHECK(drawn.x[2 * i] >= box.low_x);
      CHECK(drawn.x[2 * i] <= box.high_x);
      CHECK(drawn.x[2 * i + 1] >= box.low_y);
      CHECK(drawn.x[2 * i + 1] <= box.high_y);
    }
  }
}

TEST_CASE("outside, far away and NaN have values") {
  const PlaneSet board("checkerboard");
  CHECK(log_prob_at(board, 5, 0) == -kInf);
  CHECK(log_prob_at(board, -3, -3) == doctest::Approx(-std::log(32.0)));
  CHECK(log_prob_at(board, -3, -1) == -kInf);
  CHECK(std::isnan(log_prob_at(board, kNan, 0)));
  CHECK(log_prob_at(board, kInf, 0) == -kInf);
  const PlaneSet moons("moons");
  CHECK(std::isnan(log_prob_at(moons, 0, kNan)));
  CHECK(log_prob_at(moons, 1e200, 0) == -kInf);
  CHECK(log_prob_at(moons, 100, 0) == doctest::Approx(-480'000).epsilon(0.01).scale(0));
  const PlaneSet pinwheel("pinwheel");
  CHECK(std::isnan(log_prob_at(pinwheel, kNan, 0)));
  CHECK(std::isnan(log_prob_at(pinwheel, kNan, kInf)));
  // e^800 is no double; the turn has no digits long before. The arms' sd are from 0.1 to 0.3.
  for (const double far : {100.0, 800.0, 1e5}) {
    CHECK(log_prob_at(pinwheel, far, 0) < -0.4 * far * far);
    CHECK(log_prob_at(pinwheel, far, 0) > -100 * far * far);
  }
  CHECK(log_prob_at(pinwheel, 1e200, 0) == -kInf);
  CHECK(log_prob_at(pinwheel, kInf, 0) == -kInf);
  CHECK(log_prob_at(pinwheel, kInf, -kInf) == -kInf);
}

TEST_CASE("misuse of the sets is an Error that names the argument") {
  const auto made = [](std::string_view name, std::vector<PlaneSetting> settings) {
    return message_of([&] { return PlaneSet(name, settings); });
  };
  CHECK(
      made("moon", {}) ==
      "plane_set: name is \"moon\"; it must be one of moons, rings, spirals, pinwheel, checkerboard, eight_gaussians, "
      "two_gaussians");
  CHECK(made("moons", {{"sd", 1}}) == "plane_set: option is \"sd\"; it must be one of noise");
  CHECK(made("moons", {{"noise", 0}}) == "plane_set: noise is 0; it must lie between 0.01 and 1");
  CHECK(made("rings", {{"count", 2.5}}) == "plane_set: count is 2.5; it must be an integer");
  CHECK(made("rings", {{"radius", kNan}}) == "plane_set: radius is nan; it must be a finite number");
  std::vector<double> x(3);
  std::vector<std::uint32_t> labels(2);
  const PlaneSet set("moons");
  CHECK(message_of([&] { return set.sample(Key{}, x, {}); }) ==
        "sample: x has 3 numbers and labels 0; x must be rows of 2, with a label for each or none");
  CHECK(message_of([&] { return set.sample(Key{}, std::span(x).first(2), labels); }) ==
        "sample: x has 2 numbers and labels 2; x must be rows of 2, with a label for each or none");
  CHECK(message_of([&] { return set.log_prob(x, std::span(x).first(1)); }) ==
        "log_prob: x has 3 numbers; 1 rows of 2 are needed");
}
