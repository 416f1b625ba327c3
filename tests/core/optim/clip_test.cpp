#include "tractable/optim/clip.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <limits>
#include <vector>

#include "tractable/base/error.hpp"
#include "tractable/optim/optimizer.hpp"
#include "tractable/simd/kernels.hpp"
#include "tractable/simd/random.hpp"
#include "tractable/simd/reduce.hpp"

using namespace tractable;

namespace {

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();
constexpr double kInf = std::numeric_limits<double>::infinity();

double norm_of(const std::vector<double>& x) { return global_norm(std::span(x)); }

std::vector<float> float_normals(std::size_t n) {
  std::vector<float> x(n);
  fill_normal(key_from_seed(41), std::span(x));
  return x;
}

}  // namespace

TEST_CASE("the norm is that of Euclid, in the fixed order of addition") {
  CHECK(norm_of({}) == 0);
  CHECK(norm_of({3, -4}) == 5);
  for (std::size_t n = 0; n < 70; ++n) {
    const auto single = float_normals(n);
    const std::vector<double> x(single.begin(), single.end());
    CHECK(norm_of(x) == std::sqrt(sum_squares(x)));
    CHECK(global_norm(std::span(single)) == std::sqrt(sum_squares(x)));  // squares of floats, added in double
    for (const simd::Kernels* table : simd::available_kernels()) {
      CHECK(table->sum_scaled_squares_f64(x.data(), n, 2) == 4 * sum_squares(x));
      CHECK(table->sum_scaled_squares_f32(single.data(), n, 2) == 4 * sum_squares(x));
    }
  }
}

TEST_CASE("the norm neither overflows nor underflows") {
  CHECK(norm_of({3e200, 4e200}) == doctest::Approx(5e200).epsilon(1e-15));
  CHECK(norm_of({3e-200, -4e-200}) == doctest::Approx(5e-200).epsilon(1e-15).scale(0));
  CHECK(norm_of({5e-324}) == 5e-324);
  CHECK(norm_of({1.7e308}) == doctest::Approx(1.7e308).epsilon(1e-15));
  const std::vector<float> large(4, std::numeric_limits<float>::max());
  CHECK(global_norm(std::span(large)) == 2 * static_cast<double>(std::numeric_limits<float>::max()));
  CHECK(norm_of({1, kInf, -kInf}) == kInf);
  CHECK(std::isnan(norm_of({1, kNaN, kInf})));
}

TEST_CASE("clipping shortens what is too long and leaves the rest alone") {
  std::vector<double> g = {3, -4, 0};
  CHECK(clip_by_global_norm(std::span(g), 5) == 5);
  CHECK(g == std::vector<double>{3, -4, 0});
  CHECK(clip_by_global_norm(std::span(g), 1) == 5);
  CHECK(g[0] == doctest::Approx(0.6).epsilon(1e-15));
  CHECK(g[1] == doctest::Approx(-0.8).epsilon(1e-15));
  CHECK(g[2] == 0);
  auto single = float_normals(1000);
  const auto before = single;
  const double norm = clip_by_global_norm(std::span(single), 0.25);
  CHECK(norm == global_norm(std::span(before)));
  CHECK(global_norm(std::span(single)) == doctest::Approx(0.25).epsilon(1e-7));
  for (std::size_t i = 0; i < single.size(); ++i) {
    CHECK(single[i] == doctest::Approx(before[i] * 0.25 / norm).epsilon(1e-6));
  }
  std::vector<double> none;
  CHECK(clip_by_global_norm(std::span(none), 1) == 0);
  CHECK(clip_factor(0, 1) == 1);
}

TEST_CASE("clipping within the step has the bits of clipping before it") {
  std::vector<double> g(33), p(33), q(33);
  fill_normal(key_from_seed(42), std::span(g));
  auto within = make_optimizer<double>("adam", {}, 33);
  auto before = within;
  within.step(p, g, {.gradient = clip_factor(global_norm(std::span(g)), 0.5)});
  clip_by_global_norm(std::span(g), 0.5);
  before.step(q, g);
  CHECK(p == q);
}

TEST_CASE("a norm that is no number gives a gradient that is none") {
  CHECK(std::isnan(clip_factor(kNaN, 1)));
  CHECK(clip_factor(kInf, 1) == 0);
  std::vector<double> g = {1, kNaN};
  CHECK(std::isnan(clip_by_global_norm(std::span(g), 1)));
  CHECK(std::isnan(g[0]));
  g = {1, kInf};
  CHECK(clip_by_global_norm(std::span(g), 1) == kInf);
  CHECK(g[0] == 0);
  CHECK(std::isnan(g[1]));
}

TEST_CASE("a bound that is none is refused and changes nothing") {
  for (const double wrong : {0.0, -1.0, kNaN, kInf}) {
    std::vector<double> g = {3, 4};
    CHECK_THROWS_AS(clip_by_global_norm(std::span(g), wrong), Error);
    CHECK_THROWS_AS((void)clip_factor(1, wrong), Error);
    CHECK(g == std::vector<double>{3, 4});
  }
}
