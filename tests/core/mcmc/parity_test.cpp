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
  const std::map<std::string, std::uint64_t> expected{};
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
    MESSAGE("KK " << each.label << "|" << hash.value);
  }
}
