"""Rows for tuning a chat model: Gemini's contents and messages, OpenAI's messages.

Shapes: "Prepare supervised fine-tuning data for Gemini models" of Google's documentation, and
"Supervised fine-tuning" of OpenAI's.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import takewhile

from services.datasets.layouts.found import Found, Record, list_of, record_of, without

_MODEL = ("model", "assistant")
_SYSTEM = ("system", "developer")
TEXT, WHOLE = "text", "whole turn"


def is_contents(record: Record) -> bool:
    """Gemini's layout of today."""
    return bool(list_of(record.get("contents"))) and _has_turn(record["contents"], "parts")


def is_messages(record: Record) -> bool:
    """The layout of OpenAI, and that of Gemini 1.0."""
    return bool(list_of(record.get("messages"))) and _has_turn(record["messages"], "content")


def contents(record: Record) -> Found:
    """See `_found`; the system instruction stands beside the turns."""
    system = record.get("systemInstruction", record.get("system_instruction"))
    turns = [_Turn.of(each, "parts") for each in list_of(record["contents"])]
    said = system if isinstance(system, str) else _Turn.of(system, "parts").text
    left = without(record, "contents", "systemInstruction", "system_instruction")
    return _found(turns, said, left)


def messages(record: Record) -> Found:
    """See `_found`."""
    turns = [_Turn.of(each, "content") for each in list_of(record["messages"])]
    system = "\n".join(turn.text for turn in turns if turn.role in _SYSTEM)
    turns = [turn for turn in turns if turn.role not in _SYSTEM]
    return _found(turns, system, without(record, "messages"))


def strip(row: Found, head: str, tail: str) -> None:
    """Take a beginning and an end off the text of a row that has both; the whole turn stays."""
    turn = row.fields[TEXT]
    if turn.startswith(head) and turn.endswith(tail) and len(turn) >= len(head) + len(tail):
        row.fields[TEXT] = turn[len(head) : len(turn) - len(tail)]
        row.fields[WHOLE] = turn


def common_ends(turns: list[str]) -> tuple[str, str]:
    """With which words all turns begin, and with which they end: the layout of a prompt.

    Whole lines, and at the beginning also what stands before a colon, so that no text loses what
    it shares with the others by chance.
    """
    if len(set(turns)) < 2:
        return "", ""
    head = _common_beginning(turns)
    cut = max(head.rfind("\n") + 1, head.rfind(": ") + 2 if ": " in head else 0)
    head = head[:cut]
    rests = [turn[len(head) :][::-1] for turn in turns]
    tail = _common_beginning(rests)[::-1]
    return head, tail[tail.index("\n") :] if "\n" in tail else ""


@dataclass(frozen=True, slots=True)
class _Turn:
    role: str
    text: str

    @classmethod
    def of(cls, value: object, key: str) -> _Turn:
        turn = record_of(value)
        role = turn.get("role")
        return cls(role if isinstance(role, str) else "", _text(turn.get(key)))


def _found(turns: list[_Turn], system: str, left: Record) -> Found:
    """The last turn of the model is the answer, and what the user said right before it the text;
    what was said before that is kept apart."""
    answer = turns.pop().text if turns and turns[-1].role in _MODEL else None
    asked = list(takewhile(lambda turn: turn.role not in _MODEL, reversed(turns)))[::-1]
    before = turns[: len(turns) - len(asked)]
    found = Found({"answer": answer}, {TEXT: "\n".join(turn.text for turn in asked)})
    if system:
        found.fields["system"] = system
    if before:
        found.fields["earlier turns"] = "\n".join(f"{turn.role}: {turn.text}" for turn in before)
    found.fields |= left
    return found


def _has_turn(turns: list[object], key: str) -> bool:
    return all("role" in record_of(turn) and key in record_of(turn) for turn in turns)


def _text(value: object) -> str:
    """A text, or the texts among parts."""
    if isinstance(value, str):
        return value
    parts = (record_of(part).get("text") for part in list_of(value))
    return "".join(part for part in parts if isinstance(part, str))


def _common_beginning(texts: list[str]) -> str:
    low, high = min(texts), max(texts)
    same = takewhile(lambda pair: pair[0] == pair[1], zip(low, high, strict=False))
    return "".join(letter for letter, _ in same)
