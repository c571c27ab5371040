"""Words, typed or marked in a text, read as a value of the type that a field wants."""

from __future__ import annotations

import math
import re
import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from services.domain.text import fold
from services.labeling.dates import date_of
from services.labeling.schema_reading import kind_of

if TYPE_CHECKING:
    from collections.abc import Mapping

_SPACES = " \u00a0\u2009\u202f_'’"
_GROUPED = re.compile(r"[+-]?\d{1,3}(?:([.,])\d{3})+")
_PLAIN = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?")
_WHOLE = re.compile(r"[+-]?\d+(\.0+)?")
_NUMBERS = (
    "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten",
    "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen",
    "nineteen", "twenty",
)  # fmt: skip
_LONGEST = 100
_TRUE = {"true", "yes", "y", "1"}
_FALSE = {"false", "no", "n", "0"}


@dataclass(frozen=True, slots=True)
class Reading:
    """A value, and what is wrong with the words where they can be read in no way or in two.

    The value is the text itself then, so that nothing that was typed is lost.
    """

    value: Any
    problem: str = ""


def read_words(rules: Mapping[str, Any], words: str) -> Reading:
    """Words as a value by the rules of a JSON schema: trimmed, numbers and dates in one form.

    Whole numbers: “1 791”, “1,791” and “four” are 1791, 1791 and 4. Numbers: “1 791,5” and
    “€ 1,791.50”; “1,791” alone can be meant in two ways and is not guessed. Dates: ISO 8601,
    years first, months by name, or numbers that leave one reading. Choices: in any case.
    """
    words = one_line(words)
    if "enum" in rules:
        return _choice(rules["enum"], words)
    match kind_of(rules):
        case "integer":
            return _whole(words)
        case "number":
            return _number(words)
        case "boolean":
            return _yes_or_no(words)
        case "string" if rules.get("format") == "date":
            found = date_of(words)
            return Reading(found.iso or words, found.problem)
        case _:
            return Reading(words)


def one_line(words: str) -> str:
    """Words without space around them, and with one space where a line broke."""
    return re.sub(r"\s*[\r\n\u2028\u2029]\s*", " ", words).strip()


def _choice(choices: list[Any], words: str) -> Reading:
    for choice in choices:
        if choice is not None and fold(str(choice)) == fold(words):
            return Reading(choice)
    return Reading(words)


def _whole(words: str) -> Reading:
    digits = _digits(words)
    if _GROUPED.fullmatch(digits) and len(set(re.findall("[.,]", digits))) == 1:
        digits = re.sub("[.,]", "", digits)
    if _WHOLE.fullmatch(digits):
        return Reading(int(digits.split(".")[0]))
    if words.casefold() in _NUMBERS:
        return Reading(_NUMBERS.index(words.casefold()))
    return Reading(words)


def _number(words: str) -> Reading:
    digits = _digits(words)
    commas, points = digits.count(","), digits.count(".")
    if commas and points:
        digits = _with_point(digits)
    elif commas > 1 or points > 1:
        digits = re.sub("[.,]", "", digits) if _GROUPED.fullmatch(digits) else digits
    elif commas:
        if _GROUPED.fullmatch(digits) and " " not in words:
            whole, fraction = digits.replace(",", ""), digits.replace(",", ".")
            return Reading(words, f"This can be read in two ways: write {whole} or {fraction}.")
        digits = digits.replace(",", ".")
    if not _PLAIN.fullmatch(digits):
        at = words.casefold()
        return Reading(_NUMBERS.index(at)) if at in _NUMBERS else Reading(words)
    value = float(digits)
    if not math.isfinite(value):
        return Reading(words)
    return Reading(int(digits) if digits.lstrip("+-").isdecimal() else value)


def _with_point(digits: str) -> str:
    """A number with both signs: the last one is the decimal point, the others group digits."""
    at = max(digits.rfind(","), digits.rfind("."))
    whole, fraction = digits[:at], digits[at + 1 :]
    if digits[at] in whole or not _GROUPED.fullmatch(whole):
        return digits
    return re.sub("[.,]", "", whole) + "." + fraction


def _yes_or_no(words: str) -> Reading:
    said = words.casefold()
    return Reading(True if said in _TRUE else False if said in _FALSE else words)


def _digits(words: str) -> str:
    """Digits of any script as 0 to 9, without spaces between groups and currency signs around.

    "" for what is too long for a number.
    """
    if len(words) > _LONGEST:
        return ""
    text = unicodedata.normalize("NFKC", words).replace("\u2212", "-")
    text = "".join(str(unicodedata.decimal(each, each)) for each in text)
    text = text.strip("".join(each for each in set(text) if unicodedata.category(each) == "Sc"))
    text = text.strip()
    spaced = re.fullmatch(rf"([+-]?\d{{1,3}})((?:[{_SPACES}]\d{{3}})+)([.,]\d+)?", text)
    return re.sub(f"[{_SPACES}]", "", text) if spaced else text
