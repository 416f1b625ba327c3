// Effective sample sizes, R-hat and Monte Carlo errors against R's posterior, against theory where chains are known,
// and what they say of chains that say nothing.

#include "tractable/diagnostics/chain_statistics.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <string>
#include <utility>
#include <vector>

#include "support/json.hpp"
#include "tractable/base/error.hpp"
#include "tractable/diagnostics/ess.hpp"
#include "tractable/diagnostics/mcse.hpp"
#include "tractable/diagnostics/rhat.hpp"
#include "tractable/simd/random.hpp"

using namespace tractable;
using tractable::test::Json;

namespace {

constexpr double kInf = std::numeric_limits<double>::infinity();
constexpr double kNan = std::numeric_limits<double>::quiet_NaN();

/// To a part of 1e-9, or both NaN.
bool agrees(double got, double expected) {
  return std::isnan(expected) ? std::isnan(got) : std::abs(got - expected) <= 1e-9 * std::abs(expected);
}

void check_close(const char* what, double got, double expected) {
  CAPTURE(what);
  CAPTURE(got);
  CAPTURE(expected);
  CHECK(agrees(got, expected));
}

/// K chains of x_t = phi x_{t-1} + sqrt(1 - phi^2) z_t, stationary from the first draw.
std::vector<double> autoregression(std::uint32_t seed, std::size_t chains, std::size_t n, double phi) {
  std::vector<double> x(chains * n);
  fill_normal(key_from_seed(seed), std::span(x));
  for (std::size_t i = 0; i < x.size(); ++i) {
    if (i % n != 0) x[i] = phi * x[i - 1] + std::sqrt(1 - phi * phi) * x[i];
  }
  return x;
}

std::string message_of(auto action) {
  try {
    static_cast<void>(action());
  } catch (const Error& error) {
    return error.what();
  }
  return "nothing was thrown";
}

/// The numbers that are written with the same 15 digits as x.
std::vector<double> same_digits(double x) {
  const double half = 0.5 * std::pow(10, std::floor(std::log10(std::abs(x))) - 14);
  std::vector<double> all;
  double first = x;
  while (x - std::nextafter(first, -kInf) < half) first = std::nextafter(first, -kInf);
  for (; first - x < half; first = std::nextafter(first, kInf)) all.push_back(first);
  return all;
}

/// R-hat as R may have had it: the file's draws have 15 digits, R's had 17. The two next to the median are equally far
/// from it but for these last digits, which decide their order; they are moved within what the file leaves open.
bool rhat_within_the_digits_of_the_file(std::vector<double> x, std::size_t chains, double expected) {
  std::vector<double> ascending = x;
  std::sort(ascending.begin(), ascending.end());
  double& below = *std::find(x.begin(), x.end(), ascending[x.size() / 2 - 1]);
  double& above = *std::find(x.begin(), x.end(), ascending[x.size() / 2]);
  for (const double low : same_digits(below)) {
    const double kept = std::exchange(below, low);
    for (const double high : same_digits(above)) {
      const double before = std::exchange(above, high);
      if (agrees(rhat({x, chains}), expected)) return true;
      above = before;
    }
    below = kept;
  }
  return false;
}

}  // namespace

TEST_CASE("diagnostics of chains are those of R's posterior") {
  const Json reference = Json::reference("diagnostics.json");
  CHECK(reference["sets"].object().size() == 20);
  for (const auto& [name, set] : reference["sets"].object()) {
    CAPTURE(name);
    const std::vector<double> draws = set["draws"].numbers();
    const Chains x{draws, set["draws"].array().size()};
    const auto expected = [&](const char* what) { return set[what].number(); };
    if (name == "arm09_2x200" || name == "scale_4x200" || name == "short_4x4") {
      CHECK(rhat_within_the_digits_of_the_file(draws, x.count, expected("rhat")));
    } else {
      check_close("rhat", rhat(x), expected("rhat"));
    }
    check_close("rhat_basic", rhat_basic(x), expected("rhat_basic"));
    check_close("rhat_basic_nosplit", rhat_basic(x, false), expected("rhat_basic_nosplit"));
    check_close("ess_basic", ess_mean(x), expected("ess_basic"));
    check_close("ess_bulk", ess_bulk(x), expected("ess_bulk"));
    check_close("ess_tail", ess_tail(x), expected("ess_tail"));
    check_close("ess_mean", ess_mean(x), expected("ess_mean"));
    check_close("ess_sd", ess_sd(x), expected("ess_sd"));
    check_close("ess_median", ess_median(x), expected("ess_median"));
    check_close("ess_q05", ess_quantile(x, 0.05), expected("ess_q05"));
    check_close("ess_q95", ess_quantile(x, 0.95), expected("ess_q95"));
    check_close("mcse_mean", mcse_mean(x), expected("mcse_mean"));
    check_close("mcse_sd", mcse_sd(x), expected("mcse_sd"));
    check_close("mcse_q05", mcse_quantile(x, 0.05), expected("mcse_q05"));
    check_close("mcse_median", mcse_quantile(x, 0.5), expected("mcse_median"));
    const std::vector<double> acf = set["acf_lags0_20_chain1"].numbers();
    const auto got = autocorrelation(x.draws.first(x.length()), acf.size());
    for (std::size_t t = 0; t < acf.size(); ++t) {
      CAPTURE(t);
      CHECK(std::abs(got[t] - acf[t]) <= 1e-9);
    }
  }
}

