// What JavaScript sees of messages: tokens, vocabularies and bags of words.

#include <emscripten/bind.h>

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "border.hpp"
#include "border_types.hpp"
#include "tractable/data/tokenizer.hpp"
#include "tractable/data/vocabulary.hpp"

namespace tractable::border {
namespace {

/// Of UTF-8's bytes, how many places of a JavaScript string: two for a character of four bytes.
std::uint32_t utf16_length(std::string_view bytes) {
  std::uint32_t length = 0;
  for (const char c : bytes) {
    const auto byte = static_cast<unsigned char>(c);
    length += (byte & 0xC0) == 0x80 ? 0 : byte >= 0xF0 ? 2 : 1;
  }
  return length;
}

Texts to_js_texts(std::span<const std::string> texts) {
  val list = val::array();
  for (std::size_t i = 0; i < texts.size(); ++i) list.set(i, texts[i]);
  return Texts(list);
}

/// `begin` and `end` are places in the JavaScript string.
Tokens tokenize(Text message) {
  return guard("tokenize", [&] {
    const std::string bytes = to_text(message, "tokenize", "text");
    std::vector<std::string> words;
    std::vector<std::uint32_t> begin;
    std::vector<std::uint32_t> end;
    std::size_t seen = 0;
    std::uint32_t place = 0;
    const auto move_to = [&](std::size_t byte) {
      place += utf16_length(std::string_view(bytes).substr(seen, byte - seen));
      seen = byte;
      return place;
    };
    for (Token& token : tractable::tokenize(bytes)) {
      begin.push_back(move_to(token.begin));
      end.push_back(move_to(token.end));
      words.push_back(std::move(token.text));
    }
    val result = val::object();
    put(result, "words", to_js_texts(words));
    put(result, "begin", to_typed_array<std::uint32_t>(begin));
    put(result, "end", to_typed_array<std::uint32_t>(end));
    return Tokens(result);
  });
}

std::unique_ptr<VocabularyBuilder> make_vocabulary_builder() {
  return guard("vocabulary", [] { return std::make_unique<VocabularyBuilder>(); });
}

void builder_add(VocabularyBuilder& builder, Text message) {
  guard("vocabulary", [&] { builder.add(to_text(message, "vocabulary", "text")); });
}

Texts builder_build(const VocabularyBuilder& builder, Number min_messages, Number max_words) {
  return guard("vocabulary", [&] {
    return to_js_texts(
        builder
            .build(to_count(min_messages, "vocabulary", "min_messages"), to_count(max_words, "vocabulary", "max_words"))
            .words());
  });
}

/// `words`: with line feeds between them. The caller deletes the object.
std::unique_ptr<Vocabulary> make_vocabulary(Text words) {
  return guard("count_words",
               [&] { return std::make_unique<Vocabulary>(to_lines(words, "count_words", "vocabulary")); });
}

Bag vocabulary_count(const Vocabulary& vocabulary, Text message) {
  return guard("count_words", [&] {
    const BagOfWords bag = vocabulary.count(to_text(message, "count_words", "text"));
    std::vector<std::uint32_t> ids;
    std::vector<std::uint32_t> counts;
    for (const WordCount& word : bag.words) {
      ids.push_back(word.word);
      counts.push_back(word.count);
    }
    val result = val::object();
    put(result, "ids", to_typed_array<std::uint32_t>(ids));
    put(result, "counts", to_typed_array<std::uint32_t>(counts));
    put(result, "unknown", bag.unknown);
    return Bag(result);
  });
}

}  // namespace
}  // namespace tractable::border

EMSCRIPTEN_BINDINGS(tractable_words) {
  namespace b = tractable::border;
  emscripten::register_type<b::Tokens>("{ words: string[]; begin: Uint32Array; end: Uint32Array }");
  emscripten::register_type<b::Bag>("{ ids: Uint32Array; counts: Uint32Array; unknown: number }");
  emscripten::function("tokenize", &b::tokenize);
  emscripten::function("make_vocabulary_builder", &b::make_vocabulary_builder);
  emscripten::class_<tractable::VocabularyBuilder>("VocabularyBuilder")
      .function("add", &b::builder_add)
      .function("build", &b::builder_build);
  emscripten::function("make_vocabulary", &b::make_vocabulary);
  emscripten::class_<tractable::Vocabulary>("Vocabulary").function("count", &b::vocabulary_count);
}
