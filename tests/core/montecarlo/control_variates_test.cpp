// Control variates and antithetic pairs for e^u, u uniform: all variances are known in closed form.

#include "tractable/montecarlo/control_variates.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <limits>
#include <string>
#include <vector>

#include "tractable/base/error.hpp"
#include "tractable/simd/random.hpp"

using namespace tractable;

namespace {

constexpr double kNan = std::numeric_limits<double>::quiet_NaN();
constexpr double kE = 2.71828182845904523536;
constexpr double kVarianceOfExp = (kE - 1) * (3 - kE) / 2;  // of e^u: (e^2 - 1) / 2 - (e - 1)^2
constexpr double kCovariance = (3 - kE) / 2;                // of e^u and u

std::vector<double> uniforms(std::uint32_t seed, std::size_t n) {
  std::vector<double> u(n);
  fill_uniform(key_from_seed(seed), std::span(u));
  return u;
}

std::vector<double> exp_of(const std::vector<double>& u, double sign = 1, double shift = 0) {
  std::vector<double> f(u.size());
  for (std::size_t i = 0; i < u.size(); ++i) f[i] = std::exp(shift + sign * u[i]);
  return f;
}

double sd(const std::vector<double>& x) {
  double mean = 0, squares = 0;
  for (const double value : x) mean += value / static_cast<double>(x.size());
  for (const double value : x) squares += (value - mean) * (value - mean);
  return std::sqrt(squares / static_cast<double>(x.size() - 1));
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

TEST_CASE("the best coefficient, the reduction and the estimate are those of theory") {
  const auto u = uniforms(81, 200'000);
  const auto f = exp_of(u);
  const auto found = control_variates(f, u, std::vector{0.5});
  CHECK(found.coefficients[0] == doctest::Approx(12 * kCovariance).epsilon(0.002).scale(0));
  const double ratio = 1 - kCovariance * kCovariance * 12 / kVarianceOfExp;  // 0.0163
  CHECK(found.variance_ratio == doctest::Approx(ratio).epsilon(0.02).scale(0));
  CHECK(std::abs(found.estimate.value - (kE - 1)) < 3 * found.estimate.standard_error);
  CHECK(std::abs(found.plain.value - (kE - 1)) < 3 * found.plain.standard_error);
  CHECK(found.plain.standard_error == doctest::Approx(std::sqrt(kVarianceOfExp / 200'000)).epsilon(0.01).scale(0));
  CHECK(found.estimate.standard_error / found.plain.standard_error ==
        doctest::Approx(std::sqrt(found.variance_ratio)).epsilon(1e-12).scale(0));
  // With u^2 too what is left falls again: by Legendre's polynomials, to 4.6e-4 of the variance.
  std::vector<double> both;
  for (const double value : u) both.insert(both.end(), {value, value * value});
  const auto better = control_variates(f, both, std::vector{0.5, 1.0 / 3});
  // <e^u, sqrt(5) (6 u^2 - 6 u + 1)> = sqrt(5) (7 e - 19).
  const double second = 5 * (7 * kE - 19) * (7 * kE - 19) / kVarianceOfExp;
  CHECK(better.variance_ratio == doctest::Approx(ratio - second).epsilon(0.03).scale(0));
  CHECK(std::abs(better.estimate.value - (kE - 1)) < 3 * better.estimate.standard_error);
}

TEST_CASE("a function made of its controls is known exactly, and dependent controls do no harm") {
  const auto u = uniforms(82, 50);
  std::vector<double> f, controls;
  for (const double value : u) {
    f.push_back(2 + 3 * value - value * value);
    controls.insert(controls.end(), {value, 7.0, value * value, 2 * value + 1});
  }
  const auto found = control_variates(f, controls, std::vector{0.5, 7.0, 1.0 / 3, 2.0});
  CHECK(found.estimate.value == doctest::Approx(2 + 1.5 - 1.0 / 3).epsilon(1e-12).scale(0));
  CHECK(found.estimate.standard_error < 1e-13);
  CHECK(found.coefficients[0] == doctest::Approx(3).epsilon(1e-10).scale(0));
  CHECK(found.coefficients[1] == 0);
  CHECK(found.coefficients[2] == doctest::Approx(-1).epsilon(1e-10).scale(0));
  CHECK(found.coefficients[3] == 0);
  const auto constant = control_variates(std::vector(50, 4.0), u, std::vector{0.5});
  CHECK(constant.estimate.value == doctest::Approx(4).epsilon(1e-15).scale(0));
  CHECK(constant.variance_ratio == 1);
  // The mean of three times 0.1 is not 0.1: what is left of it is rounding, and so is that of a control times 0.1.
  const std::vector<double> few{1, 2, 4};
  const auto tenth = control_variates(few, std::vector(3, 0.1), std::vector{0.1});
  CHECK(tenth.coefficients[0] == 0);
  CHECK(tenth.estimate.value == tenth.plain.value);
  CHECK(tenth.estimate.standard_error == doctest::Approx(tenth.plain.standard_error).epsilon(1e-14).scale(0));
  CHECK(tenth.variance_ratio == doctest::Approx(1).epsilon(1e-14));
  std::vector<double> far;
  for (const double value : u) far.insert(far.end(), {1e7 + value, 0.1 * (1e7 + value)});
  const auto shifted = control_variates(f, far, std::vector{1e7 + 0.5, 0.1 * (1e7 + 0.5)});
  CHECK(shifted.coefficients[0] != 0);
  CHECK(shifted.coefficients[1] == 0);
  const auto none = control_variates(f, {}, {});
  CHECK(none.estimate.value == none.plain.value);
  CHECK(none.variance_ratio == 1);
}

TEST_CASE("the errors that are reported are those that are made") {
  // 2000 estimates of 100 draws: their sd is known to 1.6 %; 7 % is 4 of these.
  constexpr std::size_t kRounds = 2000, kEach = 100;
  const auto u = uniforms(83, kRounds * kEach);
  std::vector<double> by_control, by_pairs;
  double control_error = 0, pair_error = 0;
  for (std::size_t r = 0; r < kRounds; ++r) {
    const std::vector<double> part(u.begin() + static_cast<std::ptrdiff_t>(r * kEach),
                                   u.begin() + static_cast<std::ptrdiff_t>((r + 1) * kEach));
    const auto a = control_variates(exp_of(part), part, std::vector{0.5});
    const auto b = antithetic_pairs(exp_of(part), exp_of(part, -1, 1));
    by_control.push_back(a.estimate.value);
    by_pairs.push_back(b.estimate.value);
    control_error += a.estimate.standard_error / kRounds;
    pair_error += b.estimate.standard_error / kRounds;
  }
  CHECK(control_error == doctest::Approx(sd(by_control)).epsilon(0.07).scale(0));
  CHECK(pair_error == doctest::Approx(sd(by_pairs)).epsilon(0.07).scale(0));
}

TEST_CASE("antithetic pairs gain what theory says: nothing for even functions, all for odd ones") {
  const auto u = uniforms(84, 100'000);
  const auto found = antithetic_pairs(exp_of(u), exp_of(u, -1, 1));        // e^(1 - u)
  const double correlation = (kE - (kE - 1) * (kE - 1)) / kVarianceOfExp;  // -0.968
  CHECK(found.correlation == doctest::Approx(correlation).epsilon(0.002).scale(0));
  CHECK(found.variance_ratio == doctest::Approx(1 + correlation).epsilon(0.03).scale(0));
  CHECK(std::abs(found.estimate.value - (kE - 1)) < 3 * found.estimate.standard_error);
  CHECK(found.estimate.standard_error ==
        doctest::Approx(std::sqrt(kVarianceOfExp * (1 + correlation) / 2 / 100'000)).epsilon(0.02).scale(0));

  std::vector<double> z(1000), image(1000);
  fill_normal(key_from_seed(85), std::span(z));
  mirror(z, std::vector{0.0}, image);
  const auto odd = antithetic_pairs(z, image);
  CHECK(odd.estimate.value == 0);
  CHECK(odd.estimate.standard_error == 0);
  CHECK(odd.correlation == -1);
  std::vector<double> squares, image_squares;
  for (std::size_t i = 0; i < z.size(); ++i) {
    squares.push_back(z[i] * z[i]);
    image_squares.push_back(image[i] * image[i]);
  }
  CHECK(antithetic_pairs(squares, image_squares).variance_ratio == 2);
  CHECK(std::isnan(antithetic_pairs(std::vector{1.0, 1.0}, std::vector{1.0, 1.0}).correlation));
}

TEST_CASE("rows are mirrored about a centre, in place too") {
  std::vector<double> x{1, 2, 3, 4};
  mirror(x, std::vector{0.0, 10.0}, x);
  CHECK(x == std::vector<double>{-1, 18, -3, 16});
}

TEST_CASE("misuse of control variates is an Error, NaN in the data is a value") {
  CHECK(message_of([] { return control_variates(std::vector{1.0, 2.0}, std::vector{1.0, 2.0}, std::vector{0.0}); }) ==
        "control_variates: f has 2 values; more than 2 are needed for 1 controls");
  CHECK(message_of([] { return control_variates(std::vector{1.0, 2.0, 3.0}, std::vector{1.0}, std::vector{0.0}); }) ==
        "control_variates: controls has 1 numbers; 3 rows of 1 are needed");
  CHECK(message_of([] {
          return control_variates(std::vector{1.0, 2.0, 3.0}, std::vector{1.0, 2.0, 3.0}, std::vector{kNan});
        }) == "control_variates: means[0] is nan; every value must be a finite number");
  CHECK(message_of([] { return antithetic_pairs(std::vector{1.0}, std::vector{1.0}); }) ==
        "antithetic_pairs: f has 1 values; at least 2 are needed");
  CHECK(message_of([] { return antithetic_pairs(std::vector{1.0, 2.0}, std::vector{1.0}); }) ==
        "antithetic_pairs: f has 2 values and mirrored 1; there must be as many");
  std::vector<double> out(1);
  CHECK(message_of([&] { return mirror(std::vector{1.0, 2.0}, std::vector{0.0}, out); }) ==
        "mirror: x has 2 numbers, centre 1 and out 1; x and out must be rows of the centre's length");
  CHECK(std::isnan(control_variates(std::vector{1.0, kNan, 3.0}, {}, {}).estimate.value));
  CHECK(std::isnan(control_variates(std::vector{1.0, 2.0, 3.0, 4.0}, std::vector{1.0, kNan, 3.0, 1.0}, std::vector{0.0})
                       .estimate.value));
}
