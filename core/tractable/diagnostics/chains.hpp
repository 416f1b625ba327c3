#pragma once

#include <cstddef>
#include <span>

namespace tractable {

/// K Markov chains of n draws each of one quantity, row by row: draws (K, n), without the warm-up.
struct Chains {
  std::span<const double> draws;
  std::size_t count = 1;  ///< K

  [[nodiscard]] std::size_t length() const { return draws.size() / count; }
};

}  // namespace tractable
