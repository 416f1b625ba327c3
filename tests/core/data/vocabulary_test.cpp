#include "tractable/data/vocabulary.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "tractable/base/error.hpp"

using namespace tractable;

namespace {

using Words = std::vector<std::string>;

Words words_of(const Vocabulary& vocabulary) { return {vocabulary.words().begin(), vocabulary.words().end()}; }

Vocabulary built(Words messages, std::size_t min_messages, std::size_t max_words = 1000) {
  VocabularyBuilder builder;
  for (const std::string& message : messages) builder.add(message);
  CHECK(builder.messages() == messages.size());
  return builder.build(min_messages, max_words);
}

std::string refusal(Words words) {
  try {
    (void)Vocabulary(std::move(words));
  } catch (const Error& error) {
    return text(to_string(error.code()), ": ", error.message());
  }
  return "nothing was thrown";
}

const Words kMessages = {"win win WIN cash", "cash for you", "you, you & me", "see you"};

}  // namespace

TEST_CASE("a vocabulary holds the words of enough messages, the most frequent first, ties by their bytes") {
  CHECK(words_of(built(kMessages, 1)) == Words{"you", "cash", "for", "me", "see", "win"});
  CHECK(words_of(built(kMessages, 2)) == Words{"you", "cash"});
  CHECK(words_of(built(kMessages, 1, 3)) == Words{"you", "cash", "for"});
  CHECK(words_of(built(kMessages, 5)).empty());
  CHECK(words_of(built({}, 1)).empty());
  Words turned(kMessages.rbegin(), kMessages.rend());
  CHECK(words_of(built(turned, 1)) == words_of(built(kMessages, 1)));
}

TEST_CASE("a bag counts the words of the vocabulary, and the others together") {
  const Vocabulary vocabulary = built(kMessages, 1, 3);
  CHECK(vocabulary.count("For you, win win! You?") == BagOfWords{{{0, 2}, {2, 1}}, 2});
  CHECK(vocabulary.count("") == BagOfWords{});
  // A vocabulary that was kept as its words counts the same, in their order.
  CHECK(Vocabulary({"cash", "you"}).count("you cash you") == BagOfWords{{{0, 1}, {1, 2}}, 0});
}

TEST_CASE("a vocabulary refuses a word that stands there twice, and an empty one") {
  CHECK(refusal({"a", "b", "a"}) == "invalid_argument: the word \"a\" stands there twice");
  CHECK(refusal({"a", ""}) == "invalid_argument: word 1 is empty");
  CHECK_THROWS_WITH_AS(built(kMessages, 0), "vocabulary: min_messages is 0; it must be at least 1", Error);
  CHECK_THROWS_WITH_AS(built(kMessages, 1, 0), "vocabulary: max_words is 0; it must be at least 1", Error);
}
