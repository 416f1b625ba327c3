#include "core/graph/allocations.hpp"

#include <doctest/doctest.h>

#include <atomic>
#include <cstdlib>
#include <memory>
#include <new>

// The global operator new of the test program, which counts. In a file of its own: where the compiler sees both a call
// and these bodies, it takes the pair for a mistake.

namespace {
std::atomic<std::size_t> count{0};
}

std::size_t tractable::test::allocations() noexcept { return count; }

void* operator new(std::size_t size) {
  ++count;
  if (void* memory = std::malloc(size == 0 ? 1 : size)) return memory;
  throw std::bad_alloc();
}
void operator delete(void* memory) noexcept { std::free(memory); }
void operator delete(void* memory, std::size_t) noexcept { std::free(memory); }
