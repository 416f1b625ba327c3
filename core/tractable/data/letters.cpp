#include "tractable/data/letters.hpp"

namespace tractable {
namespace {

constexpr bool within(char32_t point, char32_t low, char32_t high) { return point >= low && point <= high; }

constexpr char32_t byte_at(std::string_view bytes, std::size_t at) { return static_cast<unsigned char>(bytes[at]); }

// Latin extended-A in pairs of a capital and a small letter: the capital is even, or odd where two letters without a
// partner (U+0138 and U+0149) and one of Latin-1 (U+0178) shift them.
char32_t lower_latin_extended(char32_t point) {
  if (point == 0x130) return U'i';
  if (point == 0x178) return 0xFF;
  const bool odd_capitals = within(point, 0x139, 0x148) || within(point, 0x179, 0x17E);
  if (point == 0x138 || point == 0x149 || point == 0x17F) return point;
  return (point % 2 == 1) == odd_capitals ? point + 1 : point;
}

}  // namespace

Character character_at(std::string_view bytes, std::size_t at) noexcept {
  constexpr Character kNone{kNoCharacter, 1};
  const char32_t first = byte_at(bytes, at);
  if (first < 0x80) return {first, 1};
  const std::size_t size = within(first, 0xC2, 0xDF)   ? 2
                           : within(first, 0xE0, 0xEF) ? 3
                           : within(first, 0xF0, 0xF4) ? 4
                                                       : 0;
  if (size == 0 || size > bytes.size() - at) return kNone;
  char32_t point = first & (0x7Fu >> size);
  for (std::size_t i = 1; i < size; ++i) {
    const char32_t next = byte_at(bytes, at + i);
    if (!within(next, 0x80, 0xBF)) return kNone;
    point = point << 6 | (next & 0x3F);
  }
  const bool overlong = (size == 3 && point < 0x800) || (size == 4 && point < 0x10000);
  if (overlong || within(point, 0xD800, 0xDFFF) || point > 0x10FFFF) return kNone;
  return {point, size};
}

bool is_letter(char32_t point) noexcept {
  if (point < 0x80) return within(point | 0x20, U'a', U'z');
  if (point < 0xC0) return point == 0xAA || point == 0xB5 || point == 0xBA;
  if (point < 0x2000) return point != 0xD7 && point != 0xF7;
  return within(point, 0x2C00, 0x2DFF) || within(point, 0x3041, 0xD7FF) || within(point, 0xF900, 0xFAFF) ||
         within(point, 0x20000, 0x3FFFF);
}

bool is_apostrophe(char32_t point) noexcept {
  return point == U'\'' || point == 0x2018 || point == 0x2019 || point == 0x91 || point == 0x92;
}

bool is_currency(char32_t point) noexcept {
  return point == U'$' || within(point, 0xA2, 0xA5) || within(point, 0x20A0, 0x20CF);
}

char32_t lower_case(char32_t point) noexcept {
  if (within(point, U'A', U'Z')) return point + 0x20;
  if (within(point, 0xC0, 0xDE) && point != 0xD7) return point + 0x20;
  if (within(point, 0x100, 0x17F)) return lower_latin_extended(point);
  if (point == 0x386) return 0x3AC;
  if (within(point, 0x388, 0x38A)) return point + 37;
  if (point == 0x38C) return 0x3CC;
  if (point == 0x38E || point == 0x38F) return point + 63;
  if (within(point, 0x391, 0x3AB) && point != 0x3A2) return point + 0x20;
  if (within(point, 0x400, 0x40F)) return point + 0x50;
  if (within(point, 0x410, 0x42F)) return point + 0x20;
  return point;
}

void append_character(std::string& text, char32_t point) {
  const auto append = [&text](char32_t byte) { text += static_cast<char>(byte); };
  if (point < 0x80) {
    append(point);
  } else if (point < 0x800) {
    append(0xC0 | point >> 6);
    append(0x80 | (point & 0x3F));
  } else {
    if (point < 0x10000) {
      append(0xE0 | point >> 12);
    } else {
      append(0xF0 | point >> 18);
      append(0x80 | (point >> 12 & 0x3F));
    }
    append(0x80 | (point >> 6 & 0x3F));
    append(0x80 | (point & 0x3F));
  }
}

}  // namespace tractable
