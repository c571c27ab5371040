"""Reads a prompt of any layout: the instruction, the shots in it, and the text that is asked about.

Shots are blocks of `Key: value` lines that repeat; the last block lacks its last value. Earlier
turns of a conversation are shots as well.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from services.sandbox.learner.ask import Ask

_KEY_LINE = re.compile(r"^[ \t]*[*#]*([^\W\d_][\w \-/]{0,30}?)[*]*:[*]*[ \t]*", re.MULTILINE)
_MARKER = re.compile(
    r"\b((?:final )?(?:answer|label|category|sentiment|type|class|result|output))\s*:",
    re.IGNORECASE,
)
_REASONING = re.compile(
    r"step[ -]by[ -]step|\breasoning\b|explain (?:why|your)|think (?:aloud|first|before|it over)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Shot:
    """An example in the prompt: its text and the answer shown for it."""

    text: str
    answer: str


@dataclass(frozen=True, slots=True)
class Prompt:
    """A prompt as it was understood; `marker` stands before the answer, "" where none is asked."""

    instruction: str
    shots: tuple[Shot, ...]
    query: str
    marker: str = ""


@dataclass(frozen=True, slots=True)
class _Entry:
    """One `Key: value`; the value reaches to the next key line."""

    key: str
    value: str
    start: int


def read_prompt(ask: Ask) -> Prompt:
    """Understand a request."""
    query_key, answer_key = _keys(ask.user_text)
    query, head = _query(ask.user_text, query_key, answer_key, bool(ask.system.strip()))
    before_query = f"{ask.system}\n\n{head}"
    shots = _shots(before_query, query_key, answer_key)
    instruction = before_query[: _first_shot(before_query, query_key, shots)]
    marker = _marker(instruction) if _REASONING.search(instruction) else ""
    return Prompt(instruction, (*shots, *_turn_shots(ask, query_key, marker)), query, marker)


def _keys(text: str) -> tuple[str, str]:
    """The keys of the text that is asked about and of its answer; "" where there is none."""
    entries = _entries(text)
    if not entries:
        return "", ""
    last = entries[-1]
    first = entries[0].key if not text[: entries[0].start].strip() else ""
    if not last.value and len(entries) > 1:
        return _before(entries[:-1], last.key, first), last.key
    repeated = Counter(entry.key for entry in entries)
    for key in (last.key, first):
        if repeated[key] > 1:
            return key, _follower(entries, key)
    return first or (last.key if len(entries) == 1 else ""), ""


def _before(entries: list[_Entry], answer_key: str, first: str) -> str:
    """The key that begins a block: the one that follows an answer, else the first."""
    followers = Counter(after.key for entry, after in pairwise(entries) if entry.key == answer_key)
    return followers.most_common(1)[0][0] if followers else first or entries[-1].key


def _follower(entries: list[_Entry], key: str) -> str:
    """The key of the answers: the last before each next block, as most blocks have it."""
    last: Counter[str] = Counter(
        entry.key for entry, after in pairwise(entries) if after.key == key and entry.key != key
    )
    return last.most_common(1)[0][0] if last else ""


def _query(text: str, query_key: str, answer_key: str, has_system: bool) -> tuple[str, str]:
    """The text that is asked about, and all that stands before it."""
    body = text
    if answer_key and body.rstrip().endswith(f"{answer_key}:"):
        body = body.rstrip()[: -len(answer_key) - 1]
    if query_key:
        start = _query_start(body, query_key, answer_key)
        if start is not None:
            return body[start.end() :].strip(), body[: start.start()]
    if has_system:
        return body.strip(), ""
    head, _, tail = body.strip().rpartition("\n\n")
    return tail, head


def _query_start(body: str, query_key: str, answer_key: str) -> re.Match[str] | None:
    """Where the last block begins: its key comes first after the last answer that is shown."""
    matches = list(_KEY_LINE.finditer(body))
    answered = max((match.start() for match in matches if match[1] == answer_key), default=-1)
    starts = [match for match in matches if match[1] == query_key]
    after = [match for match in starts if match.start() > answered]
    return next(iter(after or starts[-1:]), None)


def _shots(text: str, query_key: str, answer_key: str) -> tuple[Shot, ...]:
    """The blocks before the query."""
    if not query_key or not answer_key:
        return ()
    shots: list[Shot] = []
    asked: str | None = None
    for entry in _entries(text, {query_key, answer_key}):
        if entry.key == query_key:
            asked = entry.value
        elif asked is not None:
            shots.append(Shot(asked, entry.value))
            asked = None
    return tuple(shots)


def _first_shot(text: str, query_key: str, shots: tuple[Shot, ...]) -> int:
    if not shots:
        return len(text)
    return next(entry.start for entry in _entries(text) if entry.key == query_key)


def _turn_shots(ask: Ask, query_key: str, marker: str) -> tuple[Shot, ...]:
    """Earlier turns: what the user said and what the model is shown to have answered."""
    shots: list[Shot] = []
    turns = ask.turns[:-1]
    for asked, answered in zip(turns[::2], turns[1::2], strict=False):
        text = next(
            (entry.value for entry in _entries(asked.text) if entry.key == query_key), asked.text
        )
        answer = answered.text.rpartition(marker)[2] if marker else answered.text
        shots.append(Shot(text.strip(), answer.strip()))
    return tuple(shots)


def _marker(instruction: str) -> str:
    found = list(_MARKER.finditer(instruction))
    return f"{found[-1][1]}:" if found else "Answer:"


def _entries(text: str, only: set[str] | None = None) -> list[_Entry]:
    """All `Key: value` entries; with `only`, lines of other keys belong to the value before."""
    matches = [match for match in _KEY_LINE.finditer(text) if only is None or match[1] in only]
    starts = [match.start() for match in matches]
    return [
        _Entry(match[1], text[match.end() : end].strip(), match.start())
        for match, end in zip(matches, [*starts[1:], len(text)], strict=False)
    ]
