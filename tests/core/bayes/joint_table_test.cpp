#include "tractable/bayes/joint_table.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <limits>
#include <numeric>

#include "tractable/base/error.hpp"
#include "tractable/simd/random.hpp"

using namespace tractable;

namespace {

constexpr std::size_t kFirst[] = {0};
constexpr std::size_t kSecond[] = {1};
constexpr std::size_t kThird[] = {2};

/// A table of random cells.
JointTable random_table(std::vector<std::size_t> shape, std::uint32_t seed) {
  std::size_t size = 1;
  for (const auto n : shape) size *= n;
  std::vector<double> cells(size);
  fill_uniform(key_from_seed(seed), std::span(cells));
  return JointTable::from_counts(std::move(shape), cells);
}

ErrorCode code_of(auto&& action, std::string_view words) {
  try {
    action();
  } catch (const Error& error) {
    CAPTURE(error.message());
    CHECK(error.message().find(words) != std::string::npos);
    return error.code();
  }
  FAIL("nothing was thrown");
  return ErrorCode::internal_error;
}

}  // namespace

TEST_CASE("joint table: sum rule and both factorisations of the product rule hold to 1e-15") {
  for (std::uint32_t seed = 0; seed < 200; ++seed) {
    const std::size_t n = 1 + seed % 6;
    const std::size_t m = 1 + seed % 7;
    const JointTable table = random_table({n, m}, seed);
    const auto of_row = table.margin(kFirst);
    const auto of_column = table.margin(kSecond);
    const auto columns_given_row = table.conditional(kFirst);
    const auto rows_given_column = table.conditional(kSecond);
    CHECK(std::abs(std::accumulate(table.cells().begin(), table.cells().end(), 0.0) - 1) <= 1e-15);
    for (std::size_t i = 0; i < n; ++i) {
      double row = 0;
      for (std::size_t j = 0; j < m; ++j) {
        const double cell = table.cells()[i * m + j];
        row += cell;
        CHECK(std::abs(of_row.cells()[i] * columns_given_row[i * m + j] - cell) <= 1e-15);
        CHECK(std::abs(of_column.cells()[j] * rows_given_column[i * m + j] - cell) <= 1e-15);
        // Bayes: p(row | column) = p(column | row) p(row) / p(column)
        const double by_bayes = columns_given_row[i * m + j] * of_row.cells()[i] / of_column.cells()[j];
        CHECK(std::abs(by_bayes - rows_given_column[i * m + j]) <= 1e-15);
      }
      CHECK(std::abs(row - of_row.cells()[i]) <= 1e-15);
    }
  }
}

TEST_CASE("joint table: margins and conditionals of three variables, in any order") {
  const JointTable table = random_table({2, 3, 4}, 1);
  constexpr std::size_t kTurned[] = {2, 0};
  const JointTable pair = table.margin(kTurned);
  CHECK(pair.shape()[0] == 4);
  CHECK(pair.shape()[1] == 2);
  const auto given = table.conditional(kTurned);
  for (std::size_t i = 0; i < 2; ++i) {
    for (std::size_t k = 0; k < 4; ++k) {
      double total = 0;
      for (std::size_t j = 0; j < 3; ++j) total += table.cells()[(i * 3 + j) * 4 + k];
      CHECK(std::abs(pair.cells()[k * 2 + i] - total) <= 1e-15);
      double one = 0;
      for (std::size_t j = 0; j < 3; ++j) one += given[(i * 3 + j) * 4 + k];
      CHECK(std::abs(one - 1) <= 1e-15);
    }
  }
}

TEST_CASE("joint table: the medical test, prior .01, sensitivity .9, false alarms .09") {
  const double prior[] = {0.01, 0.99};
  const double likelihood[] = {0.9, 0.09};
  const BayesRule rule = bayes_rule(prior, likelihood);
  CHECK(std::abs(rule.joint[0] - 0.009) < 1e-17);
  CHECK(std::abs(rule.joint[1] - 0.0891) < 1e-16);
  CHECK(std::abs(rule.evidence - 0.0981) < 1e-16);
  CHECK(std::abs(rule.posterior[0] - 10.0 / 109) < 1e-15);  // 0.0917431...
  const double conditional[] = {0.9, 0.1, 0.09, 0.91};
  const JointTable table = JointTable::from_conditional(prior, conditional);
  CHECK(std::abs(table.conditional(kSecond)[0] - 10.0 / 109) < 1e-15);
  CHECK(std::abs(table.margin(kSecond).cells()[0] - 0.0981) < 1e-15);
  CHECK(std::isnan(bayes_rule(std::vector{1.0, 0.0}, std::vector{0.0, 0.5}).posterior[0]));
}

