"""The rules of core/tractable/data/tokenizer.hpp once more, by regular expressions: the origin of the number of tokens and the
hash in tests/core/data/tokenizer_test.cpp and tests/wasm/words.test.ts.

    python3 tests/tools/tokens.py node_modules/spam-filter/dataSet.txt

prints the distinct messages, their tokens, and FNV-1a of 64 bits over each token and a line feed, and a NUL behind each
message.
"""

import re
import sys

LETTERS = (
    "A-Za-z\u00aa\u00b5\u00ba\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u1fff\u2c00-\u2dff\u3041-\ud7ff\uf900-\ufaff"
    "\U00020000-\U0003ffff"
)
WORDLIKE = LETTERS + "0-9"
APOSTROPHES = "'\u2018\u2019\x91\x92"
CURRENCY = "[$\u00a2-\u00a5\u20a0-\u20cf]"
NUMBER = r"[0-9]+(?:[.,:/][0-9]+)*"
HOST = r"[A-Za-z0-9][A-Za-z0-9-]*(?:\.[A-Za-z0-9-]+)*"
ENDINGS = "com|net|org|edu|gov|info|biz|tv|mobi|uk|eu"
ADDRESS = r'[^\x00-\x20"<>]'
TRIMMED = r"(?<![.,;:!?'()\[\]])"
NO_WORD = f"(?![{WORDLIKE}])"
# Seven digits begin a token of their own.
NO_MORE = f"(?![{LETTERS}]|(?![0-9]{{7}})[0-9])"
HOST_ENDS = rf"(?![A-Za-z0-9-]){NO_WORD}"

SMALL = re.I | re.A
RULES = [
    ("<number>", re.compile(r"<(?:#|decimal|time)>|&lt;(?:#|decimal|time)&gt;", SMALL)),
    ("<url>", re.compile(r"<url>|&lt;url&gt;", SMALL)),
    ("<email>", re.compile(r"<email>|&lt;email&gt;", SMALL)),
    (None, re.compile(r"&(?:lt|gt|amp|quot|apos);", SMALL)),
    ("<url>", re.compile(rf"(?:https?://|www\.){ADDRESS}*{TRIMMED}", SMALL)),
    (
        "<url>",
        re.compile(rf"{HOST}\.(?:{ENDINGS}){HOST_ENDS}(?!@)(?!\.[A-Za-z0-9-])(?:[/?]{ADDRESS}*{TRIMMED}|)", SMALL),
    ),
    (
        "<email>",
        re.compile(
            rf"[A-Za-z0-9][A-Za-z0-9._+-]*@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)*\.[A-Za-z]{{2,}}{HOST_ENDS}(?!\.[A-Za-z0-9-])",
            re.A,
        ),
    ),
    ("<money>", re.compile(rf"{CURRENCY}+(?: ?{NUMBER}(?:[kmpKMP]{NO_MORE})?)?")),
    (
        "<money>",
        re.compile(rf"(?![0-9]{{7}}){NUMBER}(?:[pP]{NO_MORE}|[gG][bB][pP]{NO_MORE}|{CURRENCY}(?![0-9]))"),
    ),
    ("<phone>", re.compile(r"\+?[0-9]{7,}")),
]
BARE = re.compile(r"https?://|www\.", re.I)
FIRST_GROUP = re.compile(r"(?:\+[0-9]{1,6}|0[0-9]{2,5})(?![0-9])")
GROUP = re.compile(r"[ -]([0-9]+)")
NUMBERS = re.compile(NUMBER)
# Digits at which a word goes on.
GLUED = re.compile(rf"[0-9]+(?![.,:/][0-9])(?:[{LETTERS}]|[{APOSTROPHES}](?![0-9]{{7}})[{WORDLIKE}])")
DIGITS = re.compile("[0-9]+")


def small(letter):
    """The small form, where the tokenizer knows one."""
    point = ord(letter)
    if point == 0x130:
        return "i"
    known = point < 0x180 or 0x386 <= point <= 0x3AB or 0x400 <= point <= 0x42F
    lowered = letter.lower()
    return lowered if known and len(lowered) == 1 else letter


def grouped_phone(text, at):
    """Where a telephone's number in groups ends; None if there is none."""
    first = FIRST_GROUP.match(text, at)
    if not first:
        return None
    most = 13 if text[at] == "+" else 11
    best, end = None, first.end()
    count = len(first.group().lstrip("+"))
    while group := GROUP.match(text, end):
        count += len(group.group(1))
        end = group.end()
        if len(group.group(1)) < 2 or count > most:
            break
        if count >= 10 and not re.match(f"[{LETTERS}]", text[end : end + 1]):
            best = end
    return best


def word_at(text, at):
    """A word and where it ends."""
    word = ""
    while at < len(text):
        digits = DIGITS.match(text, at)
        if digits and len(digits.group()) >= 7:
            break
        if digits:
            word += digits.group()
            at = digits.end()
        elif re.match(f"[{LETTERS}]", text[at]):
            word += small(text[at])
            at += 1
        elif text[at] in APOSTROPHES and re.match(rf"(?![0-9]{{7}})[{WORDLIKE}]", text[at + 1 : at + 9]):
            word += "'"
            at += 1
        else:
            break
    return word, at


def class_at(text, at):
    """The first rule that fits: its class (None separates) and where it ends; None if none fits."""
    for kind, rule in RULES:
        match = rule.match(text, at)
        if match and match.end() > at and not (kind == "<url>" and BARE.fullmatch(match.group())):
            return kind, match.end()
    end = grouped_phone(text, at)
    if end:
        return "<phone>", end
    match = NUMBERS.match(text, at)
    if match and not GLUED.match(text, at):
        return "<number>", match.end()
    return None


def tokenize(text):
    tokens, at = [], 0
    while at < len(text):
        found = class_at(text, at)
        if found:
            kind, at = found
            tokens += [kind] if kind else []
        elif re.match(f"[{WORDLIKE}]", text[at]):
            word, at = word_at(text, at)
            tokens.append(word)
        else:
            at += 1
    return tokens


def main():
    with open(sys.argv[1], encoding="utf8", newline="\n") as file:
        lines = file.read().split("\n")
    messages = list(dict.fromkeys(line.split("\t", 1)[1] for line in lines if line))
    count, value = 0, 0xCBF29CE484222325
    for message in messages:
        tokens = tokenize(message)
        count += len(tokens)
        for byte in "".join(f"{token}\n" for token in tokens).encode() + b"\0":
            value = (value ^ byte) * 0x100000001B3 % 2**64
    print(len(messages), "messages,", count, f"tokens, {value:016x}")


if __name__ == "__main__":
    main()
