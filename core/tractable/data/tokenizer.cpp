#include "tractable/data/tokenizer.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "tractable/data/letters.hpp"

namespace tractable {
namespace {

constexpr std::size_t kPhoneDigits = 7;
constexpr std::size_t kGroupedDigits = 10;
constexpr std::size_t kMaxGroupedDigits = 11;
constexpr std::size_t kMaxCountryDigits = 13;
// Names and hosts are looked for no further: time stays in proportion to the message.
constexpr std::size_t kMaxAddress = 253;

constexpr std::array<std::string_view, 11> kEndings = {"com", "net", "org",  "edu", "gov", "info",
                                                       "biz", "tv",  "mobi", "uk",  "eu"};
constexpr std::array<std::string_view, 5> kEntities = {"&lt;", "&gt;", "&amp;", "&quot;", "&apos;"};
constexpr std::array<std::pair<std::string_view, std::string_view>, 5> kPlaceholders = {
    {{"#", "<number>"}, {"decimal", "<number>"}, {"time", "<number>"}, {"url", "<url>"}, {"email", "<email>"}}};

constexpr char lower_ascii(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 0x20) : c; }
constexpr bool matches(char small, char found) { return small == lower_ascii(found); }
constexpr bool is_ascii_letter(char c) { return lower_ascii(c) >= 'a' && lower_ascii(c) <= 'z'; }
constexpr bool is_ascii_digit(char c) { return c >= '0' && c <= '9'; }
constexpr bool is_host_letter(char c) { return is_ascii_letter(c) || is_ascii_digit(c) || c == '-'; }
constexpr bool is_name_letter(char c) { return is_host_letter(c) || c == '.' || c == '_' || c == '+'; }

// A place in the message, and what stands there.
class Scanner {
 public:
  explicit Scanner(std::string_view message) : text_(message) {}

  std::vector<Token> run() {
    while (at_ < text_.size()) {
      if (!take()) at_ += character_at(text_, at_).size;
    }
    return std::move(tokens_);
  }

 private:
  bool take() { return placeholder() || entity() || url() || email() || money() || phone() || number() || word(); }

  // --- what stands at a place; all take places up to the end of the message
  // -------------------------------------------

  [[nodiscard]] char byte(std::size_t at) const { return at < text_.size() ? text_[at] : '\0'; }
  [[nodiscard]] char32_t point(std::size_t at) const {
    return at < text_.size() ? character_at(text_, at).point : kNoCharacter;
  }
  [[nodiscard]] bool in_word(std::size_t at) const {
    const char32_t here = point(at);
    return is_letter(here) || is_digit(here);
  }
  [[nodiscard]] bool says(std::size_t at, std::string_view small) const {
    if (small.size() > text_.size() - std::min(at, text_.size())) return false;
    return std::equal(small.begin(), small.end(), text_.begin() + static_cast<std::ptrdiff_t>(at), matches);
  }
  // Whether `small` stands here and no word goes on behind it.
  [[nodiscard]] bool ends_with(std::size_t at, std::string_view small) const {
    return says(at, small) && !few_digits_or_letter(at + small.size());
  }
  // Many digits are a telephone's number, which begins anew.
  [[nodiscard]] bool few_digits_or_letter(std::size_t at) const {
    return in_word(at) && digits_end(at) - at < kPhoneDigits;
  }
  [[nodiscard]] std::size_t digits_end(std::size_t at) const {
    while (is_ascii_digit(byte(at))) ++at;
    return at;
  }

  bool add(std::string_view kind, std::size_t end) {
    tokens_.push_back({std::string(kind), at_, end});
    at_ = end;
    return true;
  }

  // --- the rules, in the header's order
  // -------------------------------------------------------------------------------

  bool placeholder() {
    const bool plain = byte(at_) == '<';
    if (!plain && !says(at_, "&lt;")) return false;
    const std::size_t name = at_ + (plain ? 1 : 4);
    const std::string_view close = plain ? ">" : "&gt;";
    for (const auto& [word, kind] : kPlaceholders) {
      if (says(name, word) && says(name + word.size(), close)) return add(kind, name + word.size() + close.size());
    }
    return false;
  }

  bool entity() {
    if (byte(at_) != '&') return false;
    for (const std::string_view entity : kEntities) {
      if (!says(at_, entity)) continue;
      at_ += entity.size();
      return true;
    }
    return false;
  }

  // Up to a space, a quote or an angle bracket, without the punctuation at its end.
  [[nodiscard]] std::size_t address_end(std::size_t at) const {
    const auto inside = [](char c) { return static_cast<unsigned char>(c) > ' ' && c != '"' && c != '<' && c != '>'; };
    std::size_t end = at;
    while (inside(byte(end))) ++end;
    while (end > at && std::string_view(".,;:!?'()[]").find(byte(end - 1)) != std::string_view::npos) --end;
    return end;
  }

  // Where a host ends that begins here, and where its last part begins; both `at` if it has but one part.
  [[nodiscard]] std::pair<std::size_t, std::size_t> host(std::size_t at) const {
    std::pair<std::size_t, std::size_t> found{at, at};
    std::size_t end = at;
    for (std::size_t begin = at; end < at + kMaxAddress; begin = ++end) {
      while (end < at + kMaxAddress && is_host_letter(byte(end))) ++end;
      if (end == begin) break;
      if (begin != at) found = {end, begin};
      if (byte(end) != '.') break;
    }
    return found;
  }

