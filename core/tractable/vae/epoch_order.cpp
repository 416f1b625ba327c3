#include <algorithm>

#include "tractable/base/key.hpp"
#include "tractable/simd/random.hpp"
#include "tractable/vae/data_matrix.hpp"

namespace tractable {

std::vector<std::uint32_t> shuffled(Key key, std::size_t n) {
  std::vector<std::uint32_t> bits(2 * n);
  fill_bits(key, bits);
  struct Entry {
    std::uint64_t place;
    std::uint32_t index;
  };
  std::vector<Entry> entries(n);
  for (std::size_t i = 0; i < n; ++i) {
    entries[i] = {(std::uint64_t{bits[2 * i]} << 32) | bits[2 * i + 1], static_cast<std::uint32_t>(i)};
  }
  std::ranges::sort(entries, [](const Entry& a, const Entry& b) {
    return a.place != b.place ? a.place < b.place : a.index < b.index;
  });
  std::vector<std::uint32_t> order(n);
  std::ranges::transform(entries, order.begin(), &Entry::index);
  return order;
}

}  // namespace tractable
