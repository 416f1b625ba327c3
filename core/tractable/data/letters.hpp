#pragma once

#include <cstddef>
#include <string>
#include <string_view>

// Characters of UTF-8 as the tokenizer sees them: what a letter is and what its small form is. Nothing here asks the
// C library, whose answers depend on the locale.
//
//   letters      A-Z and a-z; U+00AA, U+00B5, U+00BA; U+00C0 to U+1FFF without the signs of multiplication and
//   division;
//                U+2C00 to U+2DFF, U+3041 to U+D7FF and U+F900 to U+FAFF; U+20000 to U+3FFFF. Marks that stand on a
//                letter (U+0300 ...) count as letters; composed and decomposed forms are not made equal.
//   small forms  of A-Z, of Latin (U+00C0 to U+017F), Greek (U+0386 to U+03AB) and Cyrillic letters (U+0400 to U+042F)

namespace tractable {

struct Character {
  char32_t point = 0;    ///< kNoCharacter where the bytes are not well-formed UTF-8
  std::size_t size = 1;  ///< in bytes; 1 where they are not
};

inline constexpr char32_t kNoCharacter = 0xFFFFFFFF;

/// The character that begins at byte `at` < bytes.size(). Overlong forms, surrogates and what lies above U+10FFFF are
/// not well-formed.
[[nodiscard]] Character character_at(std::string_view bytes, std::size_t at) noexcept;

[[nodiscard]] bool is_letter(char32_t point) noexcept;
[[nodiscard]] constexpr bool is_digit(char32_t point) noexcept { return point >= U'0' && point <= U'9'; }
/// The typewriter's, the printer's left and right one, and those that Windows-1252 read as Latin-1 has become.
[[nodiscard]] bool is_apostrophe(char32_t point) noexcept;
/// $, the signs from U+00A2 (cent) to U+00A5 (yen), U+20A0 to U+20CF (euro, rupee ...).
[[nodiscard]] bool is_currency(char32_t point) noexcept;

[[nodiscard]] char32_t lower_case(char32_t point) noexcept;
void append_character(std::string& text, char32_t point);

}  // namespace tractable
