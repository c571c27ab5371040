"""A record for a text, from the names of the fields and from what the shots show."""

from __future__ import annotations

import json
import math
import re
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from services.sandbox.learner.chance import choose
from services.sandbox.learner.fields import places
from services.sandbox.learner.labels import label_words, name_scores
from services.sandbox.learner.records import flatten, number_in, record_of, unflatten
from services.sandbox.learner.schema import Field, asked_fields
from services.sandbox.learner.similarity import similarities

if TYPE_CHECKING:
    from services.sandbox.learner.ask import Ask
    from services.sandbox.learner.prompt import Prompt

Json = dict[str, Any]
_NUMBER = re.compile(r"(?<![\w.])-?\d[\d,]*(?:\.\d+)?(?![\w])")
_DATE = re.compile(
    r"\b(?:\d{4}-\d\d?-\d\d?|\d\d?[./]\d\d?[./]\d{2,4}|today|tomorrow|tonight|yesterday|"
    r"(?:next |this )?(?:monday|tuesday|wednesday|thursday|friday|saturday|sunday|week|month)|"
    r"\d\d?(?::\d\d)? ?(?:am|pm))\b",
    re.IGNORECASE,
)
_MAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_QUOTED = re.compile(r"[\"“«]([^\"”»]{2,})[\"”»]")
_NAME = re.compile(r"(?<=[a-z,;] )[A-Z][\w'’.-]*(?: (?:of |the |and |de )?[A-Z0-9][\w'’.-]*)*")
_SHOTS_WEIGHT = 12.0
_SHARPNESS = 6.0
_LATER = 0.15
"""How much less each further match weighs than the one before it."""
_TIME_WORDS = {"date", "day", "time", "when", "deadline", "range", "timerange"}
_NAME_WORDS = {
    "name",
    "title",
    "city",
    "country",
    "artist",
    "person",
    "company",
    "place",
    "playlist",
    "album",
    "movie",
    "restaurant",
    "author",
    "location",
    "brand",
    "product",
    "state",
}


def extract(prompt: Prompt, ask: Ask) -> str | None:
    """The record as compact JSON; None when the prompt asks for none."""
    fields = asked_fields(prompt, ask)
    if not fields:
        return None
    shown = _shown_values(prompt)
    taken: set[str] = set()
    found: list[tuple[str, Any]] = []
    for field in fields:
        chance = replace(ask, system=field.path)
        value = _value(field, prompt.query, shown.get(field.path, []), taken, chance)
        if value is not None:
            taken.add(str(value))
            found.append((field.path, value))
        elif field.required:
            found.append((field.path, _blank(field)))
    return json.dumps(unflatten(found), ensure_ascii=False, separators=(",", ":"))


def _shown_values(prompt: Prompt) -> dict[str, list[tuple[str, Any]]]:
    """For each field the (text, value) pairs of the shots."""
    shown: dict[str, list[tuple[str, Any]]] = {}
    for shot in prompt.shots:
        for path, value in flatten(record_of(shot.answer) or {}):
            if value not in (None, ""):
                shown.setdefault(path, []).append((shot.text, value))
    return shown


def _value(field: Field, text: str, shown: list[tuple[str, Any]], taken: set[str], ask: Ask) -> Any:
    if field.choices:
        return _choice(field, text, shown, ask)
    if field.kind in {"integer", "number"}:
        return _number(field, text)
    if field.kind == "boolean":
        return any(word in text.casefold() for word in label_words(field.path))
    known = [value for _, value in shown if places(text, value) and str(value) not in taken]
    if known:
        return max(known, key=lambda value: len(str(value)))
    return _after_cue(text, shown, taken) or _by_name(field, text, taken, ask)


def _choice(field: Field, text: str, shown: list[tuple[str, Any]], ask: Ask) -> Any:
    """The choice whose words stand in the text, or that like texts were shown with; with some
    chance one that fits nearly as well."""
    scores = name_scores(text, {str(choice): "" for choice in field.choices})
    likeness = similarities(text, [shot_text for shot_text, _ in shown])
    for (_, value), alike in zip(shown, likeness, strict=True):
        if str(value) in scores:
            scores[str(value)] += _SHOTS_WEIGHT * alike * alike
    most = max(scores.values())
    if most <= 0 and not field.required:
        return None
    weights = [math.exp(_SHARPNESS * (scores[str(choice)] - most)) for choice in field.choices]
    return field.choices[choose(weights, ask)]


def _number(field: Field, text: str) -> Any:
    match = _NUMBER.search(text)
    number = number_in(match[0]) if match else None
    return int(number) if number is not None and field.kind == "integer" else number


def _after_cue(text: str, shown: list[tuple[str, Any]], taken: set[str]) -> str | None:
    """Words that follow what stood before the value in a shot, as many as there."""
    for shot_text, value in shown:
        for start, end in places(shot_text, value)[:1]:
            cue = shot_text[:start].split()[-2:]
            if len(cue) < 2:
                continue
            at = text.casefold().find(" ".join(cue).casefold() + " ")
            if at >= 0:
                rest = text[at + len(" ".join(cue)) :].split()
                words = " ".join(rest[: len(shot_text[start:end].split())]).strip(".,;!?")
                if words and words not in taken:
                    return words
    return None


def _by_name(field: Field, text: str, taken: set[str], ask: Ask) -> str | None:
    """What the name of the field lets expect: a date, an address, a name; the first that stands
    there, with some chance a later one."""
    names = set(label_words(field.path.removesuffix("[]").rsplit(".", 1)[-1]))
    if names & _TIME_WORDS:
        patterns = [_DATE]
    elif names & {"mail", "email"}:
        patterns = [_MAIL]
    elif names & _NAME_WORDS:
        patterns = [_QUOTED, _NAME]
    elif names & {"number", "count", "amount", "price", "quantity", "rating", "value"}:
        patterns = [_NUMBER]
    else:
        return None
    found = [
        words
        for pattern in patterns
        for match in pattern.finditer(text)
        if (words := match[match.lastindex or 0]) not in taken
    ]
    weights = [_LATER**place for place in range(len(found))]
    return found[choose(weights, ask)] if found else None


def _blank(field: Field) -> Any:
    if field.choices:
        return field.choices[0]
    return {"integer": 0, "number": 0, "boolean": False}.get(field.kind, "")
