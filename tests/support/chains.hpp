#pragma once

#include <doctest/doctest.h>

#include <cmath>
#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "tractable/base/error.hpp"
#include "tractable/base/key.hpp"
#include "tractable/diagnostics/kolmogorov_smirnov.hpp"
#include "tractable/graph/ops.hpp"
#include "tractable/mcmc/kernel.hpp"
#include "tractable/simd/random.hpp"
#include "tractable/simd/special.hpp"
#include "tractable/target/log_density.hpp"

// What tests of Markov kernels share: targets whose laws are known, chains run from a key, and the test that a kernel
// leaves its target's law as it is.

namespace tractable::test {

/// What the Error says that `action` throws.
inline std::string message_of(auto action) {
  try {
    static_cast<void>(action());
  } catch (const Error& error) {
    return error.what();
  }
  return "nothing was thrown";
}

/// log_prob as `build` makes it of x (B, D), for B chains, without its gradient.
inline std::unique_ptr<LogDensity> density_of(std::size_t dim, std::size_t batch,
                                              const std::function<Expr(Expr)>& build) {
  Graph graph;
  const Expr x = graph.input({kBatch, static_cast<Dim>(dim)}, "x");
  return std::make_unique<LogDensity>(x, build(x), LogDensity::Options{.batch = batch, .gradient = false});
}

inline Expr standard_normal(Expr x) { return -0.5 * sum_cols(square(x)); }

/// Two standard normals of correlation `rho`.
inline std::function<Expr(Expr)> correlated(double rho) {
  return [rho](Expr x) {
    const Expr a = slice(x, 0, 1), b = slice(x, 1, 1);
    return (a * a - 2 * rho * (a * b) + b * b) * (-0.5 / (1 - rho * rho));
  };
}

/// Gamma(3, rate 2): mean 1.5, variance 0.75.
inline Expr gamma_3_2(Expr x) {
  const Expr inside = greater(x, x.graph->constant(0.0));
  return select(inside, 2 * log(select(inside, x, x.graph->constant(1.0))) - 2 * x, x.graph->constant(-INFINITY));
}

inline std::vector<Key> keys_of(std::uint32_t seed, std::size_t chains) { return split(key_from_seed(seed), chains); }

/// Transitions begin ... end - 1 of all chains of `kernel`, which go on from `state`: the positions after each,
/// (end - begin, B, D).
inline std::vector<double> run(Kernel& kernel, std::span<const Key> keys, ChainState& state, std::uint64_t begin,
                               std::uint64_t end) {
  TransitionInfo info;
  std::vector<double> path;
  for (std::uint64_t t = begin; t < end; ++t) {
    kernel.step(keys, t, state, info);
    path.insert(path.end(), state.position.begin(), state.position.end());
  }
  return path;
}

/// What makes a uniform number of a draw (D) from the target, such as a coordinate's distribution function.
using ToUniform = std::function<double(std::span<const double>)>;

inline double phi(double x) { return normal_cdf(x); }

/// Of correlated(rho): both marginals, both conditionals, the sum and the difference.
inline std::vector<ToUniform> correlated_uniforms(double rho) {
  const double rest = std::sqrt(1 - rho * rho);
  return {[](auto x) { return phi(x[0]); },
          [](auto x) { return phi(x[1]); },
          [=](auto x) { return phi((x[0] - rho * x[1]) / rest); },
          [=](auto x) { return phi((x[1] - rho * x[0]) / rest); },
          [=](auto x) { return phi((x[0] + x[1]) / std::sqrt(2 + 2 * rho)); },
          [=](auto x) { return phi((x[0] - x[1]) / std::sqrt(2 - 2 * rho)); }};
}

/// Fills rows with exact draws of correlated(rho).
inline std::function<void(Key, std::span<double>)> draw_correlated(double rho) {
  return [rho](Key key, std::span<double> rows) {
    fill_normal(key, rows);
    for (std::size_t i = 0; i < rows.size(); i += 2)
      rows[i + 1] = rho * rows[i] + std::sqrt(1 - rho * rho) * rows[i + 1];
  };
}

/// Starts chains at exact draws, makes `transitions` of them, and tests that the law is still the target's: each
/// ToUniform's Kolmogorov distance from uniform against the bound that the right law passes with probability 1 - 1e-9.
/// 60 000 independent chains: the bound is 0.0133, so that a distribution function off by 0.02 anywhere is found.
/// Also returns the mean acceptance.
inline double check_leaves_law(Kernel& kernel, const std::function<void(Key, std::span<double>)>& draw,
                               const std::vector<ToUniform>& uniforms, std::uint64_t transitions,
                               std::uint32_t seed = 601) {
  constexpr std::size_t kReplicas = 60'000;
  const std::size_t chains = kernel.chains(), dim = kernel.dim(), rounds = kReplicas / chains;
  std::vector<std::vector<double>> u(uniforms.size());
  std::vector<double> start(chains * dim);
  TransitionInfo info;
  double acceptance = 0;
  for (std::size_t round = 0; round < rounds; ++round) {
    const Key key = fold_in(key_from_seed(seed), round);
    draw(split_at(key, 0), start);
    const std::vector<Key> keys = split(split_at(key, 1), chains);
    ChainState state = kernel.init(start);
    for (std::uint64_t t = 0; t < transitions; ++t) {
      kernel.step(keys, t, state, info);
      for (const double each : info.acceptance) acceptance += each;
    }
    for (std::size_t b = 0; b < chains; ++b) {
      for (std::size_t k = 0; k < uniforms.size(); ++k) {
        u[k].push_back(uniforms[k](std::span(state.position).subspan(b * dim, dim)));
      }
    }
  }
  for (std::size_t k = 0; k < uniforms.size(); ++k) {
    CAPTURE(k);
    const double distance = ks_distance_from_uniform(u[k]);
    CHECK(distance < ks_bound(1e-9, static_cast<double>(u[k].size())));
  }
  return acceptance / static_cast<double>(rounds * chains * transitions);
}

/// The mean of a correlated series with its standard error by 50 batch means.
struct SeriesMean {
  double mean = 0, error = 0;
};
inline SeriesMean series_mean(std::span<const double> x) {
  constexpr std::size_t kBatches = 50;
  const std::size_t n = x.size() / kBatches;
  std::vector<double> means(kBatches);
  SeriesMean all;
  for (std::size_t k = 0; k < kBatches; ++k) {
    for (std::size_t i = 0; i < n; ++i) means[k] += x[k * n + i] / static_cast<double>(n);
    all.mean += means[k] / kBatches;
  }
  double squares = 0;
  for (const double each : means) squares += (each - all.mean) * (each - all.mean);
  all.error = std::sqrt(squares / (kBatches - 1) / kBatches);
  return all;
}

}  // namespace tractable::test
