#include "tractable/data/vocabulary.hpp"

#include <algorithm>
#include <numeric>
#include <utility>

#include "tractable/base/error.hpp"
#include "tractable/data/tokenizer.hpp"

namespace tractable {
namespace {

std::vector<std::string> words_of(std::string_view message) {
  std::vector<std::string> words;
  for (Token& token : tokenize(message)) words.push_back(std::move(token.text));
  std::sort(words.begin(), words.end());
  return words;
}

}  // namespace

Vocabulary::Vocabulary(std::vector<std::string> words) : words_(std::move(words)), sorted_(words_.size()) {
  std::iota(sorted_.begin(), sorted_.end(), 0u);
  std::sort(sorted_.begin(), sorted_.end(), [&](auto a, auto b) { return words_[a] < words_[b]; });
  for (std::size_t i = 0; i < sorted_.size(); ++i) {
    const std::string& word = words_[sorted_[i]];
    if (word.empty()) {
      throw_error(ErrorCode::invalid_argument, "Vocabulary", "word ", sorted_[i], " is empty");
    }
    if (i > 0 && word == words_[sorted_[i - 1]]) {
      throw_error(ErrorCode::invalid_argument, "Vocabulary", "the word \"", std::string_view(word).substr(0, 40),
                  "\" stands there twice");
    }
  }
}

BagOfWords Vocabulary::count(std::string_view message) const {
  BagOfWords bag;
  const auto tokens = words_of(message);
  for (auto from = tokens.begin(); from != tokens.end();) {
    const auto to = std::upper_bound(from, tokens.end(), *from);
    const auto times = static_cast<std::uint32_t>(to - from);
    const auto found =
        std::lower_bound(sorted_.begin(), sorted_.end(), *from,
                         [&](std::uint32_t place, const std::string& word) { return words_[place] < word; });
    if (found != sorted_.end() && words_[*found] == *from) {
      bag.words.push_back({*found, times});
    } else {
      bag.unknown += times;
    }
    from = to;
  }
  std::sort(bag.words.begin(), bag.words.end(), [](WordCount a, WordCount b) { return a.word < b.word; });
  return bag;
}

void VocabularyBuilder::add(std::string_view message) {
  auto words = words_of(message);
  words.erase(std::unique(words.begin(), words.end()), words.end());
  for (std::string& word : words) ++messages_with_[std::move(word)];
  ++messages_;
}

Vocabulary VocabularyBuilder::build(std::size_t min_messages, std::size_t max_words) const {
  if (min_messages == 0)
    throw_error(ErrorCode::invalid_argument, "vocabulary", "min_messages is 0; it must be at least 1");
  if (max_words == 0) throw_error(ErrorCode::invalid_argument, "vocabulary", "max_words is 0; it must be at least 1");
  std::vector<std::pair<std::size_t, const std::string*>> found;
  for (const auto& [word, messages] : messages_with_) {
    if (messages >= min_messages) found.emplace_back(messages, &word);
  }
  // The map is in the words' order already, and a stable sort keeps it.
  std::stable_sort(found.begin(), found.end(), [](const auto& a, const auto& b) { return a.first > b.first; });
  found.resize(std::min(found.size(), max_words));
  std::vector<std::string> words;
  for (const auto& [messages, word] : found) words.push_back(*word);
  return Vocabulary(std::move(words));
}

}  // namespace tractable
