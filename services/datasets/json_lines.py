"""JSONL: one JSON object on each line."""

from __future__ import annotations

import json
from itertools import islice
from typing import TYPE_CHECKING, cast

from services.datasets.encoding import bad_character, bytes_read, open_text
from services.datasets.layouts.known import Layout, layout_of
from services.datasets.record_table import JsonRow, RecordTable, refuse_constant
from services.datasets.records import LeftOut

if TYPE_CHECKING:
    from collections.abc import Iterator
    from io import TextIOWrapper
    from pathlib import Path

    from services.datasets.mapping import Mapping

_SAMPLE_ROWS = 20


class JsonLinesTable(RecordTable):
    """Lines that are no JSON objects are left out, each with its reason."""

    def __init__(self, path: Path, mapping: Mapping) -> None:
        assert mapping.encoding is not None
        self._size = path.stat().st_size
        self._text = open_text(path, mapping.encoding)
        super().__init__(_rows(self._text), mapping.layout or Layout.RECORDS)

    def position(self) -> tuple[int, int | None]:
        return bytes_read(self._text), self._size

    def close(self) -> None:
        self._text.close()


def guess_layout(path: Path, encoding: str) -> Layout:
    """The layout that the first lines are in."""
    with open_text(path, encoding) as text:
        first = list(islice(_rows(text), _SAMPLE_ROWS))
    return layout_of([row[1] for row in first if not isinstance(row, LeftOut)])


def _rows(lines: TextIOWrapper) -> Iterator[JsonRow | LeftOut]:
    for line, text in enumerate(lines, start=1):
        if text.isspace():
            continue
        if bad := bad_character(text):
            yield LeftOut(line, f"It holds {bad}, which is no character of the encoding.")
        else:
            yield _row(line, text)


def _row(line: int, text: str) -> JsonRow | LeftOut:
    try:
        found: object = json.loads(text, parse_constant=refuse_constant)
    except ValueError as error:
        return LeftOut(line, f"It is not JSON: {error}.")
    except RecursionError:
        return LeftOut(line, "It is nested too deeply.")
    if not isinstance(found, dict):
        return LeftOut(line, "It is not a JSON object.")
    return line, cast("object", found)
