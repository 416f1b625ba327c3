#include "tractable/base/error.hpp"

#include <doctest/doctest.h>

#include <limits>
#include <string>
#include <vector>

using namespace tractable;

namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();
constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();

// "code: what" of the Error that `f` throws.
template <class F>
std::string thrown(F f) {
  try {
    f();
  } catch (const Error& error) {
    return text(to_string(error.code()), ": ", error.what());
  }
  return "nothing was thrown";
}

}  // namespace

TEST_CASE("an Error carries its code, its place and one sentence, and is a std::exception") {
  const Error error(ErrorCode::shape_mismatch, "matmul", "a is (2, 3) and b is (2, 3)");
  CHECK(error.code() == ErrorCode::shape_mismatch);
  CHECK(error.where() == "matmul");
  CHECK(error.message() == "a is (2, 3) and b is (2, 3)");
  CHECK(std::string(static_cast<const std::exception&>(error).what()) == "matmul: a is (2, 3) and b is (2, 3)");
}

TEST_CASE("the codes have the names that stand in the enum, in its order") {
  const std::vector<std::string> names = {"invalid_argument", "not_finite",     "too_few_values",  "too_large",
                                          "shape_mismatch",   "unknown_name",   "parse_error",     "out_of_memory",
                                          "deleted_object",   "internal_error", "detached_buffer", "cancelled",
                                          "worker_lost"};
  REQUIRE(error_codes().size() == names.size());
  for (std::size_t i = 0; i < names.size(); ++i) {
    CHECK(to_string(error_codes()[i]) == names[i]);
    CHECK(static_cast<std::size_t>(error_codes()[i]) == i);
  }
}

TEST_CASE("text joins words, characters and numbers, doubles with the fewest digits that read back") {
  CHECK(text() == "");
  CHECK(text("n = ", 3, ", ", std::string("x"), '!', std::string_view(" y")) == "n = 3, x! y");
  CHECK(text(0.1, " ", 1e-300, " ", -0.0, " ", 2.5F, " ", 1.0 / 3) == "0.1 1e-300 -0 2.5 0.3333333333333333");
  CHECK(text(kNaN, " ", kInfinity, " ", -kInfinity) == "nan inf -inf");
  CHECK(text(std::numeric_limits<std::int64_t>::min(), " ", std::numeric_limits<std::uint64_t>::max()) ==
        "-9223372036854775808 18446744073709551615");
  CHECK(text(std::int8_t{-5}, " ", std::uint8_t{200}, " ", std::size_t{7}, " ", true) == "-5 200 7 1");
  CHECK(text(-std::numeric_limits<double>::max()).size() <= 24);
}

TEST_CASE("the checks that functions begin with let good values pass and name bad ones") {
  const std::vector<double> good{0, -1, 1e308, -5e-324};
  CHECK_NOTHROW(require_finite(good, "f", "x"));
  CHECK_NOTHROW(require_finite(std::span<const double>(), "f", "x"));
  CHECK(thrown([] { require_finite(std::vector{1.0, 2.0, kNaN, kInfinity}, "f", "x"); }) ==
        "not_finite: f: x[2] is nan; every value must be a finite number");
  CHECK_NOTHROW(require_finite(-3.0, "f", "x"));
  CHECK(thrown([] { require_finite(-kInfinity, "f", "x"); }) == "not_finite: f: x is -inf; it must be a finite number");
  CHECK_NOTHROW(require_positive(5e-324, "f", "h"));
  CHECK(thrown([] { require_positive(0, "f", "h"); }) == "invalid_argument: f: h is 0; it must be greater than 0");
  CHECK(thrown([] { require_positive(-2, "f", "h"); }) == "invalid_argument: f: h is -2; it must be greater than 0");
  CHECK(thrown([] { require_positive(kInfinity, "f", "h"); }) == "not_finite: f: h is inf; it must be a finite number");
  for (const double p : {0.0, 0.5, 1.0, -0.0}) CHECK_NOTHROW(require_probability(p, "f", "p"));
  CHECK(thrown([] { require_probability(1.5, "f", "p"); }) ==
        "invalid_argument: f: p is 1.5; a probability lies between 0 and 1");
  CHECK(thrown([] { require_probability(-kInfinity, "f", "p"); }) ==
        "invalid_argument: f: p is -inf; a probability lies between 0 and 1");
  CHECK(thrown([] { require_probability(kNaN, "f", "p"); }) == "not_finite: f: p is nan; it must be a probability");
}
