// NUTS: its U-turn checks against the reference, its trees against a plain recursion over stored points, and its law.

#include "tractable/mcmc/nuts.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <memory>
#include <vector>

#include "core/graph/allocations.hpp"
#include "support/json.hpp"
#include "support/mcmc_targets.hpp"
#include "tractable/base/error.hpp"
#include "tractable/simd/kernels.hpp"
#include "tractable/simd/random.hpp"

using namespace tractable;
using namespace tractable::test;

namespace {

/// `values` with zeros up to a multiple of four.
std::vector<double> padded(std::vector<double> values) {
  values.resize((values.size() + 3) / 4 * 4);
  return values;
}

double product(const std::vector<double>& a, const std::vector<double>& b) {
  double sum = 0;
  for (std::size_t i = 0; i < a.size(); ++i) sum += a[i] * b[i];
  return sum;
}

/// Stan's transition without its draw, as its source reads but for one thing: all points are kept, and what a tree
/// knows is summed anew from them. Points first ... last of the trajectory, 0 the start.
class PlainTree {
 public:
  PlainTree(LogDensity target, const Metric& metric, double step, std::span<const double> q, std::span<const double> p)
      : motion_(std::move(target), metric), metric_(metric), step_(step) {
    forward_.push_back(motion_.start(q, p));
    backward_.push_back(forward_.front());
    energy_ = forward_.front().energy[0];
  }

  std::uint32_t depth = 0, evaluations = 0;
  double acceptance = 0, largest_error = 0;
  bool divergent = false;

  void run(std::uint32_t coins, std::uint32_t max_depth) {
    int first = 0, last = 0;
    while (depth < max_depth) {
      const bool forward = (coins >> depth & 1) != 0;
      const int n = 1 << depth, from = forward ? last + 1 : first - n, to = forward ? last + n : first - 1;
      if (!build(from, to, forward)) break;
      ++depth;
      const bool goes_on = forward ? persists(first, last, to) : persists(from, to, last);
      first = std::min(first, from);
      last = std::max(last, to);
      if (!goes_on) break;
    }
    acceptance /= evaluations;
  }

  /// Whether q stands at one of the points.
  [[nodiscard]] bool holds(std::span<const double> q) const {
    const auto is_here = [&](const PhasePoint& point) {
      double most = 0;
      for (std::size_t i = 0; i < q.size(); ++i) most = std::max(most, std::abs(point.position[i] - q[i]));
      return most < 1e-8;
    };
    return std::any_of(forward_.begin(), forward_.end(), is_here) ||
           std::any_of(backward_.begin(), backward_.end(), is_here);
  }

 private:
  [[nodiscard]] const PhasePoint& at(int place) const {
    return place >= 0 ? forward_[static_cast<std::size_t>(place)] : backward_[static_cast<std::size_t>(-place)];
  }

  /// Points from ... to, which lie beyond the end. False: not to be used.
  bool build(int from, int to, bool forward) {
    if (from == to) {
      auto& side = forward ? forward_ : backward_;
      PhasePoint point = side.back();
      motion_.step(forward ? step_ : -step_, point);
      side.push_back(point);
      const double error = point.energy[0] - energy_;
      ++evaluations;
      acceptance += std::isnan(error) ? 0 : std::exp(std::min(-error, 0.0));
      if (!(std::abs(error) <= std::abs(largest_error))) largest_error = error;
      if (!(error <= 1000)) divergent = true;
      return error <= 1000;
    }
    const int middle = from + (to - from) / 2;  // the last of the left half
    const bool built = forward ? build(from, middle, true) && build(middle + 1, to, true)
                               : build(middle + 1, to, false) && build(from, middle, false);
    return built && persists(from, middle, to);
  }

  [[nodiscard]] std::vector<double> sum(int from, int to) const {
    std::vector<double> rho(metric_.dim());
    for (int i = from; i <= to; ++i) {
      for (std::size_t k = 0; k < rho.size(); ++k) rho[k] += at(i).momentum[k];
    }
    return rho;
  }
  [[nodiscard]] bool criterion(int first, int last, const std::vector<double>& rho) const {
    std::vector<double> sharp(rho.size());
    metric_.velocity(at(first).momentum, sharp);
    const double begin = product(sharp, rho);
    metric_.velocity(at(last).momentum, sharp);
    return begin > 0 && product(sharp, rho) > 0;
  }
  [[nodiscard]] bool persists(int first, int middle, int last) const {
    return criterion(first, last, sum(first, last)) && criterion(first, middle + 1, sum(first, middle + 1)) &&
           criterion(middle, last, sum(middle, last));
  }

