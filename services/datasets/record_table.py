"""Rows that are JSON values, as a table: their keys are its columns."""

from __future__ import annotations

import json
from itertools import islice
from typing import TYPE_CHECKING, Any, cast

from services.datasets.encoding import bad_character
from services.datasets.layouts.chat import TEXT, common_ends, strip
from services.datasets.layouts.found import Found
from services.datasets.layouts.known import CHATS, Layout, found_in
from services.datasets.records import LeftOut

if TYPE_CHECKING:
    from collections.abc import Iterator

    from services.datasets.table import Cells

JsonRow = tuple[int, object]
"""The line on which a row begins (or its place in a list), and its JSON value."""
_SAMPLE_ROWS = 200
"""As many as columns are guessed by, so that these are known when the table is opened."""


class RecordTable:
    """A key that first appears in a later row is a further column. Of prompts, what all of the
    first rows begin and end with is taken off their texts; see `common_ends`."""

    def __init__(self, rows: Iterator[JsonRow | LeftOut], layout: Layout) -> None:
        self._source = rows
        self._layout = layout
        self._places: dict[str, int] = {}
        self._ends = ("", "")
        self.columns: list[str] = []
        self.answers: list[str] = []
        first = [self._found(row) for row in islice(rows, _SAMPLE_ROWS)]
        if layout in CHATS:
            self._ends = common_ends([turn for row in first if (turn := _turn(row))])
        self._pending = [self._cells(row) for row in first]

    def rows(self) -> Iterator[Cells | LeftOut]:
        for row in self._pending:
            if not isinstance(row, LeftOut):
                row[1].extend([""] * (len(self.columns) - len(row[1])))
            yield row
        for row in self._source:
            yield self._cells(self._found(row))

    def _found(self, row: JsonRow | LeftOut) -> tuple[int, Found] | LeftOut:
        if isinstance(row, LeftOut):
            return row
        line, value = row
        if isinstance(value, dict):
            return line, found_in(cast("dict[str, Any]", value), self._layout)
        if isinstance(value, list):
            cells = enumerate(cast("list[Any]", value), start=1)
            return line, Found(fields={f"column {place}": cell for place, cell in cells})
        if isinstance(value, str):
            return line, Found(fields={TEXT: value})
        return LeftOut(line, "It is not a JSON object.")

    def _cells(self, row: tuple[int, Found] | LeftOut) -> Cells | LeftOut:
        if isinstance(row, LeftOut):
            return row
        line, found = row
        if any(self._ends) and TEXT in found.fields:
            strip(found, *self._ends)
        self._grow(found)
        cells = [""] * len(self.columns)
        values = found.answers | found.fields
        for key, value in values.items():
            cells[self._places[key]] = as_text(value)
        for text in (*cells, *values):
            if bad := bad_character(text):
                return LeftOut(line, f"It holds {bad}.")
        return line, cells

    def _grow(self, found: Found) -> None:
        for key in (*found.fields, *found.answers):
            if key not in self._places:
                self._places[key] = len(self.columns)
                self.columns.append(key)
        for key in found.answers:
            if key not in self.answers:
                self.answers.append(key)


def as_text(value: object) -> str:
    """A JSON value as a cell: texts as they are, null empty, all else as JSON."""
    if isinstance(value, str):
        return value
    if value is None:
        return ""
    return json.dumps(value, ensure_ascii=False)


def refuse_constant(name: str) -> None:
    """For `json.loads`, which takes NaN and Infinity for JSON."""
    raise ValueError(f"{name} is no JSON value")


def _turn(row: tuple[int, Found] | LeftOut) -> str:
    turn = None if isinstance(row, LeftOut) else row[1].fields.get(TEXT)
    return turn if isinstance(turn, str) else ""
