#pragma once

#include <cstddef>

namespace tractable::test {

/// How many times this program has called operator new.
std::size_t allocations() noexcept;

}  // namespace tractable::test
