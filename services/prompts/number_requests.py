"""Noticing that a prompt asks for a feeling as a number."""

from __future__ import annotations

import re

NUMBER_WARNING = (
    "This asks for the feeling as a number. There is no scale behind the numbers that a model "
    "writes: they differ from call to call, and from model to model. Ask for one of the labels, "
    "and for the confidence in words (answer format)."
)

_N = r"[-−+]?\d+(?:[.,]\d+)?"
_TO = r"\s*(?:to|through|and|-|–|—|~|/|\.\.\.?)\s*"
_THINGS = r"(?:words?|sentences?|lines?|labels?|characters?|examples?|categor|feelings?|options?)"
_ENGLISH = re.compile(
    rf"\b(?:scor(?:e|ing)|rat(?:e|ing)|rank|value|scale|polarity|intensity|confidence|"
    rf"probability)\b[^.\n]{{0,60}}?(?<![\w.]){_N}{_TO}{_N}(?!\s*{_THINGS})"
    rf"|\b(?:from|between|range(?: of)?|scale of)\s+{_N}{_TO}{_N}(?!\s*{_THINGS})"
    r"|\bout of (?:5|10|100|five|ten|a hundred)\b"
    r"|\b(?:sentiment|polarity|emotion|confidence|probability|feeling|intensity|numeric(?:al)?)"
    r"\s+scores?\b"
    r"|\bscore of the (?:sentiment|feeling|emotion)"
    r"|\bas an? (?:number|percentage|percent|decimal|integer|probability)\b"
    r"|\bin per ?cent\b|\bnumeric(?:al)? (?:rating|value|scale)",
    re.IGNORECASE,
)
_KOREAN = re.compile(
    rf"{_N}\s*점?\s*(?:에서|부터|~|-|–)\s*{_N}\s*(?:점|까지|사이|의\s*(?:숫자|값|점수|척도))"
    r"|점수(?:를|로|도|만)|\d+\s*점\s*만점|숫자로|수치로|백분율|퍼센트로|확률(?:을|로|값)"
)
_DENIED = re.compile(
    r"\b(?:not|n't|n’t|never|no|without|instead of|rather than)\b[^.\n]{0,40}$", re.IGNORECASE
)
_DENIED_BEHIND = re.compile(r"^[^.\n]{0,20}?(?:말고|말아|마세요|마시오|마라|말 것|않)")


def asks_for_number(text: str) -> bool:
    """Whether a text, in English or Korean, asks for a number, a score or a percentage."""
    return any(_asked(text, found) for found in _ENGLISH.finditer(text)) or any(
        not _DENIED_BEHIND.match(text[found.end() :]) for found in _KOREAN.finditer(text)
    )


def _asked(text: str, found: re.Match[str]) -> bool:
    return not _DENIED.search(text[max(0, found.start() - 60) : found.start()])