  Hamiltonian motion_;
  const Metric& metric_;
  double step_, energy_ = 0;
  std::vector<PhasePoint> forward_, backward_;  // [0]: the start
};

Nuts nuts(LogDensity target, double step, std::uint32_t max_depth = 10) {
  return Nuts(std::move(target), {.step_size = step, .max_depth = max_depth});
}

}  // namespace

TEST_CASE("the U-turn criterion is the reference's, with every set of kernels") {
  const Json reference = Json::reference("mcmc_steps.json")["nuts_uturn"];
  std::size_t cases = 0;
  for (const Json& row : reference.array()) {
    const Metric metric = Metric::diagonal(row["inv_mass_diag"].numbers());
    const auto standardized = [&](const char* name) {
      auto r = row[name].numbers();
      metric.standardize(r, r);
      return padded(r);
    };
    const auto first = standardized("p_minus"), last = standardized("p_plus"), rho = standardized("rho");
    const std::vector<double> nothing(rho.size());
    for (const auto* table : simd::available_kernels()) {
      std::vector<double> sum(rho.size());
      const simd::TurnChecks checks = table->join_trees(
          {first.data(), first.data(), rho.data()}, {last.data(), last.data(), nothing.data()}, sum.data(), sum.size());
      CHECK(checks.whole == row["generalized_continue"].boolean());
      CHECK(sum == rho);
    }
    ++cases;
  }
  CHECK(cases == 12);
}

TEST_CASE("trees are those of a plain recursion") {
  // Depth, number of gradients, acceptance and largest energy error of 2000 transitions: every check on the way, also
  // those within and across subtrees, decides on them.
  const auto compare = [](auto model, const Metric& metric, double step, std::uint32_t& with_divergence) {
    const std::size_t dim = metric.dim();
    Nuts kernel = nuts(density_of(model), step);
    kernel.set_tuning({step, metric});
    const Key key = key_from_seed(11);
    std::vector<double> start(dim, 0.5), z(dim), coins(1), p(dim);
    ChainState state = kernel.init(start);
    TransitionInfo info;
    info.reset(1, dim);
    std::uint32_t deepest = 0;
    for (std::uint64_t t = 0; t < 300; ++t) {
      fill_normal(split_at(key, kMomentumStream), z, t * dim);
      fill_uniform(split_at(key, kUniformStream), coins, t * 16);
      metric.momentum(z, p);
      PlainTree plain(density_of(model), metric, step, state.position, p);
      plain.run(static_cast<std::uint32_t>(coins[0] * 1024), 10);
      kernel.step({&key, 1}, t, state, info);
      CAPTURE(t);
      CHECK(info.depth[0] == plain.depth);
      CHECK(info.evaluations[0] == plain.evaluations);
      CHECK(info.acceptance[0] == doctest::Approx(plain.acceptance).epsilon(1e-9));
      CHECK((info.divergent[0] != 0) == plain.divergent);
      if (!plain.divergent) CHECK(std::abs(info.energy_error[0] - plain.largest_error) < 1e-8);
      CHECK(plain.holds(state.position));
      deepest = std::max(deepest, plain.depth);
      with_divergence += plain.divergent ? 1 : 0;
    }
    CHECK(deepest >= 4);
  };
  std::uint32_t divergences = 0;
  compare(banana, Metric::identity(2), 0.25, divergences);
  compare([](Graph& g) { return bivariate(g, 2, 0.9, 1); }, Metric::diagonal(std::vector{0.5, 2.0}), 0.2, divergences);
  compare([](Graph& g) { return bivariate(g, 1, 0.99, 1); }, Metric::identity(2), 0.15, divergences);
  compare([](Graph& g) { return normals(g, {0.3, 1, 3, 1, 1}); }, Metric::identity(5), 0.2, divergences);
  const std::vector<double> covariance{2, 0.9, 0.9, 1};
  compare([](Graph& g) { return bivariate(g, 2, 0.9, 1); }, Metric::dense({covariance, 2, 2}), 0.15, divergences);
  CHECK(divergences == 0);
  compare([](Graph& g) { return funnel(g, 3); }, Metric::identity(3), 0.3, divergences);
  CHECK(divergences > 0);
}