  [[nodiscard]] bool starts_name() const { return is_ascii_letter(byte(at_)) || is_ascii_digit(byte(at_)); }

  bool url() {
    for (const std::string_view opening : {"http://", "https://", "www."}) {
      if (!says(at_, opening)) continue;
      const std::size_t end = address_end(at_ + opening.size());
      return end > at_ + opening.size() && add("<url>", end);
    }
    if (!starts_name()) return false;
    const auto [end, last] = host(at_);
    const std::string_view ending = text_.substr(last, end - last);
    const auto is_it = [&](std::string_view known) {
      return known.size() == ending.size() && std::equal(known.begin(), known.end(), ending.begin(), matches);
    };
    if (std::none_of(kEndings.begin(), kEndings.end(), is_it)) return false;
    if (end == at_ || in_word(end) || byte(end) == '@') return false;
    const bool more = byte(end) == '/' || byte(end) == '?';
    return add("<url>", more ? std::max(end, address_end(end)) : end);
  }

  bool email() {
    if (!starts_name()) return false;
    std::size_t at = at_;
    while (at < at_ + kMaxAddress && is_name_letter(byte(at))) ++at;
    if (byte(at) != '@') return false;
    const auto [end, last] = host(at + 1);
    if (end - last < 2 || in_word(end)) return false;
    for (std::size_t i = last; i < end; ++i) {
      if (!is_ascii_letter(byte(i))) return false;
    }
    return add("<email>", end);
  }

  // Digits, and one of . , : / between digits; `at` if there is no digit.
  [[nodiscard]] std::size_t number_end(std::size_t at) const {
    std::size_t end = digits_end(at);
    while (end > at && std::string_view(".,:/").find(byte(end)) != std::string_view::npos && byte(end) != '\0' &&
           is_ascii_digit(byte(end + 1))) {
      end = digits_end(end + 1);
    }
    return end;
  }

  bool money() {
    std::size_t end = at_;
    while (is_currency(point(end))) end += character_at(text_, end).size;
    if (end > at_) {
      const std::size_t digits = byte(end) == ' ' ? end + 1 : end;
      const std::size_t behind = number_end(digits);
      if (behind == digits) return add("<money>", end);
      const bool unit = ends_with(behind, "k") || ends_with(behind, "m") || ends_with(behind, "p");
      return add("<money>", unit ? behind + 1 : behind);
    }
    // Behind a telephone's number what looks like a unit is the next word.
    if (!is_ascii_digit(byte(at_)) || digits_end(at_) - at_ >= kPhoneDigits) return false;
    const std::size_t behind = number_end(at_);
    if (ends_with(behind, "p")) return add("<money>", behind + 1);
    if (ends_with(behind, "gbp")) return add("<money>", behind + 3);
    if (!is_currency(point(behind))) return false;
    // "2£5": the sign belongs to the number behind it, if there is one.
    const std::size_t end_of_sign = behind + character_at(text_, behind).size;
    return !is_digit(point(end_of_sign)) && add("<money>", end_of_sign);
  }

  bool phone() {
    const bool plus = byte(at_) == '+';
    const std::size_t begin = plus ? at_ + 1 : at_;
    const std::size_t first = digits_end(begin);
    if (first - begin >= kPhoneDigits) return add("<phone>", first);
    if (!(plus ? first > begin : byte(begin) == '0' && first - begin >= 3)) return false;
    const std::size_t most = plus ? kMaxCountryDigits : kMaxGroupedDigits;
    std::size_t count = first - begin;
    std::size_t best = begin;
    for (std::size_t end = first; byte(end) == ' ' || byte(end) == '-';) {
      const std::size_t group = end + 1;
      end = digits_end(group);
      count += end - group;
      if (end - group < 2 || count > most) break;
      if (count >= kGroupedDigits && !is_letter(point(end))) best = end;
    }
    return best > begin && add("<phone>", best);
  }

  bool number() {
    const std::size_t end = number_end(at_);
    if (end == at_) return false;
    // Letters at plain digits make a word of them: "2nite".
    if (end == digits_end(at_) && glued(end)) return false;
    return add("<number>", end);
  }

  // Whether a word that has come to `at` goes on: with a letter, or an apostrophe and a letter or a few digits behind
  // it.
  [[nodiscard]] bool glued(std::size_t at) const {
    if (!is_apostrophe(point(at))) return is_letter(point(at));
    return few_digits_or_letter(at + character_at(text_, at).size);
  }

  bool word() {
    if (!in_word(at_)) return false;
    std::string letters;
    std::size_t end = at_;
    while (end < text_.size()) {
      const Character here = character_at(text_, end);
      if (is_digit(here.point)) {
        const std::size_t digits = digits_end(end);
        if (digits - end >= kPhoneDigits) break;
        letters.append(text_.substr(end, digits - end));
        end = digits;
      } else if (is_letter(here.point)) {
        append_character(letters, lower_case(here.point));
        end += here.size;
      } else if (end > at_ && glued(end)) {
        letters += '\'';
        end += here.size;
      } else {
        break;
      }
    }
    return add(letters, end);
  }

  std::string_view text_;
  std::size_t at_ = 0;
  std::vector<Token> tokens_;
};

}  // namespace

std::vector<Token> tokenize(std::string_view message) { return Scanner(message).run(); }

}  // namespace tractable
