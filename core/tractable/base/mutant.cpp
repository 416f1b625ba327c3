#include "tractable/base/mutant.hpp"

#ifdef TRACTABLE_MUTANTS

#include <cstdlib>

namespace tractable {

bool mutant(Mutant which) noexcept {
  static const int chosen = [] {
    const char* text = std::getenv("TRACTABLE_MUTANT");
    return text != nullptr ? std::atoi(text) : 0;
  }();
  return static_cast<int>(which) == chosen;
}

}  // namespace tractable

#endif
