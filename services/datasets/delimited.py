"""CSV, TSV and other delimited text, row by row."""

from __future__ import annotations

import csv
from itertools import islice
from typing import TYPE_CHECKING

from services.datasets.encoding import bad_character, bytes_read, open_text
from services.datasets.header import header_line
from services.datasets.records import LeftOut
from services.datasets.table import Cells, fitted, named_columns

if TYPE_CHECKING:
    from _csv import Reader
    from collections.abc import Iterator
    from pathlib import Path

    from services.datasets.mapping import Mapping

DELIMITERS = {",": "comma", "\t": "tab", ";": "semicolon", "|": "pipe"}
_LARGEST_CELL = 10_000_000
_SAMPLE_ROWS = 100
_SAMPLE_CHARACTERS = 1 << 18


class DelimitedTable:
    """A delimited file that is read while it is iterated; the mapping says its form."""

    answers = ()

    def __init__(self, path: Path, mapping: Mapping) -> None:
        assert mapping.encoding is not None
        assert mapping.delimiter is not None
        self._mapping = mapping
        self._size = path.stat().st_size
        self._text = open_text(path, mapping.encoding)
        self._row_lines: list[str] = []
        self._skipped = mapping.header or 0
        self._reader = csv_reader(self._lines(), mapping.delimiter, quoting=mapping.quoting)
        self._pending: list[Cells | LeftOut] = []
        self.columns = self._read_columns()

    def rows(self) -> Iterator[Cells | LeftOut]:
        width = len(self.columns)
        yield from (self._checked(row, width) for row in self._pending)
        for row in self._raw_rows():
            yield self._checked(row, width)

    def position(self) -> tuple[int, int | None]:
        return bytes_read(self._text), self._size

    def close(self) -> None:
        self._text.close()

    def _read_columns(self) -> list[str]:
        """Names from the header; without one, numbered by the widest of the first rows."""
        raw = self._raw_rows()
        if self._skipped:
            for row in raw:
                if not isinstance(row, LeftOut) and row[0] >= self._skipped:
                    return named_columns(row[1])
            return []
        self._pending = list(islice(raw, _SAMPLE_ROWS))
        widths = [len(row[1]) for row in self._pending if not isinstance(row, LeftOut)]
        return named_columns([""] * max(widths, default=0))

    def _lines(self) -> Iterator[str]:
        for line in self._text:
            self._row_lines.append(line)
            yield line

    def _raw_rows(self) -> Iterator[Cells | LeftOut]:
        reader = self._reader
        while True:
            line = reader.line_num + 1
            self._row_lines.clear()
            try:
                cells = next(reader)
            except StopIteration:
                return
            except csv.Error as error:
                yield LeftOut(line, _unreadable(line, reader.line_num, error))
                continue
            if reader.line_num > line and not self._is_quoted_well():
                yield LeftOut(line, _unreadable(line, reader.line_num, None))
            elif cells:
                yield line, cells

    def _is_quoted_well(self) -> bool:
        """Whether a row of several lines, which began inside quotes, also ends where they close;
        the reader forgives what else follows, and then rows are lost inside a cell."""
        assert self._mapping.delimiter is not None
        try:
            rows = list(
                csv.reader(iter(self._row_lines), delimiter=self._mapping.delimiter, strict=True)
            )
        except csv.Error:
            return False
        return len(rows) == 1

    def _checked(self, row: Cells | LeftOut, width: int) -> Cells | LeftOut:
        if isinstance(row, LeftOut):
            return row
        line, cells = row
        for cell in cells:
            if not cell.isascii() and (bad := bad_character(cell)):
                return LeftOut(line, f"It holds {bad}, which is no character of the encoding.")
        return fitted(line, cells, width)


def csv_reader(lines: Iterator[str], delimiter: str, *, quoting: bool) -> Reader:
    """The csv module's reader; a cell of more than _LARGEST_CELL characters is an error."""
    csv.field_size_limit(_LARGEST_CELL)
    return csv.reader(
        lines, delimiter=delimiter, quoting=csv.QUOTE_MINIMAL if quoting else csv.QUOTE_NONE
    )


def guess_delimiter(path: Path, encoding: str, *, quoting: bool) -> str:
    """The delimiter that divides most of the first rows into equally many cells."""
    sample = _sample(path, encoding)
    if path.suffix.lower() in (".tsv", ".tab") and any("\t" in line for line in sample):
        return "\t"
    return max(DELIMITERS, key=lambda delimiter: _evenness(sample, delimiter, quoting=quoting))


def best_evenness(path: Path, encoding: str, *, quoting: bool) -> float:
    """The largest share of the first rows that a delimiter divides into equally many cells."""
    sample = _sample(path, encoding)
    return max(_evenness(sample, delimiter, quoting=quoting)[0] for delimiter in DELIMITERS)


def guess_header(path: Path, mapping: Mapping) -> int:
    """The line of the column names, 0 where there is none."""
    assert mapping.encoding is not None
    assert mapping.delimiter is not None
    sample = iter(_sample(path, mapping.encoding))
    reader = csv_reader(sample, mapping.delimiter, quoting=mapping.quoting)
    return header_line([row for row in _first_rows(reader) if row[1]])


def quotes_swallow(path: Path, mapping: Mapping) -> bool:
    """Whether quotes of the first rows are no quotes: one that opens a cell does not end it."""
    assert mapping.encoding is not None
    assert mapping.delimiter is not None
    sample = _sample(path, mapping.encoding)
    whole = sum(map(len, sample)) < _SAMPLE_CHARACTERS
    rows = csv.reader(iter(sample), delimiter=mapping.delimiter, strict=True)
    try:
        for _ in rows:
            pass
    except csv.Error as error:
        return whole or "unexpected end" not in str(error)
    return False


def _sample(path: Path, encoding: str) -> list[str]:
    with open_text(path, encoding) as text:
        return text.readlines(_SAMPLE_CHARACTERS)


def _first_rows(reader: Reader) -> list[Cells]:
    rows: list[Cells] = []
    try:
        while len(rows) < _SAMPLE_ROWS:
            line = reader.line_num + 1
            rows.append((line, next(reader)))
    except (csv.Error, StopIteration):
        pass
    return rows


def _evenness(sample: list[str], delimiter: str, *, quoting: bool) -> tuple[float, int]:
    """The share of rows that have the most usual width above one, and that width."""
    rows = _first_rows(csv_reader(iter(sample), delimiter, quoting=quoting))
    widths = [len(cells) for _, cells in rows if cells]
    if not widths:
        return 0.0, 0
    usual = max(set(widths), key=widths.count)
    return (widths.count(usual) / len(widths), usual) if usual > 1 else (0.0, 0)


def _unreadable(first: int, last: int, error: csv.Error | None) -> str:
    if first == last:
        return f"It is not a row: {error}." if error else "A quote is opened and never closed."
    return (
        f"A quote is opened and not closed; it swallowed the lines {first} to {last}."
        " If quotes are ordinary characters here, read the file without quoting."
    )
