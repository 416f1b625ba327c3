// Importance sampling: effective sample sizes, biases and errors that are known in closed form.

#include "tractable/montecarlo/importance.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <string>
#include <vector>

#include "tractable/base/error.hpp"
#include "tractable/diagnostics/psis.hpp"
#include "tractable/diagnostics/weights.hpp"
#include "tractable/simd/random.hpp"

using namespace tractable;

namespace {

constexpr double kInf = std::numeric_limits<double>::infinity();
constexpr double kNan = std::numeric_limits<double>::quiet_NaN();
constexpr double kPi = 3.14159265358979323846;

/// The normal law of that mean, sd 1, normalised.
LogProb normal_at(double mean) { return line_proposal("normal", mean, 1).log_prob; }

struct Spread {
  double mean, sd;
  std::size_t n;
  [[nodiscard]] double error() const { return sd / std::sqrt(static_cast<double>(n)); }
};

Spread spread_of(const std::vector<double>& x) {
  double mean = 0, squares = 0;
  for (const double value : x) mean += value / static_cast<double>(x.size());
  for (const double value : x) squares += (value - mean) * (value - mean);
  return {mean, std::sqrt(squares / static_cast<double>(x.size() - 1)), x.size()};
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

TEST_CASE("Kish's sample size of normal weights is sqrt(2 s^2 - 1) / s^2") {
  // n = 400 000. Of r = mean(w)^2 / mean(w^2) the error is sqrt(Var(2 w / E w - w^2 / E w^2)) r / sqrt(n), estimated
  // from the weights; 4 of them. At s = 0.75 the fourth moment of the weights is infinite, so that one is held to 5 %.
  constexpr std::size_t kDraws = 400'000;
  for (const auto& [s, expected] : {std::pair{0.75, 0.62854}, {1.5, 0.83148}, {2.0, 0.66144}, {3.0, 0.45812}}) {
    CAPTURE(s);
    CHECK(std::sqrt(2 * s * s - 1) / (s * s) == doctest::Approx(expected).epsilon(1e-5).scale(0));
    const auto drawn = importance_sample(normal_at(0), line_proposal("normal", 0, s), key_from_seed(71), kDraws);
    CHECK(drawn.outside == 0);
    CHECK(drawn.not_a_number == 0);
    const double ratio = ess_weights(drawn.log_weights) / kDraws;
    std::vector<double> influence(kDraws);
    for (std::size_t i = 0; i < kDraws; ++i) {
      const double w = std::exp(drawn.log_weights[i]);
      influence[i] = ratio * (2 * w - w * w * expected);  // E w = 1, E w^2 = 1 / expected
    }
    const double tolerance = s < 1 ? 0.05 * expected : 4 * spread_of(influence).error();
    CHECK(std::abs(ratio - expected) < tolerance);
    // E w = 1: the evidence of a normalised target.
    const Estimate evidence = log_evidence(drawn.log_weights);
    CHECK(std::abs(evidence.value) < 3 * evidence.standard_error);
    CHECK(evidence.standard_error == doctest::Approx(std::sqrt((1 / expected - 1) / kDraws)).epsilon(0.05).scale(0));
  }
}

TEST_CASE("at s^2 <= 1/2 the variance is infinite, and k-hat says so") {
  // Weights have the tail index 1 - s^2, which a k-hat of 10^5 draws approaches from below.
  const auto khat = [](double s) {
    return psis(importance_sample(normal_at(0), line_proposal("normal", 0, s), key_from_seed(72), 100'000).log_weights)
        .k;
  };
  CHECK(khat(0.45) > 0.7);
  CHECK(khat(0.55) > 0.5);
  CHECK(khat(0.85) < 0.5);
  CHECK(khat(1.5) < 0);
  // A sign: at s = 0.45, where the sample size tends to 0, most of it hangs on few draws.
  const auto drawn = importance_sample(normal_at(0), line_proposal("normal", 0, 0.45), key_from_seed(72), 100'000);
  CHECK(ess_weights(drawn.log_weights) < 0.1 * 100'000);
}

TEST_CASE("the evidence of an unnormalised target is its integral") {
  for (const LineTarget& target : line_targets()) {
    CAPTURE(std::string(target.name));
    const auto drawn = importance_sample(target.log_prob, line_proposal("cauchy", 0.5, 3), key_from_seed(73), 200'000);
    const Estimate found = log_evidence(drawn.log_weights);
    CHECK(std::abs(found.value - std::log(target.integral)) < 3 * found.standard_error);
    CHECK(found.standard_error < 0.01);
    CHECK((drawn.outside > 0) == (target.name == "gamma" || target.name == "semicircle"));
  }
}

TEST_CASE("means under the target, plain and self-normalised, have the errors that they report") {
  // Target N(1, 1), q = N(0, 1.5^2), f = x: 4000 estimates of 200 draws each. The mean of the reported errors is
  // within 5 % of the estimates' own standard deviation (whose error is 1.1 %; delta's own bias O(1/n) is the rest).
  constexpr std::size_t kEach = 200, kRounds = 4000;
  const auto drawn =
      importance_sample(normal_at(1), line_proposal("normal", 0, 1.5), key_from_seed(74), kEach * kRounds);
  std::vector<double> plain, normalised;
  double plain_error = 0, normalised_error = 0;
  for (std::size_t round = 0; round < kRounds; ++round) {
    const auto weights = std::span(drawn.log_weights).subspan(round * kEach, kEach);
    const auto f = std::span(drawn.x).subspan(round * kEach, kEach);
    const Estimate a = importance_mean(weights, f);
    const Estimate b = self_normalised_mean(weights, f);
    plain.push_back(a.value);
    normalised.push_back(b.value);
    plain_error += a.standard_error / kRounds;
    normalised_error += b.standard_error / kRounds;
  }
  CHECK(std::abs(spread_of(plain).mean - 1) < 3 * spread_of(plain).error());
  CHECK(plain_error == doctest::Approx(spread_of(plain).sd).epsilon(0.05).scale(0));
  CHECK(normalised_error == doctest::Approx(spread_of(normalised).sd).epsilon(0.05).scale(0));
}

TEST_CASE("the bias of self-normalised importance sampling is O(1 / n), with the constant of theory") {
  // -E[w^2 (f - mu)] for p = N(1, 1), q = N(0, s^2), f = x: p^2 / q is normal with precision 2 a, a = 1 - 1 / (2 s^2).
  constexpr double s = 1.5;
  constexpr double a = 1 - 1 / (2 * s * s);
  const double second = s / std::sqrt(2 * kPi) * std::sqrt(kPi / a) * std::exp(1 / a - 1);
  const double constant = -second * (1 / a - 1);
  // The terms of the next order are those of 1 / n^2: constant / n^2 times a number about as large as 2 E w^2.
  for (const std::size_t n : {20u, 80u}) {
    CAPTURE(n);
    const std::size_t rounds = 4'000'000 / n;
    const auto drawn = importance_sample(normal_at(1), line_proposal("normal", 0, s), key_from_seed(75), n * rounds);
    std::vector<double> estimates(rounds);
    for (std::size_t r = 0; r < rounds; ++r) {
      estimates[r] =
          self_normalised_mean(std::span(drawn.log_weights).subspan(r * n, n), std::span(drawn.x).subspan(r * n, n))
              .value;
    }
    const Spread spread = spread_of(estimates);
    const auto size = static_cast<double>(n);
    const double next_order = std::abs(constant) * 4 * second / (size * size);
    CHECK(std::abs(spread.mean - 1 - constant / size) < 4 * spread.error() + next_order);
    CHECK(std::abs(spread.mean - 1) > 6 * spread.error());  // the bias is there to be seen
  }
}

TEST_CASE("a proposal that misses part of the target looks well, and the gap is found by probes") {
  // Uniform on [-1, 1] for N(0, 1): the weights are harmless, the evidence is the mass inside, not 1.
  const Proposal narrow = line_proposal("uniform", -1, 1);
  const auto drawn = importance_sample(normal_at(0), narrow, key_from_seed(76), 100'000);
  const Estimate found = log_evidence(drawn.log_weights);
  CHECK(ess_weights(drawn.log_weights) > 0.95 * 100'000);
  CHECK(std::abs(found.value - std::log(std::erf(1 / std::sqrt(2.0)))) < 3 * found.standard_error);
  std::vector<double> probes;
  for (int i = -40; i <= 40; ++i) probes.push_back(i / 10.0);
  const SupportGap gap = support_gap(normal_at(0), narrow.log_prob, probes, 1);
  CHECK(gap.rows == 60);
  REQUIRE(gap.x.size() == 1);
  CHECK(std::abs(gap.x[0]) == doctest::Approx(1.1));
  CHECK(gap.log_prob == doctest::Approx(-0.5 * std::log(2 * kPi) - 0.605));
  CHECK(support_gap(narrow.log_prob, normal_at(0), probes, 1).rows == 0);
  CHECK(support_gap(normal_at(0), normal_at(3), probes, 1).x.empty());
}

TEST_CASE("no overlap, weights of 0 and weights that are no numbers are values") {
  const auto none = importance_sample(line_proposal("uniform", 5, 6).log_prob, line_proposal("uniform", 0, 1),
                                      key_from_seed(77), 100);
  CHECK(none.outside == 100);
  CHECK(log_evidence(none.log_weights).value == -kInf);
  CHECK(std::isnan(self_normalised_mean(none.log_weights, none.x).value));
  CHECK(importance_mean(none.log_weights, none.x).value == 0);
  const LogProb broken = [](std::span<const double> x, std::span<double> out) {
    for (std::size_t i = 0; i < out.size(); ++i) out[i] = x[i] > 0.5 ? kNan : 0;
  };
  const auto bad = importance_sample(broken, line_proposal("uniform", 0, 1), key_from_seed(78), 100);
  CHECK(bad.not_a_number > 20);
  REQUIRE(bad.undefined_x.size() == 1);
  CHECK(bad.undefined_x[0] > 0.5);
  CHECK(std::isnan(log_evidence(bad.log_weights).value));
  CHECK(std::isnan(self_normalised_mean(bad.log_weights, bad.x).value));
  CHECK(std::isnan(importance_mean(bad.log_weights, bad.x).value));
  // A weight of 0 takes out an f that is not finite; huge constants do no harm.
  const std::vector<double> weights{1000, -kInf, 1000};
  CHECK(self_normalised_mean(weights, std::vector{1.0, kNan, 3.0}).value == 2);
  CHECK(log_evidence(weights).value == doctest::Approx(1000 + std::log(2.0 / 3)).epsilon(1e-14).scale(0));
  CHECK(std::isnan(log_evidence(std::vector{1.0}).standard_error));
  CHECK(log_evidence(std::vector{1.0}).value == doctest::Approx(1.0).epsilon(1e-15).scale(0));
}

TEST_CASE("draws continue where they are told to") {
  const Proposal q = line_proposal("laplace", 0, 1);
  const auto whole = importance_sample(normal_at(0), q, key_from_seed(79), 300);
  const auto part = importance_sample(normal_at(0), q, key_from_seed(79), 200, 100);
  CHECK(std::equal(part.x.begin(), part.x.end(), whole.x.begin() + 100));
  CHECK(std::equal(part.log_weights.begin(), part.log_weights.end(), whole.log_weights.begin() + 100));
}

TEST_CASE("misuse of importance sampling is an Error that names the argument") {
  CHECK(message_of([] { return importance_sample({}, line_proposal("normal", 0, 1), Key{}, 1); }) ==
        "importance_sample: target or proposal lacks a function, or the proposal's dim is 0");
  CHECK(message_of([] { return log_evidence({}); }) == "log_evidence: log_weights has 0 values; at least 1 is needed");
  CHECK(message_of([] { return importance_mean(std::vector{1.0}, std::vector{1.0, 2.0}); }) ==
        "importance_mean: f has 2 values and log_weights 1; there must be as many");
  CHECK(message_of([] { return self_normalised_mean({}, {}); }) ==
        "self_normalised_mean: log_weights has 0 values; at least 1 is needed");
  CHECK(message_of([] { return support_gap(normal_at(0), normal_at(0), std::vector{1.0}, 2); }) ==
        "support_gap: probes has 1 numbers, which are no rows of 2");
}
