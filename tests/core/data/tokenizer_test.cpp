#include "tractable/data/tokenizer.hpp"

#include <doctest/doctest.h>

#include <chrono>
#include <cstdint>
#include <fstream>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "tractable/data/letters.hpp"

using namespace tractable;

namespace {

// The tokens with spaces between them.
std::string words(std::string_view message) {
  std::string all;
  for (const Token& token : tokenize(message)) all += (all.empty() ? "" : " ") + token.text;
  return all;
}

// FNV-1a of 64 bits over every token with a line feed behind it, and a NUL behind every message.
class Hash {
 public:
  void add(std::string_view message) {
    for (const Token& token : tokenize(message)) {
      eat(token.text);
      eat("\n");
      ++tokens_;
    }
    eat(std::string_view("\0", 1));
  }
  [[nodiscard]] std::uint64_t value() const { return hash_; }
  [[nodiscard]] std::size_t tokens() const { return tokens_; }

 private:
  void eat(std::string_view bytes) {
    for (const char c : bytes) hash_ = (hash_ ^ static_cast<unsigned char>(c)) * 0x100000001b3;
  }
  std::uint64_t hash_ = 0xcbf29ce484222325;
  std::size_t tokens_ = 0;
};

}  // namespace

TEST_CASE("words are letters and digits in their small form, with the apostrophes inside") {
  CHECK(words("") == "");
  CHECK(words(" .,-!?() \t\n") == "");
  CHECK(words("Free entry, NOW!") == "free entry now");
  CHECK(words("I'm sure you're 'quoted' don' t") == "i'm sure you're quoted don t");
  CHECK(words("I\u2019m it\u2018s we\u0092re") == "i'm it's we're");
  CHECK(words("T&C's apply2nite 4u b4 150ppm 21st") == "t c's apply2nite 4u b4 150ppm 21st");
  CHECK(words("snake_case well-known a+b") == "snake case well known a b");
  CHECK(words("\u00dcber \u00c9T\u00c9 \u0150r \u0141\u00f3d\u017a \u0178es") ==
        "\u00fcber \u00e9t\u00e9 \u0151r \u0142\u00f3d\u017a \u00ffes");
  CHECK(words("\u039b\u038c\u0393\u039f\u03a3 \u041c\u0438\u0420 \u0401\u0436 \u6f22\u5b57") ==
        "\u03bb\u03cc\u03b3\u03bf\u03c3 \u043c\u0438\u0440 \u0451\u0436 \u6f22\u5b57");
  CHECK(words("2\u00d73\u00f74 win\U0001F389now \u2026 \u201chi\u201d") == "<number> <number> <number> win now hi");
}

TEST_CASE("numbers, money and telephones are classes") {
  CHECK(words("16 10,000 12:30 21/05/2005 1.5. 7,") == "<number> <number> <number> <number> <number> <number>");
  CHECK(words("5.30pm 16+ 100% x2") == "<number> pm <number> <number> x2");
  CHECK(words("\u00a31.50 $ 900 \u00a3250k \u20ac5.00 \u00a3\u00a3\u00a3 \u00a3 NOW 150p 50GBP 20\u20ac") ==
        "<money> <money> <money> <money> <money> <money> now <money> <money> <money>");
  CHECK(words("\u00a31.50perWKsub \u00a3nd 150ppm 10p/min 150px") ==
        "<money> perwksub <money> nd 150ppm <money> min 150px");
  CHECK(words("2\u00a35 2\u00a3 5") == "<number> <money> <money> <number>");
  CHECK(words("call 09061701461.") == "call <phone>");
  CHECK(words("08452810075over18's call09061701461now") == "<phone> over18's call <phone> now");
  CHECK(words("0871-872-9755, 0800 542 0825 18 +44 7801 259231") == "<phone> <phone> <number> <phone>");
  CHECK(words("+447801259231 + 44 1234567 123456") == "<phone> <number> <phone> <number>");
  CHECK(words("08 714 712 388 080 12 0800 542 0825p") ==
        "<number> <number> <number> <number> <number> <number> <number> <number> <money>");
  CHECK(words("08700621170150p per msg") == "<phone> p per msg");
  CHECK(words("150p09061701461 5gbp1234567 5p123") == "<money> <phone> <money> <phone> 5p123");
  CHECK(words("it's'1234567") == "it's <phone>");
}

