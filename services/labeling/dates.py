"""Dates as people write them, read as ISO 8601 where only one day can be meant."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import date

_MONTHS = (
    "january", "february", "march", "april", "may", "june", "july", "august", "september",
    "october", "november", "december",
)  # fmt: skip
_YEAR_FIRST = re.compile(r"(\d{4})\s*[-/.年년]\s*(\d{1,2})\s*[-/.月월]\s*(\d{1,2})\s*[日일.]?")
_NUMBERS = re.compile(r"(\d{1,2})\s*[-/.]\s*(\d{1,2})\s*[-/.]\s*(\d{4})")
_DAY_FIRST = re.compile(r"(\d{1,2})(?:st|nd|rd|th|\.)?\s+(?:of\s+)?([a-z]+)\.?,?\s+(\d{4})")
_MONTH_FIRST = re.compile(r"([a-z]+)\.?\s+(\d{1,2})(?:st|nd|rd|th)?,?\s+(\d{4})")
_WEEKDAY = re.compile(r"(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?\.?,?\s+")


@dataclass(frozen=True, slots=True)
class DateFound:
    """A day as YYYY-MM-DD, or "" with what is wrong ("" too where the words are no date)."""

    iso: str
    problem: str = ""


def date_of(words: str) -> DateFound:
    """The day that words name; with two possible readings none is guessed."""
    text = unicodedata.normalize("NFKC", words).strip().lower()
    text = _WEEKDAY.sub("", text, count=1) if _WEEKDAY.match(text) else text
    if found := _YEAR_FIRST.fullmatch(text):
        return DateFound(_iso(found[1], found[2], found[3]))
    if found := _DAY_FIRST.fullmatch(text):
        return DateFound(_iso(found[3], _month(found[2]), found[1]))
    if found := _MONTH_FIRST.fullmatch(text):
        return DateFound(_iso(found[3], _month(found[1]), found[2]))
    if found := _NUMBERS.fullmatch(text):
        return _by_numbers(found[1], found[2], found[3])
    return DateFound("")


def _by_numbers(first: str, second: str, year: str) -> DateFound:
    """Day and month, or month and day: taken where the other order is no date or the same one."""
    ways = {_iso(year, second, first), _iso(year, first, second)} - {""}
    if len(ways) == 1:
        return DateFound(ways.pop())
    if not ways:
        return DateFound("")
    one, other = sorted(ways)
    return DateFound("", f"This can be read in two ways: write {one} or {other}.")


def _month(name: str) -> str:
    """The number of a month by its name or the first letters of it, three at least."""
    fitting = [at for at, month in enumerate(_MONTHS, 1) if month.startswith(name)]
    return str(fitting[0]) if len(name) >= 3 and fitting else ""


def _iso(year: str, month: str, day: str) -> str:
    try:
        return date(int(year), int(month), int(day)).isoformat()
    except ValueError:
        return ""
