// Counts of 10^9 and parameters near the ends of their ranges, against mpmath (50 digits: loggamma, sums of masses).

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>
#include <string>
#include <vector>

#include "tractable/base/error.hpp"
#include "tractable/distribution/catalogue.hpp"
#include "tractable/distribution/categorical.hpp"
#include "tractable/graph/gradient.hpp"
#include "tractable/graph/ops.hpp"
#include "tractable/graph/program.hpp"

using namespace tractable;

namespace {

constexpr double kInf = std::numeric_limits<double>::infinity();
constexpr double kNan = std::numeric_limits<double>::quiet_NaN();

struct Mass {
  std::string_view family;
  std::vector<double> parameters;
  double k, log_mass;
};

// clang-format off: a line for each number
const Mass kMasses[] = {
    {"poisson", {1e9}, 1e9, -11.28057145176121165319462},
    {"poisson", {1e9}, 1000100000, -16.28045479092753667485983},
    {"poisson", {1000000000.3}, 999900000, -16.28071812430178045563471},
    {"poisson", {1e9}, 0, -1e9},
    {"poisson", {1e9}, 2, -999999959.246615506667123},
    {"poisson", {1e-300}, 5, -3458.665131233850571895939},
    {"poisson", {1e-9}, 3, -63.96155698106728828245347},
    {"poisson", {9.999}, 10, -2.078561693138392038343702},
    {"poisson", {0x1p53}, 0x1p53 - 0x1p27, -20.28733881555969656644385},
    {"neg_binomial", {1e9, 0.5}, 1e9, -11.62714504208285097456991},
    {"neg_binomial", {1000000000.3, 0.5}, 1000100000, -14.12708004657409916752646},
    {"neg_binomial", {123456789.7, 0.3}, 288000000, -13.51780072529562637242656},
    {"neg_binomial", {0.5, 1e-9}, 5e8, -21.44905719009113858869169},
    {"neg_binomial", {0.5, 1e-9}, 0, -10.36163291847320554694017},
    {"neg_binomial", {1e-5, 0.2}, 1, -11.73608511066356244893549},
    {"neg_binomial", {1e-5, 0.2}, 1000, -241.5641733079148501496244},
    {"neg_binomial", {3.5, 1 - 1e-9}, 2, -39.38283854924498918216116},
    {"neg_binomial", {1e9, 0.999999}, 1000, -4.372900006526075830430072},
    {"neg_binomial", {2.5e8, 1 - 0x1p-53}, 3, -53.99124676653537324179892},
    {"neg_binomial", {0.3, 1e-300}, 1e9, -222.8347424502496674849104},
    {"geometric", {1e-9}, 1e9, -21.72326583644641115599526},
    {"geometric", {0.999999}, 5, -55.26204323174257378745763},
    {"geometric", {1e-300}, 1, -690.7755278982137051803383},
    {"geometric", {0.3}, 1e9, -356674944.7860302234395135},
};
// clang-format on

}  // namespace

TEST_CASE("masses of counts up to 2^53 agree with mpmath") {
  for (const Mass& row : kMasses) {
    const double got = make_univariate(row.family, row.parameters).log_prob(row.k);
    CHECK_MESSAGE(std::abs(got - row.log_mass) <= 1e-13 * std::max(1.0, std::abs(row.log_mass)),
                  row.family << " " << row.parameters[0] << " at " << row.k << ": " << got - row.log_mass);
  }
}

