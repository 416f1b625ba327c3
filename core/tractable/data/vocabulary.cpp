#include "tractable/data/vocabulary.hpp"

#include <algorithm>
#include <utility>

#include "tractable/base/error.hpp"
#include "tractable/data/tokenizer.hpp"

namespace tractable {
namespace {

using Counts = std::map<std::string, std::size_t>;

Counts words_of(std::string_view message) {
  Counts counts;
  for (Token& token : tokenize(message)) ++counts[std::move(token.text)];
  return counts;
}

// Pairs of numbers below 2^32 are sorted as one number: no code for another kind of pair goes into the page.
constexpr std::uint64_t pair_of(std::size_t high, std::size_t low) {
  return std::uint64_t{high} << 32 | static_cast<std::uint32_t>(low);
}
constexpr auto high_of(std::uint64_t pair) { return static_cast<std::uint32_t>(pair >> 32); }
constexpr auto low_of(std::uint64_t pair) { return static_cast<std::uint32_t>(pair); }

}  // namespace

Vocabulary::Vocabulary(std::vector<std::string> words) : words_(std::move(words)) {
  for (std::size_t i = 0; i < words_.size(); ++i) {
    if (words_[i].empty()) throw_error(ErrorCode::invalid_argument, "Vocabulary", "word ", i, " is empty");
    if (places_.emplace(words_[i], i).second) continue;
    throw_error(ErrorCode::invalid_argument, "Vocabulary", "the word \"", std::string_view(words_[i]).substr(0, 40),
                "\" stands there twice");
  }
}

BagOfWords Vocabulary::count(std::string_view message) const {
  BagOfWords bag;
  std::vector<std::uint64_t> found;
  for (const auto& [word, times] : words_of(message)) {
    const auto place = places_.find(word);
    if (place != places_.end()) {
      found.push_back(pair_of(place->second, times));
    } else {
      bag.unknown += static_cast<std::uint32_t>(times);
    }
  }
  std::sort(found.begin(), found.end());
  for (const std::uint64_t pair : found) bag.words.push_back({high_of(pair), low_of(pair)});
  return bag;
}

void VocabularyBuilder::add(std::string_view message) {
  for (const auto& [word, times] : words_of(message)) ++messages_with_[word];
  ++messages_;
}

Vocabulary VocabularyBuilder::build(std::size_t min_messages, std::size_t max_words) const {
  for (const auto& [name, value] : {std::pair{"min_messages", min_messages}, std::pair{"max_words", max_words}}) {
    if (value == 0) throw_error(ErrorCode::invalid_argument, "vocabulary", name, " is 0; it must be at least 1");
  }
  // The most frequent first: by what is missing to as many messages as there are. The map has the words in their order.
  std::vector<std::uint64_t> found;
  std::vector<const std::string*> words;
  for (const auto& [word, messages] : messages_with_) {
    if (messages < min_messages) continue;
    found.push_back(pair_of(messages_ - messages, words.size()));
    words.push_back(&word);
  }
  std::sort(found.begin(), found.end());
  found.resize(std::min(found.size(), max_words));
  std::vector<std::string> chosen;
  for (const std::uint64_t pair : found) chosen.push_back(*words[low_of(pair)]);
  return Vocabulary(std::move(chosen));
}

}  // namespace tractable
