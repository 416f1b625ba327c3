// The accuracy of every special function of one argument: a row in a table says where its 60-digit values stand, which
// arguments are tried, what the true value is, and what is exact. A function of special_list.hpp without a row fails.

#include <doctest/doctest.h>

#include <limits>
#include <set>
#include <string>
#include <vector>

#include "support/gamma_quad.hpp"
#include "support/true_values.hpp"
#include "support/ulp.hpp"
#include "tractable/simd/special.hpp"

using namespace tractable;
using namespace tractable::test;

namespace {

constexpr double kInf = std::numeric_limits<double>::infinity();
constexpr double kNan = std::numeric_limits<double>::quiet_NaN();
constexpr double kTiny = std::numeric_limits<double>::denorm_min();
constexpr double kMax = std::numeric_limits<double>::max();

using Random = Arguments&;

double pattern(Random r) { return r.pattern<double>(); }
double any_power(Random r) { return r.power(-1074, 1024); }
double minus_any_power(Random r) { return -r.power(-1074, 1024); }
/// low and high in thousandths (a template argument is no double before C++20's compilers agree on it).
template <int Low, int High>
double between(Random r) {
  return r.uniform(Low * 1e-3, High * 1e-3);
}
template <int Low, int High>
double power(Random r) {
  return r.power(Low, High);
}
/// A double next to a multiple of pi/2, which leaves few bits of the argument's remainder.
double near_axis(Random r) {
  const double multiple = static_cast<double>(r.bits() % 3'000'000) * 1.5707963267948966;
  return std::bit_cast<double>(std::bit_cast<std::uint64_t>(multiple) + r.bits() % 3);
}

struct Function {
  std::string name;
  void (*f64)(std::span<const double>, std::span<double>);
  void (*f32)(std::span<const float>, std::span<float>);
  double (*of_one)(double);
  const char* file;  // 60-digit values in tests/reference; nullptr: none there
  const char* rows;
  Truth truth;
  std::vector<double (*)(Random)> arguments;
  std::vector<Pair> exact;
};

#define TRACTABLE_FORMS(name) #name, &tractable::name, &tractable::name, &tractable::name

const Function kFunctions[] = {
    {TRACTABLE_FORMS(exp),
     "elementary.csv",
     "exp",
     TRACTABLE_TRUTH(expq),
     {between<-745'200, 709'800>, between<-1000, 1000>, between<-746'000, -708'000>, between<707'000, 709'000>,
      pattern},
     {{0, 1},
      {-0.0, 1},
      {kInf, kInf},
      {-kInf, 0},
      {kNan, kNan},
      {-kNan, kNan},
      {1e300, kInf},
      {-1e300, 0},
      {kTiny, 1},
      {709.782712893384, 1.7976931348622732e308},
      {709.7827128933841, kInf},
      {-745.1332191019411, kTiny},
      {-745.1332191019412, 0},
      {-746, 0}}},
    {TRACTABLE_FORMS(log),
     "elementary.csv",
     "log",
     TRACTABLE_TRUTH(logq),
     {between<500, 1500>, between<0, 1000>, any_power, pattern},
     {{0, -kInf},
      {-0.0, -kInf},
      {1, 0},
      {kInf, kInf},
      {-1, kNan},
      {-kTiny, kNan},
      {-kInf, kNan},
      {kNan, kNan},
      {kTiny, -744.4400719213812},
      {kMax, 709.782712893384}}},
    {TRACTABLE_FORMS(log1p),
     "special.csv",
     "log1p",
     TRACTABLE_TRUTH(log1pq),
     {between<-1000, 1000>, any_power, [](Random r) { return -r.power(-1074, 0); }, between<-450, 500>, pattern},
     {{0, 0},
      {-0.0, -0.0},
      {-1, -kInf},
      {-2, kNan},
      {-kInf, kNan},
      {kInf, kInf},
      {kNan, kNan},
      {kTiny, kTiny},
      {-kTiny, -kTiny},
      {1e-20, 1e-20},
      {kMax, 709.782712893384}}},
    {TRACTABLE_FORMS(expm1),
     "special.csv",
     "expm1",
     TRACTABLE_TRUTH(expm1q),
     {between<-1000, 1000>, between<-40'000, 62'000>, between<350, 450>, between<700'000, 710'000>, any_power,
      minus_any_power, pattern},
     {{0, 0},
      {-0.0, -0.0},
      {kTiny, kTiny},
      {-kTiny, -kTiny},
      {1e-20, 1e-20},
      {kInf, kInf},
      {-kInf, -1},
      {kNan, kNan},
      {-kNan, kNan},
      {-40, -1},
      {-kMax, -1},
      {709.782712893384, 1.7976931348622732e308},
      {709.7827128933841, kInf}}},
    {TRACTABLE_FORMS(sin),
     "elementary.csv",
     "sin",
     TRACTABLE_TRUTH(sinq),
     {between<-1000, 1000>, between<-10'000, 10'000>, between<-1'000'000'000, 1'000'000'000>,
      between<1'599'000'000, 1'601'000'000>, near_axis, any_power, pattern},
     {{0, 0},
      {-0.0, -0.0},
      {kTiny, kTiny},
      {-kTiny, -kTiny},
      {1e-20, 1e-20},
      {kInf, kNan},
      {-kInf, kNan},
      {kNan, kNan},
      {-kNan, kNan},
      // mpmath 1.3; the last is the double nearest to a multiple of pi/2 (Muller, Elementary Functions, table 11.1)
      {3.141592653589793, 1.2246467991473532e-16},
      {kMax, 0.004961954789184062},
      {6381956970095103.0 * 0x1p797, 1}}},
    {TRACTABLE_FORMS(cos),
     "elementary.csv",
     "cos",
     TRACTABLE_TRUTH(cosq),
     {between<-1000, 1000>, between<-10'000, 10'000>, between<-1'000'000'000, 1'000'000'000>,
      between<1'599'000'000, 1'601'000'000>, near_axis, any_power, pattern},
     {{0, 1},
      {-0.0, 1},
      {kTiny, 1},
      {kInf, kNan},
      {-kInf, kNan},
      {kNan, kNan},
      {-kNan, kNan},
      {1.5707963267948966, 6.123233995736766e-17},
      {kMax, -0.9999876894265599},
      {6381956970095103.0 * 0x1p797, -4.687165924254628e-19}}},
    {TRACTABLE_FORMS(atan),
     "elementary.csv",
     "atan",
     TRACTABLE_TRUTH(atanq),
     {between<-1000, 1000>, between<450, 600>, between<2000, 3000>, between<-10'000, 10'000>, any_power, pattern},
     {{0, 0},
      {-0.0, -0.0},
      {kTiny, kTiny},
      {-kTiny, -kTiny},
      {1, 0.7853981633974483},
      {kInf, 1.5707963267948966},
      {-kInf, -1.5707963267948966},
      {kMax, 1.5707963267948966},
      {kNan, kNan},
      {-kNan, kNan}}},
    {TRACTABLE_FORMS(tanh),
     "special.csv",
     "tanh",
     TRACTABLE_TRUTH(tanhq),
     {between<-1000, 1000>, between<-400, 400>, between<-22'000, 22'000>, any_power, pattern},
     {{0, 0},
      {-0.0, -0.0},
      {kTiny, kTiny},
      {-kTiny, -kTiny},
      {1e-20, 1e-20},
      {20, 1},
      {kInf, 1},
      {-kInf, -1},
      {-kMax, -1},
      {kNan, kNan},
      {-kNan, kNan}}},
    {TRACTABLE_FORMS(sigmoid),
     "special.csv",
     "sigmoid",
     TRACTABLE_TRUTH(true_sigmoid),
     {between<-1000, 1000>, between<-10'000, 10'000>, between<-750'000, 40'000>, between<-746'000, -707'000>, any_power,
      minus_any_power, pattern},
     {{0, 0.5},
      {-0.0, 0.5},
      {kTiny, 0.5},
      {40, 1},
      {kInf, 1},
      {kMax, 1},
      {-kInf, 0},
      {-kMax, 0},
      {-745.1332191019411, kTiny},
      {-745.1332191019412, 0},
      {kNan, kNan},
      {-kNan, kNan}}},
    {TRACTABLE_FORMS(softplus),
     "special.csv",
     "softplus",
     TRACTABLE_TRUTH(true_softplus),
     {between<-1000, 1000>, between<-10'000, 10'000>, between<-750'000, 40'000>, between<-746'000, -707'000>, any_power,
      minus_any_power, pattern},
     {{0, 0.6931471805599453},
      {-0.0, 0.6931471805599453},
      {40, 40},
      {kInf, kInf},
      {kMax, kMax},
      {-kInf, 0},
      {-kMax, 0},
      {-745.1332191019411, kTiny},
      {-745.1332191019412, 0},
      {kNan, kNan},
      {-kNan, kNan}}},
    {TRACTABLE_FORMS(log_sigmoid),
     "special.csv",
     "log_sigmoid",
     TRACTABLE_TRUTH(true_log_sigmoid),
     {between<-1000, 1000>, between<-10'000, 10'000>, between<-40'000, 750'000>, between<707'000, 746'000>, any_power,
      minus_any_power, pattern},
     {{0, -0.6931471805599453},
      {-0.0, -0.6931471805599453},
      {-40, -40},
      {-kInf, -kInf},
      {-kMax, -kMax},
      {kInf, -0.0},
      {kMax, -0.0},
      {745.1332191019411, -kTiny},
      {745.1332191019412, -0.0},
      {kNan, kNan},
      {-kNan, kNan}}},
    {TRACTABLE_FORMS(erf),
     "special.csv",
     "erf",
     TRACTABLE_TRUTH(erfq),
     {between<-1000, 1000>, between<-6000, 6000>, power<-1074, 3>, between<490, 600>, pattern},
     {{0, 0}, {-0.0, -0.0}, {kInf, 1}, {-kInf, -1}, {kNan, kNan}, {1e300, 1}, {-1e300, -1}, {6, 1}, {-5.93, -1}}},
    {TRACTABLE_FORMS(erfc),
     "special.csv",
     "erfc",
     TRACTABLE_TRUTH(erfcq),
     {between<-1000, 1000>, between<500, 3000>, between<-6500, 27'500>, between<26'000, 27'300>, pattern},
     {{0, 1},
      {-0.0, 1},
      {kInf, 0},
      {-kInf, 2},
      {kNan, kNan},
      {1e300, 0},
      {-1e300, 2},
      {27.3, 0},
      {-6, 2},
      {kTiny, 1},
      {27.226, kTiny}}},
    {TRACTABLE_FORMS(erfcx),
     "special.csv",
     "erfcx",
     TRACTABLE_TRUTH(true_erfcx),
     {between<-1000, 1000>, between<-27'000, 10'000>, power<-60, 1024>, between<-600, -400>},
     {{0, 1}, {-0.0, 1}, {kInf, 0}, {-kInf, kInf}, {kNan, kNan}, {-27, kInf}, {-1e300, kInf}, {kTiny, 1}}},
    {TRACTABLE_FORMS(normal_pdf),
     nullptr,
     nullptr,
     TRACTABLE_TRUTH(true_pdf),
     {between<-2000, 2000>, between<-39'000, 39'000>, between<37'000, 38'700>, pattern},
     {{kInf, 0}, {-kInf, 0}, {kNan, kNan}, {38.6, 0}, {1e300, 0}, {-38.56, kTiny}}},
    {TRACTABLE_FORMS(normal_cdf),
     "special.csv",
     "norm_cdf",
     TRACTABLE_TRUTH(true_cdf),
     {between<-1000, 1000>, between<-3000, 3000>, between<-39'000, 9000>, between<-38'600, -37'000>, pattern},
     {{0, 0.5},
      {-0.0, 0.5},
      {kInf, 1},
      {-kInf, 0},
      {kNan, kNan},
      {8.3, 1},
      {-38.5, 0},
      {-1e300, 0},
      {1e300, 1},
      {-38.46, kTiny},
      {kTiny, 0.5}}},
    {TRACTABLE_FORMS(normal_log_cdf),
     "special.csv",
     "norm_logcdf",
     TRACTABLE_TRUTH(true_log_cdf),
     {between<-1000, 1000>, between<-3000, 3000>, between<-39'000, 9000>, between<0, 39'000>,
      [](Random r) { return -r.power(-30, 512); }},
     {{kInf, 0},
      {-kInf, -kInf},
      {kNan, kNan},
      {1e300, 0},
      {-1e200, -kInf},
      {-1.7e154, -1.4449999999999998e308},
      {39, 0}}},
    {TRACTABLE_FORMS(deviance),
     nullptr,
     nullptr,
     TRACTABLE_TRUTH(true_deviance),
     {between<-500, 1000>, between<-1000, 10'000>, between<-520, -480>, between<980, 1020>, power<-500, 1000>,
      [](Random r) { return -r.power(-500, 0); }},
     {{0, 0}, {-0.0, 0}, {-1, 1}, {kInf, kInf}, {-kInf, kNan}, {kNan, kNan}, {-1 - 0x1p-52, kNan}}},
    {TRACTABLE_FORMS(stirling),
     nullptr,
     nullptr,
     TRACTABLE_TRUTH(quad_stirling),
     {between<0, 1000>, between<0, 8000>, between<7900, 8100>, power<-1074, 0>, power<-20, 1000>},
     {{0, kInf},
      {-0.0, kInf},
      {-1, kNan},
      {-kTiny, kNan},
      {kInf, 0},
      {-kInf, kNan},
      {kNan, kNan},
      {0x1p100, 0x1p-100 / 12}}},
    {TRACTABLE_FORMS(normal_ppf),
     "special.csv",
     "norm_ppf",
     TRACTABLE_ERROR(quantile_error),
     {between<0, 1000>, power<-1074, 0>, [](Random r) { return 1 - r.power(-53, -1); }, between<200, 300>,
      [](Random r) { return 0.5 + r.power(-53, -2); }, pattern},
     {{0, -kInf},
      {-0.0, -kInf},
      {1, kInf},
      {0.5, 0},
      {kNan, kNan},
      {-kTiny, kNan},
      {1 + 0x1p-52, kNan},
      {kInf, kNan},
      {-kInf, kNan},
      {kTiny, -38.467405617144344},
      {1 - 0x1p-53, 8.209536151601387}}},
};

}  // namespace

TEST_CASE("every special function has a row of accuracy") {
  // These have tests of their own: erf_inverse_test.cpp and gamma_test.cpp.
  std::set<std::string> rows{"erfinv",   "erfcinv",    "lgamma",     "digamma",
                             "trigamma", "tetragamma", "pentagamma", "hexagamma"};
  for (const Function& function : kFunctions) CHECK(rows.insert(function.name).second);
#define TRACTABLE_ROW(name) CHECK_MESSAGE(rows.count(#name) == 1, #name);
  TRACTABLE_SPECIAL_FUNCTIONS(TRACTABLE_ROW)
#undef TRACTABLE_ROW
}

TEST_CASE("special functions agree with 60 digits") {
  for (const Function& function : kFunctions) {
    if (function.file != nullptr) check_rows(function.file, function.rows, function.name, function.of_one);
  }
}

TEST_CASE("special functions keep their rules at zero, infinity and the ends of the range") {
  for (const Function& function : kFunctions) check_values(function.name, function.of_one, function.exact);
}

TEST_CASE("special functions in float agree with double") {
  for (const Function& function : kFunctions) {
    check_float(function.name, [&function](auto x, auto y) {
      if constexpr (sizeof(typename decltype(y)::value_type) == 8)
        function.f64(x, y);
      else
        function.f32(x, y);
    });
  }
}

#ifdef TRACTABLE_HAS_QUADMATH
TEST_CASE("special functions agree with libquadmath") {
  for (const Function& function : kFunctions) {
    check_many(function.name, function.f64, function.truth, function.arguments);
  }
}
#endif
