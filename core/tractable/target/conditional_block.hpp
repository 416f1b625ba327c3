#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <span>
#include <string>

#include "tractable/base/key.hpp"

// A complete conditional law, closed form, as a draw: what Gibbs sampling is made of. Coordinates begin ... begin +
// size - 1 of the position are drawn anew given all others. The draw is a function of (key, t) and the position; blocks
// of one model take keys of their own. Nothing is allocated by it and nothing thrown: numbers that go wrong are values.
// Each keeps scratch of its own, so a copy serves one thread.

namespace tractable {

struct ConditionalBlock {
  std::string name;
  std::size_t begin = 0, size = 1;
  std::function<void(Key key, std::uint64_t t, std::span<double> position)> draw;
};

}  // namespace tractable
