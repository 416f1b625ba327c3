// Markov chains: transitions per second of one chain.

#include <array>
#include <memory>
#include <vector>

#include "bench/bench.hpp"
#include "tractable/base/key.hpp"
#include "tractable/graph/ops.hpp"
#include "tractable/mcmc/random_walk.hpp"

namespace {

using namespace tractable;

/// Two normals of correlation 0.95 and standard deviation 1.
std::shared_ptr<LogDensity> gauss_2d() {
  Graph graph;
  const Expr x = graph.input({kBatch, 2}, "x");
  const Expr a = slice(x, 0, 1), b = slice(x, 1, 1);
  const Expr log_prob = (a * a - 1.9 * (a * b) + b * b) * (-0.5 / (1 - 0.95 * 0.95));
  return std::make_shared<LogDensity>(x, log_prob, LogDensity::Options{.batch = 1, .gradient = false});
}

constexpr std::uint64_t kTransitions = 100'000;

// All that a page reads of a transition is there: the state, the proposal, the probability of its acceptance.
const bool metropolis = bench::add("metropolis_2d", [] {
  auto density = gauss_2d();
  auto kernel = std::make_shared<RandomWalk>(*density, RandomWalk::Options{0.8, {}});
  auto state = std::make_shared<ChainState>(kernel->init(std::array{0.0, 0.0}));
  auto info = std::make_shared<TransitionInfo>();
  return bench::Row{"metropolis_2d", "million/s", "{\"transitions\":100000}", [=, density = density] {
                      const std::array keys{key_from_seed(1)};
                      double sum = 0;
                      for (std::uint64_t t = 0; t < kTransitions; ++t) {
                        kernel->step(keys, t, *state, *info);
                        sum += state->position[0];
                      }
                      bench::use(sum);
                      return kTransitions / 1e6;
                    }};
});

// The target alone: what is left for the chain's own work.
const bool target = bench::add("metropolis_2d_target", [] {
  auto density = gauss_2d();
  return bench::Row{"metropolis_2d_target", "million/s", "{\"evaluations\":100000}", [=] {
                      double sum = 0;
                      for (std::uint64_t t = 0; t < kTransitions; ++t) {
                        density->position()[0] = static_cast<double>(t);
                        density->evaluate();
                        sum += density->log_prob()[0];
                      }
                      bench::use(sum);
                      return kTransitions / 1e6;
                    }};
});

}  // namespace
