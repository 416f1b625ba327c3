// The loops of Hamiltonian samplers: the formulas, the same bits from every set of kernels, and nothing past the end.

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <string>
#include <vector>

#include "tractable/base/key.hpp"
#include "tractable/simd/kernels.hpp"
#include "tractable/simd/random.hpp"
#include "tractable/simd/self_test.hpp"

using namespace tractable;
using namespace tractable::simd;

namespace {

constexpr double kGuard = 12345;
constexpr std::size_t kRoom = 48;

/// n normals, then guards.
std::vector<double> numbers(std::uint64_t stream, std::size_t n) {
  std::vector<double> x(kRoom, kGuard);
  fill_normal(split_at(key_from_seed(3), stream), std::span(x).first(n));
  return x;
}

/// n normals, zeros up to a multiple of four, then guards.
std::vector<double> momenta(std::uint64_t stream, std::size_t n) {
  auto x = numbers(stream, n);
  for (std::size_t i = n; i % 4 != 0; ++i) x[i] = 0;
  return x;
}

double lanes(const std::vector<double>& a, const std::vector<double>& b, std::size_t n) {
  double total[4] = {};
  for (std::size_t i = 0; i < n; ++i) total[i % 4] += a[i] * b[i];
  return (total[0] + total[2]) + (total[1] + total[3]);
}

std::vector<double> sum_of(const std::vector<double>& a, const std::vector<double>& b, std::size_t n) {
  std::vector<double> out(kRoom, kGuard);
  for (std::size_t i = 0; i < n; ++i) out[i] = a[i] + b[i];
  return out;
}

}  // namespace

TEST_CASE("drift, kick and copy are their formulas, to the bit, and write n numbers") {
  for (const Kernels* table : available_kernels()) {
    CAPTURE(table->instruction_set);
    for (std::size_t n = 1; n <= 21; ++n) {
      CAPTURE(n);
      const auto scale = numbers(1, n), gradient = numbers(2, n), r = numbers(3, n), at = numbers(4, n);
      const double step = -0.37;
      auto half = r, q = at, after = r;
      table->leapfrog_drift(scale.data(), step, gradient.data(), r.data(), half.data(), q.data(), n);
      const double squares = table->leapfrog_kick(scale.data(), step, gradient.data(), half.data(), after.data(), n);
      for (std::size_t i = 0; i < n; ++i) {
        const double middle = r[i] + (0.5 * step) * (scale[i] * gradient[i]);
        CHECK(half[i] == middle);
        CHECK(q[i] == at[i] + step * (scale[i] * middle));
        CHECK(after[i] == middle + (0.5 * step) * (scale[i] * gradient[i]));
      }
      CHECK(squares == lanes(after, after, n));
      std::vector<double> copy(kRoom, kGuard);
      table->copy(r.data(), copy.data(), n);
      CHECK(copy == r);
      for (const auto* written : {&half, &q, &after}) {
        CHECK(std::all_of(written->begin() + static_cast<std::ptrdiff_t>(n), written->end(),
                          [](double x) { return x == kGuard; }));
      }
    }
  }
}

TEST_CASE("joins add momenta and see the U-turns that the six products say") {
  // Of 200 random pairs of trees each of the checks turns out either way many times.
  int whole = 0, across = 0, leaves = 0, pairs = 0;
  for (const Kernels* table : available_kernels()) {
    CAPTURE(table->instruction_set);
    for (std::uint64_t i = 0; i < 200; ++i) {
      const std::size_t n = 1 + i % 9, size = (n + 3) / 4 * 4;
      const auto a = momenta(6 * i, n), b = momenta(6 * i + 1, n), c = momenta(6 * i + 2, n), d = momenta(6 * i + 3, n);
      auto left = momenta(6 * i + 4, n), right = momenta(6 * i + 5, n);
      // Sums that look along their ends, or all checks would fail in many dimensions.
      for (std::size_t k = 0; k < n; ++k) {
        left[k] += a[k] + b[k];
        right[k] += c[k] + d[k];
      }
      const auto rho = sum_of(left, right, size), to_right = sum_of(left, c, size), from_left = sum_of(right, b, size);
      const bool goes_on = lanes(a, rho, size) > 0 && lanes(d, rho, size) > 0;
      const bool halves_go_on = lanes(a, to_right, size) > 0 && lanes(c, to_right, size) > 0 &&
                                lanes(b, from_left, size) > 0 && lanes(d, from_left, size) > 0;
      auto sum = left;  // in place
      const TurnChecks checks =
          table->join_trees({a.data(), b.data(), sum.data()}, {c.data(), d.data(), right.data()}, sum.data(), size);
      CHECK(checks.whole == goes_on);
      CHECK(checks.across == halves_go_on);
      CHECK(sum == rho);
      std::vector<double> both(kRoom, kGuard);
      const bool two = table->join_leaves(a.data(), b.data(), both.data(), size);
      CHECK(both == sum_of(a, b, size));
      CHECK(two == (lanes(a, both, size) > 0 && lanes(b, both, size) > 0));
      whole += checks.whole ? 1 : 0;
      across += checks.across ? 1 : 0;
      leaves += two ? 1 : 0;
      ++pairs;
    }
  }
  for (const int count : {whole, across, leaves}) {
    CHECK(count > pairs / 20);
    CHECK(count < pairs * 19 / 20);
  }
}

TEST_CASE("momenta that are no numbers are a U-turn") {
  const std::vector<double> nan(4, std::numeric_limits<double>::quiet_NaN()), one(4, 1.0);
  for (const Kernels* table : available_kernels()) {
    std::vector<double> sum(4);
    CHECK(!table->join_leaves(nan.data(), one.data(), sum.data(), 4));
    const TurnChecks checks =
        table->join_trees({one.data(), nan.data(), one.data()}, {one.data(), one.data(), one.data()}, sum.data(), 4);
    CHECK(checks.whole);
    CHECK(!checks.across);
  }
}

TEST_CASE("the self-test finds a leapfrog kernel that is wrong") {
  const auto verdict = [](auto spoil) {
    Kernels table = kernels();
    spoil(table);
    return self_test(table, *kernels_for("scalar"));
  };
  const auto nothing = [](const double*, const double*, double*, std::size_t) { return true; };
  CHECK(verdict([](Kernels&) {}).empty());
  CHECK(verdict([](Kernels& table) {
          table.leapfrog_drift = [](const double*, double, const double*, const double*, double*, double*,
                                    std::size_t) {};
        }).find("leapfrog") != std::string::npos);
  CHECK(verdict([](Kernels& table) {
          table.leapfrog_kick = [](const double*, double, const double*, const double*, double*, std::size_t) {
            return 0.0;
          };
        }).find("leapfrog") != std::string::npos);
  CHECK(verdict([](Kernels& table) { table.copy = [](const double*, double*, std::size_t) {}; }).find("leapfrog") !=
        std::string::npos);
  CHECK(verdict([&](Kernels& table) { table.join_leaves = nothing; }).find("leapfrog") != std::string::npos);
  CHECK(verdict([](Kernels& table) {
          table.join_trees = [](const Momenta&, const Momenta&, double*, std::size_t) { return TurnChecks{}; };
        }).find("leapfrog") != std::string::npos);
}
