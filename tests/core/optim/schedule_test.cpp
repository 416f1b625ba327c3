#include "tractable/optim/schedule.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <limits>
#include <string>

#include "tractable/base/error.hpp"

using namespace tractable;

namespace {

std::string said_of(const char* name, const OptionValues& options) {
  try {
    (void)Schedule(name, options);
  } catch (const Error& error) {
    return text(to_string(error.code()), ": ", error.what());
  }
  return "nothing was thrown";
}

}  // namespace

TEST_CASE("a cosine schedule is half a cosine from 1 to its floor") {
  for (const double floor : {0.0, 0.1, 1.0}) {
    for (const int steps : {1, 2, 7, 1000}) {
      const Schedule schedule("cosine", {{"steps", static_cast<double>(steps)}, {"floor", floor}});
      CHECK(schedule(0) == 1);
      for (int t = 0; t <= steps; ++t) {
        const double expected = floor + (1 - floor) * (1 + std::cos(3.14159265358979323846 * t / steps)) / 2;
        CHECK(std::abs(schedule(static_cast<std::uint64_t>(t)) - expected) <= 1e-15);
      }
      CHECK(schedule(static_cast<std::uint64_t>(steps)) == floor);
      CHECK(schedule(static_cast<std::uint64_t>(steps) + 1) == floor);
      CHECK(schedule(std::numeric_limits<std::uint64_t>::max()) == floor);
    }
  }
}

TEST_CASE("a cosine schedule keeps its digits where it ends, and falls at every step") {
  const Schedule schedule("cosine", {{"steps", 1e6}});
  // sin(pi / 2e6)^2, where 1 + cos(...) would have lost ten digits.
  CHECK(schedule(999'999) == doctest::Approx(std::pow(std::sin(3.14159265358979323846 / 2e6), 2)).epsilon(1e-14));
  for (std::uint64_t t = 500; t < 1'000'000; t += 997) CHECK(schedule(t) < schedule(t - 500));
}

TEST_CASE("a step schedule drops by its factor every so many steps") {
  const Schedule schedule("step", {{"every", 30}, {"factor", 0.5}});
  for (std::uint64_t t = 0; t < 300; ++t) CHECK(schedule(t) == std::ldexp(1.0, -static_cast<int>(t / 30)));
  CHECK(schedule(1'000'000) == 0);
  const Schedule tenths("step", {});
  CHECK(tenths(999) == 1);
  CHECK(tenths(1000) == 0.1);
  CHECK(tenths(3500) == doctest::Approx(1e-3).epsilon(1e-15));
  CHECK(Schedule("step", {{"factor", 0}})(1000) == 0);
  CHECK(Schedule("step", {{"factor", 1}})(1'000'000) == 1);
}

TEST_CASE("a constant schedule is 1, and is what one gets without asking") {
  CHECK(Schedule()(0) == 1);
  CHECK(Schedule("constant", {})(123456) == 1);
  CHECK(Schedule().name() == "constant");
}

TEST_CASE("the catalogue's schedules are made with their defaults") {
  std::string names;
  for (const auto& rule : schedule_rules()) {
    OptionValues all;
    for (const auto& option : rule.options) {
      CHECK_FALSE(option.summary.empty());
      all.push_back({std::string(option.name), option.value});
    }
    CHECK(Schedule(rule.name, all)(0) == 1);
    CHECK_FALSE(rule.summary.empty());
    names += std::string(rule.name) + " ";
  }
  CHECK(names == "constant step cosine ");
}

TEST_CASE("a schedule or an option that will not do is refused by name and value") {
  CHECK(said_of("linear", {}) ==
        "unknown_name: Schedule: there is no schedule \"linear\"; the schedules are constant, step, cosine");
  CHECK(said_of("constant", {{"steps", 3}}) ==
        "unknown_name: Schedule: constant has no option \"steps\"; its options are none");
  CHECK(said_of("cosine", {{"steps", 0}}) ==
        "invalid_argument: Schedule: steps of cosine is 0; it must be an integer from 1 to 1e+15");
  CHECK(said_of("cosine", {{"steps", 2.5}}).starts_with("invalid_argument: Schedule: steps of cosine is 2.5"));
  CHECK(said_of("cosine", {{"floor", 1.1}}).starts_with("invalid_argument: Schedule: floor of cosine is 1.1"));
  CHECK(said_of("step", {{"every", -1}}).starts_with("invalid_argument: Schedule: every of step is -1"));
  CHECK(said_of("step", {{"factor", 2}}).starts_with("invalid_argument: Schedule: factor of step is 2"));
  CHECK(said_of("step", {{"factor", std::nan("")}}).starts_with("not_finite: Schedule: factor of step is nan"));
}
