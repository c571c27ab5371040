"""JSONL: one JSON object on each line."""

from __future__ import annotations

import json
from itertools import islice
from typing import TYPE_CHECKING, Any, cast

from services.datasets.encoding import bad_character, bytes_read, open_text
from services.datasets.records import LeftOut

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from services.datasets.mapping import Mapping
    from services.datasets.table import Cells

_SAMPLE_ROWS = 100


class JsonLinesTable:
    """Keys are columns; a key that first appears on a later line is a further column."""

    def __init__(self, path: Path, mapping: Mapping) -> None:
        assert mapping.encoding is not None
        self._size = path.stat().st_size
        self._text = open_text(path, mapping.encoding)
        self.columns: list[str] = []
        self._places: dict[str, int] = {}
        self._rows = self._read()
        self._pending = list(islice(self._rows, _SAMPLE_ROWS))

    def rows(self) -> Iterator[Cells | LeftOut]:
        for row in self._pending:
            if not isinstance(row, LeftOut):
                row[1].extend([""] * (len(self.columns) - len(row[1])))
            yield row
        yield from self._rows

    def position(self) -> tuple[int, int | None]:
        return bytes_read(self._text), self._size

    def close(self) -> None:
        self._text.close()

    def _read(self) -> Iterator[Cells | LeftOut]:
        for line, text in enumerate(self._text, start=1):
            if text.isspace():
                continue
            if bad := bad_character(text):
                yield LeftOut(line, f"It holds {bad}, which is no character of the encoding.")
                continue
            yield self._row(line, text)

    def _row(self, line: int, text: str) -> Cells | LeftOut:
        try:
            found = json.loads(text, parse_constant=_refuse_constant)
        except ValueError as error:
            return LeftOut(line, f"It is not JSON: {error}.")
        except RecursionError:
            return LeftOut(line, "It is nested too deeply.")
        if not isinstance(found, dict):
            return LeftOut(line, "It is not a JSON object.")
        return self._cells(line, cast("dict[str, Any]", found))

    def _cells(self, line: int, found: dict[str, Any]) -> Cells | LeftOut:
        for key in found:
            if key not in self._places:
                self._places[key] = len(self.columns)
                self.columns.append(key)
        cells = [""] * len(self.columns)
        for key, value in found.items():
            cells[self._places[key]] = as_text(value)
        for text in (*cells, *found):
            if bad := bad_character(text):
                return LeftOut(line, f"It holds {bad}.")
        return line, cells


def as_text(value: object) -> str:
    """A JSON value as a cell: texts as they are, null empty, all else as JSON."""
    if isinstance(value, str):
        return value
    if value is None:
        return ""
    return json.dumps(value, ensure_ascii=False)


def _refuse_constant(name: str) -> None:
    raise ValueError(f"{name} is no JSON value")
