#include "tractable/base/key.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <vector>

#include "tractable/base/error.hpp"

using namespace tractable;

TEST_CASE("philox4x32_10 gives the three vectors that its authors published") {
  // Random123, tests/kat_vectors, rows "philox4x32 10" (Copyright D. E. Shaw Research, BSD-3-Clause).
  CHECK(philox4x32_10({0, 0, 0, 0}, {0, 0}) == PhiloxBlock{0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8});
  CHECK(philox4x32_10({0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff}, {0xffffffff, 0xffffffff}) ==
        PhiloxBlock{0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd});
  CHECK(philox4x32_10({0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344}, {0xa4093822, 0x299f31d0}) ==
        PhiloxBlock{0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1});
}

TEST_CASE("split and fold_in make different keys for different numbers and purposes") {
  const Key root = key_from_seed(7);
  std::vector<Key> keys = split(root, 1000);
  for (std::size_t i = 0; i < 1000; ++i) {
    CHECK(keys[i] == split_at(root, i));
    keys.push_back(fold_in(root, i));
    keys.push_back(fold_in(root, std::uint64_t{i} << 32));  // the high word of the number counts too
  }
  keys.push_back(root);
  keys.push_back(key_from_seed(8));
  const auto as_number = [](Key key) { return (std::uint64_t{key.word0} << 32) | key.word1; };
  std::vector<std::uint64_t> numbers;
  for (Key key : keys) numbers.push_back(as_number(key));
  std::sort(numbers.begin(), numbers.end());
  // Both fold_in(root, 0) and fold_in(root, 0 << 32) are there: one repeat is expected, and no other.
  CHECK(std::unique(numbers.begin(), numbers.end()) - numbers.begin() == static_cast<std::ptrdiff_t>(keys.size()) - 1);
}

TEST_CASE("split refuses more keys than memory should hold, and names the number") {
  CHECK_THROWS_WITH_AS((void)split({}, 1'000'000'000), "split: count is 1000000000; at most 16777216 keys at a time",
                       Error);
}
