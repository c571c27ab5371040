"""What a text looks like from afar: its script, its language, its length, its runs of letters."""

from __future__ import annotations

import enum
import re
import unicodedata
from functools import cache

from services.domain.text import fold

GRAM = 3
_LONGEST = 5000
"""Characters that are looked at, of any text."""


class Tongue(enum.StrEnum):
    """A script, or a language where it can be told by its commonest words."""

    LATIN = "latin"
    ENGLISH = "english"
    GERMAN = "german"
    FRENCH = "french"
    SPANISH = "spanish"
    ITALIAN = "italian"
    PORTUGUESE = "portuguese"
    DUTCH = "dutch"
    KOREAN = "korean"
    JAPANESE = "japanese"
    CHINESE = "chinese"
    CYRILLIC = "cyrillic"
    GREEK = "greek"
    ARABIC = "arabic"
    HEBREW = "hebrew"
    DEVANAGARI = "devanagari"
    THAI = "thai"
    OTHER = "other"
    NONE = "none"


_SCRIPTS = {
    Tongue.LATIN: "A-Za-zÀ-ɏ",
    Tongue.KOREAN: "ᄀ-ᇿ㄰-㆏가-힯",
    Tongue.JAPANESE: "぀-ヿ",
    Tongue.CHINESE: "㐀-䶿一-鿿",
    Tongue.CYRILLIC: "Ѐ-ӿ",
    Tongue.GREEK: "Ͱ-Ͽ",
    Tongue.ARABIC: "؀-ۿ",
    Tongue.HEBREW: "֐-׿",
    Tongue.DEVANAGARI: "ऀ-ॿ",
    Tongue.THAI: "฀-๿",
}
_COMMON = {
    Tongue.ENGLISH: "the and is my to of you have not what how i it for this with can do",
    Tongue.GERMAN: "der die das und ist ich nicht ein eine zu wie mit für auf wir sie habe es",
    Tongue.FRENCH: "le la les et est je pas une un des que pour avec vous il ne mon ma ce",
    Tongue.SPANISH: "el la los y es no una un que por con mi para se lo del las tengo está",
    Tongue.ITALIAN: "il la che di è non una un per con mi sono del ho come questo gli ma",
    Tongue.PORTUGUESE: "o a os e é não uma um que por com meu para se do da eu está minha",
    Tongue.DUTCH: "de het een en is ik niet van mijn dat voor met op hoe te wat je heb",
}


def script_of(text: str) -> Tongue:
    """The script of most letters; Japanese wherever there are kana; NONE without a letter."""
    shown = text[:_LONGEST]
    if shown.isascii():
        return Tongue.LATIN if any(map(str.isalpha, shown)) else Tongue.NONE
    counts = {script: len(pattern.findall(shown)) for script, pattern in _patterns().items()}
    if counts[Tongue.JAPANESE]:
        counts[Tongue.JAPANESE] += counts.pop(Tongue.CHINESE)
    script = max(counts, key=counts.__getitem__)
    if counts[script]:
        return script
    return Tongue.OTHER if any(map(str.isalpha, shown)) else Tongue.NONE


def tongue_of(text: str) -> Tongue:
    """The language of a text in Latin letters where two of its common words or more stand there
    and more than of any other; else the script."""
    script = script_of(text)
    if script is not Tongue.LATIN:
        return script
    words = fold(text[:_LONGEST]).split()
    hits = {tongue: sum(word in common for word in words) for tongue, common in _common().items()}
    best, next_best = sorted(hits, key=hits.__getitem__, reverse=True)[:2]
    return best if hits[best] >= 2 and hits[best] > hits[next_best] else Tongue.LATIN


def is_empty(text: str) -> bool:
    """Nothing can be seen of it: only spaces, controls and marks without a letter."""
    return all(unicodedata.category(character)[0] in "ZCM" for character in text)


def grams_of(text: str) -> set[str]:
    """Its runs of three characters, folded and decomposed, with single spaces."""
    plain = " ".join(unicodedata.normalize("NFKD", fold(text[:_LONGEST])).split())
    padded = f" {plain} "
    return {padded[at : at + GRAM] for at in range(len(padded) - GRAM + 1)}


def words_of(text: str) -> set[str]:
    """Its words, folded."""
    return set(re.findall(r"[^\W\d_]{2,}", fold(text[:_LONGEST])))


@cache
def _patterns() -> dict[Tongue, re.Pattern[str]]:
    return {script: re.compile(f"[{letters}]") for script, letters in _SCRIPTS.items()}


@cache
def _common() -> dict[Tongue, frozenset[str]]:
    return {tongue: frozenset(words.split()) for tongue, words in _COMMON.items()}
