#include "tractable/diagnostics/sort_ranked.hpp"

#include <bit>
#include <cstddef>
#include <utility>

namespace tractable {
namespace {

constexpr std::size_t kDigit = 11;  // bits
constexpr std::size_t kPlaces = 6;
constexpr std::size_t kValues = std::size_t{1} << kDigit;

/// Whole numbers in the order of the finite doubles; -0 is 0.
std::uint64_t ascending_bits(double x) {
  const auto bits = std::bit_cast<std::uint64_t>(x + 0.0);
  return bits >> 63 != 0 ? ~bits : bits | std::uint64_t{1} << 63;
}

std::size_t digit(std::uint64_t bits, std::size_t place) {
  return static_cast<std::size_t>(bits >> place * kDigit & (kValues - 1));
}

}  // namespace

void sort_ranked(std::span<const double> x, std::vector<Ranked>& order, std::vector<Ranked>& work) {
  const std::size_t n = x.size();
  std::vector<std::uint32_t> counts(kPlaces * kValues);
  order.resize(n);
  work.resize(n);
  for (std::size_t i = 0; i < n; ++i) {
    order[i] = {x[i], static_cast<std::uint32_t>(i)};
    const std::uint64_t bits = ascending_bits(x[i]);
    for (std::size_t place = 0; place < kPlaces; ++place) ++counts[place * kValues + digit(bits, place)];
  }
  for (std::size_t place = 0; place < kPlaces && n > 0; ++place) {
    const auto next = std::span(counts).subspan(place * kValues, kValues);
    if (next[digit(ascending_bits(x[0]), place)] == n) continue;  // all have this digit
    std::uint32_t before = 0;
    for (std::uint32_t& each : next) before += std::exchange(each, before);
    for (const Ranked& each : order) work[next[digit(ascending_bits(each.value), place)]++] = each;
    order.swap(work);
  }
}

}  // namespace tractable
