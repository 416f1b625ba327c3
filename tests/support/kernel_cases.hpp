#pragma once

#include <cmath>
#include <functional>
#include <memory>
#include <span>
#include <vector>

#include "support/chains.hpp"
#include "tractable/mcmc/gibbs.hpp"
#include "tractable/mcmc/independence.hpp"
#include "tractable/mcmc/log_normal_walk.hpp"
#include "tractable/mcmc/metropolis_hastings.hpp"
#include "tractable/mcmc/pcn.hpp"
#include "tractable/mcmc/random_walk.hpp"
#include "tractable/mcmc/sgld.hpp"
#include "tractable/mcmc/slice.hpp"
#include "tractable/mcmc/subsampled_metropolis.hpp"
#include "tractable/simd/incomplete_gamma.hpp"

// One case for every kernel and each of its switches: how it is made for B chains, and its law, exactly. A new kernel
// is one entry: its law, its bits and its manners are then tested, natively and in WebAssembly. Here only sqrt of the C
// library, so that bits are the same everywhere.

namespace tractable::test {

/// A kernel with what it refers to.
struct MadeKernel {
  std::unique_ptr<LogDensity> density;
  std::unique_ptr<Kernel> kernel;
};

struct KernelCase {
  const char* label;
  std::function<MadeKernel(std::size_t chains)> make;
  std::function<void(Key, std::span<double>)> draw;  ///< rows of the law that the kernel leaves as it is
  std::vector<ToUniform> uniforms = {};
  std::uint64_t transitions = 6;  ///< of the test of that law
};

template <class K, class Options>
MadeKernel over(std::unique_ptr<LogDensity> density, Options options) {
  auto kernel = std::make_unique<K>(*density, std::move(options));
  return {std::move(density), std::move(kernel)};
}

template <class K, class Options>
MadeKernel alone(Options options) {
  return {nullptr, std::make_unique<K>(std::move(options))};
}

inline constexpr double kRho = 0.8;
inline constexpr std::size_t kRows = 16;

/// -3, -2.6, ..., 3 for the subsampled posterior: mean 0, variance 3.4.
inline double datum(std::uint32_t i) { return -3 + 0.4 * i; }

inline double normal_likelihood(std::span<const double> x, std::span<const std::uint32_t> rows) {
  double sum = 0;
  for (const std::uint32_t i : rows) {
    for (const double each : x) sum -= 0.5 * (datum(i) - each) * (datum(i) - each);
  }
  return sum;
}

/// Both coordinates, drawn and tested as normals of this standard deviation.
inline KernelCase with_normal_law(const char* label, double sd, std::function<MadeKernel(std::size_t)> make) {
  return {label,
          std::move(make),
          [sd](Key key, std::span<double> rows) {
            fill_normal(key, rows);
            for (double& each : rows) each *= sd;
          },
          {[sd](auto x) { return phi(x[0] / sd); }, [sd](auto x) { return phi(x[1] / sd); },
           [sd](auto x) { return phi((x[0] + x[1]) / (sd * std::sqrt(2.0))); }}};
}

inline KernelCase with_correlated_law(const char* label, std::function<MadeKernel(std::size_t)> make) {
  return {label, std::move(make), draw_correlated(kRho), correlated_uniforms(kRho)};
}

/// Gamma(3, 2) as a sum of three exponentials.
inline KernelCase with_gamma_law(const char* label, std::function<MadeKernel(std::size_t)> make) {
  return {label,
          std::move(make),
          [](Key key, std::span<double> rows) {
            std::vector<double> u(3 * rows.size());
            fill_uniform(key, u);
            log(u, u);
            for (std::size_t i = 0; i < rows.size(); ++i) rows[i] = -(u[3 * i] + u[3 * i + 1] + u[3 * i + 2]) / 2;
          },
          {[](auto x) { return gamma_p(3, 2 * x[0]); }}};
}

inline Gibbs::Options gibbs_options(std::size_t chains, Gibbs::Scan scan) {
  Gibbs::Options options{.chains = chains, .dim = 2, .scan = scan};
  for (const std::size_t i : {std::size_t{0}, std::size_t{1}}) {
    options.blocks.push_back({i == 0 ? "first" : "second", i, 1, [i](Key key, std::uint64_t t, std::span<double> x) {
                                double z = 0;
                                fill_normal(key, {&z, 1}, t);
                                x[i] = kRho * x[1 - i] + std::sqrt(1 - kRho * kRho) * z;
                              }});
  }
  options.log_prob = [](std::span<const double> x) {
    return -0.5 / (1 - kRho * kRho) * (x[0] * x[0] - 2 * kRho * x[0] * x[1] + x[1] * x[1]);
  };
  return options;
}

/// x' ~ N(0.5 x + 0.3, 0.9^2): not symmetric, and not in balance with the target.
inline MetropolisHastings::Options drifting_proposal() {
  return {.draw =
              [](Key key, std::uint64_t t, std::span<const double> from, std::span<double> to) {
                fill_normal(key, to, t * to.size());
                for (std::size_t i = 0; i < to.size(); ++i) to[i] = 0.5 * from[i] + 0.3 + 0.9 * to[i];
              },
          .log_density =
              [](std::span<const double> from, std::span<const double> to) {
                double squares = 0;
                for (std::size_t i = 0; i < to.size(); ++i) {
                  squares += (to[i] - 0.5 * from[i] - 0.3) * (to[i] - 0.5 * from[i] - 0.3);
                }
                return -0.5 * squares / 0.81;
              }};
}

/// N(0.3, 1.4^2) in each coordinate.
inline RowLaw wide_normal() {
  return {[](std::span<const double> x, std::span<double> log_prob) {
            for (std::size_t i = 0; i < log_prob.size(); ++i) {
              const double a = (x[2 * i] - 0.3) / 1.4, b = (x[2 * i + 1] - 0.3) / 1.4;
              log_prob[i] = -0.5 * (a * a + b * b);
            }
          },
          [](Key key, std::uint64_t begin, std::span<double> x) {
            fill_normal(key, x, 2 * begin);
            for (double& each : x) each = 0.3 + 1.4 * each;
          }};
}

/// What a prior N(0.5, diag(2, 3)) lacks of correlated(rho).
inline Expr pcn_likelihood(Expr x) {
  const Expr a = slice(x, 0, 1) - 0.5, b = slice(x, 1, 1) - 0.5;
  return correlated(kRho)(x) + a * a / 4 + b * b / 6;
}

/// Noise of variance 2 on the gradient of a standard normal.
inline Sgld::Options noisy_gradient(std::size_t chains) {
  return {.chains = chains,
          .dim = 2,
          .gradient =
              [](Key key, std::uint64_t t, std::span<const double> x, std::span<double> gradient) {
                fill_normal(key, gradient, t * gradient.size());
                for (std::size_t i = 0; i < x.size(); ++i) gradient[i] = std::sqrt(2.0) * gradient[i] - x[i];
              },
          .step_size = 0.5};
}
/// (eps + eps^2 V / 4) / (1 - (1 - eps / 2)^2) for eps = 0.5 and V = 2.
inline constexpr double kSgldVariance = (0.5 + 0.25 * 2 / 4) / (1 - 0.75 * 0.75);

inline SubsampledMetropolis::Options subsampled(std::size_t chains, SubsampledMetropolis::Batch batch) {
  return {.chains = chains,
          .dim = 2,
          .rows = kRows,
          .batch_rows = 8,
          .batch = batch,
          .log_likelihood = normal_likelihood,
          .step_size = 0.4};
}

inline std::vector<KernelCase> kernel_cases() {
  using std::size_t;
  const std::vector<double> covariance{1.5, 0.4, 0.4, 0.8}, variances{2, 3};
  const auto shape = [=] { return Metric::dense({covariance, 2, 2}); };
  return {
      with_correlated_law(
          "random_walk",
          [](size_t b) { return over<RandomWalk>(density_of(2, b, correlated(kRho)), RandomWalk::Options{1.1, {}}); }),
      with_correlated_law("random_walk, dense metric",
                          [=](size_t b) {
                            return over<RandomWalk>(density_of(2, b, correlated(kRho)),
                                                    RandomWalk::Options{1.1, shape()});
                          }),
      with_gamma_law(
          "log_normal_walk",
          [](size_t b) { return over<LogNormalWalk>(density_of(1, b, gamma_3_2), LogNormalWalk::Options{}); }),
      with_correlated_law(
          "metropolis_hastings",
          [](size_t b) { return over<MetropolisHastings>(density_of(2, b, correlated(kRho)), drifting_proposal()); }),
      with_correlated_law(
          "independence",
          [](size_t b) { return over<Independence>(density_of(2, b, correlated(kRho)), wide_normal()); }),
      with_correlated_law("pcn",
                          [=](size_t b) {
                            return over<Pcn>(density_of(2, b, pcn_likelihood),
                                             Pcn::Options{0.6, {0.5, 0.5}, Metric::diagonal(variances)});
                          }),
      with_correlated_law("pcn, whole density",
                          [=](size_t b) {
                            return over<Pcn>(density_of(2, b, correlated(kRho)),
                                             Pcn::Options{0.6, {0.5, 0.5}, shape(), Pcn::Of::posterior});
                          }),
      with_correlated_law(
          "slice",
          [](size_t b) { return over<Slice>(density_of(2, b, correlated(kRho)), Slice::Options{.step_size = 0.7}); }),
      with_correlated_law("slice, few widths",
                          [=](size_t b) {
                            return over<Slice>(density_of(2, b, correlated(kRho)),
                                               Slice::Options{.step_size = 0.4, .metric = shape(), .max_widths = 3});
                          }),
      with_correlated_law("slice, random lines",
                          [=](size_t b) {
                            return over<Slice>(
                                density_of(2, b, correlated(kRho)),
                                Slice::Options{.step_size = 2, .metric = shape(), .lines = Slice::Lines::random});
                          }),
      with_gamma_law("slice, bounded",
                     [](size_t b) { return over<Slice>(density_of(1, b, gamma_3_2), Slice::Options{.step_size = 5}); }),
      with_correlated_law("gibbs", [](size_t b) { return alone<Gibbs>(gibbs_options(b, Gibbs::Scan::systematic)); }),
      with_correlated_law("gibbs, random scan",
                          [](size_t b) { return alone<Gibbs>(gibbs_options(b, Gibbs::Scan::random)); }),
      with_normal_law("sgld", std::sqrt(kSgldVariance), [](size_t b) { return alone<Sgld>(noisy_gradient(b)); }),
      with_normal_law(
          "subsampled_metropolis, full", 1 / std::sqrt(double{kRows}),
          [](size_t b) { return alone<SubsampledMetropolis>(subsampled(b, SubsampledMetropolis::Batch::full)); }),
      {"subsampled_metropolis, carried",
       [](size_t b) { return alone<SubsampledMetropolis>(subsampled(b, SubsampledMetropolis::Batch::carried)); },
       {},
       {}},
      {"subsampled_metropolis, shared",
       [](size_t b) { return alone<SubsampledMetropolis>(subsampled(b, SubsampledMetropolis::Batch::shared)); },
       {},
       {}},
  };
}

}  // namespace tractable::test
