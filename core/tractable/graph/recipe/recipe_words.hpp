#pragma once

#include <cstdint>

// The first word of a recipe and the kinds of its records (recipe.hpp has the rules).

namespace tractable::detail {

/// "TRC" and the version.
inline constexpr std::uint32_t kRecipeMagic = 0x54524301U;

enum class RecordKind : std::uint8_t { input = 1, data = 2, constant = 3, call = 4, pick = 5 };

/// Kinds from here on are read by the caller's handler.
inline constexpr std::uint32_t kFirstHandled = 16;

}  // namespace tractable::detail