TEST_CASE("a transition tells where it went, and its state belongs together") {
  Nuts kernel = nuts(density_of(banana), 0.3);
  LogDensity density = density_of(banana);
  kernel.record(true);
  const Key key = key_from_seed(4);
  ChainState state = kernel.init(std::vector{1.0, -1.0});
  TransitionInfo info;
  info.reset(1, 2);
  for (std::uint64_t t = 0; t < 500; ++t) {
    const ChainState before = state;
    kernel.step({&key, 1}, t, state, info);
    const Nuts::Path& path = kernel.path();
    const std::size_t n = info.evaluations[0];
    REQUIRE(path.place.size() == n);
    REQUIRE(path.position.size() == 2 * n);
    CHECK(path.depth.size() == n);
    CHECK(path.energy_error.size() == n);
    bool found = state.position == before.position;
    for (std::size_t i = 0; i < n; ++i) {
      CHECK(path.place[i] != 0);
      if (path.position[2 * i] == state.position[0] && path.position[2 * i + 1] == state.position[1]) {
        found = true;
        CHECK(path.depth[i] < info.depth[0]);  // never of a half that was thrown away
      }
    }
    CHECK(found);
    CHECK((info.accepted[0] != 0) == (state.position != before.position));
    std::copy(state.position.begin(), state.position.end(), density.position().begin());
    density.evaluate();
    CHECK(state.log_prob[0] == density.log_prob()[0]);
    CHECK(std::equal(state.gradient.begin(), state.gradient.end(), density.gradient().begin()));
  }
}

TEST_CASE("a trajectory ends at its largest depth, and the depth is a limit") {
  for (const std::uint32_t depth : {1u, 3u, 10u}) {
    Nuts kernel = nuts(density_of(banana), 1e-5, depth);
    const Key key = key_from_seed(1);
    ChainState state = kernel.init(std::vector{1.0, 0.0});
    TransitionInfo info;
    info.reset(1, 2);
    kernel.step({&key, 1}, 0, state, info);
    CHECK(info.depth[0] == depth);
    CHECK(info.evaluations[0] == (1u << depth) - 1);
    CHECK(info.accepted[0] == 1);
    CHECK(info.acceptance[0] == doctest::Approx(1).epsilon(1e-6));
  }
}

TEST_CASE("weights far beyond the range of exp are compared rightly") {
  // From 40 000 standard deviations out the energy falls by 8e8: the draw must come from the far end of the path.
  Nuts kernel = nuts(density_of([](Graph& g) { return normals(g, {1, 1}); }), 0.1);
  const Key key = key_from_seed(2);
  ChainState state = kernel.init(std::vector{4e4, 0.0});
  TransitionInfo info;
  info.reset(1, 2);
  for (std::uint64_t t = 0; t < 200; ++t) {
    kernel.step({&key, 1}, t, state, info);
    CHECK_UNARY(std::isfinite(info.acceptance[0]));
    CHECK(info.acceptance[0] <= 1);
    CHECK_UNARY(std::isfinite(state.position[0]));
  }
  CHECK(std::abs(state.position[0]) < 6);
}

TEST_CASE("transitions allocate nothing after the first, on the deepest trees too") {
  for (const double step : {0.3, 1e-4}) {
    Nuts kernel = nuts(density_of(banana), step);
    const Key key = key_from_seed(1);
    ChainState state = kernel.init(std::vector{1.0, 0.0});
    TransitionInfo info;
    info.reset(1, 2);
    kernel.step({&key, 1}, 0, state, info);
    const std::size_t before = allocations();
    for (std::uint64_t t = 1; t < 300; ++t) kernel.step({&key, 1}, t, state, info);
    CHECK(allocations() == before);
  }
}

TEST_CASE("several chains and depths out of range are refused") {
  CHECK_THROWS_WITH_AS(nuts(density_of(banana, 2), 0.1),
                       "nuts: the target's batch is 2; nuts moves one chain, so it must be 1", Error);
  CHECK_THROWS_WITH_AS(nuts(density_of(banana), 0.1, 0), "nuts: max_depth is 0; it must be from 1 to 10", Error);
  CHECK_THROWS_WITH_AS(nuts(density_of(banana), 0.1, 11), "nuts: max_depth is 11; it must be from 1 to 10", Error);
}
