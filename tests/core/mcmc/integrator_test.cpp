// The leapfrog: paths that numpy computed, the way back, the order of its error, and the volume it keeps.

#include "tractable/mcmc/integrator.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

#include "support/json.hpp"
#include "support/mcmc_targets.hpp"
#include "tractable/base/error.hpp"
#include "tractable/linalg/cholesky.hpp"
#include "tractable/simd/random.hpp"

using namespace tractable;
using namespace tractable::test;

namespace {

/// |a - b| in units of max(1, |b|).
double distance(std::span<const double> a, std::span<const double> b) {
  REQUIRE(a.size() == b.size());
  double most = 0;
  for (std::size_t i = 0; i < a.size(); ++i)
    most = std::max(most, std::abs(a[i] - b[i]) / std::max(1.0, std::abs(b[i])));
  return most;
}

struct Named {
  const char* name;
  std::size_t dim;
  double reversible;  // what rounding leaves of the way back
};
constexpr Named kTargets[] = {{"std_normal", 3, 1e-12}, {"mvn", 2, 1e-12}, {"banana", 2, 1e-10}, {"funnel", 3, 1e-10}};

LogDensity target(const Named& named) {
  return density_of([&](Graph& g) { return reference_target(g, named.name, named.dim); });
}

/// identity, diagonal and dense, of dimension `dim`.
std::vector<Metric> metrics(std::size_t dim) {
  std::vector<double> variances(dim), covariance(dim * dim);
  for (std::size_t i = 0; i < dim; ++i) {
    variances[i] = 0.5 + 0.7 * static_cast<double>(i);
    for (std::size_t j = 0; j < dim; ++j) covariance[i * dim + j] = i == j ? 1.5 + 0.25 * static_cast<double>(i) : 0.5;
  }
  return {Metric::identity(dim), Metric::diagonal(variances), Metric::dense({covariance, dim, dim})};
}

}  // namespace

TEST_CASE("leapfrog paths are those of the reference") {
  const Json reference = Json::reference("mcmc_steps.json");
  std::size_t paths = 0;
  for (const Json& path : reference["leapfrog"].array()) {
    const auto q = path["q0"].numbers(), p = path["p0"].numbers(), variances = path["inv_mass_diag"].numbers();
    // A diagonal metric, and the same one given as a dense one.
    std::vector<double> covariance(q.size() * q.size());
    for (std::size_t i = 0; i < q.size(); ++i) covariance[i * (q.size() + 1)] = variances[i];
    for (const bool dense : {false, true}) {
      CAPTURE(path["target"].string());
      CAPTURE(dense);
      Hamiltonian motion(density_of([&](Graph& g) { return reference_target(g, path["target"].string(), q.size()); }),
                         dense ? Metric::dense({covariance, q.size(), q.size()}) : Metric::diagonal(variances));
      PhasePoint point = motion.start(q, p);
      const auto energies = path["H"].numbers();
      const double offset = path["H"][0].number() - point.energy[0];  // a constant of the density may be left out
      CHECK(std::abs(offset) < 1e-12);
      for (std::size_t step = 0; step < path["q"].array().size(); ++step) {
        if (step > 0) motion.step(path["eps"].number(), point);
        CHECK(distance(point.position, path["q"][step].numbers()) < 1e-12);
        CHECK(distance(point.momentum, path["p"][step].numbers()) < 1e-12);
        CHECK(distance(point.energy, {&energies[step], 1}) < 1e-12);
      }
      ++paths;
    }
  }
  CHECK(paths == 16);
}

TEST_CASE("a trajectory comes back when its momentum is turned around") {
  for (const Named& named : kTargets) {
    for (const Metric& metric : metrics(named.dim)) {
      for (std::uint64_t i = 0; i < 50; ++i) {
        std::vector<double> q(named.dim), p(named.dim);
        fill_normal(split_at(key_from_seed(1), i), q);
        fill_normal(split_at(key_from_seed(2), i), p);
        Hamiltonian motion(target(named), metric);
        PhasePoint point = motion.start(q, p);
        for (int k = 0; k < 30; ++k) motion.step(0.05, point);
        CHECK(distance(point.position, q) > 1e-3);
        for (double& value : point.momentum) value = -value;
        for (int k = 0; k < 30; ++k) motion.step(0.05, point);
        for (double& value : point.momentum) value = -value;
        CAPTURE(named.name);
        CAPTURE(i);
        CHECK(distance(point.position, q) < named.reversible);
        CHECK(distance(point.momentum, p) < named.reversible);
      }
    }
  }
}