TEST_CASE("addresses are classes up to the punctuation at their end") {
  CHECK(words("see www.getzed.co.uk, or HTTP://doit.now/x?y=1!") == "see <url> or <url>");
  CHECK(words("o2.co.uk/games fullonsms.com. club4.com?n=QJ") == "<url> <url> <url>");
  CHECK(words("www. http:// later.then ok.info2 a.commerce") == "www http later then ok info2 a commerce");
  CHECK(words("(www.a.b) \"www.a.b\" info:www.x.com") == "<url> <url> info <url>");
  CHECK(words("yijue@hotmail.com, msg@150p Info@Ring.co.uk x@y") == "<email> msg <money> <email> x y");
  CHECK(words("a.tv@mail.com") == "<email>");
}

TEST_CASE("the collection's place-holders are classes, and the entities separate") {
  CHECK(words("&lt;#&gt; min <#> &LT;DECIMAL&gt;m &lt;TIME&gt; &lt;URL&gt; &lt;EMAIL&gt;") ==
        "<number> min <number> <number> m <number> <url> <email>");
  CHECK(words("you&amp;me &lt;3 a&quot;b&apos;c &lt;#& &amp") == "you me <number> a b c amp");
}

TEST_CASE("tokens know their bytes") {
  CHECK(tokenize(" \u00dcber \u00a35!") == std::vector<Token>{{"\u00fcber", 1, 6}, {"<money>", 7, 10}});
}

TEST_CASE("any bytes are a message: what is no UTF-8 separates") {
  CHECK(words("a\xFF"
              "b\xC3 c\xE2\x80 d\xED\xA0\x80"
              "e\xC0\xAF"
              "f\xF5g\x80h\xF4\x90\x80\x80i") == "a b c d e f g h i");
  CHECK(words(std::string_view("a\0b", 3)) == "a b");
  CHECK(words("\xC3") == "");
  for (char32_t point = 1; point <= 0x10FFFF; point += point < 0x3000 ? 1 : 257) {
    if (point >= 0xD800 && point <= 0xDFFF) continue;
    std::string bytes;
    append_character(bytes, point);
    const Character back = character_at(bytes, 0);
    REQUIRE(back.point == point);
    REQUIRE(back.size == bytes.size());
    // A small form is a letter's, and has none itself.
    const char32_t small = lower_case(point);
    REQUIRE(lower_case(small) == small);
    if (small != point) REQUIRE((is_letter(point) && is_letter(small)));
  }
}

TEST_CASE("time grows with the length of the message") {
  for (const std::string part : {"1111111.", "www.", "a.b", "0800 ", "'", "1.", "\u00a31", "a@", "&lt;", "-", "1/"}) {
    std::string message;
    while (message.size() < 400'000) message += part;
    const auto start = std::chrono::steady_clock::now();
    (void)tokenize(message);
    const std::chrono::duration<double> seconds = std::chrono::steady_clock::now() - start;
    CAPTURE(part);
    // A square would take a minute.
    CHECK(seconds.count() < 4);
  }
}

// The number of tokens and the hash are those of tests/tools/tokens.py, a second statement of the rules.
TEST_CASE("the SMS Spam Collection has the tokens that regular expressions find") {
  std::ifstream file(TRACTABLE_TEST_DATA "/../../node_modules/spam-filter/dataSet.txt", std::ios::binary);
  if (!file) {
    MESSAGE("skipped: node_modules/spam-filter is not installed");
    return;
  }
  std::set<std::string> seen;
  Hash hash;
  for (std::string line; std::getline(file, line);) {
    const std::string message = line.substr(line.find('\t') + 1);
    if (seen.insert(message).second) hash.add(message);
  }
  CHECK(seen.size() == 5171);
  CHECK(hash.tokens() == 80334);
  CHECK(hash.value() == 0x01eea5d55cc50f72);
}
