#pragma once

#include <array>
#include <cstdint>
#include <vector>

// Random keys. All randomness of the library comes from a counter-based generator, Philox4x32-10: a pure function from
// a 64-bit key and a 128-bit counter to 128 random bits. There is no hidden state: the same key gives the same numbers
// in any order, on any number of workers, in every build; what needs new numbers takes a new key, made by `split` or
// `fold_in`.
//   Salmon, Moraes, Dror, Shaw (2011): Parallel random numbers: as easy as 1, 2, 3. SC11, doi:10.1145/2063384.2063405.
//
// The counter's words are (index low, index high, purpose, 0). The purpose keeps the numbers that become keys apart
// from the numbers that become draws.

namespace tractable {

/// 64 bits that name a stream of random numbers.
struct Key {
  std::uint32_t word0 = 0;
  std::uint32_t word1 = 0;
  friend bool operator==(const Key&, const Key&) = default;
};

using PhiloxBlock = std::array<std::uint32_t, 4>;

/// What the third word of the counter says the block is used for.
enum class Purpose : std::uint32_t { draw = 0, split = 1, fold_in = 2 };

/// Philox4x32 with ten rounds: the block of random bits at `counter` under `key`.
[[nodiscard]] PhiloxBlock philox4x32_10(const PhiloxBlock& counter, Key key) noexcept;

/// The key of a user's seed.
[[nodiscard]] Key key_from_seed(std::uint32_t seed) noexcept;

/// The i-th of the keys that `key` splits into. Keys of different i, and draws under `key` itself, are independent.
[[nodiscard]] Key split_at(Key key, std::uint64_t i) noexcept;

/// split_at(key, 0) ... split_at(key, count - 1).
/// Throws Error{too_large} if count > 2^24.
[[nodiscard]] std::vector<Key> split(Key key, std::uint64_t count);

/// A key that depends on `key` and on `data` (a step number, an element's index, a chain's number).
[[nodiscard]] Key fold_in(Key key, std::uint64_t data) noexcept;

}  // namespace tractable
