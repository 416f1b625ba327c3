#include "tractable/base/mutant.hpp"

#ifdef TRACTABLE_MUTANTS

#include <cstdlib>
#include <cstring>

namespace tractable {

bool mutant(const char* name) noexcept {
  static const char* const chosen = std::getenv("TRACTABLE_MUTANT");
  return chosen != nullptr && std::strcmp(name, chosen) == 0;
}

}  // namespace tractable

#endif
