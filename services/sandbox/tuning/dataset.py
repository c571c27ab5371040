"""Reads tuning data: one JSON object a line, as the service checks it."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

from services.sandbox.tokenizer import count_tokens

Json = dict[str, Any]
TOKEN_LIMIT = 131_072


class BadDataset(Exception):
    """The job fails; the text is the error's message."""


@dataclass(frozen=True, slots=True)
class Row:
    """A usable line: what is asked and answered, and how much that is."""

    prompt: str
    answer: str
    input_tokens: int
    output_tokens: int
    messages: int
    characters: int

    @property
    def tokens(self) -> int:
        return self.input_tokens + self.output_tokens


@dataclass(frozen=True, slots=True)
class Dataset:
    """The usable rows, and the lines (numbered from 1) that were dropped, with the reason."""

    rows: list[Row] = field(default_factory=list[Row])
    dropped: dict[int, str] = field(default_factory=dict[int, str])
    examples: list[Json] = field(default_factory=list[Json])

    @property
    def lines(self) -> int:
        return len(self.rows) + len(self.dropped)


def read_dataset(data: bytes) -> Dataset:
    """Read a JSONL file; raises BadDataset for what makes the service fail the job."""
    dataset = Dataset()
    try:
        lines = data.decode("utf-8").splitlines()
    except UnicodeDecodeError as error:
        raise BadDataset("The dataset is not valid UTF-8.") from error
    for index, line in enumerate(line for line in lines if line.strip()):
        record = _record(index, line)
        reason = _reason(record["contents"])
        row = None if reason else _row(record)
        if row is not None and row.tokens > TOKEN_LIMIT:
            reason = f"Token limit exceeded: {row.tokens} tokens, at most {TOKEN_LIMIT}."
        if row is None or reason:
            dataset.dropped[index + 1] = reason
        else:
            dataset.rows.append(row)
            if len(dataset.examples) < 3:
                dataset.examples.extend(record["contents"][:1])
    if not dataset.rows:
        raise BadDataset("The dataset has no valid examples.")
    return dataset


def _record(index: int, line: str) -> Json:
    try:
        record = json.loads(line)
    except ValueError as error:
        raise BadDataset(f"Row: {index}. Invalid JSON: {error}.") from error
    if not isinstance(record, dict) or not isinstance(record.get("contents"), list):
        raise BadDataset(f"Row: {index}. Missing required `contents` field.")
    return record


def _reason(contents: list[Json]) -> str:
    """Why a line cannot be used; "" when it can."""
    roles = [content.get("role") for content in contents]
    if any(role not in {"user", "model"} for role in roles):
        return "Please use a valid role: user, model."
    if not roles or roles[0] != "user":
        return "The first content must be of role user."
    if roles[-1] != "model":
        return "The last content must be of role model."
    if any(a == b for a, b in pairwise(roles)):
        return "The roles user and model must alternate."
    if any(not _text(content).strip() for content in contents):
        return "A content has no text."
    return ""


def _row(record: Json) -> Row:
    contents = record["contents"]
    system = _text(record.get("systemInstruction", record.get("system_instruction", {})))
    asked = [_text(content) for content in contents[:-1]]
    answer = _text(contents[-1])
    return Row(
        prompt=asked[-1],
        answer=answer,
        input_tokens=count_tokens(system) + sum(count_tokens(text) for text in asked),
        output_tokens=count_tokens(answer),
        messages=len(contents),
        characters=len(system) + sum(len(text) for text in asked) + len(answer),
    )


def _text(content: Json) -> str:
    parts = content.get("parts") or []
    return "".join(part.get("text", "") for part in parts if isinstance(part, dict))
