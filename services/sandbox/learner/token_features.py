"""The words of a text with their places, and what can be seen of each: for the tagger."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass

_TOKEN = re.compile(r"\w+(?:['’]\w+)?|[^\w\s]")


@dataclass(frozen=True, slots=True)
class Token:
    """A word or sign at `start` (inclusive) to `end` (exclusive)."""

    text: str
    start: int
    end: int


def tokens_of(text: str) -> list[Token]:
    """The words and signs of a text."""
    return [Token(match[0], match.start(), match.end()) for match in _TOKEN.finditer(text)]


def token_grams(tokens: list[Token], at: int) -> Counter[str]:
    """What can be seen of the token at a place: itself, its shape, its neighbours."""
    word = tokens[at].text.casefold()
    before = [_word(tokens, at - step) for step in (1, 2, 3)]
    after = [_word(tokens, at + step) for step in (1, 2)]
    return Counter(
        [
            f"0:{word}",
            f"s:{_shape(tokens[at].text)}",
            f"e:{word[-3:]}",
            f"b:{word[:3]}",
            f"-1:{before[0]}",
            f"-2:{before[1]}",
            f"+1:{after[0]}",
            f"+2:{after[1]}",
            f"-2-1:{before[1]} {before[0]}",
            f"-3-2-1:{before[2]} {before[1]} {before[0]}",
            f"-10:{before[0]} {word}",
            f"0+1:{word} {after[0]}",
            f"s-1:{_shape(_text(tokens, at - 1))}",
            f"s+1:{_shape(_text(tokens, at + 1))}",
            f"-1+1:{before[0]} {after[0]}",
        ]
    )


def _word(tokens: list[Token], at: int) -> str:
    return _text(tokens, at).casefold()


def _text(tokens: list[Token], at: int) -> str:
    return tokens[at].text if 0 <= at < len(tokens) else "<>"


def _shape(word: str) -> str:
    """`Xx` for a capital and small letters, `9` for digits, and so on, without repeats."""
    kinds = [
        "9" if c.isdigit() else "X" if c.isupper() else "x" if c.isalpha() else c for c in word
    ]
    return "".join(kind for kind, last in zip(kinds, ["", *kinds], strict=False) if kind != last)
