#pragma once

#include <cstddef>
#include <cstdlib>
#include <fstream>
#include <limits>
#include <sstream>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

// A small JSON reader for the reference data. Numbers go through the C library's strtod, so that the library's own
// number reader is never its own oracle. The strings "Inf", "-Inf", "inf", "-inf", "nan" and null read as such numbers.
// What is missing or malformed throws std::runtime_error. "\u" escapes are kept as they are written.

namespace tractable::test {

class Json {
 public:
  enum class Kind { null, boolean, number, string, array, object };

  [[nodiscard]] static Json parse(std::string_view text) {
    Reader reader{text};
    Json json = reader.value();
    reader.skip_space();
    if (reader.position != text.size()) reader.fail("nothing more was expected");
    return json;
  }

  /// Reads tests/reference/<name>.
  [[nodiscard]] static Json reference(const std::string& name) {
    const std::string path = std::string(TRACTABLE_TEST_DATA) + "/" + name;
    std::ifstream file(path, std::ios::binary);
    if (!file) throw std::runtime_error("cannot read " + path);
    std::ostringstream text;
    text << file.rdbuf();
    return parse(text.str());
  }

  [[nodiscard]] Kind kind() const { return kind_; }
  [[nodiscard]] bool is_null() const { return kind_ == Kind::null; }
  [[nodiscard]] bool boolean() const { return number_ != 0; }
  [[nodiscard]] const std::string& string() const { return string_; }
  [[nodiscard]] const std::vector<Json>& array() const { return items_; }
  [[nodiscard]] const std::vector<std::pair<std::string, Json>>& object() const { return members_; }

  [[nodiscard]] double number() const {
    if (kind_ == Kind::number) return number_;
    if (kind_ == Kind::null) return std::numeric_limits<double>::quiet_NaN();
    char* end = nullptr;
    const double value = std::strtod(string_.c_str(), &end);
    if (kind_ != Kind::string || end == string_.c_str()) throw std::runtime_error("not a number: " + string_);
    return value;
  }

  /// The numbers of an array, those of arrays in it one after the other; a single number is an array of one.
  [[nodiscard]] std::vector<double> numbers() const {
    if (kind_ != Kind::array) return {number()};
    std::vector<double> all;
    for (const Json& item : items_) {
      const std::vector<double> part = item.numbers();
      all.insert(all.end(), part.begin(), part.end());
    }
    return all;
  }

  [[nodiscard]] bool has(std::string_view name) const { return find(name) != nullptr; }
  [[nodiscard]] const Json& operator[](std::string_view name) const {
    if (const Json* member = find(name)) return *member;
    throw std::runtime_error("no member " + std::string(name));
  }
  [[nodiscard]] const Json& operator[](std::size_t i) const { return items_.at(i); }

 private:
  struct Reader {
    std::string_view text;
    std::size_t position = 0;

    [[noreturn]] void fail(const char* what) const {
      throw std::runtime_error("JSON, byte " + std::to_string(position) + ": " + what);
    }
    void skip_space() {
      while (position < text.size() && std::string_view(" \t\r\n").find(text[position]) != std::string_view::npos) {
        ++position;
      }
    }
    bool take(char c) {
      skip_space();
      const bool found = position < text.size() && text[position] == c;
      position += found ? 1 : 0;
      return found;
    }
    bool take_word(std::string_view word) {
      const bool found = text.substr(position).starts_with(word);
      position += found ? word.size() : 0;
      return found;
    }

    Json value() {
      Json json;
      if (take('{')) {
        json.kind_ = Kind::object;
        for (bool more = !take('}'); more; more = list_goes_on('}')) {
          if (!take('"')) fail("a name was expected");
          std::string name = rest_of_string();
          if (!take(':')) fail("\":\" was expected");
          json.members_.emplace_back(std::move(name), value());
        }
      } else if (take('[')) {
        json.kind_ = Kind::array;
        for (bool more = !take(']'); more; more = list_goes_on(']')) json.items_.push_back(value());
      } else if (take('"')) {
        json.kind_ = Kind::string;
        json.string_ = rest_of_string();
      } else if (take_word("true")) {
        json.kind_ = Kind::boolean;
        json.number_ = 1;
      } else if (take_word("false")) {
        json.kind_ = Kind::boolean;
      } else if (!take_word("null")) {
        json.kind_ = Kind::number;
        json.number_ = number();
      }
      return json;
    }

    bool list_goes_on(char end) {
      if (take(',')) return true;
      if (!take(end)) fail("\",\" or the end of the list was expected");
      return false;
    }

    std::string rest_of_string() {
      std::string content;
      for (; position < text.size() && text[position] != '"'; ++position) {
        if (text[position] == '\\' && position + 1 < text.size()) {
          constexpr std::string_view kLetters = "nrtbf";
          constexpr std::string_view kMeanings = "\n\r\t\b\f";
          const auto letter = kLetters.find(text[++position]);
          if (text[position] == 'u') content.push_back('\\');
          content.push_back(letter == std::string_view::npos ? text[position] : kMeanings[letter]);
        } else {
          content.push_back(text[position]);
        }
      }
      if (position++ >= text.size()) fail("the string has no end");
      return content;
    }

    double number() {
      const std::string digits(text.substr(position, text.find_first_of(",]} \t\r\n", position) - position));
      char* end = nullptr;
      const double parsed = std::strtod(digits.c_str(), &end);
      if (digits.empty() || *end != '\0') fail("a value was expected");
      position += digits.size();
      return parsed;
    }
  };

  [[nodiscard]] const Json* find(std::string_view name) const {
    for (const auto& [key, member] : members_) {
      if (key == name) return &member;
    }
    return nullptr;
  }

  Kind kind_ = Kind::null;
  double number_ = 0;
  std::string string_;
  std::vector<Json> items_;
  std::vector<std::pair<std::string, Json>> members_;
};

}  // namespace tractable::test
