"""Opening a file as a table: what the mapping leaves open is guessed, and said in words."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING

from services.datasets import delimited, excel
from services.datasets.encoding import NAMES, guess_encoding
from services.datasets.json_lines import JsonLinesTable
from services.datasets.source import FileKind, cannot_read, kind_of
from services.domain.errors import AppError

if TYPE_CHECKING:
    from collections.abc import Generator
    from pathlib import Path

    from services.datasets.mapping import Mapping
    from services.datasets.table import Table


def guess_form(path: Path, mapping: Mapping) -> tuple[Mapping, tuple[str, ...]]:
    """The mapping with encoding, delimiter, header and sheet filled in, and what was guessed.

    Raises AppError for a file that is missing, unreadable, empty or of another kind.
    """
    match kind_of(path):
        case FileKind.EXCEL:
            return _excel_form(path, mapping)
        case FileKind.JSON_LINES:
            return _encoded(path, replace(mapping, delimiter=None, header=None, sheet=None))
        case FileKind.DELIMITED:
            return _delimited_form(path, replace(mapping, sheet=None))


@contextmanager
def open_table(path: Path, mapping: Mapping) -> Generator[Table]:
    """The file as a table, by a mapping from `guess_form`. Raises AppError, also while reading."""
    try:
        table = _table(path, mapping)
        try:
            yield table
        finally:
            table.close()
    except OSError as error:
        raise cannot_read(path, error) from error


def _table(path: Path, mapping: Mapping) -> Table:
    match kind_of(path):
        case FileKind.EXCEL:
            return excel.ExcelTable(path, mapping)
        case FileKind.JSON_LINES:
            return JsonLinesTable(path, mapping)
        case FileKind.DELIMITED:
            return delimited.DelimitedTable(path, mapping)


def _encoded(path: Path, mapping: Mapping) -> tuple[Mapping, tuple[str, ...]]:
    if mapping.encoding is not None:
        return mapping, ()
    encoding = guess_encoding(path)
    return replace(mapping, encoding=encoding), (f"Encoding: {NAMES.get(encoding, encoding)}",)


def _delimited_form(path: Path, mapping: Mapping) -> tuple[Mapping, tuple[str, ...]]:
    mapping, guessed = _encoded(path, mapping)
    assert mapping.encoding is not None
    if mapping.delimiter is None:
        delimiter = delimited.guess_delimiter(path, mapping.encoding, quoting=mapping.quoting)
        mapping = replace(mapping, delimiter=delimiter)
        guessed += (f"Delimiter: {delimited.DELIMITERS[delimiter]}",)
    elif len(mapping.delimiter) != 1 or mapping.delimiter in '\r\n"':
        raise AppError(
            "The delimiter has to be one character.", "Give one character, like a comma or a tab."
        )
    if mapping.header is None:
        mapping = replace(mapping, header=delimited.guess_header(path, mapping))
        guessed += (_said_header(mapping.header),)
    return mapping, guessed


def _excel_form(path: Path, mapping: Mapping) -> tuple[Mapping, tuple[str, ...]]:
    mapping, guessed = replace(mapping, delimiter=None, encoding=None), ()
    if mapping.sheet is None:
        names = excel.sheet_names(path)
        mapping = replace(mapping, sheet=names[0])
        if len(names) > 1:
            guessed += (f"Sheet: “{names[0]}”, the first of {len(names)}",)
    if mapping.header is None:
        mapping = replace(mapping, header=excel.guess_header(path, mapping))
        guessed += (_said_header(mapping.header),)
    return mapping, guessed


def _said_header(line: int | None) -> str:
    if not line:
        return "No header: the columns are numbered"
    if line == 1:
        return "Header: the first line"
    before = "the line" if line == 2 else f"the {line - 1} lines"
    return f"Header: line {line}; {before} before it passed over"