TEST_CASE("the draws of posterior's vignette have the published R-hat and sample sizes") {
  const Json reference = Json::reference("diagnostics.json");
  CHECK(reference["example_draws"].array().size() == 3);
  for (const Json& example : reference["example_draws"].array()) {
    CAPTURE(example["variable"].string());
    const std::vector<double> draws = example["draws"].numbers();
    const Chains x{draws, example["draws"].array().size()};
    CHECK(rhat_within_the_digits_of_the_file(draws, x.count, example["rhat"].number()));
    check_close("ess_bulk", ess_bulk(x), example["ess_bulk"].number());
    check_close("ess_tail", ess_tail(x), example["ess_tail"].number());
  }
}

TEST_CASE("of an AR(1) process N (1 - phi) / (1 + phi) draws are effective") {
  // 16 chains of 5000. Over 200 other seeds the root mean square of the relative error was 1.2 % at 0, 2.0 % at 0.5,
  // 4.5 % at 0.9 and 2.9 % at -0.5 (1.5 % of it bias); 5 of these, false-fail rate 6e-7.
  const struct {
    double phi, error;
  } cases[] = {{0, 0.012}, {0.5, 0.020}, {0.9, 0.045}, {-0.5, 0.029}};
  for (const auto& [phi, error] : cases) {
    CAPTURE(phi);
    const auto draws = autoregression(41, 16, 5000, phi);
    const Chains x{draws, 16};
    const double expected = 80'000 * (1 - phi) / (1 + phi);
    CHECK(std::abs(ess_mean(x) / expected - 1) < 5 * error);
    CHECK(std::abs(ess(x) / expected - 1) < 5 * error);
    CHECK(std::abs(ess_bulk(x) / expected - 1) < 5 * error);
    // The squares of a Gaussian process have the autocorrelation phi^2t; |x - m| is nearly as correlated.
    CHECK(ess_sd(x) > 0.9 * 80'000 * (1 - phi * phi) / (1 + phi * phi));
    CHECK(rhat(x) < 1.01);
    const auto acf = autocorrelation(x.draws.first(5000), 6);
    for (std::size_t t = 0; t < acf.size(); ++t) {
      CHECK(std::abs(acf[t] - std::pow(phi, static_cast<double>(t))) < 5 * std::sqrt(19.0 / 5000));
    }
  }
}

TEST_CASE("antithetic chains count for more draws than they have, up to N log10 N") {
  const auto half = autoregression(42, 4, 1000, -0.5);
  CHECK(ess_mean({half, 4}) > 2 * 4000);
  const auto strong = autoregression(42, 4, 1000, -0.99);
  CHECK(ess_mean({strong, 4}) == doctest::Approx(4000 * std::log10(4000.0)).epsilon(1e-13).scale(0));
}

TEST_CASE("the error of the mean, of the spread and of quantiles is the spread over many runs") {
  // 400 runs of 4 x 500 draws, phi = 0.6: the root mean square of (estimate - truth) / error is 1; each is off by
  // sqrt(1 / 800) = 0.035 for the runs and by some per cent that the errors themselves are off.
  const double truth[] = {0, 1, 1.2815515655446004};
  double squares[3] = {0, 0, 0};
  ChainStatistics statistics;
  for (std::uint32_t run = 0; run < 400; ++run) {
    const auto draws = autoregression(1000 + run, 4, 500, 0.6);
    statistics.load({draws, 4}, "test");
    const double z[] = {(statistics.mean() - truth[0]) / statistics.mcse_mean(),
                        (statistics.sd() - truth[1]) / statistics.mcse_sd(),
                        (statistics.quantile(0.9) - truth[2]) / statistics.mcse_quantile(0.9)};
    for (int i = 0; i < 3; ++i) squares[i] += z[i] * z[i] / 400;
  }
  for (const double square : squares) CHECK(std::abs(std::sqrt(square) - 1) < 5 * 0.035);
}

TEST_CASE("scale, sign, place and the order of the chains change nothing but the rounding") {
  const auto draws = autoregression(43, 4, 501, 0.7);
  const Chains x{draws, 4};
  const auto all_of = [](Chains c) {
    return std::vector{rhat(c), rhat_basic(c), ess(c), ess_mean(c), ess_sd(c), ess_bulk(c), ess_tail(c), ess_median(c)};
  };
  const std::vector<double> plain = all_of(x);
  const auto compare = [&](const std::vector<double>& other, const char* what) {
    CAPTURE(what);
    const std::vector<double> got = all_of({other, 4});
    for (std::size_t i = 0; i < got.size(); ++i) {
      CAPTURE(i);
      CHECK(got[i] == doctest::Approx(plain[i]).epsilon(1e-9).scale(0));
    }
  };
  for (const double scale : {-1.0, 1024.0, 0x1p-700, -0x1p700}) {
    std::vector<double> scaled = draws;
    for (double& value : scaled) value *= scale;
    if (scale > 0) {
      compare(scaled, "scale");
    } else {
      // The indicator x <= quantile changes sides: of 2004 draws the same one or its neighbour is the last below.
      CHECK(ess_bulk({scaled, 4}) == doctest::Approx(plain[5]).epsilon(1e-9).scale(0));
      CHECK(rhat({scaled, 4}) == doctest::Approx(plain[0]).epsilon(1e-9).scale(0));
    }
    CHECK(mcse_mean({scaled, 4}) == doctest::Approx(std::abs(scale) * mcse_mean(x)).epsilon(1e-9).scale(0));
    CHECK(mcse_sd({scaled, 4}) == doctest::Approx(std::abs(scale) * mcse_sd(x)).epsilon(1e-9).scale(0));
  }
  std::vector<double> exchanged(draws.begin() + 501, draws.end());
  exchanged.insert(exchanged.end(), draws.begin(), draws.begin() + 501);
  compare(exchanged, "exchanged");
  // Ranks see only the order: the normal scores are those of any increasing function.
  std::vector<double> cubed = draws;
  for (double& value : cubed) value = value * value * value;
  CHECK(ess_bulk({cubed, 4}) == ess_bulk(x));
  CHECK(ess_tail({cubed, 4}) == ess_tail(x));
}

TEST_CASE("R-hat is at least 0.99 and sees drift, place and scale, each where only it can") {
  double least = 2;
  for (std::uint32_t seed = 0; seed < 200; ++seed) {
    least = std::min(least, rhat({autoregression(seed, 4, 100, 0), 4}));
  }
  CHECK(least >= 0.99);
  auto drift = autoregression(44, 4, 400, 0);
  for (std::size_t i = 0; i < drift.size(); ++i) drift[i] += static_cast<double>(i % 400) / 100;
  CHECK(rhat_basic({drift, 4}, false) < 1.01);
  CHECK(rhat_basic({drift, 4}) > 1.3);
  auto spread = autoregression(45, 4, 400, 0);
  for (std::size_t i = 0; i < 400; ++i) spread[i] *= 5;
  CHECK(rhat_basic({spread, 4}) < 1.02);
  CHECK(rhat({spread, 4}) > 1.1);
  auto heavy = autoregression(46, 4, 400, 0);
  for (std::size_t i = 0; i < heavy.size(); ++i) heavy[i] = std::pow(heavy[i], 9) + (i < 400 ? 3 : 0);
  CHECK(rhat_basic({heavy, 4}) < 1.01);
  CHECK(rhat({heavy, 4}) > 1.05);
}

TEST_CASE("chains that say nothing have the answer NaN") {
  const auto all_nan = [](const std::vector<double>& draws, std::size_t chains) {
    const Chains x{draws, chains};
    for (const double value : {rhat(x), rhat_basic(x), ess(x), ess_mean(x), ess_sd(x), ess_bulk(x), ess_tail(x),
                               ess_median(x), mcse_mean(x), mcse_sd(x), mcse_quantile(x, 0.3)}) {
      CHECK(std::isnan(value));
    }
  };
  for (const double bad : {kNan, kInf, -kInf}) {
    for (const std::size_t at : {0u, 77u, 199u}) {
      auto draws = autoregression(47, 2, 100, 0);
      draws[at] = bad;
      all_nan(draws, 2);
      CHECK(std::isnan(autocorrelation(std::span<const double>(draws), 200)[1]));
    }
  }
  all_nan(std::vector<double>(40, 0.1), 2);
  all_nan({1.5}, 1);
  all_nan({1, 2, 3}, 3);
  CHECK(std::isnan(autocorrelation(std::vector<double>(9, 0.1), 3)[0]));
  CHECK(autocovariance(std::vector<double>{2}, 1)[0] == 0);

  // Five draws a chain: R-hat is known, no sample size is. Six: half of the draws.
  const auto few = autoregression(48, 3, 6, 0);
  CHECK(std::isnan(ess_bulk({std::span(few).first(15), 3})));
  CHECK(std::isfinite(rhat({std::span(few).first(15), 3})));
  CHECK(ess_bulk({few, 3}) == 9);
  // Chains that stand still at different places disagree without end.
  std::vector<double> still(200, 1.0);
  std::fill(still.begin() + 100, still.end(), 2.0);
  CHECK(rhat_basic({still, 2}) == kInf);
  CHECK(ess_mean({still, 2}) < 3);
  // A coin: fair, its distances from mean and median are all equal but for rounding; else they are known.
  for (const double head : {1.0, 0.3}) {
    std::vector<double> coin = autoregression(51, 4, 100, 0.3);
    std::vector<double> ascending = coin;
    std::sort(ascending.begin(), ascending.end());
    for (double& value : coin) value = value < ascending[200] ? 0.1 : head;
    CHECK(std::isfinite(ess_mean({coin, 4})));
    CHECK(std::isnan(ess_sd({coin, 4})));
    CHECK(std::isnan(mcse_sd({coin, 4})));
    for (int i = 0; i < 3; ++i) *std::find(coin.begin(), coin.end(), 0.1) = head;
    CHECK(ess_sd({coin, 4}) == doctest::Approx(ess_mean({coin, 4})).epsilon(1e-9).scale(0));
  }
}

TEST_CASE("autocovariances by Fourier transform are the sums that define them") {
  for (const std::size_t n : {1u, 2u, 3u, 31u, 32u, 33u, 100u, 257u}) {
    CAPTURE(n);
    auto x = autoregression(49, 1, n, 0.8);
    for (double& value : x) value += 100;
    const auto got = autocovariance(x, n);
    double mean = 0;
    for (const double value : x) mean += value / static_cast<double>(n);
    double variance = 0;
    for (const double value : x) variance += (value - mean) * (value - mean) / static_cast<double>(n);
    for (std::size_t t = 0; t < n; ++t) {
      double expected = 0;
      for (std::size_t i = 0; i + t < n; ++i) expected += (x[i] - mean) * (x[i + t] - mean) / static_cast<double>(n);
      CHECK(std::abs(got[t] - expected) <= 1e-13 * variance + 1e-25);
    }
  }
  // Of several chains the mean, whatever their number: pairs, groups of pairs, one left over.
  for (const std::size_t chains : {2u, 3u, 8u, 9u, 17u}) {
    const auto x = autoregression(50, chains, 60, 0.5);
    std::vector<double> got(60);
    MeanAutocovariance()(x, chains, got);
    for (std::size_t t = 0; t < 60; ++t) {
      double expected = 0;
      for (std::size_t k = 0; k < chains; ++k) {
        for (std::size_t i = 0; i + t < 60; ++i) expected += x[60 * k + i] * x[60 * k + i + t];
      }
      CHECK(std::abs(got[t] - expected / (60.0 * static_cast<double>(chains))) < 1e-14);
    }
  }
}

TEST_CASE("misuse of the chains is an Error that names the argument") {
  const std::vector<double> x{1, 2, 3};
  CHECK(message_of([&] { return ess({x, 0}); }) == "ess: chains is 0; at least 1 is needed");
  CHECK(message_of([&] { return rhat({{}, 2}); }) == "rhat: draws has 0 values; at least 1 is needed");
  CHECK(message_of([&] { return mcse_sd({x, 2}); }) ==
        "mcse_sd: draws has 3 values; 2 chains of one length cannot hold them");
  CHECK(message_of([&] { return ess_quantile({x, 1}, 1.5); }) ==
        "ess_quantile: p is 1.5; a probability lies between 0 and 1");
  CHECK(message_of([&] { return autocovariance(x, 4); }) ==
        "autocovariance: lags is 4; of 3 draws there are at most 3");
  CHECK(message_of([&] { return autocorrelation({}, 0); }) == "autocovariance: x has 0 draws; at least 1 is needed");
}
