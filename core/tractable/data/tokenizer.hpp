#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

// Short messages as words. The same function serves the build of the site, the page and the tests, so that a word is
// the same everywhere; any bytes are a message, and the tokens depend on these bytes alone.
//
// At each place the first of these that fits makes a token; what fits none separates (spaces, punctuation, symbols, and
// bytes that are no UTF-8). Classes stand in < >, where no word can stand:
//
//   <url>     http://, https:// or www. and what follows up to a space; or a host whose last part is one of com, net,
//             org, edu, gov, info, biz, tv, mobi, uk, eu, with what follows its "/" or "?". Punctuation at the end is
//             not part of it.
//   <email>   a name, "@" and a host of two parts or more, the last of two letters or more
//   <money>   currency signs, with the number behind them (a space may stand between) and a "k", "m" or "p" at its end;
//             or a number with a currency sign, "p" or "gbp" at its end: "£1.50", "$ 900", "£250k", "150p", "£££"
//   <phone>   seven digits or more, with "+" or not; or groups of two digits or more with single spaces or hyphens
//             between them: with 0 in front, the first of three digits or more, 10 or 11 digits together; with + in
//             front 10 to 13
//   <number>  digits; also with one of . , : / between digits: "16", "10,000", "12:30", "21/05/2005". Digits without
//             these and with a letter behind them are part of a word
//   words     letters and digits: "free", "2nite", "150ppm"; seven digits or more begin a token of their own. Letters
//             are in their small form. An apostrophe between two letters or digits is part of the word and is written
//             '.
//
// The collection's own place-holders &lt;#&gt;, &lt;DECIMAL&gt;, &lt;TIME&gt; (<number>), &lt;URL&gt; and &lt;EMAIL&gt;
// are these classes, also with plain < >; the entities &lt; &gt; &amp; &quot; &apos; separate. letters.hpp says what a
// letter is.

namespace tractable {

struct Token {
  std::string text;
  std::size_t begin = 0;  ///< the first byte in the message
  std::size_t end = 0;    ///< behind the last
  friend bool operator==(const Token&, const Token&) = default;
};

/// The tokens in the message's order; they do not overlap. Time grows with the length of the message.
[[nodiscard]] std::vector<Token> tokenize(std::string_view message);

}  // namespace tractable
