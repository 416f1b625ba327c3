#include "tractable/base/root.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <limits>
#include <vector>

#include "tractable/base/error.hpp"

using namespace tractable;

namespace {

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();
constexpr double kEpsilon = std::numeric_limits<double>::epsilon();

double square_minus_two(double x) { return x * x - 2; }
ValueAndSlope square_minus_two_with_slope(double x) { return {x * x - 2, 2 * x}; }

// Functions that are hard in one way each, with a bracket and the root.
struct Problem {
  const char* name;
  FunctionWithSlope f;
  Bracket bracket;
  double root;
};

std::vector<Problem> problems() {
  return {
      {"simple", square_minus_two_with_slope, {0, 2}, 1.4142135623730951},
      {"falling", [](double x) { return ValueAndSlope{2 - x * x, -2 * x}; }, {0, 2}, 1.4142135623730951},
      {"Newton runs away",
       [](double x) { return ValueAndSlope{x / (1 + x * x), (1 - x * x) / ((1 + x * x) * (1 + x * x))}; },
       {-1, 30},
       0},
      {"Newton in a cycle",
       [](double x) { return ValueAndSlope{x * x * x - 2 * x + 2, 3 * x * x - 2}; },
       {-3, 1.5},
       -1.7692923542386314},
      {"root of order 3",
       [](double x) { return ValueAndSlope{(x - 1) * (x - 1) * (x - 1), 3 * (x - 1) * (x - 1)}; },
       {0, 4},
       1},
      {"a jump", [](double x) { return ValueAndSlope{x < 0.3 ? -1.0 : 1.0, 0}; }, {0, 1}, 0.3},
      {"flat, then steep",
       [](double x) { return ValueAndSlope{x > 0 ? 1e6 * x - 1 : -1, x > 0 ? 1e6 : 0}; },
       {-1e6, 1e6},
       1e-6},
      {"far from 0", [](double x) { return ValueAndSlope{(x - 1e9) - 0.125, 1}; }, {0, 1e12}, 1e9 + 0.125},
      {"the widest bracket", [](double x) { return ValueAndSlope{x - 3, 1}; }, {-1.7e308, 1.7e308}, 3},
  };
}

void check_root(const Problem& problem, const RootResult& result, const RootOptions& options) {
  CAPTURE(result.root);
  CAPTURE(result.iterations);
  CHECK(result.converged);
  CHECK(std::abs(result.root - problem.root) <= 2 * options.tolerance + 4 * kEpsilon * std::abs(problem.root));
  CHECK(result.value == problem.f(result.root).value);
}

}  // namespace

TEST_CASE("the methods with a bracket find the root of each hard function") {
  for (const Problem& problem : problems()) {
    CAPTURE(problem.name);
    const RootOptions options{1e-13, 3000};
    const auto value = [&](double x) { return problem.f(x).value; };
    check_root(problem, bisection(value, problem.bracket, options), options);
    check_root(problem, bracketed_newton(problem.f, problem.bracket, options), options);
    check_root(problem, brent(value, problem.bracket, options), options);
  }
}

TEST_CASE("the methods need as few steps as they promise") {
  CHECK(bisection(square_minus_two, {1, 2}).iterations <= 53);
  CHECK(bisection(square_minus_two, {1, 2}).iterations >= 51);
  CHECK(newton(square_minus_two_with_slope, 1.5).iterations <= 5);
  CHECK(bracketed_newton(square_minus_two_with_slope, {0, 2}).iterations <= 8);
  CHECK(brent(square_minus_two, {0, 2}).iterations <= 10);
}

TEST_CASE("bisection halves the bracket at each step and keeps the root inside") {
  Bisection search(square_minus_two, {0, 2});
  double width = 2;
  while (search.step()) {
    const Bracket bracket = search.bracket();
    if (!search.done()) CHECK(bracket.hi - bracket.lo == doctest::Approx(width / 2).epsilon(1e-12));
    CHECK(bracket.lo <= 1.4142135623730951);
    CHECK(bracket.hi >= 1.4142135623730949);
    width = bracket.hi - bracket.lo;
  }
  CHECK(search.result().converged);
  CHECK_FALSE(search.step());
}

TEST_CASE("the steps of Newton's method square the error") {
  Newton search(square_minus_two_with_slope, 2);
  double error = 2 - std::sqrt(2.0);
  while (search.step()) {
    const double next = std::abs(search.result().root - std::sqrt(2.0));
    CHECK(next <= error * error / 2 + 4 * kEpsilon);
    CHECK(search.bracket().hi == search.result().root);
    error = next;
  }
  CHECK(search.result().converged);
}

TEST_CASE("the bracket of bracketed Newton and of Brent only shrinks, with a sign change inside") {
  for (const Problem& problem : problems()) {
    CAPTURE(problem.name);
    BracketedNewton newton_search(problem.f, problem.bracket, 1e-13);
    Brent brent_search([&](double x) { return problem.f(x).value; }, problem.bracket, 1e-13);
    const auto follow = [&](auto& search) {
      Bracket last = problem.bracket;
      for (int i = 0; i < 100 && search.step(); ++i) {
        const auto [lo, hi] = search.bracket();
        CHECK((lo >= last.lo && hi <= last.hi && lo <= hi));
        CHECK(problem.f(lo).value * problem.f(hi).value <= 0);
        CHECK((search.result().root >= last.lo && search.result().root <= last.hi));
        last = {lo, hi};
      }
      CHECK_FALSE((search.done() && search.step()));
    };
    follow(newton_search);
    follow(brent_search);
  }
}

