#pragma once

// Seeded faults. A statistical or golden test is worth what it catches: in the build for `npm run test:long` (CMake's
// TRACTABLE_MUTANTS) the environment variable TRACTABLE_MUTANT names one fault and switches it on, and the test that
// guards the place must fail. `mutant("name")` where the fault is seeded is all there is to a new one:
// tests/mutants.mjs reads the names there. In every other build it is the constant false.

namespace tractable {

#ifdef TRACTABLE_MUTANTS
/// Whether this fault is switched on.
[[nodiscard]] bool mutant(const char* name) noexcept;
#else
[[nodiscard]] constexpr bool mutant(const char*) noexcept { return false; }
#endif

}  // namespace tractable