TEST_CASE("joint table: independence and information") {
  // p(x, y) = p(x) p(y): no information, however it is rounded.
  const double independent[] = {0.06, 0.14, 0.24, 0.56};
  const JointTable product({2, 2}, independent);
  CHECK(product.independent());
  CHECK(product.mutual_information(kFirst, kSecond) >= 0);
  CHECK(product.mutual_information(kFirst, kSecond) < 1e-30);
  // y = x: H(x) nats. 0.3 and 0.7: 0.6108643020548935 (mpmath)
  const double same[] = {0.3, 0, 0, 0.7};
  const JointTable diagonal({2, 2}, same);
  CHECK_FALSE(diagonal.independent());
  CHECK(std::abs(diagonal.independence_gap() - 0.21) < 1e-15);
  CHECK(std::abs(diagonal.mutual_information(kFirst, kSecond) - 0.6108643020548935) < 1e-15);
  CHECK(std::abs(diagonal.entropy() - 0.6108643020548935) < 1e-15);
  // I = H(x) + H(y) - H(x, y)
  for (std::uint32_t seed = 1; seed < 50; ++seed) {
    const JointTable table = random_table({3, 4}, seed);
    const double by_entropies = table.margin(kFirst).entropy() + table.margin(kSecond).entropy() - table.entropy();
    CHECK(std::abs(table.mutual_information(kFirst, kSecond) - by_entropies) < 1e-14);
  }
  // x - z - y: dependent, but not given z; the exclusive or is the other way round.
  std::vector<double> chain, parity;
  for (const int x : {0, 1}) {
    for (const int y : {0, 1}) {
      for (const int z : {0, 1}) {
        chain.push_back(0.5 * (x == z ? 0.8 : 0.2) * (y == z ? 0.7 : 0.3));
        parity.push_back((x ^ y) == z ? 0.25 : 0);
      }
    }
  }
  const JointTable chained({2, 2, 2}, chain);
  CHECK(chained.mutual_information(kFirst, kSecond) > 0.01);
  CHECK(chained.mutual_information(kFirst, kSecond, kThird) < 1e-30);
  const JointTable xor_table({2, 2, 2}, parity);
  CHECK(xor_table.mutual_information(kFirst, kSecond) == 0);
  CHECK(std::abs(xor_table.mutual_information(kFirst, kSecond, kThird) - std::log(2.0)) < 1e-15);
}

TEST_CASE("joint table: information beside cells below the smallest normal double") {
  for (const double small : {5e-324, 1e-320, 1e-310, 0.0}) {
    const double counts[] = {small, 1, 1, 0};
    const double found = JointTable::from_counts({2, 2}, counts).mutual_information(kFirst, kSecond);
    CHECK(std::abs(found - std::log(2.0)) < 1e-15);
  }
}

TEST_CASE("joint table: counts of any size") {
  const double counts[] = {1e9, 3e9, 2e9, 4e9};
  CHECK(JointTable::from_counts({2, 2}, counts).cells()[1] == doctest::Approx(0.3).epsilon(1e-15));
  const double huge[] = {1e308, 1e308, 1e308, 1e308};
  CHECK(JointTable::from_counts({2, 2}, huge).cells()[0] == 0.25);
  const double tiny[] = {5e-324, 5e-324};
  CHECK(JointTable::from_counts({2, 1}, tiny).cells()[0] == 0.5);
  // Nothing is conditioned on what never happens.
  const double rowless[] = {0, 0, 1, 3};
  const auto given = JointTable::from_counts({2, 2}, rowless).conditional(kFirst);
  CHECK(std::isnan(given[0]));
  CHECK(given[2] == 0.25);
}

TEST_CASE("joint table: misuse names the cell") {
  constexpr double kNan = std::numeric_limits<double>::quiet_NaN();
  const auto make = [](std::vector<std::size_t> shape, std::vector<double> cells) {
    return [=] { (void)JointTable(shape, cells); };
  };
  CHECK(code_of(make({2, 2}, {0.1, 0.2, -0.1, 0.8}), "cell (1, 0) is -0.1") == ErrorCode::invalid_argument);
  CHECK(code_of(make({2, 2}, {0.1, kNan, 0.1, 0.8}), "cell (0, 1) is nan") == ErrorCode::not_finite);
  CHECK(code_of(make({2, 1, 2}, {0.1, 0.2, 0.1, 0.8}), "sum to 1.2") == ErrorCode::invalid_argument);
  CHECK(code_of(make({2, 2}, {0.5, 0.5}), "the table is 2 x 2") == ErrorCode::shape_mismatch);
  CHECK(code_of(make({0, 2}, {}), "empty") == ErrorCode::shape_mismatch);
  CHECK(code_of(make({}, {}), "empty") == ErrorCode::shape_mismatch);
  CHECK(code_of(make({~std::size_t{0} / 2 + 1, 2}, {}), "there are 0 cells") == ErrorCode::shape_mismatch);
  CHECK(code_of([] { (void)JointTable::from_counts({2}, std::vector{0.0, 0.0}); }, "every cell is 0") ==
        ErrorCode::invalid_argument);
  // Within 1e-9 is rounding, beyond it is not.
  CHECK_NOTHROW(JointTable({2}, std::vector{0.5, 0.5 + 9e-10}));
  CHECK_THROWS_AS(JointTable({2}, std::vector{0.5, 0.5 + 2e-9}), Error);
  const JointTable table = random_table({2, 2}, 1);
  constexpr std::size_t kMissing[] = {2};
  constexpr std::size_t kTwice[] = {1, 1};
  CHECK(code_of([&] { (void)table.margin(kMissing); }, "variable 2") == ErrorCode::invalid_argument);
  CHECK(code_of([&] { (void)table.margin(kTwice); }, "variable 1 stands twice") == ErrorCode::invalid_argument);
  CHECK(code_of([&] { (void)table.mutual_information(kFirst, kFirst); }, "twice") == ErrorCode::invalid_argument);
  CHECK(code_of([] { (void)bayes_rule(std::vector{0.5, 0.6}, std::vector{1.0, 1.0}); }, "prior sum to 1.1") ==
        ErrorCode::invalid_argument);
  CHECK(code_of([] { (void)bayes_rule(std::vector{0.5, 0.5}, std::vector{1.0}); }, "there are 1 cells") ==
        ErrorCode::shape_mismatch);
  CHECK(code_of([] { (void)JointTable::from_conditional(std::vector{0.5, 0.5}, std::vector{0.5, 0.5, 0.5, 0.6}); },
                "row 1 of conditional sum to 1.1") == ErrorCode::invalid_argument);
}