TEST_CASE("a root at an end or at the start needs no step") {
  const auto with_slope = [](double x) { return ValueAndSlope{x, 1}; };
  const auto value = [](double x) { return x; };
  for (const Bracket bracket : {Bracket{0, 1}, Bracket{-1, 0}, Bracket{0, 0}}) {
    for (const RootResult& result :
         {bisection(value, bracket), bracketed_newton(with_slope, bracket), brent(value, bracket)}) {
      CHECK((result.root == 0 && result.value == 0 && result.iterations == 0 && result.converged));
    }
  }
  CHECK(newton(with_slope, 0).converged);
  CHECK(bracketed_newton(with_slope, {-1, 1}).root == 0);  // the middle
}

TEST_CASE("bracketed Newton with a bracket that the caller has proved does not look at its ends") {
  int at_ends = 0;
  const auto f = [&](double x) {
    at_ends += x == 0 || x == 2;
    return square_minus_two_with_slope(x);
  };
  BracketedNewton search(f, {0, 2}, 1.5, true);
  while (search.step()) {
  }
  CHECK(search.result().converged);
  CHECK(search.result().root == doctest::Approx(std::sqrt(2.0)).epsilon(1e-15));
  CHECK(at_ends == 0);
  // A rounded bracket that just misses the root: the search ends at the end beside it.
  BracketedNewton beside(f, {1.4142135623730954, 2}, 1.7, true);
  while (beside.step()) {
  }
  CHECK(beside.result().root >= 1.4142135623730954);
  CHECK(beside.result().root <= 1.4142135623730958);
}

TEST_CASE("bracketed Newton bisects where Newton's steps shrink slowly") {
  const auto power_21 = [](double x) {
    double slope = 21;
    for (int k = 0; k < 20; ++k) slope *= x;
    return ValueAndSlope{slope * x / 21, slope};
  };
  // Newton alone makes each step 20/21 of the one before: 600 steps to 1e-13.
  const RootResult result = bracketed_newton(power_21, {-1, 2.5}, {1e-13, 1000});
  CHECK(result.converged);
  CHECK(std::abs(result.root) <= 1e-12);
  CHECK(result.iterations <= 120);
}

TEST_CASE("bracketed Newton stays in its bracket if rounding puts the root just outside") {
  BracketedNewton search([](double x) { return ValueAndSlope{(x - 1) + 1e-16, 1}; }, {1, 2}, 1, true);
  while (search.step()) {
  }
  CHECK(search.result().root == 1);
  CHECK(search.result().converged);
}

TEST_CASE("bracketed Newton stops although f's rounding errors turn its last steps back and forth") {
  // From each end the step of about one unit in the last place leads to the other end, two units away.
  const double lo = -0.89591318453706625;
  const double hi = -0.89591318453706603;
  const auto f = [&](double x) { return ValueAndSlope{x < -0.8959131845370661 ? -0x1p-52 : 0x1p-52, 1.2}; };
  BracketedNewton search(f, {lo, hi}, lo, true);
  int steps = 0;
  while (search.step() && steps < 10) ++steps;
  CHECK(search.result().converged);
  CHECK(steps < 10);
}

TEST_CASE("a search that cannot go on says so") {
  const auto nan_inside = [](double x) { return x == 0 || x == 2 ? x - 1 : kNaN; };
  CHECK_FALSE(bisection(nan_inside, {0, 2}).converged);
  CHECK_FALSE(brent(nan_inside, {0, 2}).converged);
  const RootResult at_middle = bracketed_newton([&](double x) { return ValueAndSlope{nan_inside(x), 1}; }, {0, 2});
  CHECK_FALSE(at_middle.converged);
  CHECK(std::isnan(at_middle.value));
  const RootResult flat = newton([](double x) { return ValueAndSlope{x * x + 1, 2 * x}; }, 0);
  CHECK_FALSE(flat.converged);
  CHECK(flat.iterations == 0);
  const RootResult cycle =
      newton([](double x) { return ValueAndSlope{x * x * x - 2 * x + 2, 3 * x * x - 2}; }, 0, {0, 50});
  CHECK_FALSE(cycle.converged);
  CHECK(cycle.iterations == 50);
  CHECK_FALSE(bisection(square_minus_two, {0, 2}, {0, 10}).converged);
  CHECK(brent(square_minus_two, {0, 2}, {0, 3}).iterations == 3);
}

TEST_CASE("a bracket without a sign change is refused with the values in the message") {
  CHECK_THROWS_WITH_AS((void)brent(square_minus_two, {2, 3}),
                       "brent: f has no sign change in the bracket: f(2) = 2 and f(3) = 7", Error);
  CHECK_THROWS_WITH_AS((void)bisection([](double) { return kNaN; }, {2, 3}),
                       "bisection: f has no sign change in the bracket: f(2) = nan and f(3) = nan", Error);
  CHECK_THROWS_WITH_AS((void)bracketed_newton(square_minus_two_with_slope, {3, 1}),
                       "bracketed_newton: bracket is [3, 1]; lo must not be above hi", Error);
  CHECK_THROWS_WITH_AS((void)brent(square_minus_two, {kNaN, 1}), "brent: bracket.lo is nan; it must be a finite number",
                       Error);
  CHECK_THROWS_WITH_AS((void)newton(square_minus_two_with_slope, kNaN),
                       "newton: start is nan; it must be a finite number", Error);
}