TEST_CASE("the error of the energy grows with the square of the step") {
  for (const Named& named : kTargets) {
    for (const Metric& metric : metrics(named.dim)) {
      // The largest error on the way to time 1, of steps 1/32 ... 1/512; the slope of its least-squares line.
      double sx = 0, sy = 0, sxx = 0, sxy = 0, n = 0;
      for (int k = 5; k <= 9; ++k) {
        const std::vector<double> q(named.dim, 0.7), p(named.dim, -0.6);
        Hamiltonian motion(target(named), metric);
        PhasePoint point = motion.start(q, p);
        const double energy = point.energy[0];
        double most = 0;
        for (int step = 0; step < 1 << k; ++step) {
          motion.step(1.0 / (1 << k), point);
          most = std::max(most, std::abs(point.energy[0] - energy));
        }
        const double x = -k * std::log(2.0), y = std::log(most);
        sx += x;
        sy += y;
        sxx += x * x;
        sxy += x * y;
        n += 1;
      }
      CAPTURE(named.name);
      CHECK((n * sxy - sx * sy) / (n * sxx - sx * sx) == doctest::Approx(2).epsilon(0.05));
    }
  }
}

TEST_CASE("a step keeps volume in phase space") {
  for (const Named& named : kTargets) {
    for (const Metric& metric : metrics(named.dim)) {
      const std::size_t dim = named.dim, n = 2 * dim;
      Hamiltonian motion(target(named), metric);
      const auto image = [&](const std::vector<double>& at) {
        PhasePoint point = motion.start(std::span(at).first(dim), std::span(at).last(dim));
        for (int k = 0; k < 3; ++k) motion.step(0.2, point);
        std::vector<double> out = point.position;
        out.insert(out.end(), point.momentum.begin(), point.momentum.end());
        return out;
      };
      // |det J|^2 = det J J', J by central differences of 1e-5: their error is about 1e-9 here.
      Matrix jacobian(n, n);
      for (std::size_t i = 0; i < n; ++i) {
        std::vector<double> up(n, 0.4), down(n, 0.4);
        up[i] += 1e-5;
        down[i] -= 1e-5;
        const auto high = image(up), low = image(down);
        for (std::size_t j = 0; j < n; ++j) jacobian(i, j) = (high[j] - low[j]) / 2e-5;
      }
      CAPTURE(named.name);
      CHECK(std::abs(Cholesky(gram(jacobian)).log_det()) < 1e-6);
    }
  }
}

TEST_CASE("trajectories beside each other do not see each other") {
  const std::vector<double> q{0.3, -0.2, 1.5, 0.4, -1, 2}, p{1, 0.5, -0.3, 0.7, 0.1, -2};
  Hamiltonian three(density_of(banana, 3), Metric::diagonal(std::vector{1.5, 0.5}));
  PhasePoint all = three.start(q, p);
  for (int k = 0; k < 7; ++k) three.step(0.1, all);
  for (std::size_t b = 0; b < 3; ++b) {
    Hamiltonian one(density_of(banana), Metric::diagonal(std::vector{1.5, 0.5}));
    PhasePoint point = one.start(std::span(q).subspan(2 * b, 2), std::span(p).subspan(2 * b, 2));
    for (int k = 0; k < 7; ++k) one.step(0.1, point);
    for (std::size_t i = 0; i < 2; ++i) {
      CHECK(point.position[i] == all.position[2 * b + i]);
      CHECK(point.momentum[i] == all.momentum[2 * b + i]);
    }
    CHECK(point.energy[0] == all.energy[b]);
  }
}

TEST_CASE("a metric of another dimension and a target without gradient are refused") {
  CHECK_THROWS_WITH_AS(Hamiltonian(density_of(banana), Metric::identity(3)),
                       "hamiltonian: metric has dimension 3, the target has 2", Error);
  Graph g;
  const auto density = banana(g);
  CHECK_THROWS_WITH_AS(Hamiltonian(LogDensity(density.x, density.log_prob, {.gradient = false}), Metric::identity(2)),
                       "hamiltonian: target has no gradient", Error);
  Hamiltonian motion(density_of(banana), Metric::identity(2));
  CHECK_THROWS_WITH_AS(static_cast<void>(motion.start(std::vector<double>(2), std::vector<double>(3))),
                       "hamiltonian: position has 2 values and momentum has 3; the target takes (1, 2)", Error);
  const std::vector<double> indefinite{1, 2, 2, 1};
  CHECK_THROWS_WITH_AS(static_cast<void>(Metric::dense({indefinite, 2, 2})), doctest::Contains("pivot"), Error);
}
