#include "tractable/simd/random.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <string>
#include <vector>

#include "tractable/simd/kernels.hpp"
#include "tractable/simd/special.hpp"

using namespace tractable;

namespace {

constexpr std::size_t kDraws = 1'000'000;

// Dvoretzky-Kiefer-Wolfowitz with Massart's constant: P(KS > d) <= 2 exp(-2 n d^2). At n = 10^6 a correct sampler
// passes 0.00327 with probability 1 - 1e-9; a shift of the mean by 0.0083, or a scale wrong by 1.4 %, moves the cdf by
// that much.
constexpr double kLargestDistance = 0.00327;

template <class T>
std::vector<T> draws(void (*fill)(Key, std::span<T>, std::uint64_t), std::uint32_t seed, std::size_t n = kDraws) {
  std::vector<T> x(n);
  fill(key_from_seed(seed), x, 0);
  return x;
}

/// Kolmogorov-Smirnov distance between values that are uniform under the hypothesis and the uniform law.
double distance_from_uniform(std::vector<double> u) {
  std::sort(u.begin(), u.end());
  const auto n = static_cast<double>(u.size());
  double distance = 0;
  for (std::size_t i = 0; i < u.size(); ++i) {
    const auto rank = static_cast<double>(i);
    distance = std::max({distance, u[i] - rank / n, (rank + 1) / n - u[i]});
  }
  return distance;
}

template <class T>
std::vector<double> as_uniform(const std::vector<T>& normals) {
  std::vector<double> u(normals.begin(), normals.end());
  normal_cdf(u, u);
  return u;
}

template <class T>
double power_mean(const std::vector<T>& x, int power) {
  double total = 0;
  for (const T value : x) total += std::pow(static_cast<double>(value), power);
  return total / static_cast<double>(x.size());
}

double correlation_at_lag(const std::vector<double>& x, std::size_t lag) {
  double total = 0;
  for (std::size_t i = 0; i + lag < x.size(); ++i) total += x[i] * x[i + lag];
  return total / static_cast<double>(x.size() - lag);
}

}  // namespace

TEST_CASE("fill_bits gives Philox's blocks in the published order, from any beginning") {
  const Key key = key_from_seed(11);
  std::vector<std::uint32_t> words(1000);
  fill_bits(key, words);
  for (std::size_t i = 0; i < words.size(); ++i) {
    CHECK(words[i] == philox4x32_10({static_cast<std::uint32_t>(i / 4), 0, 0, 0}, key)[i % 4]);
  }
  std::uint32_t far[9];
  fill_bits(key, far, (std::uint64_t{5} << 34) + 3);  // beyond the low word of the block's number
  CHECK(far[0] == philox4x32_10({0, 5, 0, 0}, key)[3]);
  CHECK(far[1] == philox4x32_10({1, 5, 0, 0}, key)[0]);
}

TEST_CASE("keys made by split are not among the draws of the key that was split") {
  const Key key = key_from_seed(3);
  std::vector<std::uint32_t> words(4000);
  fill_bits(key, words);
  for (std::size_t i = 0; i < 1000; ++i) {
    CHECK(split_at(key, i).word0 != words[4 * i]);
    CHECK(fold_in(key, i).word0 != words[4 * i]);
  }
}

TEST_CASE_TEMPLATE("an element of a fill does not depend on how the fill is cut", T, double, float) {
  const Key key = key_from_seed(2);
  const auto check = [key](auto fill) {
    std::vector<T> whole(500);
    fill(key, std::span<T>(whole), std::uint64_t{0});
    for (std::size_t begin = 0; begin < 140; begin += 3) {
      for (const std::size_t size : {1u, 31u, 32u, 33u, 64u, 200u}) {
        std::vector<T> part(size + 2, T(-9));
        fill(key, std::span<T>(part).subspan(1, size), std::uint64_t{begin});
        CHECK(std::equal(part.begin() + 1, part.end() - 1, whole.begin() + static_cast<std::ptrdiff_t>(begin)));
        CHECK(part.front() == T(-9));  // nothing is written outside
        CHECK(part.back() == T(-9));
      }
    }
  };
  check([](Key k, std::span<T> out, std::uint64_t begin) { fill_normal(k, out, begin); });
  check([](Key k, std::span<T> out, std::uint64_t begin) { fill_uniform(k, out, begin); });
}

