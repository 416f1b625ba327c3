// The first states of every kernel have the same bits natively, as SIMD WebAssembly and as scalar WebAssembly: those
// that are written down here. A deliberate change of a kernel changes its hash: update it, and say so in the changelog,
// for it changes the numbers that readers see.

#include <doctest/doctest.h>

#include <map>
#include <string>
#include <vector>

#include "support/kernel_cases.hpp"
#include "support/ulp.hpp"

using namespace tractable;
using namespace tractable::test;

TEST_CASE("the first 1000 states of every kernel have the bits that are written down") {
  const std::map<std::string, std::uint64_t> expected{
      {"random_walk", 18159301208254664983u},
      {"random_walk, dense metric", 9398227725441739681u},
      {"log_normal_walk", 12326243928134659202u},
      {"metropolis_hastings", 17511435330963885464u},
      {"independence", 13717445760119287899u},
      {"pcn", 6313668659561872081u},
      {"pcn, whole density", 1354334902235989789u},
      {"slice", 186770538768586292u},
      {"slice, few widths", 15158275603905697484u},
      {"slice, random lines", 5299659464806808634u},
      {"slice, bounded", 13609179900574024433u},
      {"gibbs", 11770904076361320585u},
      {"gibbs, random scan", 17648299752361932412u},
      {"sgld", 6997740751401994043u},
      {"subsampled_metropolis, full", 9617723544330614394u},
      {"subsampled_metropolis, carried", 2184157246197051761u},
      {"subsampled_metropolis, shared", 10911125228508894942u},
  };
  for (const KernelCase& each : kernel_cases()) {
    CAPTURE(std::string(each.label));
    const MadeKernel made = each.make(2);
    std::vector<double> start(2 * made.kernel->dim());
    fill_uniform(key_from_seed(21), std::span(start));
    const std::vector<Key> keys = keys_of(22, 2);
    ChainState state = made.kernel->init(start);
    TransitionInfo info;
    Hash hash;
    for (std::uint64_t t = 0; t < 1000; ++t) {
      made.kernel->step(keys, t, state, info);
      for (const double x : state.position) hash.add(x);
      for (const double p : info.acceptance) hash.add(p);
    }
    for (const double x : state.log_prob) hash.add(x == x ? x : 0);
    CHECK(hash.value == expected.at(each.label));
  }
}
