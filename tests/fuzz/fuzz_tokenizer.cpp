// The tokenizer on any bytes: tokens lie in the message one behind the other, a word is its own only token, what stands
// between two tokens never changes them, and bags count all of them.

#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>
#include <vector>

#include "tractable/data/tokenizer.hpp"
#include "tractable/data/vocabulary.hpp"

namespace {

void require(bool holds) {
  if (!holds) std::abort();
}

void check_tokens(std::string_view message, const std::vector<tractable::Token>& tokens) {
  std::size_t last = 0;
  for (const tractable::Token& token : tokens) {
    require(token.begin >= last && token.begin < token.end && token.end <= message.size());
    require(!token.text.empty() && token.text.find('\n') == std::string::npos);
    last = token.end;
    // Read again, a word or a class is what it is: small forms have no smaller ones. A class is read by its
    // place-holder.
    const auto again = tractable::tokenize(token.text);
    if (token.text[0] != '<') require(again.size() == 1 && again[0].text == token.text);
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string message(data, data + size);
  const auto tokens = tractable::tokenize(message);
  check_tokens(message, tokens);
  // A line feed before and behind a message changes nothing.
  const auto framed = tractable::tokenize("\n" + message + "\n");
  require(framed.size() == tokens.size());
  for (std::size_t i = 0; i < tokens.size(); ++i) require(framed[i].text == tokens[i].text);
  tractable::VocabularyBuilder builder;
  builder.add(message);
  const auto bag = builder.build(1, size + 1).count(message);
  std::size_t total = 0;
  for (const auto& word : bag.words) total += word.count;
  require(total == tokens.size() && bag.unknown == 0);
  return 0;
}
