#include "tractable/base/key.hpp"

#include "tractable/base/error.hpp"
#include "tractable/base/mutant.hpp"

namespace tractable {
namespace {

// Multipliers and Weyl increments of the paper (its reference code's philox4x32).
constexpr std::uint32_t kMultiplier0 = 0xD2511F53;
constexpr std::uint32_t kMultiplier1 = 0xCD9E8D57;
constexpr std::uint32_t kWeyl0 = 0x9E3779B9;
constexpr std::uint32_t kWeyl1 = 0xBB67AE85;
constexpr int kRounds = 10;

constexpr std::uint64_t kMaxSplit = std::uint64_t{1} << 24;

std::uint32_t low(std::uint64_t value) { return static_cast<std::uint32_t>(value); }
std::uint32_t high(std::uint64_t value) { return static_cast<std::uint32_t>(value >> 32); }

Key derive(Key key, std::uint64_t index, Purpose purpose) {
  const auto block = philox4x32_10({low(index), high(index), static_cast<std::uint32_t>(purpose), 0}, key);
  return {block[0], block[1]};
}

}  // namespace

PhiloxBlock philox4x32_10(const PhiloxBlock& counter, Key key) noexcept {
  PhiloxBlock c = counter;
  for (int round = 0; round < kRounds; ++round) {
    const auto product0 = std::uint64_t{kMultiplier0} * c[0];
    const auto product1 = std::uint64_t{kMultiplier1} * c[2];
    c = {high(product1) ^ c[1] ^ key.word0, low(product1), high(product0) ^ c[3] ^ key.word1, low(product0)};
    key.word0 += kWeyl0;
    key.word1 += kWeyl1;
  }
  return c;
}

Key key_from_seed(std::uint32_t seed) noexcept { return {seed, 0}; }

Key split_at(Key key, std::uint64_t i) noexcept {
  return derive(key, i, mutant("split_reuses_draws") ? Purpose::draw : Purpose::split);
}

std::vector<Key> split(Key key, std::uint64_t count) {
  if (count > kMaxSplit) {
    throw_error(ErrorCode::too_large, "split", "count is ", count, "; at most ", kMaxSplit, " keys at a time");
  }
  std::vector<Key> keys;
  keys.reserve(static_cast<std::size_t>(count));
  for (std::uint64_t i = 0; i < count; ++i) keys.push_back(split_at(key, i));
  return keys;
}

Key fold_in(Key key, std::uint64_t data) noexcept { return derive(key, data, Purpose::fold_in); }

}  // namespace tractable
