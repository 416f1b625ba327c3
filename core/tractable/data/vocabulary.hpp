#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

// Messages as bags of words. A vocabulary holds the words (tokenizer.hpp) that stand in at least so many messages:
// words of one message say nothing about another one, and there are as many of them as of all others. It is ordered by
// the number of messages, the most frequent first, and words of equal frequency by their bytes, so it depends on the
// messages alone, not on their order.

namespace tractable {

/// A word of the vocabulary, by its place, and how often it stands in the message.
struct WordCount {
  std::uint32_t word = 0;
  std::uint32_t count = 0;
  friend bool operator==(const WordCount&, const WordCount&) = default;
};

struct BagOfWords {
  std::vector<WordCount> words;  ///< in ascending order of their places
  std::uint32_t unknown = 0;     ///< tokens that are not in the vocabulary
  friend bool operator==(const BagOfWords&, const BagOfWords&) = default;
};

class Vocabulary {
 public:
  Vocabulary() = default;
  /// Throws Error{invalid_argument} naming the word that stands there twice or is empty.
  explicit Vocabulary(std::vector<std::string> words);

  [[nodiscard]] std::span<const std::string> words() const { return words_; }
  [[nodiscard]] BagOfWords count(std::string_view message) const;

 private:
  std::vector<std::string> words_;
  std::map<std::string, std::size_t> places_;
};

/// Counts words message by message.
class VocabularyBuilder {
 public:
  void add(std::string_view message);

  [[nodiscard]] std::size_t messages() const { return messages_; }
  /// The words in at least `min_messages` messages, at most `max_words` of them.
  /// Throws Error{invalid_argument} if one of the two is 0.
  [[nodiscard]] Vocabulary build(std::size_t min_messages, std::size_t max_words) const;

 private:
  std::size_t messages_ = 0;
  std::map<std::string, std::size_t> messages_with_;
};

}  // namespace tractable
