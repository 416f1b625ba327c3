#pragma once

#include <cstdlib>

namespace tractable::test {

/// How many cases a sweep tries: `often` where TRACTABLE_LONG is set, as in the native suite of `npm run test:long`.
inline int cases(int usual, int often) { return std::getenv("TRACTABLE_LONG") != nullptr ? often : usual; }

}  // namespace tractable::test
