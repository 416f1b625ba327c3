#pragma once

#include <memory>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "support/sbc_models.hpp"
#include "tractable/diagnostics/sbc.hpp"
#include "tractable/mcmc/gibbs.hpp"
#include "tractable/mcmc/hmc.hpp"
#include "tractable/mcmc/log_normal_walk.hpp"
#include "tractable/mcmc/mala.hpp"
#include "tractable/mcmc/nuts.hpp"
#include "tractable/mcmc/pcn.hpp"
#include "tractable/mcmc/random_walk.hpp"
#include "tractable/mcmc/sampler.hpp"
#include "tractable/mcmc/sgld.hpp"
#include "tractable/mcmc/slice.hpp"
#include "tractable/target/log_density.hpp"

// Models by samplers: each simulation warms a chain up from a start that does not know the truth, thins it until its
// draws are nearly independent, and gives them to sbc().

namespace tractable::test {

struct SbcPair {
  std::string_view model, sampler;
  std::uint64_t warmup, thin;
};

inline const SbcModel& sbc_model(std::string_view name) {
  for (const SbcModel& model : sbc_models()) {
    if (model.name == name) return model;
  }
  throw std::runtime_error("no model " + std::string(name));
}

namespace sbc_detail {

/// A kernel with the density that it runs on, which outlives it.
struct Chain {
  std::unique_ptr<LogDensity> density;
  std::unique_ptr<Kernel> kernel;
  std::vector<double> start;
  Quantities quantities;
  Sampler::Options options;
};

inline LogDensity density_of(const SbcPosterior::OfDensity& posterior, bool gradient) {
  Graph graph;
  const Expr x = graph.input({kBatch, static_cast<Dim>(posterior.start.size())}, "x");
  return LogDensity(x, posterior.log_prob(graph, x), {.gradient = gradient});
}

/// Kernels that adapt the size of their steps and their metric as they do for users.
inline Chain adaptive(std::string_view sampler, const SbcPosterior::OfDensity& posterior) {
  Chain chain{nullptr, nullptr, posterior.start, posterior.quantities, {}};
  if (sampler == "nuts") {
    chain.kernel = std::make_unique<Nuts>(density_of(posterior, true), Nuts::Options{});
  } else if (sampler == "hmc") {
    chain.kernel = std::make_unique<Hmc>(density_of(posterior, true), Hmc::Options{.length = 1.5, .jitter = 0.3});
  } else if (sampler == "mala") {
    chain.kernel = std::make_unique<Mala>(density_of(posterior, true), Mala::Options{});
  } else {
    chain.density = std::make_unique<LogDensity>(density_of(posterior, false));
    if (sampler == "random_walk") {
      chain.kernel = std::make_unique<RandomWalk>(*chain.density, RandomWalk::Options{});
    } else if (sampler == "slice") {
      chain.kernel = std::make_unique<Slice>(*chain.density, Slice::Options{});
    } else {
      throw std::runtime_error("no sampler " + std::string(sampler));
    }
  }
  return chain;
}

inline Chain chain_of(std::string_view sampler, SbcPosterior& p) {
  Chain chain;
  if (sampler == "gibbs") {
    std::vector<Gibbs::Block> blocks;
    for (ConditionalBlock& block : p.blocks.blocks) {
      blocks.push_back({block.name, block.begin, block.size, std::move(block.draw)});
    }
    chain = {nullptr,
             std::make_unique<Gibbs>(Gibbs::Options{.dim = p.blocks.start.size(), .blocks = std::move(blocks)}),
             p.blocks.start,
             p.blocks.quantities,
             {.adaptation = MetricAdaptation::none}};
  } else if (sampler == "pcn") {
    chain = {std::make_unique<LogDensity>(density_of(p.on_prior, false)),
             nullptr,
             p.on_prior.start,
             p.on_prior.quantities,
             {.adaptation = MetricAdaptation::none}};
    chain.kernel = std::make_unique<Pcn>(
        *chain.density,
        Pcn::Options{.mean = p.on_prior.prior_mean, .covariance = Metric::diagonal(p.on_prior.prior_variance)});
  } else if (sampler.starts_with("log_normal_walk")) {
    chain = {std::make_unique<LogDensity>(density_of(p.on_positive, false)),
             nullptr,
             p.on_positive.start,
             p.on_positive.quantities,
             {.adaptation = MetricAdaptation::none}};
    chain.kernel = std::make_unique<LogNormalWalk>(
        *chain.density, LogNormalWalk::Options{.hastings = sampler != "log_normal_walk_without_hastings"});
  } else if (sampler == "sgld") {
    // With the exact gradient, but a step so large that the law of the chain has nearly twice the posterior's variance.
    auto density = std::make_shared<LogDensity>(density_of(p.on_line, true));
    const auto slope = [density](Key, std::uint64_t, std::span<const double> x, std::span<double> out) {
      std::ranges::copy(x, density->position().begin());
      density->evaluate();
      std::ranges::copy(density->gradient(), out.begin());
    };
    chain = {nullptr,
             std::make_unique<Sgld>(Sgld::Options{.dim = p.on_line.start.size(), .gradient = slope, .step_size = 0.8}),
             p.on_line.start,
             p.on_line.quantities,
             {.adaptation = MetricAdaptation::none}};
  } else {
    chain = adaptive(sampler, p.on_line);
  }
  return chain;
}

}  // namespace sbc_detail

/// The pair's simulation, for sbc().
inline SbcSimulation sbc_simulation(const SbcPair& pair) {
  return [pair, model = &sbc_model(pair.model)](Key key, std::span<double> truth, std::span<double> draws) {
    SbcPosterior posterior = model->simulate(split_at(key, 0));
    sbc_detail::Chain chain = sbc_detail::chain_of(pair.sampler, posterior);
    std::ranges::copy(posterior.truth, truth.begin());
    chain.options.warmup = pair.warmup;
    Sampler sampler(std::move(chain.kernel), split_at(key, 1), chain.start, chain.options);
    sampler.run(pair.warmup);
    const std::size_t count = draws.size() / truth.size();
    std::vector<double> quantities(truth.size());
    for (std::size_t l = 0; l < count; ++l) {
      sampler.run(pair.thin);
      chain.quantities(sampler.state().position, quantities);
      for (std::size_t q = 0; q < quantities.size(); ++q) draws[q * count + l] = quantities[q];
    }
  };
}

inline SbcResult run_pair(const SbcPair& pair, std::size_t simulations, std::uint32_t draws, std::uint32_t seed) {
  return sbc(simulations, draws, sbc_model(pair.model).quantities.size(), key_from_seed(seed), sbc_simulation(pair));
}

}  // namespace tractable::test