TEST_CASE("uniform fills are the documented function of Philox's words") {
  const Key key = key_from_seed(21);
  std::vector<double> u(96);
  std::vector<float> v(192);
  fill_uniform(key, std::span(u));
  fill_uniform(key, std::span(v));
  for (std::uint32_t block = 0; block < 48; ++block) {
    const auto word = philox4x32_10({block, 0, 0, 0}, key);
    const std::size_t tile = block / 16;
    const std::size_t lane = block % 16;
    for (std::size_t j = 0; j < 2; ++j) {
      const std::uint64_t bits = (std::uint64_t{word[2 * j]} << 32) | word[2 * j + 1];
      CHECK(u[32 * tile + 16 * j + lane] == (static_cast<double>(bits >> 12) + 0.5) * 0x1p-52);
    }
    for (std::size_t j = 0; j < 4; ++j) {
      CHECK(v[64 * tile + 16 * j + lane] == (static_cast<float>(word[j] >> 9) + 0.5f) * 0x1p-23f);
    }
  }
}

TEST_CASE("normal fills are Box and Muller's function of Philox's words") {
  // Against the C library: the radius and the angle straight from the definition.
  const Key key = key_from_seed(22);
  std::vector<double> z(96);
  std::vector<float> y(192);
  fill_normal(key, std::span(z));
  fill_normal(key, std::span(y));
  constexpr double kTwoPi = 6.283185307179586;
  for (std::uint32_t block = 0; block < 48; ++block) {
    const auto word = philox4x32_10({block, 0, 0, 0}, key);
    const std::size_t tile = block / 16;
    const std::size_t lane = block % 16;
    const auto unit = [&word](std::size_t j) {
      return (static_cast<double>(((std::uint64_t{word[j]} << 32) | word[j + 1]) >> 12) + 0.5) * 0x1p-52;
    };
    const double radius = std::sqrt(-2 * std::log(unit(0)));
    CHECK(z[32 * tile + lane] == doctest::Approx(radius * std::cos(kTwoPi * unit(2))).epsilon(1e-14));
    CHECK(z[32 * tile + 16 + lane] == doctest::Approx(radius * std::sin(kTwoPi * unit(2))).epsilon(1e-14));
    for (std::size_t j = 0; j < 2; ++j) {
      const auto s = static_cast<double>(static_cast<std::int32_t>(word[2 * j]));
      const double r = std::sqrt(-2 * std::log(std::abs(s + 0.5) * 0x1p-31));
      const double angle = kTwoPi * word[2 * j + 1] * 0x1p-32;
      CHECK(static_cast<double>(y[64 * tile + 32 * j + lane]) == doctest::Approx(r * std::cos(angle)).epsilon(2e-6));
      CHECK(static_cast<double>(y[64 * tile + 32 * j + 16 + lane]) ==
            doctest::Approx(r * std::sin(angle)).epsilon(2e-6));
    }
  }
}

TEST_CASE("a million uniform numbers lie strictly between 0 and 1 and follow the uniform law") {
  const auto u = draws<double>(&fill_uniform, 1);
  const auto v = draws<float>(&fill_uniform, 1);
  CHECK(*std::min_element(u.begin(), u.end()) > 0);
  CHECK(*std::max_element(u.begin(), u.end()) < 1);
  CHECK(*std::min_element(v.begin(), v.end()) > 0);
  CHECK(*std::max_element(v.begin(), v.end()) < 1);
  CHECK(distance_from_uniform(u) < kLargestDistance);
  CHECK(distance_from_uniform({v.begin(), v.end()}) < kLargestDistance);
}

