// Legal programs and derivatives at the edges of what the rules and clean-ups assume. Each of these was wrong once.

#include <doctest/doctest.h>

#include <algorithm>
#include <limits>

#include "core/graph/programs.hpp"
#include "tractable/graph/gradient.hpp"
#include "tractable/graph/ops.hpp"

using namespace tractable;
using namespace tractable::test;

namespace {

/// Outputs that are functions of numbers, at these numbers.
std::vector<double> at(const std::vector<Expr>& outputs, const std::vector<std::pair<Expr, double>>& inputs) {
  Program<double> program(outputs);
  for (const auto& [input, value] : inputs) program.input(input)[0] = value;
  program.run();
  std::vector<double> values;
  for (const Expr output : outputs) values.push_back(program.value(output)[0]);
  return values;
}

}  // namespace

TEST_CASE("views of one memory are transposed each in its own shape") {
  Graph graph;
  const std::vector<double> values{1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12};
  const Expr wide = graph.data({3, 4}, values);
  const std::vector<Expr> outputs{matmul(wide, graph.input({3, 5}), Transpose::a),
                                  matmul(reshape(wide, 6, 2), graph.input({6, 5}), Transpose::a),
                                  matmul(graph.input({kBatch, 2}), reshape(wide, 6, 2), Transpose::b)};
  CHECK(any_difference(graph, outputs, 3, false) == "");
}

TEST_CASE("a product that is copied to more rows before its relu keeps its own rows") {
  for (const bool clean : {false, true}) {
    Graph graph({.clean = clean});
    const Expr row = matmul(graph.input({1, 4}), graph.input({4, 3}));
    const std::vector<Expr> outputs{relu(stop_gradient(expand(row, {kBatch, 3})))};
    CHECK(any_difference(graph, outputs, 5, false) == "");
  }
}

TEST_CASE("a product of very many factors is summed without recursion") {
  Graph graph;
  const Expr x = graph.input({kBatch, 3}), factor = graph.input({kBatch, 1}), row = graph.input({1, 3});
  const Expr matrix = graph.input({4, 3});
  Expr y = x, z = matrix;
  for (int i = 0; i < 200'000; ++i) {
    y = i % 2 == 0 ? factor * y : y / factor;
    z = i % 2 == 0 ? row * z : z / row;
  }
  CHECK(sum_cols(y).shape() == Shape{kBatch, 1});
  CHECK(sum_rows(z).shape() == Shape{1, 3});
  CHECK(sum_cols(-(factor * (x / factor))).id == (-(factor * (sum_cols(x) / factor))).id);
}

TEST_CASE("constants that leave the range of a number together stay apart") {
  Graph graph;
  const Expr x = graph.input({1, 1});
  const Expr down = 1e-200 * (1e-200 * x), up = 1e200 * (1e200 / x);
  CHECK(at({down, up}, {{x, 1e250}}) == std::vector{1e-200 * (1e-200 * 1e250), 1e200 * (1e200 / 1e250)});
  CHECK((2.0 * (3.0 * x)).id == (6.0 * x).id);
  CHECK(max(graph.constant(0.0), graph.constant(-0.0)).id == graph.constant(0.0).id);
  CHECK(min(graph.constant(-0.0), graph.constant(0.0)).id == graph.constant(-0.0).id);
}

TEST_CASE("a power has derivatives where its base and exponent are 0") {
  Graph graph;
  const Expr a = graph.input({1, 1}), b = graph.input({1, 1});
  const Expr first = gradient(pow(a, b), a), second = gradient(first, a), mixed = gradient(first, b);
  CHECK(at({first, second}, {{a, 0}, {b, 0}}) == std::vector{0.0, 0.0});
  CHECK(at({first, second}, {{a, 0}, {b, 1}}) == std::vector{1.0, 0.0});
  CHECK(at({first, second}, {{a, 0}, {b, 2}}) == std::vector{0.0, 2.0});
  CHECK(at({first, second, mixed}, {{a, 4}, {b, 0}}) == std::vector{0.0, 0.0, 0.25});
  const Expr none = gradient(pow(a, graph.constant(0)), a);
  CHECK(at({none}, {{a, 0}}) == std::vector{0.0});
}

TEST_CASE("the second derivative of log Phi is there in the right tail") {
  Graph graph;
  const Expr x = graph.input({1, 1});
  const Expr first = gradient(normal_log_cdf(x), x), second = gradient(first, x);
  // phi(x) and -x phi(x), to 60 digits: Phi rounds to 1.
  for (const auto& [point, density] :
       {std::pair{8.6, 3.472962748566207e-17}, std::pair{30.0, 1.4736461348785475e-196}}) {
    const auto found = at({first, second}, {{x, point}});
    CHECK(found[0] == doctest::Approx(density).epsilon(1e-12));
    CHECK(found[1] == doctest::Approx(-point * density).epsilon(1e-12));
  }
  CHECK(at({first, second}, {{x, 50}}) == std::vector{0.0, -0.0});
  // On both sides of where the formula changes it is one function.
  const auto below = at({first}, {{x, 8.5}}), above = at({first}, {{x, std::nextafter(8.5, 9.0)}});
  CHECK(below[0] == doctest::Approx(above[0]).epsilon(1e-13));
  Program<float> single(std::vector{second});
  single.input(x)[0] = 20;
  single.run();
  CHECK(single.value(second)[0] == 0);
}

