// What every kernel owes, case by case (kernel_cases.hpp): its law, its bits, no allocation, its state and its account.

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

#include "core/graph/allocations.hpp"
#include "support/kernel_cases.hpp"

using namespace tractable;
using namespace tractable::test;

namespace {

/// A place for each chain where every case's log_prob is finite.
std::vector<double> starts(std::size_t chains, std::size_t dim) {
  std::vector<double> x(chains * dim);
  fill_uniform(key_from_seed(620), std::span(x));
  return x;
}

}  // namespace

TEST_CASE("every kernel leaves its law as it is") {
  for (const KernelCase& each : kernel_cases()) {
    if (each.uniforms.empty()) continue;
    CAPTURE(std::string(each.label));
    const MadeKernel made = each.make(200);
    const double acceptance = check_leaves_law(*made.kernel, each.draw, each.uniforms, each.transitions);
    CHECK(acceptance > 0.2);
    CHECK(acceptance <= 1);
  }
}

TEST_CASE("a kernel's bits depend neither on a chain's neighbours nor on where the run was cut") {
  constexpr std::uint64_t kEnd = 150, kCut = 61;
  for (const KernelCase& each : kernel_cases()) {
    CAPTURE(std::string(each.label));
    const MadeKernel seven = each.make(7);
    const std::size_t dim = seven.kernel->dim();
    const std::vector<Key> keys = keys_of(621, 7);
    const std::vector<double> start = starts(7, dim);
    ChainState together = seven.kernel->init(start);
    const std::vector<double> path = run(*seven.kernel, keys, together, 0, kEnd);
    for (std::size_t b = 0; b < 7; b += 3) {
      const std::span<const Key> own = std::span(keys).subspan(b, 1);
      const MadeKernel first = each.make(1), second = each.make(1);
      ChainState state = first.kernel->init(std::span(start).subspan(b * dim, dim));
      std::vector<double> cut = run(*first.kernel, own, state, 0, kCut);
      const std::vector<double> rest = run(*second.kernel, own, state, kCut, kEnd);
      cut.insert(cut.end(), rest.begin(), rest.end());
      bool equal = cut.size() == kEnd * dim;
      for (std::size_t t = 0; t < kEnd; ++t) {
        for (std::size_t i = 0; i < dim; ++i) equal = equal && cut[t * dim + i] == path[(t * 7 + b) * dim + i];
      }
      CHECK(equal);
      CHECK((state.log_prob[0] == together.log_prob[b] || std::isnan(state.log_prob[0])));
    }
  }
}

TEST_CASE("transitions of every kernel allocate nothing after the first, and tell what they did") {
  for (const KernelCase& each : kernel_cases()) {
    CAPTURE(std::string(each.label));
    const MadeKernel made = each.make(3);
    const std::size_t dim = made.kernel->dim();
    const std::vector<Key> keys = keys_of(622, 3);
    ChainState state = made.kernel->init(starts(3, dim));
    std::vector<double> before(3 * dim);
    TransitionInfo info;
    made.kernel->step(keys, 0, state, info);
    bool faithful = true;
    const std::size_t allocated = allocations();
    for (std::uint64_t t = 1; t < 300; ++t) {
      std::copy(state.position.begin(), state.position.end(), before.begin());
      made.kernel->step(keys, t, state, info);
      for (std::size_t i = 0; i < before.size(); ++i) {
        faithful = faithful && state.position[i] == (info.accepted[i / dim] == 1 ? info.proposal[i] : before[i]) &&
                   info.not_finite[i / dim] == 0 && info.acceptance[i / dim] >= 0 && info.acceptance[i / dim] <= 1;
      }
    }
    CHECK(allocations() == allocated);
    CHECK(faithful);
    CHECK(std::string(each.label).starts_with(made.kernel->name()));
    CHECK_THROWS_AS(static_cast<void>(made.kernel->init(std::vector<double>(3 * dim + 1, 0.5))), Error);
    CHECK_THROWS_AS(static_cast<void>(made.kernel->init(std::vector<double>(3 * dim, NAN))), Error);
  }
}

TEST_CASE("log_prob that a kernel carries is the target's where the chain stands") {
  for (const KernelCase& each : kernel_cases()) {
    if (each.uniforms.empty()) continue;  // an estimate
    CAPTURE(std::string(each.label));
    const MadeKernel made = each.make(2);
    ChainState state = made.kernel->init(starts(2, made.kernel->dim()));
    static_cast<void>(run(*made.kernel, keys_of(623, 2), state, 0, 100));
    if (std::isnan(state.log_prob[0])) continue;
    const ChainState again = made.kernel->init(state.position);
    CHECK(again.log_prob == state.log_prob);
  }
}
