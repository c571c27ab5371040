"""A file that is one JSON value with rows somewhere in it."""

from __future__ import annotations

import json
from itertools import islice
from typing import TYPE_CHECKING, Any, cast

from services.datasets.encoding import open_text
from services.datasets.header import header_line
from services.datasets.json_paths import paths_in, rows_at
from services.datasets.layouts.known import Layout, layout_of
from services.datasets.record_table import RecordTable, as_text, refuse_constant
from services.datasets.table import named_columns
from services.domain.errors import AppError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from services.datasets.mapping import Mapping
    from services.datasets.records import LeftOut
    from services.datasets.table import Cells

LARGEST = 500_000_000
"""Bytes of a file that is read as a whole."""
_SAMPLE_ROWS = 20


class JsonTable(RecordTable):
    """The rows under the path of the mapping. `line` is the place of a row, from 1.

    Rows that are lists have their names in the first one, if the mapping says so.
    """

    def __init__(self, path: Path, mapping: Mapping) -> None:
        assert mapping.encoding is not None
        values = list(rows_at(read_json(path, mapping.encoding), mapping.path or ""))
        self._done, self._total = 0, len(values)
        super().__init__(self._counted(values), mapping.layout or Layout.RECORDS)
        self._skipped = mapping.header or 0
        if self._skipped and isinstance(values[0], list):
            names = named_columns([as_text(cell) for cell in cast("list[Any]", values[0])])
            self.columns[: len(names)] = names

    def rows(self) -> Iterator[Cells | LeftOut]:
        return islice(super().rows(), self._skipped, None)

    def position(self) -> tuple[int, int | None]:
        return self._done, self._total

    def close(self) -> None:
        """The file is read as a whole when it is opened."""

    def _counted(self, values: list[object]) -> Iterator[tuple[int, object]]:
        for place, value in enumerate(values, start=1):
            self._done = place
            yield place, value


def read_json(path: Path, encoding: str) -> object:
    """The value of a file. Raises AppError for what is not JSON by RFC 8259, and says where."""
    if path.stat().st_size > LARGEST:
        raise AppError(
            f"{path.name} is too large to be read as one JSON value.",
            "Save it with one JSON object on each line (JSONL); such files may have any size.",
        )
    with open_text(path, encoding) as file:
        text = file.read().removeprefix("\ufeff")
    try:
        return json.loads(text, parse_constant=refuse_constant)
    except ValueError as error:
        raise AppError(
            f"{path.name} is not JSON.",
            f"{_place(error)}. Correct it there, or export it again.",
            str(error),
        ) from error
    except RecursionError as error:
        raise AppError(
            f"{path.name} is nested too deeply.", "Save its rows as a list of objects."
        ) from error


def find_rows(path: Path, encoding: str) -> tuple[object, tuple[str, ...]]:
    """The value of a file and where in it there are rows. Raises AppError where there are none."""
    value = read_json(path, encoding)
    paths = paths_in(value)
    if not paths:
        raise AppError(
            f"{path.name} holds no rows.",
            "Rows are a list of JSON objects, somewhere in the file.",
        )
    return value, paths


def guess_layout(value: object, path: str) -> Layout:
    """The layout that the first rows under a path are in."""
    return layout_of(list(islice(rows_at(value, path), _SAMPLE_ROWS)))


def guess_header(value: object, path: str) -> int | None:
    """1 where rows are lists, the first of which holds names; 0 where it holds none. None where
    rows are no lists, and need no names."""
    rows = list(islice(rows_at(value, path), _SAMPLE_ROWS))
    if not rows or not all(isinstance(row, list) for row in rows):
        return None
    cells = [[as_text(cell) for cell in cast("list[Any]", row)] for row in rows]
    return min(header_line(list(enumerate(cells, start=1))), 1)


def _place(error: ValueError) -> str:
    if isinstance(error, json.JSONDecodeError):
        return f"Line {error.lineno}, column {error.colno}: {error.msg}"
    return str(error)