TEST_CASE("the second derivative of log Phi keeps its digits in the left tail") {
  Graph graph;
  const Expr x = graph.input({1, 1});
  const Expr second = gradient(gradient(normal_log_cdf(x), x), x);
  // -r (x + r), r = phi / Phi, to 60 digits.
  constexpr double kTruth[][2] = {{-4.0, -0.95332716160257737},
                                  {-5.5999999999999996, -0.97298140746908289},
                                  {-5.7000000000000002, -0.97378853412207508},
                                  {-8.0, -0.98567511655665909},
                                  {-30.0, -0.99889622848810991},
                                  {-1000.0, -0.99999900000599995},
                                  {-10000000.0, -0.99999999999999}};
  for (const auto& [point, truth] : kTruth) {
    CAPTURE(point);
    CHECK(at({second}, {{x, point}})[0] == doctest::Approx(truth).epsilon(point > -5.65 ? 2e-14 : 2e-15));
  }
  Program<float> single(std::vector{second});
  single.input(x)[0] = -300;
  single.run();
  CHECK(single.value(second)[0] == doctest::Approx(-0.99998889).epsilon(1e-6));
}

TEST_CASE("the derivatives of erfcx keep their digits to the right") {
  Graph graph;
  const Expr x = graph.input({1, 1});
  const Expr first = gradient(erfcx(x), x), second = gradient(first, x);
  constexpr double kTruth[][3] = {{3.5, -0.041323577833252492, 0.02132226638502115},
                                  {3.9990000000000001, -0.032398442006539444, 0.01494095802823993},
                                  {4.0, -0.032383506095021455, 0.014930866489951142},
                                  {4.0010000000000003, -0.032368580270596718, 0.014920783840122619},
                                  {5.0, -0.02133278976482631, 0.0080813778178741508},
                                  {20.0, -0.0014052174534598012, 0.00013999934371059263},
                                  {300.0, -6.2686686738802135e-6, 4.1790428000878571e-8},
                                  {100000.0, -5.6418958346312785e-11, 1.1283791667569988e-15}};
  for (const auto& [point, slope, bend] : kTruth) {
    CAPTURE(point);
    const auto found = at({first, second}, {{x, point}});
    CHECK(found[0] == doctest::Approx(slope).epsilon(point > 4 ? 2e-15 : 1e-14).scale(0));
    CHECK(found[1] == doctest::Approx(bend).epsilon(point > 4 ? 2e-15 : 1e-12).scale(0));
  }
  CHECK(at({first, second}, {{x, 1e300}}) == std::vector{-0.0, 0.0});
}

TEST_CASE("a power has no derivative by its exponent where its base is negative") {
  Graph graph;
  const Expr a = graph.input({1, 1}), b = graph.input({1, 1});
  const Expr power = pow(a, b), by_a = gradient(power, a), by_b = gradient(power, b);
  const auto negative = at({power, by_a, by_b}, {{a, -2}, {b, 3}});
  CHECK(negative[0] == -8);
  CHECK(negative[1] == 12);
  CHECK(std::isnan(negative[2]));
  CHECK(at({by_b}, {{a, 2}, {b, 3}})[0] == doctest::Approx(8 * 0.69314718055994531).epsilon(1e-15));
  CHECK(at({by_b, gradient(by_b, b), gradient(by_b, a)}, {{a, 0}, {b, 2}}) == std::vector{0.0, 0.0, 0.0});
  CHECK(at({gradient(pow(a, graph.constant(3)), a)}, {{a, -2}}) == std::vector{12.0});
  CHECK(at({gradient(pow(a, 3), a)}, {{a, -2}}) == std::vector{12.0});
}

TEST_CASE("log_sum_exp of what is impossible has derivatives of 0") {
  constexpr double inf = std::numeric_limits<double>::infinity();
  Graph graph;
  const Expr x = graph.input({kBatch, 4});
  const Expr y = log_sum_exp(x, 2), first = gradient(y, x);
  const Expr second = gradient(sum_cols(first * graph.data({1, 4}, std::vector{1.0, 2.0, 3.0, 5.0})), x);
  const auto check = [&]<class T>(Program<T> program) {
    // Each pair beside one that is as always.
    const double numbers[] = {-inf, -inf, 0, 0, -inf, 1, 0, 0, inf, 0, 0, 0, std::nan(""), 0, 0, 0, -3e38, -3e38, 0, 0};
    std::ranges::transform(numbers, program.input(x).begin(), [](double v) { return static_cast<T>(v); });
    program.run();
    const auto slopes = program.value(first), bends = program.value(second);
    CHECK(program.value(y)[0] == -inf);
    CHECK((slopes[0] == 0 && slopes[1] == 0 && bends[0] == 0 && bends[1] == 0));
    CHECK((slopes[4] == 0 && slopes[5] == 1 && bends[4] == 0 && bends[5] == 0));
    CHECK((std::isnan(slopes[8]) && slopes[9] == 0));
    CHECK((std::isnan(slopes[12]) && std::isnan(slopes[13])));
    CHECK((slopes[16] == 1 && slopes[17] == 1));  // the logarithm of 2 is lost in -3e38
    for (std::size_t row = 0; row < 5; ++row) {
      CHECK((slopes[4 * row + 2] == 0.5 && slopes[4 * row + 3] == 0.5));
      CHECK((bends[4 * row + 2] == doctest::Approx(-0.5) && bends[4 * row + 3] == doctest::Approx(0.5)));
    }
  };
  check(Program<double>(std::vector{y, first, second}, {.batch = 5}));
  check(Program<float>(std::vector{y, first, second}, {.batch = 5}));
}