TEST_CASE_TEMPLATE("a million normal numbers follow the normal law", T, double, float) {
  const auto z = draws<T>(&fill_normal, 4);
  CHECK(distance_from_uniform(as_uniform(z)) < kLargestDistance);
  // Moments within 6 standard errors (false-fail rate 2e-9 each): sqrt(var(z^k) / n) with var = 1, 2, 15, 96.
  CHECK(std::abs(power_mean(z, 1)) < 6 * std::sqrt(1.0 / kDraws));
  CHECK(std::abs(power_mean(z, 2) - 1) < 6 * std::sqrt(2.0 / kDraws));
  CHECK(std::abs(power_mean(z, 3)) < 6 * std::sqrt(15.0 / kDraws));
  CHECK(std::abs(power_mean(z, 4) - 3) < 6 * std::sqrt(96.0 / kDraws));
  // The tails: P(|Z| > 4) = 6.33e-5, so 63 +- 8 of a million; 6 standard errors are 48.
  const auto beyond = std::count_if(z.begin(), z.end(), [](T value) { return value > 4 || value < -4; });
  CHECK(std::abs(static_cast<double>(beyond) - 63.34) < 48);
}

TEST_CASE("neighbours in a fill, also the two numbers of one Box-Muller pair, are uncorrelated") {
  const auto z = draws<double>(&fill_normal, 6);
  std::vector<double> squares(z.size());
  for (std::size_t i = 0; i < z.size(); ++i) squares[i] = (z[i] * z[i] - 1) / std::sqrt(2.0);
  for (const std::size_t lag : {1u, 2u, 4u, 8u, 16u, 32u}) {
    CHECK(std::abs(correlation_at_lag(z, lag)) < 6 / std::sqrt(1.0 * kDraws));
    CHECK(std::abs(correlation_at_lag(squares, lag)) < 6 / std::sqrt(1.0 * kDraws));
  }
}

TEST_CASE("the streams of 64 split keys are pairwise uncorrelated") {
  constexpr std::size_t kLength = 4096;
  std::vector<std::vector<double>> stream;
  for (const Key key : split(key_from_seed(9), 64)) {
    stream.emplace_back(kLength);
    fill_normal(key, std::span(stream.back()));
  }
  double largest = 0;
  for (std::size_t a = 0; a < 64; ++a) {
    for (std::size_t b = 0; b < a; ++b) {
      double total = 0;
      for (std::size_t i = 0; i < kLength; ++i) total += stream[a][i] * stream[b][i];
      largest = std::max(largest, std::abs(total / kLength));
    }
  }
  // 2 016 pairs, each with standard error 1 / 64: 7 standard errors are passed by chance with probability 5e-9.
  CHECK(largest < 7 / std::sqrt(1.0 * kLength));
}

TEST_CASE("every set of kernels makes the same fills, to the bit") {
  const simd::Kernels& scalar = *simd::available_kernels().front();
  CHECK(scalar.instruction_set == "scalar");
  for (const simd::Kernels* table : simd::available_kernels()) {
    CAPTURE(std::string(table->instruction_set));
    std::vector<double> a(4099), b(4099);
    std::vector<float> c(4099), d(4099);
    const Key key = key_from_seed(17);
    std::uint64_t begin = (std::uint64_t{1} << 33) - 1000;  // two a block: crosses the low word of the block's number
    table->fill_normal_f64(key, begin, a.data(), a.size());
    scalar.fill_normal_f64(key, begin, b.data(), b.size());
    CHECK(a == b);
    table->fill_uniform_f64(key, begin, a.data(), a.size());
    scalar.fill_uniform_f64(key, begin, b.data(), b.size());
    CHECK(a == b);
    begin = (std::uint64_t{1} << 34) - 1000;  // four a block
    table->fill_normal_f32(key, begin, c.data(), c.size());
    scalar.fill_normal_f32(key, begin, d.data(), d.size());
    CHECK(c == d);
    table->fill_uniform_f32(key, begin, c.data(), c.size());
    scalar.fill_uniform_f32(key, begin, d.data(), d.size());
    CHECK(c == d);
  }
}