TEST_CASE("tails, quantiles and draws of counts of 10^9") {
  const Univariate poisson = make_univariate("poisson", std::vector{1e9});
  const Univariate failures = make_univariate("neg_binomial", std::vector{1e9, 0.5});
  CHECK(poisson.sf(1'000'200'000) == doctest::Approx(1.271375265828985508981117e-10).epsilon(1e-12));
  CHECK(failures.sf(1'000'300'000) == doctest::Approx(9.884219660344466879653318e-12).epsilon(1e-12));
  const Univariate laws[] = {poisson, failures, make_univariate("geometric", std::vector{1e-9}),
                             make_univariate("neg_binomial", std::vector{0.5, 1e-9})};
  std::vector<double> draws(100'000);
  for (const Univariate& law : laws) {
    CAPTURE(law.family().name);
    for (const double p : {1e-12, 0.3, 1 - 1e-9}) {
      const double x = law.ppf(p);
      CHECK(law.cdf(x) >= p);
      if (x > law.support().low) CHECK(law.cdf(x - 1) < p);
    }
    // Mean and variance of 10^5 draws within 5 standard errors; a fourth moment of at most 15 (r = 1/2).
    law.sample(key_from_seed(8), draws);
    double sum = 0, squares = 0;
    for (const double x : draws) {
      sum += x - law.mean();
      squares += (x - law.mean()) * (x - law.mean());
    }
    CHECK(std::abs(sum / 1e5) <= 5 * std::sqrt(law.variance() / 1e5));
    CHECK(std::abs(squares / 1e5 / law.variance() - 1) <= 5 * std::sqrt(14 / 1e5));
  }
}

TEST_CASE("the log tails go on where the tails underflow") {
  const Univariate law = make_univariate("geometric", std::vector{0.3});
  CHECK(law.log_sf(1e6) == doctest::Approx(1e6 * std::log1p(-0.3)).epsilon(1e-14));
  CHECK(law.log_cdf(1) == doctest::Approx(std::log(0.3)).epsilon(1e-14));
  CHECK(law.log_cdf(60) == doctest::Approx(-std::pow(0.7, 60)).epsilon(1e-8));
  CHECK(make_univariate("poisson", std::vector{2.0}).log_sf(500) ==
        doctest::Approx(-2272.276335111246944575).epsilon(1e-13));
}

// log(2 pi e rate) / 2 - 1 / (12 rate) - 1 / (24 rate^2) - ..., whose next term is of order rate^-3.
TEST_CASE("the entropy of a wide law of counts, or NaN where too many terms would be needed") {
  const auto entropy = [](const char* name, std::vector<double> p) { return make_univariate(name, p).entropy(); };
  CHECK(entropy("poisson", {1e5}) == doctest::Approx(7.175400432352286899).epsilon(1e-12));
  CHECK(entropy("poisson", {1e9}) == doctest::Approx(11.78057145159454498653).epsilon(1e-12));
  // mpmath, all masses above 1e-40.
  CHECK(entropy("neg_binomial", {3, 0.4}) == doctest::Approx(2.488037247051960822).epsilon(1e-12));
  CHECK(entropy("neg_binomial", {0.5, 0.1}) == doctest::Approx(2.5257553403543073549).epsilon(1e-12));
  CHECK(std::isnan(entropy("neg_binomial", {0.5, 1e-12})));
}

TEST_CASE("a categorical law takes its logits as an expression, a row or one for all") {
  Graph graph;
  const Expr k = graph.input({kBatch, 1}), logits = graph.input({kBatch, 3}), shared = graph.input({1, 3});
  const Expr own = categorical_log_prob(k, logits), all = categorical_log_prob(k, shared);
  const Expr wrt[] = {logits};
  const Expr outputs[] = {own, all, gradient(sum(own), wrt)[0]};
  Program<double> program(outputs, {.batch = 6});
  const double at[] = {0, 2, 3, 0.5, kNan, -kInf};
  for (std::size_t i = 0; i < 6; ++i) {
    program.input(k)[i] = at[i];
    for (std::size_t j = 0; j < 3; ++j) program.input(logits)[3 * i + j] = static_cast<double>(j) + 100.0 * (i == 1);
  }
  const double minus_inf[] = {0, 0, -kInf};
  std::copy(minus_inf, minus_inf + 3, program.input(shared).begin());
  program.run();
  const double total = std::log(1 + std::exp(1) + std::exp(2));
  const auto value = program.value(own);
  CHECK(value[0] == doctest::Approx(-total).epsilon(1e-14));
  CHECK(value[1] == doctest::Approx(2 - total).epsilon(1e-14));
  CHECK(value[2] == -kInf);
  CHECK(value[3] == -kInf);
  CHECK(std::isnan(value[4]));
  CHECK(value[5] == -kInf);
  CHECK(program.value(all)[0] == doctest::Approx(-std::log(2)).epsilon(1e-15));
  CHECK(program.value(all)[1] == -kInf);
  // Its gradient is (k == j) - softmax_j.
  for (std::size_t j = 0; j < 3; ++j) {
    const double softmax = std::exp(static_cast<double>(j) - total);
    CHECK(program.value(outputs[2])[j] == doctest::Approx((j == 0 ? 1 : 0) - softmax).epsilon(1e-14));
  }
  CHECK_THROWS_WITH_AS((void)categorical_log_prob(logits, logits),
                       "categorical.log_prob: x has 3 columns; it must have 1", Error);
}

TEST_CASE("a KL divergence of counts is inf, or has no closed form, where the supports differ") {
  const auto law = [](const char* name, std::vector<double> p) { return make_univariate(name, p); };
  CHECK(kl(law("binomial", {5, 0.3}), law("binomial", {4, 0.3})) == kInf);
  CHECK_THROWS_AS((void)kl(law("binomial", {4, 0.3}), law("binomial", {5, 0.3})), Error);
  CHECK_THROWS_AS((void)kl(law("neg_binomial", {4, 0.3}), law("neg_binomial", {5, 0.3})), Error);
  CHECK(kl(law("categorical", {0.5, 0.5}), law("categorical", {0.25, 0.25, 0.5})) ==
        doctest::Approx(std::log(2)).epsilon(1e-15));
  CHECK(kl(law("categorical", {0.25, 0.25, 0.5}), law("categorical", {0.5, 0.5})) == kInf);
  CHECK(kl(law("geometric", {0.5}), law("geometric", {0.25})) ==
        doctest::Approx(std::log(2) + std::log(0.5 / 0.75)).epsilon(1e-14));
  CHECK(kl(law("bernoulli", {0.5}), law("bernoulli", {1})) == kInf);
}

TEST_CASE("counts beyond 2^53, and moments that overflow, end in numbers") {
  const auto law = [](const char* name, std::vector<double> p) { return make_univariate(name, p); };
  // ceil(log(1/2) / log(1 - p)) = log(2) / p, to rounding.
  CHECK(law("geometric", {1e-17}).ppf(0.5) == doctest::Approx(std::log(2) * 1e17).epsilon(1e-12));
  CHECK(law("geometric", {1e-200}).ppf(0.5) == doctest::Approx(std::log(2) * 1e200).epsilon(1e-12));
  CHECK(law("geometric", {1e-200}).isf(0.1) == doctest::Approx(std::log(10) * 1e200).epsilon(1e-12));
  CHECK(law("poisson", {1e17}).ppf(0.5) == doctest::Approx(1e17).epsilon(1e-12));
  CHECK(law("poisson", {1e300}).ppf(0.9) == doctest::Approx(1e300).epsilon(1e-12));
  // An entropy is a number or NaN; a wide Poisson law's is a normal one's.
  CHECK(law("poisson", {1e17}).entropy() ==
        doctest::Approx(0.5 * std::log(2 * std::numbers::pi * std::numbers::e * 1e17)).epsilon(1e-12));
  CHECK(std::isnan(law("poisson", {1e300}).entropy()));
  CHECK(std::isnan(law("neg_binomial", {1, 1e-200}).entropy()));
  // Half of these gamma variables underflow to 0, and the odds are infinite.
  std::vector<double> draws(200);
  law("neg_binomial", {0.001, 1e-310}).sample(key_from_seed(3), draws);
  CHECK(std::ranges::all_of(draws, [](double x) { return x == 0 || x == kInf; }));
  CHECK(std::ranges::count(draws, 0) > 50);
}
